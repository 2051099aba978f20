"""Corrections: who got the wrong words gets the right ones, once, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from mailer.dispatch import (
    claiming,
    correcting,
    doubt,
    expansion,
    gate,
    plans,
    recovery,
    sending,
    sql,
    verbs,
)
from mailer.dispatch.errors import StateError
from mailer.dispatch.foresight import Why, foresee
from mailer.dispatch.plans import Plan
from mailer.dispatch.settling import Settled
from mailer.intake.store import keep
from mailer.models import Delivery, DeliveryState, Issue, Report, ReportSource
from staff.models import User
from staff.roles import NotAllowedError
from subscribers.models import Topic
from tests.integration.dispatch.post import text
from tests.integration.dispatch.test_easy import EASY, prefers_easy, written
from tests.integration.dispatch.town import SAMPLE, Town, assert_accounted
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
WORDS = {
    "de": "Die Sitzung ist am 4. Mai, nicht am 3. Mai.",
    "en": "The meeting is on 4 May, not on 3 May.",
}


def revise(name: str) -> None:
    """The report gets a newer revision."""
    source = ReportSource.objects.get(slug="given")
    keep(replace(SAMPLE, title=f"Bericht {name}, berichtigt"), source=source, key=name)


def correct(town: Town, wrong: Issue) -> Issue:
    with town.clock():
        return correcting.correct(wrong.pk, WORDS, by=town.editor)


def test_only_who_got_the_wrong_words_is_corrected(town: Town, inbox: Inbox) -> None:
    """Issue 5, invariants 3, 4, 8: by the ledger, once, by approval; newcomers and leavers not.

    Who had not got the wrong words gets the right ones in their place, and never the wrong ones.
    """
    wrong = _wrong(town)
    town.join("new", "weekly")
    town.leave("gone")
    town.change("q", "daily")
    with pytest.raises(correcting.SameError):
        correct(town, wrong)
    revise("r")
    inbox.clear()
    issue = correct(town, wrong)
    assert 'role="note"' not in _mailed(wrong)
    seen = foresee(issue)
    assert (seen.people, seen.change) == (5, None)
    assert seen.lines[0].out == {Why.RIGHT: 2}
    with pytest.raises(StateError, match="in_review"):
        verbs.send(issue.pk, by=town.approver)
    town.approve(issue)
    town.work()
    got = {str(mail.message["To"]).strip("<>"): mail.message for mail in inbox.messages()}
    assert set(got) == {f"{name}@example.org" for name in ("p", "q", "doubt", "again", "late")}
    _worded(got["p@example.org"])
    issue.refresh_from_db()
    assert (issue.state, issue.audience_count) == ("sent", 5)
    with pytest.raises(StateError, match="already"):
        correct(town, wrong)
    _marked(wrong, issue)
    _over(town, wrong, inbox)
    # A later revision goes to all of them again.
    town.now += MINUTE
    keep(replace(SAMPLE, title="Nochmals"), source=ReportSource.objects.get(slug="given"), key="r")
    assert foresee(correct(town, wrong)).people == 5


def _wrong(town: Town) -> Issue:
    """An issue with the wrong words, in all the states that deliveries may be in."""
    for name in ("p", "q", "gone", "doubt", "refused", "again", "late"):
        town.join(name, "weekly")
    town.release("r")
    wrong = town.one_off("r")
    for name, state in (("doubt", "uncertain"), ("refused", "failed")):
        _deliveries(town, wrong, name).update(state=state)
    # Sent in March, and still valid.
    Issue.objects.filter(pk=wrong.pk).update(valid_until=timezone.now() + timedelta(days=1))
    _defer(town, wrong, "again")
    assert recovery.due_retries() == 1
    _defer(town, wrong, "late")
    return wrong


def _worded(mail: EmailMessage) -> None:
    """Subject and top of the mail say what it corrects."""
    assert str(mail["Subject"]).startswith("Korrektur: ")
    assert text(mail).startswith(f"Korrektur:\r\n\r\n{WORDS['de']}")
    page = text(mail, "html").replace("\u00a0", " ")
    assert page.index(WORDS["de"]) < page.index("<h1")


def _deliveries(town: Town, issue: Issue, name: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(issue_id=issue.pk, subscriber_id=town.subscribers[name])


def _defer(town: Town, issue: Issue, name: str) -> None:
    """The relay wanted to have it later, and that is now."""
    rows = _deliveries(town, issue, name)
    rows.update(state="deferred", next_try_at=timezone.now() - MINUTE, settled_at=None)


def _over(town: Town, wrong: Issue, inbox: Inbox) -> None:
    """The wrong words go to nobody any more, and the ledger says why."""
    inbox.clear()
    assert recovery.due_retries() == 0
    with pytest.raises(StateError, match="in doubt gets the correction"):
        doubt.resend(wrong.pk, by=town.approver)
    sending.send_some(wrong.pk)
    assert inbox.messages() == []
    for name in ("again", "late"):
        row = _deliveries(town, wrong, name).get()
        assert (row.state, "corrects it" in row.words) == ("cancelled", True)
    assert sql.rows("prove", {"issue": wrong.pk, "month": wrong.month}) == [(0, 0, 0, 0, 0)]
    assert_accounted()


def test_it_waits_for_what_is_on_the_wire(town: Town, inbox: Inbox) -> None:
    """Invariants 3, 6: of a cancelled issue, who was in a worker's hands is corrected, too."""
    for name in ("p", "q"):
        town.join(name, "weekly")
    town.release("r")
    with town.clock():
        plan = Plan(name="r", lists=("citizens",), report_id=town.reports["r"])
        wrong = plans.open_now(plans.create(plan, by=town.editor).pk, by=town.editor)
    town.approve(wrong)
    expansion.expand(wrong.pk)
    batch = claiming.claim(wrong.pk, wrong.month, lease=MINUTE)
    assert batch is not None
    verbs.cancel(wrong.pk, by=town.approver)
    revise("r")
    issue = correct(town, wrong)
    town.approve(issue)
    assert not expansion.expand(issue.pk)
    accepted = Settled(DeliveryState.ACCEPTED, 1, 250)
    sending.give_back(batch, {town.subscribers["p"]: accepted})
    town.work()
    assert [str(mail.message["To"]).strip("<>") for mail in inbox.messages()] == ["p@example.org"]
    assert_accounted()


