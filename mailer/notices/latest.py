"""The latest issue of a list, for a mail that greets somebody who has just joined it."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from mailer.models import Edition, Issue, IssueState
from subscribers.audience import ListInfo


class Story(NamedTuple):
    """Title, lead and page of an issue."""

    title: str
    lead: str
    url: str


def latest(entry: ListInfo, language: str) -> Story | None:
    """What everybody on a public list got last; None where showing it would tell too much (P33).

    Issues to a part of a list are left out: what they say may be for that part only.
    """
    if not entry.is_public or entry.is_sensitive:
        return None
    sent = Issue.objects.filter(
        lists__list_id=entry.id,
        state__in=(IssueState.SENDING, IssueState.SENT),
        expanded_at__isnull=False,
        segment_rule__isnull=True,
    )
    edition = _edition(sent.order_by("-expanded_at", "-pk").first(), entry, language=language)
    if edition is None:
        return None
    url = settings.SITE_URL + reverse("archive:edition", args=[edition.public_id])
    return Story(edition.subject, edition.preheader, url)


def _edition(issue: Issue | None, entry: ListInfo, *, language: str) -> Edition | None:
    """The edition of most people: it is made before those that differ (`dispatch.composing`)."""
    if issue is None:
        return None
    rows = issue.editions.filter(audience_id=entry.audience_id, language=language)
    return rows.defer("html", "text").order_by("pk").first()
