"""When something will be finished that goes at a pace, in certain hours, so much a day."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailer.schedules.hours import Hours

# Whoever would be served later than that is never served.
FARTHEST = 3650


def finish(
    count: int,
    per_minute: float,
    *,
    start: datetime,
    hours: Sequence[Hours],
    room: Callable[[date], float],
    zone: ZoneInfo,
) -> datetime | None:
    """The moment, in UTC, at which `count` have gone; None for never.

    `room` is how many may go on a day of the zone, `hours` are those that all have to be open.
    """
    moment, left = start, float(count)
    rooms: dict[date, float] = {}
    for _ in range(FARTHEST):
        moment = _opening(moment, hours)
        day = moment.astimezone(zone).date()
        end = min([_midnight(moment, zone), *(one.closes(moment) for one in hours)])
        rooms.setdefault(day, room(day))
        gone = min(left, rooms[day], (end - moment).total_seconds() / 60 * per_minute)
        if gone >= left:
            return moment + timedelta(minutes=left / per_minute)
        left -= gone
        rooms[day] -= gone
        moment = end if rooms[day] > 0 else _midnight(moment, zone)
    return None


def _opening(moment: datetime, hours: Sequence[Hours]) -> datetime:
    """The first moment from this one on at which all are open, or as near as a week finds one."""
    for _ in range(14):
        later = max((one.opens(moment) for one in hours), default=moment)
        if later <= moment:
            return moment
        moment = later
    return moment


def _midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=1)
    return datetime.fromtimestamp(math.ceil(day.timestamp()), zone)
