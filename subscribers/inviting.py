"""Imported people without proof of consent are asked once to confirm (P3), at an even pace.

Each gets a wish whose moment lies in the future if many are asked: the worker that answers wishes
comes to it then. That they were asked stands on the subscription, which outlives the wish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import keys, suppression
from subscribers.models import List, Subscription, Suppression, Wish, WishKind, Wording
from subscribers.nudges import nudge_answers
from subscribers.wishes import Choice, SignUp

SOURCE = "invitation"
_CHUNK = 500


def waiting(list_id: int) -> QuerySet[Subscription]:
    """Open, unconfirmed, not blocked, and never asked for this list before."""
    before = Subscription.objects.filter(
        subscriber=OuterRef("subscriber"), list=OuterRef("list"), invited_at__isnull=False
    )
    blocked = Suppression.objects.filter(
        Q(list=OuterRef("list")) | Q(list=None),
        Q(address_key=OuterRef("subscriber__address_key")),
        lifted_at=None,
    )
    return Subscription.objects.filter(
        ~Exists(before),
        ~Exists(blocked),
        list_id=list_id,
        ended_at=None,
        confirmed_at=None,
        subscriber__erased_at=None,
    )


def invite(wanted: List, *, by: User, dry_run: bool = False) -> int:
    """Ask all who wait, or only count them; returns how many."""
    demand(by, Act.MANAGE_PEOPLE, office_id=wanted.office_id)
    start, asked, last = timezone.now(), 0, 0
    while True:
        with transaction.atomic():
            rows = list(_next(wanted, after=last))
            people = [row for row in rows if not _blocked(row)]
            if not dry_run:
                _ask(wanted, people, start=start, before=asked)
        asked += len(people)
        if not rows:
            break
        last = rows[-1].pk
    if not dry_run:
        nudge_answers()
        audit.note("invited", wanted, by=by, office_id=wanted.office_id, people=asked)
    return asked


def _next(wanted: List, *, after: int) -> QuerySet[Subscription]:
    """The next portion, locked, so that two who invite at once ask nobody twice."""
    rows = waiting(wanted.pk).filter(pk__gt=after).select_related("subscriber").order_by("pk")
    return rows.select_for_update(of=("self",))[:_CHUNK]


def _blocked(row: Subscription) -> bool:
    """Whether an older hash of theirs is blocked; the present one was asked about in SQL."""
    person = row.subscriber
    hashes = suppression.keys_of(person)
    return len(hashes) > 1 and bool(suppression.reasons(hashes, row.list_id))


def _ask(wanted: List, rows: Sequence[Subscription], *, start: datetime, before: int) -> None:
    """Note a wish for each, so many a minute as INVITATIONS_PER_MINUTE says."""
    wordings = _newest_wordings(wanted)
    pause = timedelta(minutes=1) / settings.INVITATIONS_PER_MINUTE
    for number, row in enumerate(rows, start=before):
        row.invited_at = start + number * pause
    Wish.objects.bulk_create([_wish(row, wordings) for row in rows])
    Subscription.objects.bulk_update(rows, ["invited_at"])


def _wish(row: Subscription, wordings: Mapping[str, int]) -> Wish:
    person, at = row.subscriber, row.invited_at or timezone.now()
    wording = wordings.get(person.language) or wordings.get(settings.LANGUAGE_CODE)
    choice = Choice(frequency=row.frequency, wording_id=wording)
    sign_up = SignUp({row.list_id: choice}, source=SOURCE, language=person.language)
    return Wish(
        kind=WishKind.INVITATION,
        subscriber=person,
        address_key=bytes(person.address_key),
        limit_key=keys.limit_key(person.address or ""),
        language=person.language,
        choice=sign_up.as_json(),
        at=at,
        expires_at=at + timedelta(days=settings.CONFIRM_DAYS),
    )


def _newest_wordings(wanted: List) -> dict[str, int]:
    """The newest words of the list, by language."""
    rows = Wording.objects.filter(list=wanted).order_by("version")
    return dict(rows.values_list("language", "pk"))
