"""Reports on their way in: stored once, revised, pulled by several, and sources that break."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from mailer import locks
from mailer.intake import pull
from mailer.intake.store import keep, load
from mailer.models import Report, ReportSource, SourceKind
from mailer.reports.fetch import fetch
from mailer.reports.read import read_report
from staff.models import Office
from tests.features.feed import Feed

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = b"Radstation am Westbahnhof\n\nDie Stadt hat heute eine Radstation mit Dach.\n"
SAMPLE = read_report("r.txt", TEXT)
HTML = "<p>Die Stadt hat am Markt einen Brunnen gebaut.</p><h2>Kosten</h2><p>38.000 Euro.</p>"


@pytest.fixture
def given(office: Office) -> ReportSource:
    return ReportSource.objects.get(slug="given")


@pytest.fixture
def feed() -> Iterator[Feed]:
    with Feed() as feed:
        yield feed


def source(office: Office, slug: str, **more: object) -> ReportSource:
    """A source that is due."""
    return ReportSource.objects.create(
        slug=slug, name=slug, office=office, due_at=timezone.now(), **more
    )


def feed_source(office: Office, feed: Feed, slug: str = "website") -> ReportSource:
    """A feed on this machine, allowed for this source."""
    return source(office, slug, kind=SourceKind.FEED, location=feed.url, allowed_hosts=[feed.host])


def test_the_same_content_is_one_report(given: ReportSource, office: Office) -> None:
    """Under whatever name and from whatever source of the office it comes."""
    other = source(office, "other", kind=SourceKind.GIVEN)
    first = keep(SAMPLE, source=given, key="a")
    assert first.state == "new"
    for where, key in ((given, "a"), (given, "b"), (other, "c")):
        again = keep(SAMPLE, source=where, key=key)
        assert (again.state, again.report_id) == ("known", first.report_id)
    assert Report.objects.count() == 1


def test_changed_text_is_a_revision_and_the_old_one_stays(given: ReportSource) -> None:
    """What was sent stays what it was; the release does not move."""
    first = keep(SAMPLE, source=given, key="a")
    released = Report.objects.get().released_at
    second = keep(replace(SAMPLE, title="Neu"), source=given, key="a")
    assert (second.state, second.report_id) == ("revised", first.report_id)
    report = Report.objects.get()
    assert [r.title for r in report.revisions.order_by("number")] == [SAMPLE.title, "Neu"]
    assert report.released_at == released


def test_another_language_is_the_same_report(given: ReportSource) -> None:
    """Report -> Revision -> a text per language."""
    keep(SAMPLE, source=given, key="a")
    english = replace(SAMPLE, language="en", title="Bicycle station")
    assert keep(english, source=given, key="a").state == "revised"
    texts = load(Report.objects.get().latest)
    assert {code: text.title for code, text in texts.items()} == {
        "de": SAMPLE.title,
        "en": "Bicycle station",
    }
    assert keep(SAMPLE, source=given, key="a").state == "known"


def test_long_names_are_names(given: ReportSource) -> None:
    """A guid may be longer than a column; it stays the same report."""
    key = "https://example.org/" + "x" * 900
    first = keep(SAMPLE, source=given, key=key)
    second = keep(replace(SAMPLE, title="Neu"), source=given, key=key)
    third = keep(replace(SAMPLE, title="Anders"), source=given, key=key + "y")
    assert (second.report_id, second.state) == (first.report_id, "revised")
    assert third.report_id != first.report_id


def together(*works: object) -> None:
    """Run these at the same moment, each on a connection of its own; errors are raised."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: object) -> None:
        try:
            start.wait()
            work()  # type: ignore[operator]
        except Exception as error:  # noqa: BLE001 -- raised again by the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors


def test_two_sources_bring_the_same_at_once(given: ReportSource, office: Office) -> None:
    """One report, whoever is first."""
    other = source(office, "other", kind=SourceKind.GIVEN)
    for number in range(5):
        report = replace(SAMPLE, title=f"Bericht {number}")
        together(
            lambda r=report: keep(r, source=given, key=r.title),
            lambda r=report: keep(r, source=other, key=r.title),
        )
    assert Report.objects.count() == 5


def test_two_workers_pull_one_source(feed: Feed, office: Office) -> None:
    """Due sources are handed out once; even pulled twice at once a report is stored once."""
    website = feed_source(office, feed)
    for number in range(5):
        feed.publish(f"Bericht {number}", HTML)
    handed: list[int] = []
    together(*[lambda: handed.extend(pull.claim_due())] * 2)
    assert handed == [website.pk]
    together(*[lambda: pull.pull(website.pk)] * 3)
    assert Report.objects.count() == 5
    assert Report.objects.filter(revisions__number__gt=1).count() == 0


