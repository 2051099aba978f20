"""Which occurrences fire, which are skipped, and that no report is lost or told twice."""

from datetime import UTC, datetime, time, timedelta

import pytest

from mailer.schedules.cadence import EVERY_DAY, Cadence, CadenceError
from mailer.schedules.windows import Due, Occurrence, Skipped, Window, due, window

DAILY = Cadence(kind="daily", at=time(7), zone="Europe/Berlin", weekdays=EVERY_DAY)
ONCE = Cadence(kind="once", at=time(7), zone="UTC", once=datetime(2026, 5, 4, 7, tzinfo=UTC))
GRACE = timedelta(hours=6)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_nothing_is_due_before_its_time() -> None:
    """A tick that comes early, or twice, finds nothing."""
    after = utc("2026-05-04T05:00")
    assert due(DAILY, after=after, now=utc("2026-05-05T04:59:59"), grace=GRACE) == Due()
    assert due(DAILY, after=after, now=after, grace=GRACE) == Due()


def test_on_time_fires_with_its_calendar_window() -> None:
    """Invariant 2 and 4: at its instant an occurrence fires with the fixed window behind it."""
    at = utc("2026-05-05T05:00")
    found = due(DAILY, after=utc("2026-05-04T05:00"), now=at, grace=GRACE)
    assert found == Due(Occurrence(at, window(DAILY, at)))


def test_late_fires_once_inside_the_grace() -> None:
    """Invariant 2: a missed tick fires late, once, and then is done."""
    at = utc("2026-05-05T05:00")
    late = due(DAILY, after=utc("2026-05-04T05:00"), now=at + GRACE, grace=GRACE)
    assert late.fire is not None
    assert late.fire.at == at
    assert due(DAILY, after=at, now=at + GRACE, grace=GRACE) == Due()


def test_beyond_the_grace_is_skipped_with_its_reason() -> None:
    """Invariant 2: after the grace nothing fires; the caller can record why."""
    at = utc("2026-05-05T05:00")
    found = due(
        DAILY,
        after=utc("2026-05-04T05:00"),
        now=at + GRACE + timedelta(seconds=1),
        grace=GRACE,
    )
    assert found == Due(None, (Skipped(at, "too late"),))


def test_of_several_missed_only_the_latest_fires_and_tells_all() -> None:
    """Invariant 4: content of skipped windows goes out with the one that fires."""
    found = due(DAILY, after=utc("2026-05-04T05:00"), now=utc("2026-05-07T06:00"), grace=GRACE)
    assert [skipped.at for skipped in found.skipped] == [
        utc("2026-05-05T05:00"),
        utc("2026-05-06T05:00"),
    ]
    assert {skipped.reason for skipped in found.skipped} == {"superseded"}
    assert found.fire is not None
    assert found.fire.window == Window(utc("2026-05-04T05:00"), utc("2026-05-07T05:00"))


def test_windows_skipped_earlier_are_told_later() -> None:
    """What was recorded as too late is told by the next that fires, if told_until says so."""
    found = due(
        DAILY,
        after=utc("2026-05-05T05:00"),
        now=utc("2026-05-06T05:00"),
        grace=GRACE,
        told_until=utc("2026-05-04T05:00"),
    )
    assert found.fire is not None
    assert found.fire.window == Window(utc("2026-05-04T05:00"), utc("2026-05-06T05:00"))


def test_the_first_run_tells_its_calendar_window() -> None:
    """A campaign that starts in the middle of a window tells all of that window."""
    found = due(DAILY, after=utc("2026-05-04T16:20"), now=utc("2026-05-05T05:00"), grace=GRACE)
    assert found.fire is not None
    assert found.fire.window == Window(utc("2026-05-04T05:00"), utc("2026-05-05T05:00"))


@pytest.mark.parametrize("pause", [1, 2, 3, 9])
def test_told_windows_meet_over_any_outage(pause: int) -> None:
    """Invariant 4: with ticks missing, each instant still lies in exactly one told window."""
    now = after = told = start = utc("2026-03-20T06:00")
    spans = []
    for tick in range(40):
        now += timedelta(hours=8 if tick % 2 else 8 * pause)
        found = due(DAILY, after=after, now=now, grace=GRACE, told_until=told)
        handled = [skipped.at for skipped in found.skipped]
        if found.fire and found.fire.window:
            spans.append(found.fire.window)
            handled.append(found.fire.at)
            told = found.fire.window.end
        after = max([after, *handled])
    assert len(spans) > 3
    assert [span.start for span in spans] == [start, *[span.end for span in spans[:-1]]]


def test_windows_over_clock_changes() -> None:
    """A daily window is 23 hours long in spring and 25 in autumn."""
    spring, autumn = utc("2026-03-29T05:00"), utc("2026-10-25T06:00")
    assert window(DAILY, spring).end - window(DAILY, spring).start == timedelta(hours=23)
    assert window(DAILY, autumn).end - window(DAILY, autumn).start == timedelta(hours=25)


def test_a_one_off_fires_without_a_window() -> None:
    """A one-off has its moment and gathers nothing."""
    at = utc("2026-05-04T07:00")
    found = due(ONCE, after=at - timedelta(days=1), now=at, grace=GRACE)
    assert found == Due(Occurrence(at, None))
    with pytest.raises(CadenceError, match="one-off"):
        window(ONCE, at)


def test_questions_without_sense_are_refused() -> None:
    """A window ends at an occurrence; nobody was told further than was recorded."""
    with pytest.raises(CadenceError, match="does not run"):
        window(DAILY, utc("2026-05-05T05:01"))
    with pytest.raises(CadenceError, match="Told further"):
        due(
            DAILY,
            after=utc("2026-05-04T05:00"),
            now=utc("2026-05-05T05:00"),
            grace=GRACE,
            told_until=utc("2026-05-05T05:00"),
        )
