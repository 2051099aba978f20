"""From a row of the outbox to a message: to whom, which words, which links, as things are now."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from babel.lists import format_list
from django.conf import settings
from django.utils import timezone

from mailer.delivery.dkim import Seal, Signer
from mailer.delivery.seam import Envelope, Wire
from mailer.dispatch import outlet, signing
from mailer.dispatch.appearance import identity, look
from mailer.dispatch.identity import NOTICES, Names
from mailer.editions.catalogue import long_date
from mailer.editions.letterhead import Addressee, Letterhead, letter, message_id
from mailer.editions.model import Edition, Identity, Slot, Theme
from mailer.editions.note import Note, compile_note
from mailer.editions.person import Person, salutation
from mailer.editions.skeleton import Skeleton, filled_text, skeleton
from mailer.editions.wording import quoted
from mailer.models import DeliveryState, Notice, NoticeKind
from mailer.notices import catalogue
from mailer.notices.latest import Story, latest
from subscribers import audience, correspondence
from subscribers.audience import ListInfo, SenderInfo
from subscribers.correspondence import Correspondent, WishInfo

ASKING = frozenset({NoticeKind.SIGN_UP, NoticeKind.INVITATION, NoticeKind.ADDRESS})
# Worth nothing once their wish is over; by then the old address would be the new one, too.
WISHED = ASKING | {NoticeKind.ADDRESS_TOLD}
# Kinds that strangers can have sent to any address: nothing of a person stands in them (S15).
NAMELESS = ASKING | {NoticeKind.KNOWN}
LIFE = timedelta(days=4)
# An answer to a click of yesterday serves nobody; a goodbye holds up an erasure.
LIVES = {NoticeKind.LINK: timedelta(days=1), NoticeKind.GOODBYE: timedelta(minutes=15)}


class UnwrittenError(Exception):
    """This mail is not written any more, for a reason that the outbox shows."""

    def __init__(self, state: DeliveryState, words: str) -> None:
        super().__init__(words)
        self.state = state
        self.words = words


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it is encoded; `values` are what stands in its slots."""

    notice: Notice
    note: Note
    sender: SenderInfo
    to: Addressee
    values: dict[Slot, str]

    @property
    def head(self) -> Letterhead:
        """What its header says."""
        sender = self.sender
        return Letterhead(
            sender.name, sender.address, self.note.subject, sender.domain, sender.reply_to
        )

    @property
    def message_id(self) -> str:
        """Its Message-ID, with angle brackets."""
        return message_id(self.head, self.to.message_id)

    def proof(self, theme: Theme) -> str:
        """Its text, the links cut off before their secrets: what the evidence keeps of it (P1)."""
        secret: set[Slot] = {"button_url", "object_url", "unsubscribe_url", "preferences_url"}
        cut = {
            name: f"{value.rpartition('/')[0]}/..." if name in secret else value
            for name, value in self.values.items()
        }
        edition, _ = ready(self.note, identity(self.sender, self.note.language), theme=theme)
        return filled_text(edition, cut)


