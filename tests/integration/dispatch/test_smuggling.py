"""M47, S4: what looks like the end of a message stays within it, wherever it comes from."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from mailer.dispatch import expansion, plans, sending, verbs
from mailer.dispatch.plans import Plan
from mailer.intake.pull import add_file
from mailer.models import Delivery, Edition, Issue, Report, ReportSource
from staff.models import User
from subscribers.models import List, Sender, Subscriber
from tests.integration.delivery.relay import NastyRelay
from tests.integration.delivery.test_wire import ENDS
from tests.integration.dispatch.conftest import TEXT

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = "MAIL FROM:<evil@example.com>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\n"


def smuggled(end: bytes) -> str:
    return f"Hallo{end.decode()}{SECOND}"


@pytest.fixture
def issue(editor: User, approver: User, people: Callable[..., None]) -> Issue:
    """One to a person for each variant, with all of them in title, text, list and sender."""
    words = "".join(map(smuggled, ENDS))
    text = TEXT.replace("Westbahnhof", f"Westbahnhof {words}", 1) + "".join(map(smuggled, ENDS))
    source = ReportSource.objects.get(slug="given")
    text = f"---\nlanguage: de\n---\n{text}"
    kept = add_file("radstation.txt", text.encode(), source=source)
    report = Report.objects.get(pk=kept.report_id)
    people("citizens", len(ENDS))
    for person, end in zip(Subscriber.objects.order_by("pk"), ENDS, strict=True):
        person.given_name, person.family_name = smuggled(end), "Beispiel"
        person.save()
    wanted = List.objects.get(slug="citizens")
    List.objects.filter(pk=wanted.pk).update(names={"de": words[:150], "en": words[:150]})
    plan = Plan(name="Radstation", lists=("citizens",), report_id=report.pk)
    found = plans.open_now(plans.create(plan, by=editor).pk, by=editor)
    verbs.approve(found.pk, by=approver)
    verbs.send(found.pk, by=approver)
    assert expansion.expand(found.pk)
    # The check would have stopped it.
    Sender.objects.filter(pk=wanted.sender_id).update(name=words[:120])
    Edition.objects.filter(issue=found).update(subject=words[:300])
    return found


def test_nothing_ends_a_message_but_its_own_end(
    issue: Issue, relay: Callable[..., AbstractContextManager[NastyRelay]]
) -> None:
    """CERT VU#302671: seven variants wherever somebody else has a say; octets on the wire."""
    with relay(lambda _step, _who: None) as server:
        sending.send_some(issue.pk)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"accepted"}
    assert len(server.accepted) == len(ENDS)
    said = [line[:4] for line in server.lines if line[:4] in {b"MAIL", b"RCPT", b"DATA"}]
    assert said == [b"MAIL", b"RCPT", b"DATA"] * len(ENDS)
    assert b"example.com" not in b"".join(server.lines)
    for _, body in server.accepted:
        assert b"evil" in body
        assert body.count(b"\r\n") == body.count(b"\r") == body.count(b"\n")
        assert b"\r\n." not in body
        assert b"\0" not in body
