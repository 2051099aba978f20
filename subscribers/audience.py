"""The read door: what mailer may know of people, lists and senders, as frozen values.

Mailing code reads people through the view `subscribers_mailable` alone; the rest is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from django.db import connection

from subscribers import house, locks
from subscribers.absences import absence_sql, kept_out
from subscribers.following import NOBODY, Following, hold_following, topics_by_word
from subscribers.infos import AudienceInfo, ListInfo, SegmentInfo, SenderInfo, TopicInfo
from subscribers.links import Links, links, places
from subscribers.models import Audience, List, Segment, Sender, ToldUntil, Topic
from subscribers.models.lists import Dkim
from subscribers.segments import compile_rule, parse
from subscribers.singles import absence, find_person
from subscribers.tokens import Mint

__all__ = [
    "NOBODY",
    "AudienceInfo",
    "Following",
    "Links",
    "ListInfo",
    "Mint",
    "SegmentInfo",
    "SenderInfo",
    "TopicInfo",
    "absence",
    "absence_sql",
    "audiences",
    "find_person",
    "hold_following",
    "house_sql",
    "kept_out",
    "links",
    "lists",
    "lock",
    "member_counts",
    "note_told",
    "places",
    "rule_sql",
    "segment_rule",
    "segments",
    "senders",
    "told_until",
    "topics",
    "topics_by_word",
    "why_not",
]


def lists(
    *,
    slugs: Sequence[str] | None = None,
    ids: Iterable[int] | None = None,
    office_ids: Iterable[int] | None = None,
) -> tuple[ListInfo, ...]:
    """Lists by any of these, in the order of the slugs if those are given, else by slug.

    LookupError for a slug that does not exist, naming those that do.
    """
    rows = List.objects.select_related("audience", "sender").order_by("slug")
    if office_ids is not None:
        rows = rows.filter(office_id__in=list(office_ids))
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    found = {row.slug: _list_info(row) for row in rows}
    if slugs is None:
        return tuple(found.values())
    if missing := [slug for slug in slugs if slug not in found]:
        known = ", ".join(found) or "none yet"
        raise LookupError(f"There is no list '{missing[0]}'. Lists: {known}.")
    return tuple(found[slug] for slug in slugs)


def senders() -> tuple[SenderInfo, ...]:
    """All senders, by slug."""
    return tuple(_sender_info(row) for row in Sender.objects.order_by("slug"))


def audiences() -> tuple[AudienceInfo, ...]:
    """All audiences, in the order in which they were made."""
    rows = Audience.objects.order_by("pk")
    return tuple(AudienceInfo(row.pk, row.slug, dict(row.names)) for row in rows)


def topics() -> tuple[TopicInfo, ...]:
    """All topics, by slug."""
    rows = Topic.objects.order_by("slug")
    return tuple(TopicInfo(row.pk, row.slug, dict(row.names)) for row in rows)


def house_sql() -> str:
    """SQL for a text that changes whenever a list, a sender or a topic does."""
    return house.SQL


def segments(office_ids: Iterable[int] | None = None) -> tuple[SegmentInfo, ...]:
    """Saved segments, of these offices only if they are given."""
    rows = Segment.objects.order_by("name", "pk")
    if office_ids is not None:
        rows = rows.filter(office_id__in=list(office_ids))
    return tuple(SegmentInfo(row.pk, row.slug, row.name, row.office_id) for row in rows)


def segment_rule(segment_id: int) -> dict[str, object]:
    """A segment's rule, to be frozen on an issue; LookupError if it is gone."""
    rule = Segment.objects.filter(pk=segment_id).values_list("rule", flat=True).first()
    if rule is None:
        raise LookupError(f"There is no segment {segment_id}.")
    return dict(rule)


def rule_sql(rule: dict[str, object] | None) -> tuple[str, dict[str, Any]]:
    """A condition over the alias `m` of the view, with psycopg parameters `%(seg_0)s`, ...

    `m` must have `subscriber_id`. TRUE for None; SegmentError for a rule that means nothing.
    """
    return ("TRUE", {}) if rule is None else compile_rule(parse(rule))


