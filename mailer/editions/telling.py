"""A telling is data: how one audience is told a report. Reads and checks it; ships three."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mailer.editions.fields import Fields, TellingError
from mailer.editions.profiles import Finding, Keywords, Profile

if TYPE_CHECKING:
    from mailer.editions.digest import Short
    from mailer.editions.model import Item

__all__ = [
    "KEEP",
    "PARTS",
    "TEMPLATES",
    "Signals",
    "Telling",
    "TellingError",
    "Voice",
    "shipped",
    "telling_from",
    "templates",
]

KEEP: Final = ("whole", "key_points", "lessons", "roles")
PARTS: Final = (
    "picture",
    "event",
    "sections",
    "key_points",
    "quotes",
    "dates",
    "sources",
    "contact",
    "link",
)
ADDRESS: Final = ("formal", "informal")
DIGEST_ORDER: Final = ("weight", "given")
# Patterns are filled by replacement, never by a template engine: their words are data.
PLACEHOLDERS: Final = ("title", "city", "date", "time", "count")
LABELS: Final = (
    "sections",
    "passage",
    "key_points",
    "dates",
    "sources",
    "contact",
    "link",
    "digest_link",
)
NOTE: Final = "notice"
TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "emails"
TELLINGS: Final = Path(__file__).parent / "tellings"


@dataclass(frozen=True, slots=True)
class Signals:
    """Weights for what is no word: where a passage stands, what it is made of, a day to come."""

    heading: float = 2.0
    opening: float = 0.5
    closing: float = 0.5
    date: float = 0.5
    number: float = 0.5
    figure: float = 1.0
    list: float = 0.5
    quote: float = 0.0


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of a telling in one language; patterns may hold the PLACEHOLDERS in braces.

    `labels` has a heading for each kind of part and a label for each link; 'sections' stands
    over the first passage where a profile of the telling's `meaning` speaks for it, 'passage'
    over another; 'button' is what the link says where it goes to an address of the report's own.
    `otherwise` is the intro where no profile of the telling's `meaning` found anything, '' for the
    same. `badge` is what all can see at the top of the mail ('Leichte Sprache'); '' for none.
    """

    name: str
    subject: str
    preheader: str
    kicker: str
    intro: str
    otherwise: str
    digest_subject: str
    digest_title: str
    digest_intro: str
    call: str
    contact: str
    labels: Mapping[str, str]
    badge: str
    profiles: tuple[Profile, ...]


@dataclass(frozen=True)
class Telling:
    """How an audience is told a report.

    `keep` is 'whole' (every section in its order), 'roles' (every section, by the order of the
    profiles), 'key_points' or 'lessons' (the weightiest sections, shortened; lessons only where a
    profile speaks for them); `meaning` names the profiles that find what the label 'sections'
    promises, () for any; `button` is the role whose first link the button takes;
    `order` names the parts from top to bottom; lengths are in words; `languages` holds at least
    one voice. A digest holds `digest_most` reports (0: all), and says how many more there are on
    the web.
    With `easy`, texts in easy language are told and no others.
    """

    audience: str
    template: str
    address: str
    keep: str
    order: tuple[str, ...]
    lead_words: int
    sections: int
    section_words: int
    max_words: int
    key_points: int
    point_words: int
    quotes: int
    digest_order: str
    digest_most: int
    digest_points: int
    digest_sources: bool
    easy: bool
    meaning: tuple[str, ...]
    button: str
    signals: Signals
    languages: Mapping[str, Voice]

    @cached_property
    def default_language(self) -> str:
        """The language told where the wished one has no voice: the first one."""
        return next(iter(self.languages))

    @property
    def whole(self) -> bool:
        """Whether nothing of a report is left out."""
        return self.keep in {"whole", "roles"}

    def voice(self, language: str) -> Voice:
        """The words for a language ('de-AT' is told in 'de'), or those of the default."""
        short = language.split("-", maxsplit=1)[0].lower()
        return self.languages.get(short, self.languages[self.default_language])

    def means(self, found: Iterable[Finding]) -> bool:
        """Whether something was found that the label 'sections' promises: in the heading, for
        to name the city is not to say what it means for it.
        """
        return not self.meaning or any(
            one.weight > 0 and one.in_heading and one.profile.name in self.meaning for one in found
        )

    def speaks(self, found: Iterable[Finding]) -> bool:
        """Whether one of the profiles of `meaning` found something, wherever it stands."""
        return any(one.weight > 0 and one.profile.name in self.meaning for one in found)

    def keywords(self, language: str, city: str) -> Keywords:
        """What the profiles of a language look for in a city; kept with the telling."""
        known = self._keywords.get((language, city))
        if known is None:
            known = self._keywords[language, city] = Keywords(self.voice(language).profiles, city)
        return known

    @cached_property
    def _keywords(self) -> dict[tuple[str, str], Keywords]:
        return {}

    @cached_property
    def stories(self) -> dict[tuple[Item, str, str], Short]:
        """What it made of reports for digests, by language and city; kept with the telling."""
        return {}


