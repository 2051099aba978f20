"""The page of an edition, written in the transaction that writes the edition."""

from __future__ import annotations

from collections.abc import Sequence

from mailer.editions.article import article, first_picture, words
from mailer.editions.told import Told
from mailer.models import ArchivePage, Edition
from mailer.reports.tongues import is_easy, spoken


def keep(row: Edition, told: Told, *, topics: Sequence[str]) -> None:
    """Make or renew the page of this issue for the edition's audience and language."""
    page = article(told)
    ArchivePage.objects.update_or_create(
        issue_id=row.issue_id,
        audience_id=row.audience_id,
        language=spoken(row.language),
        easy=is_easy(row.language),
        defaults={
            "edition": row,
            "topics": list(topics),
            "title": row.subject,
            "teaser": row.preheader,
            "image": first_picture(told),
            "article": page,
            "words": words(page),
        },
    )
