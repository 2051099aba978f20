"""The calendar entry of an invitation (RFC 5545), in UTC, the same for every recipient."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from hashlib import sha256
from urllib.parse import urlsplit

from mailer.editions.told import Event


def entry(
    event: Event, *, stamp: datetime, revision: int, organizer: tuple[str, str], host: str
) -> str:
    """One published event; lines end with CRLF and have at most 75 octets.

    The UID depends on the report alone, so that another language, a revision or a second mail
    replaces the entry in a calendar and adds none; SEQUENCE, the number of the revision, says
    which is the newer one (RFC 5546, 2.1.4). `organizer` is the sender's name and address: a
    published entry has to name one (3.2.1).
    """
    # Loads slowly, and few editions are invitations.
    from icalendar import Calendar, vCalAddress, vText
    from icalendar import Event as Entry

    calendar, found = Calendar(), Entry()
    calendar.add("prodid", "-//Rundbrief//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    found.add("uid", f"{sha256(f'{host} {event.key}'.encode()).hexdigest()[:32]}@{host}")
    found.add("sequence", revision)
    # When the entry was made is when its report was written: the same bytes for the same report.
    found.add("dtstamp", stamp.astimezone(UTC))
    found.add("last-modified", stamp.astimezone(UTC))
    sender = vCalAddress(f"mailto:{organizer[1]}")
    sender.params["CN"] = vText(organizer[0])
    found.add("organizer", sender)
    zone = stamp.tzinfo or UTC
    found.add("dtstart", _utc(event.occasion.start(zone)))
    if (end := _ending(event, zone)) is not None:
        found.add("dtend", end)
    found.add("summary", event.title)
    if event.occasion.where:
        found.add("location", event.occasion.where)
    found.add("url", event.url)
    found.add("description", event.url)
    calendar.add_component(found)
    written: bytes = calendar.to_ical()
    return written.decode()


def host_of(address: str) -> str:
    """The host of one of our pages, for names that are unique in the world."""
    return urlsplit(address).hostname or "localhost"


def _ending(event: Event, zone: tzinfo) -> date | datetime | None:
    """The moment it ends, or the day after its last (3.6.1: DTEND is not part of the event)."""
    end = event.occasion.end(zone)
    if end is None or isinstance(end, datetime):
        return _utc(end) if end else None
    return end + timedelta(days=1)


def _utc(moment: date | datetime) -> date | datetime:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
