"""From a row of a batch to an envelope: edition, recipient, list headers, return path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from mailer.archive import places
from mailer.archive.access import is_open
from mailer.delivery.dkim import Seal
from mailer.delivery.seam import Envelope, Wire
from mailer.dispatch import outlet, signing
from mailer.dispatch.claiming import Row
from mailer.dispatch.errors import StateError
from mailer.dispatch.identity import Names
from mailer.editions.model import Edition as EditionValue
from mailer.editions.person import Person, frequency_words, salutation
from mailer.editions.personalise import Head, Recipient, Stationery
from mailer.editions.skeleton import Skeleton, skeleton, text_skeleton
from mailer.models import Edition, Issue
from mailer.models.issues import value_of
from subscribers import audience
from subscribers.audience import ListInfo, SenderInfo

# What ends the links of tests and previews, which unsubscribe nobody.
ENDS = ("unsubscribe", "settings")
# Editions that one process keeps ready; one is some hundred kilobytes.
KEPT = 64


Kind = tuple[int, int, str, bool]
"""What messages are alike by: list, edition, frequency, and whether they are text only."""


class Sheet(NamedTuple):
    """What the messages of one kind share."""

    stationery: Stationery
    seal: Seal | None
    mint: audience.Mint
    language: str
    sender: str


class Letters:
    """Makes the messages of one issue; keeps what its recipients share.

    Raises StateError or VaultError where its sender cannot send: it has no relay of that name, or
    no key that it could sign with.
    """

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self._envid = str(issue.pk)
        self._names = Names(issue.pk, issue.opened_at)
        self._sheets: dict[Kind, Sheet] = {}
        ids = issue.lists.values_list("list_id", flat=True)
        self._lists = {entry.id: entry for entry in audience.lists(ids=ids)}
        self.sender = _only(self._lists.values())
        self._signers = signing.signers(self.sender)
        outlet.relays(self.sender.relay)

    def envelope(self, row: Row, at: datetime) -> Envelope:
        """One message, dated, ready for a transport; `row.address` must not be None."""
        number, list_id, edition_id, _, mailbox, *names, frequency, text_only = row
        key = (list_id, edition_id, frequency, text_only)
        stationery, seal, mint, language, sender = self._sheets.get(key) or self._sheet(key)
        unsubscribe, preferences = mint.tokens(number)
        person, address = Person._make(names), mailbox or ""
        to = Recipient(
            address,
            self._names.message_id(number),
            unsubscribe,
            preferences,
            person.full_name,
            salutation(person, language),
            person.given_name,
        )
        pieces = stationery.write(to, at)
        if seal is not None:
            _, own, _, *body = pieces
            pieces.insert(0, seal.sign(own, body, at=int(at.timestamp())))
        returns = self._names.return_path(number, otherwise=sender)
        return Envelope(number, returns, address, Wire(tuple(pieces)), self._envid)

    def _sheet(self, key: Kind) -> Sheet:
        list_id, edition_id, frequency, text_only = key
        edition, body = ready(edition_id, text_only=text_only)
        entry = self._lists[list_id]
        head = head_of(self.issue.pk, entry, edition=edition)
        words = frequency_words(frequency, edition.language)
        stationery = Stationery(body, replace(head, frequency=words))
        self._sheets[key] = Sheet(
            stationery=stationery,
            seal=Seal(self._signers, stationery.shared) if self._signers else None,
            mint=audience.Mint(list_id),
            language=edition.language,
            sender=entry.sender.address,
        )
        return self._sheets[key]


def _only(lists: Iterable[ListInfo]) -> SenderInfo:
    """The sender that the lists of an issue share."""
    found = {entry.sender.id: entry.sender for entry in lists}
    if len(found) != 1:
        raise StateError(
            "The lists of this issue have different senders by now. Cancel it, and plan a campaign "
            "for each sender."
        )
    return next(iter(found.values()))


@lru_cache(maxsize=KEPT)
def ready(edition_id: int, *, text_only: bool) -> tuple[EditionValue, Skeleton]:
    """A frozen edition and its encoded body; editions never change once they are sent."""
    row = Edition.objects.select_related("audience").get(pk=edition_id)
    value = value_of(row)
    return value, text_skeleton(value) if text_only else skeleton(value)


def head_of(issue_id: int, entry: ListInfo, *, edition: EditionValue) -> Head:
    """What an issue says to everybody on a list, still without their frequency."""
    sender = entry.sender
    unsubscribe_at, preferences_at = audience.places()
    return Head(
        from_name=sender.name,
        from_address=sender.address,
        reply_to=sender.reply_to,
        subject=edition.subject,
        list_name=entry.name(edition.language),
        list_id=f"{entry.slug}.{sender.domain}",
        message_domain=sender.domain,
        unsubscribe_at=unsubscribe_at,
        preferences_at=preferences_at,
        feedback_id=f"{issue_id}:{entry.slug}:{entry.audience}:{sender.slug}",
        archive_url=places.of_list(entry, edition.language) if is_open(entry) else "",
    )


def harmless(head: Head) -> Head:
    """The head with links that lead to the page for tests, once `ENDS` are put to them."""
    place = f"{settings.SITE_URL}{reverse('archive:test', args=['x'])}".removesuffix("x")
    return replace(head, unsubscribe_at=place, preferences_at=place)
