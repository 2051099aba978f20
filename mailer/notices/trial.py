"""Tests of an issue: every edition to the office's testers, marked, and outside the ledger.

They go through the outbox, for that is how the product writes to single mailboxes: the row is the
truth, and a test overtakes every large issue.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from mailer.delivery.dkim import Seal
from mailer.delivery.seam import Envelope, Wire
from mailer.dispatch import outlet, signing
from mailer.dispatch.errors import HinderedError, NotFoundError
from mailer.dispatch.identity import NOTICES, Names
from mailer.dispatch.letters import ENDS, harmless, head_of
from mailer.editions.person import Person, frequency_words, salutation
from mailer.editions.personalise import Head, Recipient, Stationery
from mailer.editions.skeleton import skeleton
from mailer.models import DeliveryState, Edition, Issue, Notice, Tester
from mailer.models.issues import value_of
from mailer.models.notices import TEST
from mailer.notices import outbox
from mailer.notices.making import UnwrittenError
from mailer.reports.tongues import spoken
from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import audience
from subscribers.audience import ListInfo

NO_TESTER = gettext_noop("Nobody is there to get a test. Please add a tester first.")

MARK = "[Test]"
LIFE = timedelta(days=1)
NOBODY = 0


# An audience and a language of an issue's editions.
Which = tuple[str, str]


def to_choose(issue: Issue) -> list[Which]:
    """The kinds of editions that an issue has."""
    rows = issue.editions.order_by("audience_id", "language")
    return list(dict.fromkeys(rows.values_list("audience__slug", "language")))


@transaction.atomic
def send(issue_id: int, *, by: User, only: Collection[Which] = ()) -> int:
    """Send every edition, or `only` these, to the testers whom it is for; how many mails.

    Raises HinderedError if there is nobody. Nothing of the issue changes: neither its state nor its
    hash, nor the ledger.
    """
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is None:
        raise NotFoundError(f"There is no issue {issue_id}.")
    demand(by, Act.TEST, office_id=issue.office_id)
    now = timezone.now()
    rows = [
        Notice(
            kind=TEST,
            subscriber_id=NOBODY,
            list_id=list_id,
            language=spoken(edition.language),
            data={"tester": tester.pk, "edition": edition.pk},
            next_try_at=now,
        )
        for tester, edition, list_id in _pairs(issue, only)
    ]
    if not rows:
        raise HinderedError(NO_TESTER)
    Notice.objects.bulk_create(rows)
    Tester.objects.filter(pk__in={row.data["tester"] for row in rows}).update(used_at=now)
    audit.note("sent a test", issue, by=by, office_id=issue.office_id, mails=len(rows))
    outbox.nudge()
    return len(rows)


def envelope(notice: Notice) -> Envelope:
    """The message, signed; raises UnwrittenError where there is nothing to be tested any more."""
    tester = Tester.objects.filter(pk=notice.data.get("tester")).first()
    row = Edition.objects.select_related("audience", "issue")
    edition = row.filter(pk=notice.data.get("edition")).first()
    over = timezone.now() > notice.created_at + LIFE
    if tester is None or edition is None or over:
        raise UnwrittenError(DeliveryState.EXPIRED, "the tester or the edition is gone")
    [entry] = audience.lists(ids=[notice.list_id or 0])
    stationery = Stationery(skeleton(value_of(edition)), _head(edition, entry))
    names = Names(NOTICES, notice.created_at)
    words = salutation(Person(), spoken(edition.language))
    to = Recipient(tester.address, names.message_id(notice.pk), *ENDS, salutation=words)
    now = datetime.fromtimestamp(int(time.time()), timezone.get_default_timezone())
    pieces = stationery.write(to, now)
    outlet.relays(entry.sender.relay)
    if signers := signing.signers(entry.sender):
        _, own, _, *body = pieces
        seal = Seal(signers, stationery.shared)
        pieces.insert(0, seal.sign(own, body, at=int(now.timestamp())))
    back = names.return_path(notice.pk, otherwise=entry.sender.address)
    return Envelope(notice.pk, back, tester.address, Wire(tuple(pieces)), str(NOTICES))


def _head(edition: Edition, entry: ListInfo) -> Head:
    """The issue's own head but for the mark, the links, and what statistics are made by."""
    head = head_of(edition.issue_id, entry, edition=value_of(edition))
    return replace(
        harmless(head),
        subject=f"{MARK} {head.subject}",
        feedback_id="",
        frequency=frequency_words(
            edition.issue.frequency or "immediately", spoken(edition.language)
        ),
    )


def _pairs(issue: Issue, only: Collection[Which]) -> Iterator[tuple[Tester, Edition, int]]:
    """Who gets which edition, and a list by which it would go out."""
    places = issue.lists.order_by("position").values_list("list_id", flat=True)
    entries = {entry.id: entry for entry in audience.lists(ids=places)}
    by: dict[int, int] = {}
    for list_id in places:
        by.setdefault(entries[list_id].audience_id, list_id)
    rows = issue.editions.select_related("audience").defer("html", "text").order_by("pk")
    editions = [row for row in rows if not only or (row.audience.slug, row.language) in only]
    for tester in Tester.objects.filter(office_id=issue.office_id).order_by("pk"):
        for edition in editions:
            for_all = tester.audience_id in {None, edition.audience_id}
            if for_all and tester.language in {"", spoken(edition.language)}:
                yield tester, edition, by[edition.audience_id]
