"""What stands in the payload of an event, in words for those who read the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from subscribers.models import EndedReason, Frequency, LegalBasis

NAMES: dict[str, Promise] = {
    "basis": _("Legal basis"),
    "consent_at": _("Consented on, as the file says"),
    "consent_source": _("Consented where, as the file says"),
    "file": _("File"),
    "form": _("Form"),
    "frequency": _("How often"),
    "import": _("Import"),
    "ip": _("Network of the IP address"),
    "privacy": _("Version of the privacy notice"),
    "proof": _("Proof"),
    "reason": _("Reason"),
    "row": _("Row"),
    "source": _("Way"),
    "was": _("How often before"),
    "wording": _("Wording, as the file says"),
}
_VALUES: dict[str, Mapping[str, Promise]] = {
    "basis": dict(LegalBasis.choices),
    "frequency": dict(Frequency.choices),
    "reason": dict(EndedReason.choices),
    "was": dict(Frequency.choices),
}


def noted(told: Mapping[str, object]) -> list[tuple[str, str]]:
    """Names and values in the language of now; what has no name of ours is shown as it is."""
    return [
        (str(NAMES.get(name, name)), str(_VALUES.get(name, {}).get(str(value), value)))
        for name, value in _flat(told)
        if value not in ("", None)
    ]


def _flat(told: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in sorted(told.items()):
        if isinstance(value, Mapping):
            yield from _flat(value)
        else:
            yield name, value
