"""Leichte Sprache is sent to whoever chose it, where somebody wrote it (P30, ADR 9)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from config.cli.issues import issues
from mailer.archive.later import correction_of
from mailer.dispatch import correcting, expansion, gate, sending, verbs
from mailer.dispatch.missing import missing
from mailer.intake.store import keep
from mailer.models import Edition, Report, ReportSource
from mailer.reports.read import read_report
from subscribers import consent
from subscribers.models import List
from tests.integration.dispatch.town import SAMPLE, Town, assert_accounted
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
EASY = replace(
    read_report("e.txt", b"Das ist neu\n\nDas Bad ist fertig. Es ist leicht zu lesen.\n"),
    language="de-simple",
)
ENGLISH = replace(SAMPLE, language="en", title="In English")


def written(name: str, *texts: object) -> None:
    """A report that is there already gets these texts, too."""
    source = ReportSource.objects.get(slug="given")
    for text in texts:
        keep(text, source=source, key=name)  # type: ignore[arg-type]


def prefers_easy(town: Town, name: str, language: str = "de") -> None:
    wanted = {"language": language, "easy_language": True}
    assert consent.describe(town.subscribers[name], source="test", **wanted)


def subjects(inbox: Inbox) -> dict[str, str]:
    mails = [mail.message for mail in inbox.messages()]
    return {str(mail["To"]).partition("@")[0]: str(mail["Subject"]) for mail in mails}


def test_two_people_get_one_issue_in_two_ways(town: Town, inbox: Inbox) -> None:
    """P30: the person chooses; the label is in the subject; the ledger adds up."""
    town.plan()
    for name in ("anna", "ben", "olena"):
        town.join(name, "daily")
    prefers_easy(town, "ben")
    prefers_easy(town, "olena", language="en")  # the settings promise it in German
    town.release("bad")
    written("bad", EASY, ENGLISH)
    town.now += DAY
    [issue] = town.tick()
    assert subjects(inbox) == {
        "anna": "Bericht bad",
        "ben": "Leichte Sprache: Das ist neu",
        "olena": "Leichte Sprache: Das ist neu",
    }
    assert {name: town.told(name) for name in ("anna", "ben")} == {"anna": ["bad"], "ben": ["bad"]}
    issue.refresh_from_db()
    assert issue.audience_count == 3
    assert_accounted()
    easy = Edition.objects.get(issue=issue, language="de-simple")
    assert 'lang="de"' in easy.html
    assert "Das Bad ist fertig." in easy.text


@pytest.mark.parametrize(("offered", "texts"), [(True, ()), (False, (EASY,))])
def test_without_text_or_offer_it_is_the_ordinary_edition(
    town: Town, inbox: Inbox, offered: bool, texts: tuple[object, ...]
) -> None:
    """The stated rule: nobody is left out, and nothing is translated by itself."""
    List.objects.filter(slug="citizens").update(easy_language=offered)
    town.plan()
    town.join("ben", "daily")
    prefers_easy(town, "ben")
    town.release("bad")
    written("bad", *texts)
    town.now += DAY
    town.tick()
    assert subjects(inbox) == {"ben": "Bericht bad"}
    assert_accounted()


def test_a_digest_tells_what_has_a_text_and_links_the_rest(town: Town, inbox: Inbox) -> None:
    """Nothing is lost: what has no easy text stands behind a link, and counts as told."""
    town.plan()
    town.join("ben", "daily")
    prefers_easy(town, "ben")
    for name in ("bad", "bus"):
        town.release(name)
    written("bad", EASY)
    town.now += DAY
    [issue] = town.tick()
    assert town.told("ben") == ["bad", "bus"]
    [mail] = inbox.messages()
    words = mail.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    lines = words.splitlines()
    place = lines.index("Es gibt noch 1 Bericht.")
    assert lines[place + 2] == "Nicht alles gibt es in Leichter Sprache."
    assert "Bericht bus" not in words
    assert "Bericht bus" in Edition.objects.get(issue=issue, language="de-simple").whole


def test_what_is_missing_is_known_before_approval(town: Town) -> None:
    """Issue 5: a missing translation is shown with what its readers get instead."""
    town.plan(standing=False)
    town.join("p", "daily")
    for name in ("bad", "bus"):
        town.release(name)
    written("bad", EASY, ENGLISH)
    town.now += DAY
    [issue] = town.tick()
    bus = Report.objects.get(pk=town.reports["bus"])
    assert [
        (one.report_id, one.language, one.instead, one.in_digest) for one in missing(issue)
    ] == [
        (bus.pk, "en", "de", False),
        (bus.pk, "de-simple", "de", True),
    ]
    shown = CliRunner().invoke(issues, ["show", str(issue.pk), "--json"])
    assert json.loads(shown.output)["missing"] == [
        "Bericht bus: en, readers get de",
        "Bericht bus: de-simple, readers get a link",
    ]


def test_the_gate_counts_readers_of_the_easy_edition(town: Town) -> None:
    """Placeholders without words are counted for the edition that people get."""
    town.plan(standing=False)
    for name in ("anna", "ben"):
        town.join(name, "daily")
    prefers_easy(town, "ben")
    town.release("bad")
    written("bad", EASY)
    town.now += DAY
    [issue] = town.tick()
    entry = List.objects.get(slug="citizens")
    counts = gate.facts.nameless(issue, [entry.pk])
    assert {key: found.count for key, found in counts.items()} == {
        (entry.pk, "de"): 1,
        (entry.pk, "de-simple"): 1,
    }


def test_a_correction_reaches_easy_readers_with_its_words(town: Town, inbox: Inbox) -> None:
    """Issue 5: nobody gets the same words again without hearing what was wrong."""
    town.join("ben", "weekly")
    prefers_easy(town, "ben")
    town.release("bad")
    written("bad", EASY)
    wrong = town.one_off("bad")
    written("bad", replace(EASY, title="Das ist richtig"))
    inbox.clear()
    words = {"de": "Das Bad ist noch zu.", "en": "The bath is still closed."}
    with town.clock():
        issue = correcting.correct(wrong.pk, words, by=town.editor)
        verbs.approve(issue.pk, by=town.approver)
        verbs.send(issue.pk, by=town.approver)
        expansion.expand(issue.pk)
        sending.send_some(issue.pk)
    [mail] = inbox.messages()
    assert str(mail.message["Subject"]) == "Korrektur: Leichte Sprache: Das ist richtig"
    body = mail.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert body.splitlines()[:3] == ["Korrektur:", "", words["de"]]
    assert correction_of(wrong.editions.get(language="de-simple"))[0] == words["de"]
