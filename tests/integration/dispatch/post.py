"""Short ways to the product's own mails for tests: call for one, send, read what came."""

from __future__ import annotations

import re
from collections import Counter
from email.message import EmailMessage

from mailer.models import Notice, NoticeKind
from mailer.notices import sending
from subscribers import consent, people, wishes
from subscribers.consent import Choice, SignUp
from subscribers.models import List, Subscriber, Wish, WishKind
from workbench.inbox import Inbox

ANNA = "anna@example.org"
WISHES = {
    NoticeKind.SIGN_UP: WishKind.SIGN_UP,
    NoticeKind.INVITATION: WishKind.INVITATION,
    NoticeKind.ADDRESS: WishKind.ADDRESS,
    NoticeKind.ADDRESS_TOLD: WishKind.ADDRESS,
    NoticeKind.LINK: WishKind.LINK,
}


def sign_up(address: str = ANNA, *slugs: str, language: str = "de") -> Wish:
    """Somebody asks for lists on a form, and the worker that answers wishes runs."""
    lists = {List.objects.get(slug=slug).pk: Choice() for slug in slugs or ("citizens",)}
    wish = consent.request(address, SignUp(lists, source="web", language=language))
    wishes.answer()
    return Wish.objects.get(pk=wish)


def member(address: str = ANNA, *, slug: str = "citizens", **more: str) -> Subscriber:
    """Somebody on a list, with a name perhaps."""
    wanted = List.objects.get(slug=slug)
    consent.enrol(address, wanted.pk, basis=wanted.basis, source="test", proof="test")
    found = people.find(address)
    assert found is not None
    Subscriber.objects.filter(pk=found.pk).update(**more)
    return found


def call_for(kind: NoticeKind, person: Subscriber, *, language: str = "de") -> Notice:
    """One mail of this kind, by the signal, with the wish that it is about."""
    citizens = List.objects.get(slug="citizens").pk
    wish = wishes.note(
        WISHES.get(kind, WishKind.SIGN_UP),
        person.address or "",
        language=language,
        subscriber_id=person.pk,
        choice=SignUp({citizens: Choice()}, source="web").as_json(),
    )
    wishes.want_notice(kind, person, wish=wish)
    return Notice.objects.latest("pk")


def send(inbox: Inbox) -> list[EmailMessage]:
    """Work through the outbox; all that the inbox has by then."""
    sending.send_some()
    return [mail.message for mail in inbox.messages()]


def states() -> dict[str, int]:
    """How many notices are in which state."""
    return dict(Counter(Notice.objects.values_list("state", flat=True)))


def text(mail: EmailMessage, kind: str = "plain") -> str:
    """One of its parts."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def links(mail: EmailMessage, kind: str = "plain") -> set[str]:
    """The web addresses in one of its parts."""
    found = re.findall(r"https?://[^\s\"<>)]+", text(mail, kind).replace("&amp;", "&"))
    return {link for link in found if "w3.org" not in link}
