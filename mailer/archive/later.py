"""What became of an edition since it went out: corrected, or told a report that was withdrawn."""

from __future__ import annotations

from mailer.models import Edition, Issue, Revision
from mailer.models.issues import OUT, wrong_editions


def correction_of(edition: Edition) -> tuple[str, str]:
    """What was wrong in it, and the public id of the right edition; '' where nothing was."""
    rows = Issue.objects.filter(
        corrects_id=edition.issue_id, state__in=OUT, expanded_at__isnull=False
    )
    for row in rows.select_related("corrects").order_by("-expanded_at"):
        right = row.editions.filter(audience_id=edition.audience_id, language=edition.language)
        found = right.order_by("pk").first()
        if found is not None and wrong_editions(row).filter(pk=edition.pk).exists():
            return row.was_wrong(edition.language), found.public_id
    return "", ""


def is_withdrawn(edition: Edition) -> bool:
    """Whether a report that it tells was withdrawn."""
    told = Revision.objects.filter(pk__in=edition.revisions)
    return told.filter(report__withdrawn_at__isnull=False).exists()