def test_what_reached_nobody_is_not_corrected(town: Town) -> None:
    """Issue 5: refused in words, and no issue for nobody."""
    town.release("r")
    wrong = town.one_off("r")
    revise("r")
    with pytest.raises(StateError, match="Nobody got the wrong words"):
        correct(town, wrong)
    assert not wrong.corrections.exists()


def _marked(wrong: Issue, right: Issue) -> None:
    """Archive and web version of the wrong edition say so and lead to the right one."""
    ids = [
        one.editions.get(audience__slug="citizens", language="de").public_id
        for one in (wrong, right)
    ]
    reader = Client()
    with translation.override("de"):
        paths = [reverse("reading:issue", args=["citizens", one]) for one in ids]
    page = reader.get(paths[0]).content.decode()
    assert WORDS["de"] in page
    assert f'href="{paths[1]}"' in page
    assert "wurde berichtigt" not in reader.get(paths[1]).content.decode()
    mailed = _mailed(wrong)
    assert f"Diese Mail wurde berichtigt: {WORDS['de']}" in mailed
    assert reverse("archive:edition", args=[ids[1]]) in mailed
    assert 'role="note"' not in _mailed(right)


def _mailed(issue: Issue) -> str:
    """What citizens find who view their mail in the browser."""
    row = issue.editions.get(audience__slug="citizens", language="de")
    return Client().get(reverse("archive:edition", args=[row.public_id])).content.decode()


def test_a_digest_is_corrected_by_the_report_alone(town: Town, inbox: Inbox) -> None:
    """Invariant 4: of a digest only what was wrong, to those whose edition told it; told_before
    does not suppress it.
    """
    one, other = Topic.objects.values_list("slug", flat=True)[:2]
    town.join("p", "daily")
    town.join("q", "daily")
    town.follow("q", one)
    town.plan()
    town.release("r", one)
    town.release("s", other)
    town.now = town.now.replace(day=3)
    [digest] = town.tick()
    revise("s")
    # Somebody told the corrected revision already, by another issue.
    town.one_off("s")
    inbox.clear()
    digest.refresh_from_db()
    issue = correct(town, digest)
    assert [one.revision.report_id for one in issue.reports.all()] == [town.reports["s"]]
    town.approve(issue)
    town.work()
    [mail] = inbox.messages()
    assert str(mail.message["To"]).strip("<>") == "p@example.org"
    assert "Bericht s, berichtigt" in str(mail.message["Subject"])
    assert "Bericht r" not in text(mail.message)


def test_who_reads_easy_language_is_corrected_too(town: Town, inbox: Inbox) -> None:
    """P30: subject, words and web version in easy language; a text that stayed wrong is named."""
    for name in ("p", "easy"):
        town.join(name, "weekly")
    prefers_easy(town, "easy")
    town.release("r")
    written("r", EASY)
    wrong = town.one_off("r")
    revise("r")
    with town.clock():
        words = {**WORDS, "de-simple": "Das Datum war falsch. Es ist der 4. Mai."}
        issue = correcting.correct(wrong.pk, words, by=town.editor)
    [same] = [one for one in gate.found(issue) if one.finding.rule == "correction-same"]
    assert {row.language for row in same.editions} == {"de-simple"}
    inbox.clear()
    town.approve(issue)
    town.work()
    mails = {str(mail.message["To"]).strip("<>"): mail.message for mail in inbox.messages()}
    mail = mails["easy@example.org"]
    assert str(mail["Subject"]).startswith("Korrektur: Leichte Sprache")
    assert "Das Datum war falsch.\r\n\r\nEs ist der 4. Mai." in text(mail)
    assert WORDS["de"] not in text(mail)
    assert WORDS["de"] in text(mails["p@example.org"])
    told = wrong.editions.get(language="de-simple").public_id
    page = Client().get(reverse("archive:edition", args=[told])).content.decode()
    assert "Diese Mail wurde berichtigt: Das Datum war falsch. Es ist der 4. Mai." in page
    assert Issue(correction=WORDS).was_wrong("de-simple") == WORDS["de"]


def test_it_takes_words_rights_and_an_end(
    town: Town, report: Report, outsider: User, approver: User
) -> None:
    """S29: an editor of the office; what was wrong in each language; not while it is sent."""
    town.join("p", "weekly")
    town.release("r")
    wrong = town.one_off("r")
    revise("r")
    for stranger in (outsider, approver):
        with pytest.raises(NotAllowedError):
            correcting.correct(wrong.pk, WORDS, by=stranger)
    with pytest.raises(correcting.WordsError, match="'en'"):
        correcting.correct(wrong.pk, {"de": WORDS["de"]}, by=town.editor)
    plan = Plan(name="x", lists=("citizens",), report_id=report.pk)
    other = plans.open_now(plans.create(plan, by=town.editor).pk, by=town.editor)
    with pytest.raises(StateError):
        correcting.correct(other.pk, WORDS, by=town.editor)
