"""Freezing the audience: one statement inserts all deliveries and batches, and counts anew."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from mailer import locks
from mailer.dispatch import gate, sql
from mailer.dispatch.composing import Composition, compose_issue
from mailer.dispatch.content import condition, not_told_yet
from mailer.dispatch.errors import ComposeError
from mailer.dispatch.languages import LANGUAGES
from mailer.dispatch.nudges import nudge_sending
from mailer.dispatch.opening import mark_told
from mailer.dispatch.stopping import stop_wrong
from mailer.models import Issue, IssueState
from subscribers import audience

log = logging.getLogger(__name__)

# Behind a reader's language, for issues of lists that can be told in easy language.
_EASY = (
    " || CASE WHEN m.easy_language AND m.list_id = ANY (%(easy_lists)s) THEN '-simple' ELSE '' END"
)


class AudienceError(RuntimeError):
    """The count of the audience and the rows of the ledger disagree; nothing was written."""


def expand(issue_id: int) -> bool:
    """Freeze the audience of an issue that is to be sent; False if there was nothing to do.

    What cannot be composed any more goes back to review, in words.
    """
    ensure_partition(Issue.objects.values_list("month", flat=True).get(pk=issue_id))
    try:
        return _expand(issue_id)
    except (ComposeError, AudienceError, gate.GateError) as error:
        log.exception("issue %s cannot be sent", issue_id)
        _back_to_review(issue_id, str(error))
        return False


def _expand(issue_id: int) -> bool:
    """Lists are locked, so that nobody changes frequency between windows (invariant 4), and the
    issue's row, so that two tasks expand once. Windows are told in their order. A correction waits
    for what is on the wire of the issue that it corrects.
    """
    with transaction.atomic():
        if Issue.objects.filter(pk=issue_id).exclude(corrects=None).exists():
            locks.take(locks.Lock.RECONCILE)
        issue = Issue.objects.select_for_update().get(pk=issue_id)
        if issue.state != IssueState.SENDING or issue.expanded_at is not None:
            return False
        list_ids = list(issue.lists.values_list("list_id", flat=True))
        audience.lock(list_ids, exclusive=True)
        if not_told_yet(issue).exists():
            return False
        if issue.corrects_id is not None and not stop_wrong(issue):
            return False
        plan = compose_issue(issue, renew=False)
        if gate.late(issue):
            raise gate.GateError(gate.STOPS)
        issue.audience_count = _insert(issue, plan)
        issue.expanded_at = timezone.now()
        mark_told(issue)
        issue.save()
    log.info("issue %s: %s deliveries frozen", issue.pk, issue.audience_count)
    nudge_sending(issue.pk)
    return True


def ensure_partition(month: date) -> None:
    """Make the ledger's partition of this month if it is not there.

    It is attached, not made in its place: that would wait for whoever reads the ledger, with all
    who send waiting behind it.
    """
    name = f"mailer_delivery_{month:%Y_%m}"
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    if _is_there(name):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # One worker at a time; readers and writers go on.
        cursor.execute("LOCK TABLE ONLY mailer_delivery IN SHARE UPDATE EXCLUSIVE MODE")
        if not _is_there(name):
            cursor.execute(f"CREATE TABLE {name} (LIKE mailer_delivery INCLUDING ALL)")
            cursor.execute(
                f"ALTER TABLE mailer_delivery ATTACH PARTITION {name} "
                f"FOR VALUES FROM ('{month}') TO ('{following}')"
            )


def _is_there(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
        return bool(cursor.fetchone()[0])


def _back_to_review(issue_id: int, words: str) -> None:
    with transaction.atomic():
        issue = Issue.objects.select_for_update().get(pk=issue_id)
        if issue.state == IssueState.SENDING and issue.expanded_at is None:
            issue.void_approval(words)
            issue.save()


def _insert(issue: Issue, plan: Composition) -> int:
    """Insert and count in one snapshot; raises AudienceError where they differ."""
    pieces, parameters = asked(issue, plan)
    [(inserted, counted)] = sql.rows("expand", parameters, **pieces)
    if inserted != counted:
        raise AudienceError(f"issue {issue.pk}: {inserted} deliveries for {counted} people")
    return int(inserted)


def asked(issue: Issue, plan: Composition) -> tuple[dict[str, str], dict[str, object]]:
    """The pieces and the parameters of `expand.sql`."""
    segment, values = condition(issue)
    pieces = {
        "segment": segment,
        "key": plan.following.key,
        "following": plan.following.join,
        "easy": _EASY if plan.easy_lists else "",
    }
    return pieces, {
        **values,
        "issue": issue.pk,
        "month": issue.month,
        "frequency": issue.frequency,
        "window_start": issue.window_start,
        "window_end": issue.window_end,
        "languages": list(LANGUAGES),
        "easy_lists": list(plan.easy_lists),
        **plan.told.parameters(),
        "batch_size": settings.BATCH_SIZE,
        "plan_lists": [way.list_id for way in plan.ways],
        "plan_positions": [way.position for way in plan.ways],
        "plan_since": [way.since for way in plan.ways],
        "plan_beginnings": [way.beginning for way in plan.ways],
        "plan_keys": [way.key for way in plan.ways],
        "plan_languages": [way.language for way in plan.ways],
        "plan_editions": [way.edition_id for way in plan.ways],
    }
