"""What each group of an issue's people gets of its reports: by time, topics and what they know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mailer.dispatch.content import Group, reports_of
from mailer.models import Issue, Revision
from subscribers import audience


class Shares:
    """The sets of reports of one issue. Topics count for what gathers reports, not for one-offs.

    A topic that nobody can choose is none: a stray keyword keeps a report from nobody.
    """

    def __init__(self, issue: Issue, revisions: Sequence[Revision]) -> None:
        self._revisions = revisions
        self._topics: dict[int, frozenset[int]] = {}
        if issue.window_end is not None and any(one.topics for one in revisions):
            known = audience.topics_by_word()
            for one in revisions:
                found = {known.get(topic.casefold()) for topic in one.topics} - {None}
                self._topics[one.pk] = frozenset(found)  # type: ignore[arg-type]
        self.following = audience.hold_following(frozenset().union(*self._topics.values()))
        self._told: dict[frozenset[int], set[int]] = {}

    def of(self, group: Group, *, since: datetime | None) -> list[Revision]:
        """What the people of a group get."""
        if since is None:
            return list(self._revisions)
        told = self._told_by(group.editions)
        return [
            one
            for one in self._revisions
            if one.report.released_at >= since
            and one.report_id not in told
            and group.follows(self._topics.get(one.pk, frozenset()))
        ]

    def _told_by(self, editions: frozenset[int]) -> set[int]:
        if editions not in self._told:
            self._told[editions] = reports_of(editions) if editions else set()
        return self._told[editions]