def telling_from(data: Mapping[str, object]) -> Telling:
    """Check the data of a telling; raises TellingError with the place and what is wrong there."""
    fields = Fields(data, path="")
    found = {
        name: fields.table(name) for name in fields.names() if len(name) == 2 and name.islower()
    }
    if not found:
        raise TellingError("de", "a telling needs at least one language, e.g. a table [de]")
    telling = Telling(
        audience=fields.slug("audience"),
        template=fields.choice("template", templates()),
        address=fields.choice("address", ADDRESS, default="formal"),
        keep=fields.choice("keep", KEEP),
        order=fields.choices("order", PARTS),
        lead_words=fields.count("lead_words", default=0),
        sections=fields.count("sections", default=3),
        section_words=fields.count("section_words", default=90),
        max_words=fields.count("max_words", default=0),
        key_points=fields.count("key_points", default=3),
        point_words=fields.count("point_words", default=40),
        quotes=fields.count("quotes", default=1),
        digest_order=fields.choice("digest_order", DIGEST_ORDER, default="weight"),
        digest_most=fields.count("digest_most", default=0),
        digest_points=fields.count("digest_points", default=0),
        digest_sources=fields.flag("digest_sources", default=False),
        easy=fields.flag("easy", default=False),
        meaning=fields.texts("meaning", default=()),
        button=fields.text("button", default=""),
        signals=_signals(fields),
        languages={name: _voice(table) for name, table in found.items()},
    )
    fields.nothing_else()
    return telling


def templates() -> tuple[str, ...]:
    """The layouts that a telling can name: files in templates/emails without a leading '_', but for
    that of the product's own mails.
    """
    found = {f.stem for f in TEMPLATES.glob("*.mjml") if not f.stem.startswith("_")}
    return tuple(sorted(found - {NOTE}))


@cache
def shipped() -> Mapping[str, Mapping[str, Any]]:
    """The data of the tellings that come with the product, by audience; not to be changed."""
    files = sorted(TELLINGS.glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}


def _signals(fields: Fields) -> Signals:
    if "signals" not in fields.names():
        return Signals()
    table = fields.table("signals")
    default = Signals()
    signals = Signals(
        **{name: table.weight(name, default=getattr(default, name)) for name in Signals.__slots__}
    )
    table.nothing_else()
    return signals


def _voice(fields: Fields) -> Voice:
    labels = fields.table("labels")
    voice = Voice(
        name=fields.text("name"),
        subject=fields.pattern("subject", PLACEHOLDERS),
        preheader=fields.pattern("preheader", PLACEHOLDERS),
        kicker=fields.pattern("kicker", PLACEHOLDERS),
        intro=fields.pattern("intro", PLACEHOLDERS),
        otherwise=fields.pattern("otherwise", PLACEHOLDERS, default=""),
        digest_subject=fields.pattern("digest_subject", PLACEHOLDERS),
        digest_title=fields.pattern("digest_title", PLACEHOLDERS),
        digest_intro=fields.pattern("digest_intro", PLACEHOLDERS),
        call=fields.pattern("call", PLACEHOLDERS),
        contact=fields.pattern("contact", PLACEHOLDERS),
        labels=_labels(labels),
        badge=fields.text("badge", default=""),
        profiles=_profiles(fields),
    )
    labels.nothing_else()
    fields.nothing_else()
    return voice


def _labels(table: Fields) -> Mapping[str, str]:
    found = {name: table.pattern(name, PLACEHOLDERS) for name in LABELS}
    return found | {"button": table.pattern("button", PLACEHOLDERS, default=found["link"])}


def _profiles(fields: Fields) -> tuple[Profile, ...]:
    found = tuple(_profile(table) for table in fields.tables("profiles"))
    names = [profile.name for profile in found]
    for name in names:
        if names.count(name) > 1:
            raise TellingError(fields.at("profiles"), f"has '{name}' more than once")
    return found


def _profile(fields: Fields) -> Profile:
    profile = Profile(
        name=fields.slug("name"),
        words=fields.words("words"),
        weight=fields.weight("weight", default=1.0),
        label=fields.pattern("label", PLACEHOLDERS, default=""),
        because=fields.pattern("because", ("word", "city"), default=""),
        heading_only=fields.flag("heading_only", default=False),
        title=fields.text("title", default=""),
    )
    fields.nothing_else()
    return profile
