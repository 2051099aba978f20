"""Reports in, an edition out: told, written as HTML and as text, frozen with a hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from mailer.editions import calendar
from mailer.editions.catalogue import say
from mailer.editions.clean import one_line, safe_href
from mailer.editions.heads import headed
from mailer.editions.html import html
from mailer.editions.images import own_images
from mailer.editions.model import Choice, Edition, Identity, Item, Own, Theme
from mailer.editions.more import whole, with_more
from mailer.editions.shorten import shortened, units
from mailer.editions.tell import tell
from mailer.editions.telling import Telling
from mailer.editions.text import text
from mailer.editions.told import Ask, Correction, Event, Told
from mailer.reports.model import Contact

# Gmail shows no more than this of an HTML part (M12); some room for what slots add.
CLIP: Final = 102_400
SLOT_ROOM: Final = 2_400
# For reports of which nobody knows when they were written.
ZONE: Final = ZoneInfo("Europe/Berlin")
NOTHING: Final = Own()


def compose(
    items: Sequence[Item],
    telling: Telling,
    *,
    language: str,
    theme: Theme,
    identity: Identity,
    browser_url: str,
    whole_url: str = "",
    own: Own = NOTHING,
) -> Edition:
    """Tell and compile once; the same input gives the same bytes.

    Slots stand in `html` and `text` between SLOT_OPEN and SLOT_CLOSE. A report too long for
    a mail is cut at the border of a section, named in a note and in the choices; `told` holds
    all of it. `whole_url` is where the reports stand that a digest leaves for the web; `own` is
    what the issue says itself.
    """
    theme, identity = clean_theme(theme), clean_identity(identity)
    told = headed(tell(items, telling, language=language, city=theme.city), own)
    if own.correction:
        told = _correcting(told, one_line(own.correction))
    told = _with_own_images(_with_contact(told, identity), theme, browser_url=browser_url)
    told, full = with_more(told, whole_url or browser_url), told
    told, page = _fitting(told, theme, identity=identity, browser_url=browser_url)
    words = text(told, identity=identity, browser_url=browser_url)
    edition = Edition(
        audience=told.audience,
        language=told.language,
        subject=told.subject,
        preheader=told.preheader,
        html=page,
        text=words,
        choices=told.choices,
        told=whole(full),
        calendar=_calendar(told, items[0], identity=identity, browser_url=browser_url),
        left=len(full.rest),
    )
    return replace(edition, content_hash=content_hash(edition))


def content_hash(edition: Edition) -> str:
    """SHA-256 over all that is sent, each part with its length (invariant 8)."""
    digest = sha256()
    calendars = (edition.calendar,) if edition.calendar else ()
    for words in (edition.subject, edition.preheader, edition.html, edition.text, *calendars):
        data = words.encode()
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


def _calendar(told: Told, item: Item, *, identity: Identity, browser_url: str) -> str:
    """The entry of an invitation; '' for everything else."""
    event = next((part for part in told.parts if isinstance(part, Event)), None)
    if event is None:
        return ""
    return calendar.entry(
        event,
        stamp=item.as_of or datetime.combine(event.occasion.first, time(), ZONE),
        revision=item.revision,
        organizer=(identity.name, identity.address),
        host=calendar.host_of(browser_url),
    )


def _fitting(told: Told, theme: Theme, *, identity: Identity, browser_url: str) -> tuple[Told, str]:
    """The longest beginning of an edition whose HTML mail programs show in full."""

    def page(candidate: Told) -> str:
        return html(candidate, theme=theme, identity=identity, browser_url=browser_url)

    first = page(told)
    if _fits(first):
        return told, first
    low, high = 0, units(told)
    best = shortened(told, 0)
    while low < high - 1:
        middle = (low + high) // 2
        candidate = shortened(told, middle)
        if _fits(page(candidate)):
            low, best = middle, candidate
        else:
            high = middle
    return best, page(best)


def _fits(page: str) -> bool:
    return len(page.encode()) <= CLIP - SLOT_ROOM


def _correcting(told: Told, words: str) -> Told:
    subject = say("Correction: {subject}", told.language, subject=told.subject)
    box = Correction(say("Correction", told.language), words)
    return replace(told, subject=subject, correction=box)


def _with_contact(told: Told, identity: Identity) -> Told:
    """The sender stands in where a report names nobody to ask, or no name to its address."""
    sender = Contact(office=identity.name, email=identity.reply_to or identity.address)

    def asked(contact: Contact | None) -> Contact:
        if contact is None:
            return sender
        named = contact.name or contact.office
        return contact if named else replace(contact, office=identity.name)

    return replace(
        told,
        parts=tuple(
            replace(part, contact=asked(part.contact)) if isinstance(part, Ask) else part
            for part in told.parts
        ),
    )


def _with_own_images(told: Told, theme: Theme, *, browser_url: str) -> Told:
    told, gone = own_images(told, (theme.logo_url, browser_url))
    left = tuple(
        Choice(
            image.alt or image.caption or image.src,
            say("left out", told.language),
            say("because pictures come from the city's own servers only", told.language),
        )
        for image in gone
    )
    return replace(told, choices=told.choices + left)


def clean_theme(theme: Theme) -> Theme:
    """The theme without anything that could break out of its place."""
    return replace(theme, city=one_line(theme.city), logo_url=safe_href(theme.logo_url))


def clean_identity(identity: Identity) -> Identity:
    """The sender's words likewise."""
    return replace(
        identity,
        name=one_line(identity.name),
        imprint="\n".join(filter(None, map(one_line, identity.imprint.splitlines()))),
        imprint_url=safe_href(identity.imprint_url),
        privacy_url=safe_href(identity.privacy_url),
        accessibility_url=safe_href(identity.accessibility_url),
    )
