"""How long what is known of people is kept (P5, P10, P17); what goes, and how, says `expiring`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from staff.retention import Job, days, hours, register, years_after_the_end
from subscribers import expiring


def offer() -> None:
    """Register the jobs, in the order in which they run: wishes before the people behind them."""
    register(*_unconfirmed(), *_imported(), *_proofs(), _files())


def _unconfirmed() -> tuple[Job, ...]:
    return (
        Job(
            "wishes",
            _("Sign-ups and other wishes that nobody confirmed"),
            _("after the wish"),
            "CONFIRM_DAYS",
            count=lambda due: expiring.wishes(due, used=False).count(),
            run=lambda due: expiring.wishes(due, used=False).delete()[0],
            before=days,
        ),
        Job(
            "used_wishes",
            _("Wishes that were confirmed; the evidence has what matters of them"),
            _("after the wish"),
            "CONFIRM_DAYS",
            count=lambda due: expiring.wishes(due, used=True).count(),
            run=lambda due: expiring.wishes(due, used=True).delete()[0],
            before=days,
        ),
        Job(
            "addresses",
            _("Addresses that were typed and never confirmed"),
            _("after they were typed"),
            "CONFIRM_DAYS",
            count=lambda due: expiring.nobodies(due).count(),
            run=expiring.remove_nobodies,
            before=days,
        ),
    )


def _imported() -> tuple[Job, ...]:
    return (
        Job(
            "invited",
            _("Imported people who were asked and did not confirm"),
            _("after the invitation"),
            "CONFIRM_DAYS",
            count=lambda due: expiring.invited(due).count(),
            run=lambda due: expiring.end_unconfirmed(expiring.invited(due)),
            before=days,
        ),
        Job(
            "uninvited",
            _("Imported people without proof of consent who were never asked"),
            _("after the import"),
            "UNINVITED_DAYS",
            count=lambda due: expiring.uninvited(due).count(),
            run=lambda due: expiring.end_unconfirmed(expiring.uninvited(due)),
            before=days,
        ),
    )


def _proofs() -> tuple[Job, ...]:
    after = _("after the end of the year in which the subscription ended")
    return (
        Job(
            "evidence",
            _("Evidence of ended subscriptions: what was shown, said and confirmed"),
            after,
            "EVIDENCE_YEARS",
            count=lambda due: expiring.evidence(due).count(),
            run=lambda due: expiring.evidence(due).update(payload=None),
            before=years_after_the_end,
        ),
        Job(
            "former_people",
            _("People whose last subscription ended: address, name, choices"),
            after,
            "EVIDENCE_YEARS",
            count=lambda due: expiring.former_people(due).count(),
            run=expiring.erase_former_people,
            before=years_after_the_end,
        ),
        Job(
            "blocked_proofs",
            _("The hash under which the proof of erased people is found"),
            _("after the end of the year of the erasure"),
            "EVIDENCE_YEARS",
            # Each row has an end of its own, by the setting of the day of its erasure.
            count=lambda _: expiring.blocked_proofs().count(),
            run=lambda _: expiring.blocked_proofs().update(erased_key=None),
            before=years_after_the_end,
        ),
    )


def _files() -> Job:
    return Job(
        "files",
        _("Imported files and lists of their faults"),
        _("after the import"),
        "FILE_HOURS",
        count=lambda due: len(expiring.files(due)),
        run=expiring.remove_files,
        before=hours,
    )
