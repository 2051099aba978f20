"""The product's own mails, from what calls for them to a real SMTP server."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.parser import BytesParser
from email.policy import strict

import dkim as oracle
import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from config.seed import user
from mailer.dispatch import sending as campaigns
from mailer.dispatch import signing
from mailer.models import Edition, Issue, Notice, NoticeKind
from mailer.notices import sending
from mailer.notices.making import ready
from staff.models import Office, Role
from subscribers import consent, wishes
from subscribers.consent import EndedReason
from subscribers.models import ConsentEvent, List, Sender, Subscriber, Wish
from tests.integration.dispatch.conftest import Make
from tests.integration.dispatch.post import (
    ANNA,
    call_for,
    links,
    member,
    send,
    sign_up,
    states,
    text,
)
from tests.integration.dispatch.test_dkim import DOMAIN, quoted, text_of
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Zenobia Zauberwort"
WELCOMES = "http://testserver/a/"
NAMED = {NoticeKind.WELCOME, NoticeKind.LINK, NoticeKind.ADDRESS_TOLD, NoticeKind.GOODBYE}


def test_every_mail_is_well_made_and_signed(
    office: Office, inbox: Inbox, settings: Settings
) -> None:
    """M1 to M11, M22, M25, M27, M28, M39, P4, P21, S4, S15: each kind, in both languages."""
    settings.BOUNCE_DOMAIN = "bounce.stadt.example.org"
    admin = user("admin@stadt.example.org", office, Role.ADMIN)
    key = signing.create(DOMAIN, by=admin, selector="rb1")
    signing.activate(DOMAIN, "rb1", by=admin)
    Sender.objects.update(dkim="here", name="Stadt Jena, Bürgerbüro")
    person = member(given_name="Zenobia", family_name="Zauberwort")
    settings.NOTICES_A_DAY = 99
    wanted = [call_for(kind, person, language=code) for kind in NoticeKind for code in ("de", "en")]
    send(inbox)
    assert states() == {"accepted": len(wanted)}
    sent = {mail.entry.mail_from.split(".")[1]: mail for mail in inbox.messages()}
    texts = {key.name: quoted(key.record)}
    for notice in wanted:
        mail = sent[f"{notice.pk:x}"]
        raw, message = mail.content, mail.message
        assert oracle.DKIM(raw).verify(0, dnsfunc=lambda name, **_: text_of(texts, name))
        assert b"auto-submitted" in raw.partition(b"bh=")[0]
        assert not BytesParser(policy=strict).parsebytes(raw).defects
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Precedence"] is message["List-Id"] is message["Feedback-ID"] is None
        for name in ("From", "To", "Date", "Message-ID", "Subject", "MIME-Version"):
            assert len(message.get_all(name)) == 1
        assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]
        assert mail.entry.mail_from.startswith("b+0.")
        assert bool(message["List-Unsubscribe"]) is (notice.kind == NoticeKind.WELCOME)
        assert (NAME in str(message["To"])) is (notice.kind in NAMED)
        for part in ("plain", "html"):
            words = text(message, part)
            assert "{" not in (words.partition("</head>")[2] if part == "html" else words)
            assert "Am Anger 15" in words
            assert (NAME in words) is (notice.kind in NAMED)
            assert "<img" not in words
        assert links(message) == links(message, "html")
        assert max(map(len, _without_links(text(message)).splitlines())) <= 78
        assert max(map(len, raw.split(b"\r\n"))) <= 78


def _without_links(words: str) -> str:
    return re.sub(r"https?://\S+", "", words)


def test_a_sign_up_by_mail_alone(inbox: Inbox, ready: Make) -> None:
    """P1, P4, M11: asked, confirmed, and greeted with the latest issue, each once."""
    issue = ready(1)
    campaigns.send_some(issue.pk)
    inbox.clear()
    wish = sign_up()
    [asked] = send(inbox)
    assert asked["Subject"] == "Bitte bestätigen Sie Ihre Anmeldung"
    assert abs(asked["Date"].datetime - timezone.now()) < timedelta(seconds=20)
    assert "„Bürgerinnen und Bürger“" in text(asked)
    local = timezone.localtime(wish.expires_at)
    assert f"{local:%H:%M} Uhr" in text(asked)
    [confirm] = [link for link in links(asked) if "/c/" in link]
    assert not ConsentEvent.objects.filter(subscriber_id=wish.subscriber_id).exists()
    assert consent.confirm(wish.pk, source="web")
    proof = ConsentEvent.objects.get(step="confirmed", subscriber_id=wish.subscriber_id).payload
    assert proof is not None
    assert proof["mail"]["message_id"] == asked["Message-ID"]
    assert proof["mail"]["subject"] == asked["Subject"]
    assert "Der Link gilt bis" in proof["mail"]["text"]
    assert confirm not in str(proof)
    assert "/c/..." in proof["mail"]["text"]
    _, greeted = send(inbox)
    edition = Edition.objects.get(issue=issue, language="de", audience__slug="citizens")
    assert f"{WELCOMES}{edition.public_id}" in links(greeted)
    assert edition.subject in text(greeted)
    [leave] = [link for link in links(greeted) if "/u/" in link]
    assert str(greeted["List-Unsubscribe"]).strip() == f"<{leave}>"
    assert len(send(inbox)) == 2


@pytest.mark.parametrize("closed", [{"is_sensitive": True}, {"is_public": False}])
def test_a_welcome_tells_nothing_of_a_list_that_is_nobodys_business(
    closed: dict[str, bool], inbox: Inbox, ready: Make
) -> None:
    """P33: no issue in it, and no subject that names the list."""
    campaigns.send_some(ready(1).pk)
    inbox.clear()
    List.objects.filter(slug="citizens").update(**closed)
    call_for(NoticeKind.WELCOME, member())
    [greeted] = send(inbox)
    assert not [link for link in links(greeted) if "/a/" in link]
    assert "Bürger" not in greeted["Subject"]


def test_one_welcome_for_several_lists_and_none_where_none_is_wished(
    office: Office, inbox: Inbox
) -> None:
    """Issue 4: one per wish; a list that does not welcome is not in it."""
    List.objects.filter(slug="partner-cities").update(is_public=True)
    wish = sign_up(ANNA, "citizens", "partner-cities")
    send(inbox)
    assert consent.confirm(wish.pk, source="web")
    _, greeted = send(inbox)
    assert "„Bürgerinnen und Bürger“ und „Partnerstädte“" in text(greeted)
    assert greeted["List-Unsubscribe"] is None
    List.objects.update(welcomes=False)
    other = sign_up("bob@example.org")
    consent.confirm(other.pk, source="web")
    send(inbox)
    assert Notice.objects.latest("pk").state == "withdrawn"


def test_nobody_is_greeted_after_leaving(office: Office, inbox: Inbox) -> None:
    """Invariant 5: no mail follows an unsubscribe."""
    person = member()
    call_for(NoticeKind.WELCOME, person)
    citizens = List.objects.get(slug="citizens")
    consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    assert send(inbox) == []
    assert states() == {"withdrawn": 1}


def _used() -> None:
    Wish.objects.update(used_at=timezone.now())


def _gone() -> None:
    Wish.objects.update(expires_at=timezone.now())


def _complained() -> None:
    [person], [wanted] = Subscriber.objects.all(), List.objects.filter(slug="citizens")
    consent.end(person.pk, wanted.pk, reason=EndedReason.COMPLAINED, source="test")


def _ours() -> None:
    Sender.objects.update(address=ANNA)


@pytest.mark.parametrize(
    ("change", "state"),
    [(_used, "expired"), (_gone, "expired"), (_complained, "suppressed"), (_ours, "suppressed")],
)
def test_what_serves_nobody_is_not_sent(
    change: Callable[[], None], state: str, office: Office, inbox: Inbox
) -> None:
    """S37, invariant 5: the wish over, the person blocked, or a mailbox of our own."""
    sign_up()
    change()
    assert send(inbox) == []
    assert states() == {state: 1}


def test_one_person_gets_so_many_a_day(office: Office, inbox: Inbox, settings: Settings) -> None:
    """S37: over all kinds; the goodbye, which an erasure waits for, is not counted."""
    settings.NOTICES_A_DAY = 2
    person = member()
    for kind in (NoticeKind.LINK, NoticeKind.KNOWN, NoticeKind.WELCOME):
        call_for(kind, person)
    assert len(send(inbox)) == 2
    assert states() == {"accepted": 2, "cancelled": 1}
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        for kind in (NoticeKind.LINK, NoticeKind.LINK, NoticeKind.LINK, NoticeKind.GOODBYE):
            call_for(kind, person)
        assert len(send(inbox)) == 5


def test_a_mail_stands_or_falls_with_its_reason(office: Office, inbox: Inbox) -> None:
    """Invariant 1: what is rolled back calls for no mail."""
    person = member()
    with transaction.atomic():
        call_for(NoticeKind.LINK, person)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_templates_run_once_per_kind_language_and_sender(office: Office, inbox: Inbox) -> None:
    """Invariant 10: the second person costs no MJML; a change of the sender does."""
    ready.cache_clear()
    for number in range(5):
        sign_up(f"p{number}@example.org")
    send(inbox)
    assert ready.cache_info().misses == 1
    assert len({str(mail.message["Message-ID"]) for mail in inbox.messages()}) == 5
    Sender.objects.update(imprints={"de": "Stadt Jena, Am Anger 16"})
    sign_up("p9@example.org")
    assert "Am Anger 16" in text(send(inbox)[-1])


@pytest.mark.parametrize("went", [True, False])
def test_who_said_goodbye_is_erased_after_it(went: bool, office: Office, inbox: Inbox) -> None:
    """P10: however the last mail ends, the data go; not before."""
    person = member()
    consent.ask_erasure(person.pk, source="web")
    if not went:
        Notice.objects.update(created_at=timezone.now() - timedelta(hours=1))
    person.refresh_from_db()
    assert person.address
    assert len(send(inbox)) == went
    person.refresh_from_db()
    assert (person.address, person.given_name) == (None, "")
    assert states() == {"accepted" if went else "expired": 1}


def test_a_template_that_breaks_holds_up_nobody(
    office: Office, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Habit 3: one mail that cannot be made fails alone, and says so."""
    member()
    bad = sign_up("bad@example.org")
    Notice.objects.filter(wish_id=bad.pk).update(language="xx")
    sign_up("good@example.org")
    monkeypatch.setattr("mailer.editions.note.GREETING", "{salutation},")
    assert [mail["To"] for mail in send(inbox)] == ["good@example.org"]
    assert states() == {"failed": 1, "accepted": 1}


def test_wishes_and_mails_do_not_wait_for_the_queue(office: Office, inbox: Inbox) -> None:
    """Invariant 1: what no nudge told of is found by the reconciler."""
    from mailer.notices import recovery

    sign_up()
    assert wishes.answer() == 0
    assert recovery.reconcile() == {"dead_notices": 0, "due_notices": 1}
    assert sending.send_some() is False
    assert recovery.reconcile()["due_notices"] == 0
    assert Issue.objects.count() == 0
    assert len(inbox.messages()) == 1