def note_told(list_ids: Iterable[int], frequency: str, *, until: datetime) -> None:
    """Write down up to when these lists' subscriptions of a frequency were told; never backwards.

    Call it in the transaction that expands or skips the issue, under `lock(..., exclusive=True)`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO subscribers_tolduntil AS t (list_id, frequency, until)
            SELECT list_id, %s, %s FROM unnest(%s::bigint[]) AS list_id
            ON CONFLICT (list_id, frequency) DO UPDATE SET until = greatest(t.until, excluded.until)
            """,
            [frequency, until, sorted(set(list_ids))],
        )


def told_until(list_id: int, frequency: str) -> datetime | None:
    """Up to when a list's subscriptions of this frequency were told; None if they never were."""
    rows = ToldUntil.objects.filter(list_id=list_id, frequency=frequency)
    return rows.values_list("until", flat=True).first()


def why_not(
    list_id: int, subscriber_ids: Iterable[int]
) -> dict[int, Literal["withdrawn", "suppressed"]]:
    """Those of these people whom the view does not show for the list, and why.

    'suppressed' is somebody on the list whose address is blocked; everybody else who is not
    shown has withdrawn: left, paused, never confirmed, erased, or unknown.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT asked.id, EXISTS (
                SELECT FROM subscribers_subscription s
                JOIN subscribers_subscriber p ON p.id = s.subscriber_id
                WHERE s.subscriber_id = asked.id AND s.list_id = %(list)s
                  AND s.ended_at IS NULL AND s.confirmed_at IS NOT NULL AND p.erased_at IS NULL
                  AND (p.paused_until IS NULL OR p.paused_until <= now()))
            FROM unnest(%(ids)s::bigint[]) AS asked (id)
            WHERE NOT EXISTS (
                SELECT FROM subscribers_mailable m
                WHERE m.subscriber_id = asked.id AND m.list_id = %(list)s)
            """,
            {"list": list_id, "ids": list(subscriber_ids)},
        )
        return {row[0]: "suppressed" if row[1] else "withdrawn" for row in cursor.fetchall()}


def lock(list_ids: Iterable[int], *, exclusive: bool) -> None:
    """Keep expansion and changes of frequency apart, until the transaction ends.

    Expansion takes its lists exclusively, a change of frequency takes its list shared: a change
    is either seen by the expansion, or sees what that told (`note_told`); so nobody is told twice
    or never. Take it as the first statement of a READ COMMITTED transaction: a statement that
    began before the lock was granted would read from before it.
    """
    locks.take(locks.Namespace.LIST, list_ids, exclusive=exclusive)


def member_counts(list_ids: Iterable[int]) -> dict[int, int]:
    """How many people may be mailed for each of these lists."""
    wanted = list(list_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT list_id, count(*) FROM subscribers_mailable"
            " WHERE list_id = ANY (%s::bigint[]) GROUP BY list_id",
            [wanted],
        )
        found = dict(cursor.fetchall())
    return {list_id: found.get(list_id, 0) for list_id in wanted}


def _list_info(row: List) -> ListInfo:
    return ListInfo(
        id=row.pk,
        slug=row.slug,
        public_id=row.public_id,
        office_id=row.office_id,
        names=dict(row.names),
        purposes=dict(row.purposes),
        audience_id=row.audience_id,
        audience=row.audience.slug,
        sender=_sender_info(row.sender),
        is_public=row.is_public,
        is_sensitive=row.is_sensitive,
        is_editorial=row.is_editorial,
        may_leave=row.may_leave,
        welcomes=row.welcomes,
        easy_language=row.easy_language,
    )


def _sender_info(row: Sender) -> SenderInfo:
    return SenderInfo(
        id=row.pk,
        slug=row.slug,
        office_id=row.office_id,
        name=row.name,
        address=row.address,
        reply_to=row.reply_to,
        domain=row.domain,
        imprints=dict(row.imprints),
        imprint_url=row.imprint_url,
        privacy_url=row.privacy_url,
        accessibility_url=row.accessibility_url,
        signs_here=row.dkim == Dkim.HERE,
        relay=row.relay,
        warm_up_from=row.warm_up_from,
    )
