"""The product's own mails as examples, for whoever wants to know what it writes to people."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from mailer.dispatch.appearance import identity, look
from mailer.editions.catalogue import say
from mailer.editions.model import ALL_SLOTS, URL_SLOTS, Slot
from mailer.editions.note import Note
from mailer.editions.person import Person, salutation
from mailer.editions.skeleton import filled_html, filled_text
from mailer.editions.wording import quoted
from mailer.models import NoticeKind
from mailer.notices import catalogue
from mailer.notices.making import moment, ready
from subscribers import audience
from subscribers.audience import SenderInfo


class Example(NamedTuple):
    """A mail as nobody in particular would get it."""

    note: Note
    html: str
    text: str


def example(kind: NoticeKind, language: str, *, sender: SenderInfo) -> Example:
    """The mail of this kind; its links lead to the first page and do nothing."""
    if kind == NoticeKind.WELCOME:
        note = catalogue.welcome(language, latest=True, single=True)
    else:
        note = catalogue.PLAIN[kind](language)
    edition, _ = ready(note, identity(sender, language), theme=look())
    values = _values(language, sender)
    return Example(note, filled_html(edition, values), filled_text(edition, values))


def _values(language: str, sender: SenderInfo) -> dict[Slot, str]:
    lists = [entry for entry in audience.lists() if entry.is_public and entry.sender == sender]
    values: dict[Slot, str] = dict.fromkeys(ALL_SLOTS, "")
    values |= dict.fromkeys(URL_SLOTS, f"{settings.SITE_URL}/")
    values |= {
        "salutation": salutation(Person(), language),
        "lists": quoted(lists[0].name(language), language) if lists else "–",
        "until": moment(timezone.now() + timedelta(days=settings.CONFIRM_DAYS), language),
        "story_title": say("Title of the latest issue", language),
        "story_lead": say("Its first sentence stands here.", language),
    }
    return values
