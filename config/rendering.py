"""A report told for one audience with a sample recipient, outside any issue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mailer.dispatch import marks
from mailer.dispatch.appearance import identity, look
from mailer.dispatch.errors import NotFoundError
from mailer.dispatch.tellings import easy_telling_of, telling_of
from mailer.editions.compose import compose
from mailer.editions.model import Edition, Item
from mailer.editions.person import Person, frequency_words, salutation
from mailer.editions.personalise import Head, Recipient, personalise, values
from mailer.editions.skeleton import filled_html, filled_text, skeleton
from mailer.models import Report
from mailer.reports.read import read_report
from mailer.reports.tongues import easy as easy_code
from mailer.reports.tracks import without_tracks
from subscribers import audience
from subscribers.audience import ListInfo

SAMPLE = Person(given_name="Kim", family_name="Beispiel")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a sample recipient would get: HTML and text with slots filled, and the message."""

    name: str
    audience: str
    language: str
    subject: str
    html: str
    text: str
    mail: bytes
    calendar: str
    choices: list[str]
    easy: bool = False
    layout: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """A report as one audience is told it, by the first list that speaks to that audience."""

    name: str
    edition: Edition
    entry: ListInfo
    browser_url: str


def composed(
    source: Path | int, slug: str, *, language: str, easy: bool = False, layout: str = ""
) -> Composed:
    """Tell a stored report (its number) or a file to the audience `slug`, slots left open; with
    `easy`, its text in easy language; in a layout, or in the telling's own.
    """
    name, item = item_of(source, easy_code(language) if easy else language, audience=slug)
    entry = _list_for(slug)
    browser_url = f"{settings.SITE_URL}{reverse('archive:edition', args=['sample'])}"
    edition = compose(
        [item],
        (easy_telling_of if easy else telling_of)(slug, layout=layout),
        language=language,
        theme=look(),
        identity=identity(entry.sender, language),
        browser_url=browser_url,
    )
    return Composed(name, edition, entry, browser_url)


def render_report(
    source: Path | int, slug: str, *, language: str, easy: bool = False, layout: str = ""
) -> Rendered:
    """The same as a sample recipient would get it."""
    made = composed(source, slug, language=language, easy=easy, layout=layout)
    edition, entry = made.edition, made.entry
    recipient, head = _recipient(entry, language), _head(entry, edition.subject, language=language)
    filled = values(recipient, head)
    mail = personalise(skeleton(edition), recipient, head=head, date=timezone.localtime())
    return Rendered(
        name=made.name,
        audience=slug,
        language=language,
        subject=edition.subject,
        html=filled_html(edition, filled),
        text=filled_text(edition, filled),
        mail=mail,
        calendar=edition.calendar,
        layout=layout,
        choices=[f"{c.subject}: {c.decision}, {c.reason}" for c in edition.choices],
        easy=easy,
    )


def item_of(source: Path | int, language: str, *, audience: str) -> tuple[str, Item]:
    """A stored report (its number) or a file, with a name for it, as it goes into an edition."""
    if isinstance(source, Path):
        report = without_tracks(read_report(source.name, source.read_bytes()))
        url = report.url or f"{settings.SITE_URL}/"
        return source.stem, Item(report=report, url=url, as_of=timezone.localtime())
    latest = Report.objects.get(pk=source).latest
    return f"report-{source}", marks.item(latest, language, audience=audience)


def _list_for(slug: str) -> ListInfo:
    found = next((entry for entry in audience.lists() if entry.audience == slug), None)
    if found is None:
        raise NotFoundError(f"No list speaks to the audience '{slug}' yet.")
    return found


def _recipient(entry: ListInfo, language: str) -> Recipient:
    unsubscribe, preferences = audience.Mint(entry.id).tokens(0)
    return Recipient(
        address="kim.beispiel@example.org",
        message_id="sample",
        unsubscribe=unsubscribe,
        preferences=preferences,
        name=SAMPLE.full_name,
        salutation=salutation(SAMPLE, language),
        first_name=SAMPLE.given_name,
    )


def _head(entry: ListInfo, subject: str, *, language: str) -> Head:
    sender = entry.sender
    unsubscribe_at, preferences_at = audience.places()
    return Head(
        from_name=sender.name,
        from_address=sender.address,
        reply_to=sender.reply_to,
        subject=subject,
        list_name=entry.name(language),
        list_id=f"{entry.slug}.{sender.domain}",
        message_domain=sender.domain,
        unsubscribe_at=unsubscribe_at,
        preferences_at=preferences_at,
        frequency=frequency_words("weekly", language),
    )
