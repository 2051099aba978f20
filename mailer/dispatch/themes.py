"""How an installation looks: saved as a new row, refused where it cannot be read."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.db import transaction

from mailer.dispatch import renewing
from mailer.dispatch.appearance import identity, look
from mailer.dispatch.errors import PlanError
from mailer.dispatch.tellings import known_layout
from mailer.editions.compose import compose
from mailer.editions.contrast import Clash, clashes
from mailer.editions.layouts import laid
from mailer.editions.model import Edition, Identity, Item
from mailer.editions.model import Theme as Value
from mailer.editions.telling import shipped, telling_from
from mailer.intake.pictures import address
from mailer.models import Issue, Media, Theme
from mailer.reports.read import read_report
from staff import audit
from staff.models import User
from staff.roles import Act, NotAllowedError, offices
from subscribers import audience

# What of a theme is not worked out elsewhere; the city's name is a setting.
FIELDS = tuple(name for name in asdict(Value(city="")) if name != "city")
# A logo is shown at half its pixels, so that it is sharp on dense screens.
TALLEST, WIDEST = 56, 200
CHANGED = "The look of the mails was changed after the approval. It has to be approved again."


class UnreadableError(PlanError):
    """Colours that cannot be read on each other."""

    def __init__(self, found: tuple[Clash, ...]) -> None:
        pairs = "; ".join(
            f"{c.name} {c.colour} on {c.ground} has {c.ratio:.2f}:1 and needs {c.least}:1, "
            f"take {c.instead}"
            for c in found
        )
        super().__init__(f"These colours cannot be read: {pairs}.")
        self.clashes = found


@transaction.atomic
def save(theme: Value, *, by: User) -> Theme:
    """Let a theme count for all that is not sent yet; raises UnreadableError, NotAllowedError.

    Waiting issues are composed anew, and whoever changed the look cannot approve them.
    """
    office = offices(by, Act.MANAGE_SENDERS).first()
    if office is None:
        raise NotAllowedError(f"{by.email} may not change how mails look. This takes an admin.")
    if found := clashes(theme):
        raise UnreadableError(found)
    before = renewing.plans()
    row = Theme.objects.create(data={n: getattr(theme, n) for n in FIELDS}, changed_by=by)
    audit.note("changed the look", row, by=by, office_id=office.pk)
    waiting = Issue.objects.filter(expanded_at=None).values_list("pk", flat=True)
    renewing.renew(waiting, before=before, by=by, words=CHANGED)
    return row


def logo(media: Media) -> dict[str, object]:
    """A stored picture as a theme names it."""
    share = min(0.5, TALLEST / media.height, WIDEST / media.width)
    return {
        "logo_url": address(media),
        "logo_width": max(1, round(media.width * share)),
        "logo_height": max(1, round(media.height * share)),
    }


def specimen(theme: Value, words: str, *, language: str, layout: str = "") -> Edition:
    """Some words (a report as plain text) told to citizens, as the theme would show them."""
    known_layout(layout)
    report = read_report("specimen.txt", words.encode())
    return compose(
        [Item(report, f"{settings.SITE_URL}/")],
        telling_from(laid(shipped()["citizens"], layout)),
        language=language,
        theme=theme,
        identity=_somebody(language),
        browser_url=f"{settings.SITE_URL}/",
    )


def _somebody(language: str) -> Identity:
    senders = audience.senders()
    if senders:
        return identity(senders[0], language)
    return Identity(name=look().city, address="rundbrief@example.org", imprint="")
