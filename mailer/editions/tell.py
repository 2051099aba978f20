"""Tell reports to an audience: choose, order and shorten by its telling, and say why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailer.editions.arranging import arranged
from mailer.editions.catalogue import (
    fill,
    known,
    language_name,
    long_date,
    long_moment,
    marked,
    say,
)
from mailer.editions.clean import clean_report, one_line, safe_href
from mailer.editions.days import to_come
from mailer.editions.digest import Short, digest_parts, framed, story, told_short
from mailer.editions.easy import NoEasyTextError, easy_item
from mailer.editions.excerpt import opening
from mailer.editions.formal import without_notes
from mailer.editions.heads import PREHEADER, headline, preheader, subject, written
from mailer.editions.marks import HEADS, lifted
from mailer.editions.model import Item
from mailer.editions.more import not_easy, title_only
from mailer.editions.single import Single
from mailer.editions.telling import Telling
from mailer.editions.told import Intro, Note, Part, Told
from mailer.editions.weigh import Lens, weigh_all
from mailer.reports.model import plain
from mailer.reports.tongues import is_easy, spoken


def tell(items: Sequence[Item], telling: Telling, *, language: str, city: str) -> Told:
    """What an edition says: one report told by itself, several as a digest.

    The same input gives the same Told. `language` is the edition's; a report is told in a
    translation where its item has one, otherwise as it is, with a note. A telling in easy
    language leaves what has no easy text for the web, by its title, and raises NoEasyTextError
    where nothing has.
    """
    if not items:
        raise ValueError("an edition needs at least one report")
    ready, others = _ready(items, language, easy=telling.easy)
    voiced = (
        language
        if language.split("-", maxsplit=1)[0] in telling.languages
        else telling.default_language
    )
    if len(ready) == 1:
        told = _single(ready[0], telling, language=voiced, city=one_line(city))
    else:
        lens = Lens(telling, one_line(city), "", voiced)
        told = _digest([_told_short(item, lens) for item in ready], lens)
    return _with_others(told, others, telling=telling, city=one_line(city))


def _ready(items: Sequence[Item], language: str, *, easy: bool) -> tuple[list[Item], list[Item]]:
    """What is told, and what is left because it has no text in easy language."""
    if not easy:
        return [_in_language(item, language) for item in items], []
    ready = {place: told for place, item in enumerate(items) if (told := easy_item(item, language))}
    if not ready:
        raise NoEasyTextError(language)
    others = [item for place, item in enumerate(items) if place not in ready]
    return list(ready.values()), [_in_language(item, language) for item in others]


def _with_others(told: Told, others: Sequence[Item], *, telling: Telling, city: str) -> Told:
    """The edition with the titles of these reports for its page on the web."""
    if not others:
        return told
    values = {"city": city, "date": told.date, "count": str(len(others)), "title": told.title}
    pairs = [_looked_at(item, telling, language=told.language, city=city) for item in others]
    titles = tuple(title_only(framed(story(item, lens), values)) for item, lens in pairs)
    choices = tuple(not_easy(item, told.language) for item in others)
    note = say("Not everything is there in easy language.", told.language)
    choices = told.choices + choices
    return replace(told, rest=told.rest + titles, rest_note=note, choices=choices)


def _in_language(item: Item, language: str) -> Item:
    short = spoken(language)
    found = [r for r in (item.report, *item.translations) if not is_easy(r.language)]
    report = next((r for r in found if spoken(r.language) == short), item.report)
    url = safe_href(item.url)
    own = report is item.report
    wishes, picks = (item.wishes, item.picks) if own else ((), ())
    return replace(
        item, report=clean_report(report), url=url, translations=(), wishes=wishes, picks=picks
    )


def _looked_at(item: Item, telling: Telling, *, language: str, city: str) -> tuple[Item, Lens]:
    """The item as editors want it told, and how to look at it; easy texts are told as they are."""
    report = item.report if telling.keep == "whole" else without_notes(item.report)
    told = arranged(report, () if telling.easy else item.wishes)
    lens = Lens(
        telling,
        city,
        item.report.language,
        language,
        wishes=told.wishes,
        hidden=told.hidden,
        picks={} if telling.easy else dict(item.picks),
        days=to_come(item.report),
        told=f"{item.report.title} {plain(item.report.lead)}",
    )
    return replace(item, report=told.report), lens


def _single(item: Item, telling: Telling, *, language: str, city: str) -> Told:
    item, lens = _looked_at(item, telling, language=language, city=city)
    report, voice = item.report, telling.voice(language)
    values = {
        "title": report.title,
        "city": city,
        "date": long_date(report.date, language),
        "time": long_moment(item.as_of, language) or long_date(report.date, language),
        "count": "1",
    }
    lead = opening(report.lead, telling.lead_words)
    above, weighed = weigh_all(report, lens)
    found = (above, *lifted(weighed, lens))
    single = Single(item, lens, values=values, weighed=found, lead=lead)
    made = single.parts()
    otherwise = voice.otherwise if single.meaningless and voice.intro else ""
    said = one_line(item.intro) or fill(otherwise or voice.intro, **values)
    intro = (Intro(said),) if said else ()
    parts = (*intro, *_notes([item], language), *made)
    title = report.title if telling.whole else headline(report, parts)
    return Told(
        audience=telling.audience,
        template=telling.template,
        address=telling.address,
        language=language,
        content_language=spoken(report.language),
        subject=one_line(item.subject) or subject(voice.subject, {**values, "title": title}),
        preheader=one_line(item.preheader)
        or preheader(lead, parts, title=report.title)
        or fill(otherwise or voice.preheader, **values),
        kicker=fill(voice.kicker, **values),
        date="" if "{time}" in voice.kicker else values["date"],
        title=report.title,
        lead=lead,
        parts=parts,
        choices=(*written(_own(item), language), *single.choices),
        badge=voice.badge,
        easy=telling.easy,
    )


def _own(item: Item) -> list[str]:
    return [name for name in HEADS if getattr(item, name)]


def _told_short(item: Item, lens: Lens) -> Short:
    """A report is told once by a telling, in however many digests it stands."""
    key, stories = (item, lens.language, lens.city), lens.telling.stories
    if key not in stories:
        looked_at = _looked_at(item, lens.telling, language=lens.language, city=lens.city)
        stories[key] = told_short(*looked_at)
    return stories[key]


def _digest(shorts: Sequence[Short], lens: Lens) -> Told:
    telling, language = lens.telling, lens.language
    voice = telling.voice(language)
    items = [short.item for short in shorts]
    days = [item.report.date for item in items if item.report.date]
    date = long_date(max(days, default=None), language)
    values = {"city": lens.city, "date": date, "time": date, "count": str(len(items)), "title": ""}
    stories, choices = digest_parts(shorts, values=values)
    most = telling.digest_most or len(stories)
    values["title"] = stories[0].title
    parts: tuple[Part, ...] = (Intro(fill(voice.digest_intro, **values)), *_notes(items, language))
    return Told(
        audience=telling.audience,
        template=telling.template,
        address=telling.address,
        language=language,
        content_language=language,
        subject=one_line(fill(voice.digest_subject, **values)),
        preheader=_listing([one.title for one in stories[:most]]),
        kicker=fill(voice.kicker, **values),
        date=date,
        title=fill(voice.digest_title, **values),
        lead=(),
        parts=(*parts, *stories[:most]),
        rest=stories[most:],
        digest=True,
        badge=voice.badge,
        easy=telling.easy,
        choices=choices,
    )


def _notes(items: Sequence[Item], language: str) -> tuple[Note, ...]:
    """A word for readers of another language than the report's."""
    short = known(language)
    foreign = {item.report.language for item in items}
    others = sorted(code for code in foreign if code.split("-")[0] != short)
    if not others:
        return ()
    names = ", ".join(language_name(code, short) for code in others)
    message = (
        marked("This text is available in {languages} only.")
        if len(items) == 1
        else marked("Some texts are available in {languages} only.")
    )
    return (Note(say(message, language, languages=names)),)


def _listing(titles: Sequence[str]) -> str:
    """As many titles as fit, whole ones only."""
    shown = titles[0]
    for title in titles[1:]:
        if len(shown) + len(title) + 3 > PREHEADER:
            break
        shown = f"{shown} · {title}"
    return shown
