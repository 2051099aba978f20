"""Hours of the day in which mail may go out, as wall time in a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SPAN = re.compile(r"(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)")


class HoursError(ValueError):
    """Hours that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` (included) to `end` (not included), over midnight where `end` is not later."""

    start: time
    end: time
    zone: ZoneInfo

    @classmethod
    def read(cls, text: str, zone: str) -> Hours:
        """'08:00-20:00'; raises HoursError with what is expected."""
        match = _SPAN.fullmatch(text.strip())
        try:
            start, end = (time.fromisoformat(match[part]) if match else time.min for part in (1, 2))
        except ValueError:
            match = None
        if match is None:
            raise HoursError(f"'{text}' are no hours. Write 08:00-20:00.")
        if start == end:
            raise HoursError(f"'{text}' begin when they end. Write 08:00-20:00.")
        return cls(start, end, ZoneInfo(zone))

    def opposite(self) -> Hours:
        """The rest of the day."""
        return Hours(self.end, self.start, self.zone)

    def __contains__(self, moment: datetime) -> bool:
        now = moment.astimezone(self.zone).time()
        if self.start < self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def opens(self, moment: datetime) -> datetime:
        """The first moment within them from this one on, in UTC."""
        if moment in self:
            return moment.astimezone(UTC)
        return self._next(moment, self.start)

    def closes(self, moment: datetime) -> datetime:
        """When they end next after this moment, in UTC."""
        return self._next(moment, self.end)

    def _next(self, moment: datetime, at: time) -> datetime:
        local = moment.astimezone(self.zone)
        found = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0, fold=0)
        while found.astimezone(UTC) <= moment:
            found += timedelta(days=1)
        return found.astimezone(UTC)