class Writer:
    """Makes the mails of one claim; keeps what they share."""

    def __init__(self) -> None:
        self.theme = look()
        self._lists = {entry.id: entry for entry in audience.lists()}
        self._senders = audience.senders()
        self._signers: dict[int, tuple[Signer, ...]] = {}
        self.made: dict[int, Letter] = {}

    def relay(self, notice: Notice) -> str:
        """The name of the relays that take it."""
        return self._sender(notice).relay

    def letter(self, notice: Notice) -> Letter:
        """What this mail says now; raises UnwrittenError."""
        self.made[notice.pk] = self._letter(notice)
        return self.made[notice.pk]

    def _letter(self, notice: Notice) -> Letter:
        if timezone.now() > notice.created_at + LIVES.get(NoticeKind(notice.kind), LIFE):
            raise UnwrittenError(DeliveryState.EXPIRED, "nobody is served by it any more")
        person, sender = self._person(notice), self._sender(notice)
        wish = _wish(notice)
        lists = self._about(notice, wish)
        story = _story(notice, lists)
        known = replace(person, given_name="", family_name="", honorific="")
        shown = known if notice.kind in NAMELESS else person
        values = _values(notice, shown, wish=wish, lists=lists)
        note = _note(notice, single=len(lists) == 1, latest=story is not None)
        if story is not None:
            title, lead, url = story
            values |= {"story_title": title, "story_lead": lead, "story_url": url}
        joined = notice.kind == NoticeKind.WELCOME and len(lists) == 1
        to = Addressee(
            person.address,
            _names(notice).message_id(notice.pk),
            _named(shown).full_name,
            values["unsubscribe_url"] if joined else "",
        )
        return Letter(notice, note, sender, to, values)

    def envelope(self, made: Letter) -> Envelope:
        """The message, signed; StateError or VaultError where its sender cannot send."""
        key, sender = made.notice.pk, made.sender
        outlet.relays(sender.relay)
        _, bones = ready(made.note, identity(sender, made.note.language), theme=self.theme)
        now = datetime.fromtimestamp(int(time.time()), timezone.get_default_timezone())
        pieces = letter(bones, made.head, to=made.to, values=made.values, date=now)
        if sender.id not in self._signers:
            self._signers[sender.id] = signing.signers(sender)
        if signers := self._signers[sender.id]:
            shared, own, _, *body = pieces
            pieces.insert(0, Seal(signers, shared).sign(own, body, at=int(now.timestamp())))
        back = _names(made.notice).return_path(key, otherwise=sender.address)
        return Envelope(key, back, made.to.address, Wire(tuple(pieces)), str(NOTICES))

    def _person(self, notice: Notice) -> Correspondent:
        person = correspondence.correspondent(notice.subscriber_id)
        if person is None:
            words = "erased, or on the block list"
            raise UnwrittenError(DeliveryState.SUPPRESSED, words)
        if self._is_ours(person.address):
            raise UnwrittenError(DeliveryState.SUPPRESSED, "one of our own mailboxes")
        return person

    def _is_ours(self, address: str) -> bool:
        """S37: no mail of a machine to a mailbox that a machine reads."""
        ours = {box.lower() for one in self._senders for box in (one.address, one.reply_to)}
        domain = address.rpartition("@")[2].lower()
        return address.lower() in ours or domain == settings.BOUNCE_DOMAIN.lower()

    def _sender(self, notice: Notice) -> SenderInfo:
        entry = self._lists.get(notice.list_id or 0)
        if entry is not None:
            return entry.sender
        if not self._senders:
            raise UnwrittenError(DeliveryState.FAILED, "there is no sender")
        return self._senders[0]

    def _about(self, notice: Notice, wish: WishInfo | None) -> tuple[ListInfo, ...]:
        """The lists that the mail names; a welcome names those that the person is on by now."""
        ids = wish.list_ids if wish else ()
        lists = tuple(self._lists[pk] for pk in ids if pk in self._lists)
        if notice.kind != NoticeKind.WELCOME:
            return lists
        joined = tuple(
            one
            for one in lists
            if one.welcomes and not audience.why_not(one.id, [notice.subscriber_id])
        )
        if not joined:
            raise UnwrittenError(DeliveryState.WITHDRAWN, "on no list that welcomes")
        return joined


@lru_cache(maxsize=256)
def ready(note: Note, identity: Identity, *, theme: Theme) -> tuple[Edition, Skeleton]:
    """The mail compiled and encoded, once for all who get it in these words from this sender."""
    edition = compile_note(note, theme=theme, identity=identity)
    return edition, skeleton(edition)


def _wish(notice: Notice) -> WishInfo | None:
    wish = correspondence.wish(notice.wish_id) if notice.wish_id else None
    if notice.kind in WISHED and (wish is None or not wish.is_open):
        raise UnwrittenError(DeliveryState.EXPIRED, "the wish is over")
    return wish


def _note(notice: Notice, *, single: bool, latest: bool) -> Note:
    if notice.kind == NoticeKind.WELCOME:
        return catalogue.welcome(notice.language, latest=latest, single=single)
    return catalogue.PLAIN[notice.kind](notice.language)


def _story(notice: Notice, lists: tuple[ListInfo, ...]) -> Story | None:
    if notice.kind != NoticeKind.WELCOME:
        return None
    found = (latest(entry, notice.language) for entry in lists)
    return next((story for story in found if story is not None), None)


def _values(
    notice: Notice, person: Correspondent, *, wish: WishInfo | None, lists: tuple[ListInfo, ...]
) -> dict[Slot, str]:
    """What stands in the slots that this kind has; those that it has not stay unread."""
    language = notice.language
    names = [quoted(entry.name(language), language) for entry in lists]
    values: dict[Slot, str] = {
        "salutation": salutation(_named(person), language),
        "lists": format_list(names, locale=language) if names else "–",
    }
    list_id = lists[0].id if lists else notice.list_id
    if list_id is not None:
        links = audience.links(notice.subscriber_id, list_id)
        values |= {
            "preferences_url": links.preferences_url,
            "unsubscribe_url": links.unsubscribe_url,
        }
    if wish is not None:
        values |= {
            "until": moment(wish.expires_at, language),
            "button_url": wish.confirm_url,
            "object_url": wish.object_url,
        }
    if notice.kind == NoticeKind.LINK:
        values["button_url"] = correspondence.data_url(notice.subscriber_id)
    return values


def _names(notice: Notice) -> Names:
    return Names(NOTICES, notice.created_at)


def _named(person: Correspondent) -> Person:
    """The words of these mails are formal, so the greeting is."""
    return Person(person.given_name, person.family_name, person.honorific)


def moment(at: datetime, language: str) -> str:
    """'12. März 2026, 14:30 Uhr' or '12 March 2026, 14:30'."""
    local = timezone.localtime(at)
    clock = f"{local:%H:%M} Uhr" if language == "de" else f"{local:%H:%M}"
    return f"{long_date(local.date(), language)}, {clock}"
