"""Blocks to plain text; from the same parts as the HTML, never from the HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mailer.editions.catalogue import fill, say
from mailer.editions.easy import lined, said
from mailer.editions.figures import Numbers, together
from mailer.editions.foot import Way, attached, foot_of, legal_links
from mailer.editions.lines import heading, stack, wrap
from mailer.editions.model import SLOT_CLOSE, SLOT_OPEN, Identity
from mailer.editions.told import (
    Ask,
    Dates,
    Event,
    Intro,
    KeyPoints,
    More,
    Note,
    Part,
    Passage,
    Picture,
    Pull,
    Sources,
    Story,
    Told,
)
from mailer.editions.wording import attribution, behind, credit, quoted, who
from mailer.reports.model import (
    Block,
    Contact,
    Figure,
    Image,
    ItemList,
    Paragraph,
    Quote,
    Source,
    Text,
)

# No more than this of a line goes to the values of figures.
_COLUMN: Final = 24
# Where a value will stand, and room for it: as much as most take.
_PLACES: Final = {"list": "list_name", "frequency": "frequency"}
_ROOM: Final = "\u2060" * 12


def text(told: Told, *, identity: Identity, browser_url: str) -> str:
    """The text part of an edition, its slots open; lines end with LF."""
    chunks = [_top(told), *(_part(part, told) for part in told.parts)]
    chunks.append(_foot(told, identity=identity, browser_url=browser_url))
    return "\n\n".join(filter(None, chunks)) + "\n"


def _top(told: Told) -> str:
    over = " · ".join(filter(None, (told.kicker, told.date)))
    lead = lined(told.lead, easy=told.easy)
    box = told.correction
    above = stack(f"{box.heading}:", _lines(box.words, told)) if box else ""
    return stack(above, told.badge, over, heading(told.title, "*"), *map(_running, lead))


def _part(part: Part, told: Told) -> str:
    """What has a heading stands apart by one line more."""
    words = _words(part, told)
    headed = isinstance(part, Story | KeyPoints | Dates | Sources | Ask)
    if isinstance(part, Passage):
        headed = bool(part.heading or part.label)
    return f"\n{words}" if headed and words else words


def _words(part: Part, told: Told) -> str:
    match part:
        case Passage():
            return _passage(part, told)
        case Story():
            return _story(part, told)
        case Event():
            return _event(part, told)
        case Pull() | Picture():
            return _shown(part, told)
        case KeyPoints() | Dates() | Sources() | Ask():
            return _headed(part, told)
        case _:
            return _plain(part, told)


def _shown(part: Pull | Picture, told: Told) -> str:
    return _quote(part.quote, told) if isinstance(part, Pull) else _block(part.image, told)


def _plain(part: Intro | Note | More, told: Told) -> str:
    match part:
        case Intro(words):
            return stack(f"{_slot('salutation')},", _lines(words, told))
        case Note(words):
            return wrap(words)
        case More(label, url, words):
            return stack(_lines(words, told), f"{label}:\n{url}")


def _headed(part: KeyPoints | Dates | Sources | Ask, told: Told) -> str:
    match part:
        case KeyPoints(_, points):
            below = _items(points, ordered=True)
        case Dates(_, days):
            below = _bullets(days) if len(days) > 1 else wrap(days[0])
        case Sources(_, sources):
            below = _listed(sources)
        case Ask(_, words, contact):
            below = stack(_lines(words, told), _contact(contact, told.language))
    return stack(heading(part.heading), below)


def _lines(words: str, told: Told) -> str:
    """Our own words, a paragraph to each line."""
    return stack(*map(wrap, said(words, easy=told.easy)))


def _event(part: Event, told: Told) -> str:
    language = told.language
    where = wrap(f"{say('Where', language)}: {part.where}") if part.where else ""
    when = wrap(f"{say('When', language)}: {part.when}")
    return stack("\n".join(filter(None, (when, where))), _lines(attached(told), told))


def _passage(part: Passage, told: Told) -> str:
    title = part.heading or part.label
    over = wrap(f"{part.label}:") if part.heading and part.label else ""
    above = "\n".join(filter(None, (over, heading(title))))
    return stack(above, *(_block(block, told) for _, block in together(part.blocks)))


def _story(part: Story, told: Told) -> str:
    over = " · ".join(filter(None, (part.date, ", ".join(part.topics))))
    return stack(
        "\n".join(filter(None, (wrap(over), heading(part.title)))),
        *map(_running, lined(part.text, easy=told.easy)),
        _items(part.points, ordered=False),
        _sources(part.sources, told.language),
        f"{part.url_label}:\n{part.url}" if part.url else "",
    )


def _block(block: Block | Numbers, told: Told) -> str:
    match block:
        case Paragraph(words):
            return _running(words)
        case ItemList(items, ordered):
            return _items(items, ordered=ordered)
        case Quote():
            return stack(
                wrap(block.lead_in), _quote(block, told, after=behind(block)), wrap(behind(block))
            )
        case Numbers():
            return _figures(block.figures)
        case Figure():
            return _figures([block])
        case Image():
            return _picture(block, told.language)


def _figures(figures: Sequence[Figure]) -> str:
    """Values in a column, what they count in another."""
    across = min(max(len(figure.value) for figure in figures) + 3, _COLUMN)
    rows = []
    for figure in figures:
        source = f" ({figure.source})" if figure.source else ""
        value = f"{figure.value}:".ljust(across)
        value = value if len(value) == across else f"{value} "
        rows.append(wrap(f"{figure.label}{source}", first=value, indent=" " * across) or value)
    return "\n".join(rows)


def _items(items: Sequence[Text], *, ordered: bool) -> str:
    """One thing alone is no list; things that take several lines stand apart."""
    if len(items) < 2:
        return _running(items[0]) if items else ""
    marks = [f"{n}. " if ordered else "* " for n in range(1, len(items) + 1)]
    words = zip(marks, map(_with_links, items), strict=True)
    rows = [wrap(item, first=mark, indent=" " * len(mark)) for mark, item in words]
    return ("\n\n" if any("\n" in row for row in rows) else "\n").join(rows)


def _picture(image: Image, language: str) -> str:
    """What it shows; below that its caption and whose it is."""
    shown = f"[{say('Picture: {words}', language, words=image.alt)}]" if image.alt else ""
    by = f"({credit(image, language)})" if image.credit else ""
    under = image.caption if image.caption != image.alt else ""
    return "\n".join(filter(None, (wrap(shown), wrap(" ".join(filter(None, (under, by)))))))


def _quote(quote: Quote, told: Told, *, after: str = "") -> str:
    words = wrap(quoted(quote.text, told.content_language), indent="    ")
    by = "" if quote.speaker and quote.speaker in after else attribution(quote)
    return words + (f"\n{wrap(f'– {by}', indent='    ')}" if by else "")


def _contact(contact: Contact | None, language: str) -> str:
    if contact is None:
        return ""
    site = f"{say('Website', language)}: {contact.url}" if contact.url else ""
    lines = (wrap(who(contact)), contact.email, contact.phone, site)
    return "\n".join(filter(None, lines))


def _foot(told: Told, *, identity: Identity, browser_url: str) -> str:
    foot = foot_of(told)
    places = {name: f"{_slot(slot)}{_ROOM}" for name, slot in _PLACES.items()}
    return stack(
        "-" * 40,
        "\n".join(wrap(fill(line, **places)).replace(_ROOM, "") for line in foot.reasons),
        *(_way(way, browser_url) for way in foot.ways),
        legal(identity, told.language, easy=told.easy),
    )


def _way(way: Way, browser_url: str) -> str:
    link = f"{way.label}:\n{_slot(way.place) if way.place else browser_url}"
    return "\n".join((*map(wrap, said(way.words, easy=True)), link))


def legal(identity: Identity, language: str, *, easy: bool = False) -> str:
    """Who is responsible, in words and by links (P21)."""
    links = legal_links(identity, language, easy=easy)
    return stack(
        "\n".join(_imprint(say("Legal notice", language), identity)),
        *(f"{name}:\n{url}" for name, url in links),
    )


def _imprint(label: str, identity: Identity) -> Iterator[str]:
    yield f"{label}:"
    for line in (identity.name, *identity.imprint.splitlines()):
        yield wrap(line)
    yield identity.reply_to or identity.address


def _running(words: Text) -> str:
    return wrap(_with_links(words))


def _with_links(words: Text) -> str:
    """Running text with the address of each link behind its words."""
    out = []
    for span in words:
        address = span.href.removeprefix("mailto:").removeprefix("tel:")
        same = not address or _bare(address) == _bare(span.text)
        out.append(address or span.text if same else f"{span.text} <{address}>")
    return "".join(out)


def _bare(address: str) -> str:
    """An address as people write it."""
    return address.removeprefix("https://").removeprefix("http://").removesuffix("/")


def _sources(sources: Sequence[Source], language: str) -> str:
    rows = _bullets(map(_linked, sources))
    return f"{say('Sources', language)}:\n{rows}" if rows else ""


def _listed(sources: Iterable[Source]) -> str:
    """Numbered, as the text above refers to them."""
    rows = enumerate(map(_linked, sources), start=1)
    return "\n".join(wrap(source, first=f"{n}. ", indent="   ") for n, source in rows)


def _linked(source: Source) -> str:
    return source.label if source.url in ("", source.label) else f"{source.label} <{source.url}>"


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(wrap(item, first="* ", indent="  ") for item in items)


def _slot(name: str) -> str:
    return f"{SLOT_OPEN}{name}{SLOT_CLOSE}"