def test_a_broken_source_backs_off_says_why_and_disturbs_no_other(
    feed: Feed, office: Office, settings: Settings
) -> None:
    """Ever longer pauses, words for staff; the next good pull forgets it."""
    sound = feed_source(office, feed)
    feed.publish("Brunnen", HTML)
    broken = source(
        office, "broken", kind=SourceKind.FEED, location="http://127.0.0.1:1/x",
        allowed_hosts=["127.0.0.1:1"], interval=timedelta(minutes=10),
    )  # fmt: skip
    missing = source(office, "missing", kind=SourceKind.FOLDER, location="nowhere")
    Path(settings.SOURCES_ROOT).mkdir(parents=True, exist_ok=True)
    pauses = []
    for _ in range(3):
        for pk in (broken.pk, missing.pk, sound.pk):
            pull.pull(pk)
        broken.refresh_from_db()
        assert broken.due_at is not None
        pauses.append(broken.due_at - timezone.now())
    assert pauses[0] < pauses[1] < pauses[2]
    assert (broken.failures, bool(broken.faults)) == (3, True)
    missing.refresh_from_db()
    assert "nowhere" in missing.faults[0]["en"]
    assert Report.objects.count() == 1
    ReportSource.objects.filter(pk=broken.pk).update(location=feed.url, allowed_hosts=[feed.host])
    pull.pull(broken.pk)
    broken.refresh_from_db()
    assert (broken.failures, broken.faults) == (0, [])


def test_private_hosts_only_where_they_are_allowed(feed: Feed, office: Office) -> None:
    """S17: for this source, by an operator."""
    feed.publish("Brunnen", HTML)
    stranger = feed_source(office, feed, "stranger")
    stranger.allowed_hosts = []
    stranger.save()
    assert pull.pull(stranger.pk).kept == []
    stranger.refresh_from_db()
    assert stranger.faults
    assert [kept.state for kept in pull.pull(feed_source(office, feed).pk).kept] == ["new"]


def test_an_operators_change_survives_a_pull(
    feed: Feed, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source that was switched off while it was being pulled stays off."""
    website = feed_source(office, feed)
    feed.publish("Brunnen", HTML)

    def slow(*args: object, **more: object) -> object:
        ReportSource.objects.update(active=False, name="Anders")
        return fetch(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("mailer.intake.pull.fetch", slow)
    pull.pull(website.pk)
    website.refresh_from_db()
    assert (website.active, website.name) == (False, "Anders")
    assert Report.objects.count() == 1


def test_what_cannot_be_stored_stops_none_of_the_others(
    feed: Feed, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One item of a feed is odd: it is named, the others are kept."""
    website = feed_source(office, feed)
    for title in ("Eins", "Zwei", "Drei"):
        feed.publish(title, HTML.replace("Brunnen", title))

    def refuse(report: object, **more: object) -> object:
        if report.title == "Zwei":  # type: ignore[attr-defined]
            report = replace(report, language="unheard-of" * 4)  # type: ignore[type-var]
        return keep(report, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("mailer.intake.pull.keep", refuse)
    pulled = pull.pull(website.pk)
    assert len(pulled.kept) == 2
    assert len(pulled.faults) == 1
    website.refresh_from_db()
    assert website.faults == pulled.faults


def test_a_watched_folder(office: Office, settings: Settings) -> None:
    """Files become reports; what cannot be read is named, the rest is kept."""
    folder = Path(settings.SOURCES_ROOT) / "in"
    folder.mkdir(parents=True)
    (folder / "gut.txt").write_bytes(TEXT)
    (folder / "leer.md").write_bytes(b"")
    for file in folder.iterdir():
        os.utime(file, (1, 1))
    watched = source(office, "folder", kind=SourceKind.FOLDER, location="in")
    pulled = pull.pull(watched.pk)
    assert [kept.state for kept in pulled.kept] == ["new"]
    assert [fault for fault in pulled.faults if "leer.md" in fault["de"]]
    outside = source(office, "outside", kind=SourceKind.FOLDER, location="../..")
    assert "SOURCES_ROOT" in pull.pull(outside.pk).faults[0]["en"]


def test_nothing_is_released_into_a_closed_window(given: ReportSource) -> None:
    """The RELEASE lock: while a window is closed reports wait, and are released after it."""
    done = threading.Event()

    def store() -> None:
        keep(SAMPLE, source=given, key="a")
        connection.close()
        done.set()

    thread = threading.Thread(target=store)
    with transaction.atomic():
        locks.take(locks.Lock.RELEASE)
        thread.start()
        assert not done.wait(0.4)
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            closed_at = cursor.fetchone()[0]
    thread.join()
    assert Report.objects.get().released_at > closed_at
