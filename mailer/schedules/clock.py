"""Wall time to instants, across both clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which clocks in `zone` show the naive `wall` or a later time.

    A time that the clock shows twice (autumn) is the first of the two; one that it skips
    (spring) is the moment at which the clock jumps.
    """
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    # In a gap fold=1 reads the later offset and so lies before the jump, fold=0 after it (PEP 495).
    return _jump(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone=zone)


def _jump(before: datetime, after: datetime, *, zone: ZoneInfo) -> datetime:
    """The first instant with the offset of `after`; transitions fall on whole seconds of UTC."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, (after - before) // SECOND
    while low < high:
        middle = (low + high) // 2
        if (before + middle * SECOND).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle + 1
    return before + low * SECOND
