"""Structure: language, title, headings, tables, words for images (WCAG 2.2, 1.1.1, 1.3.1, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import Element
from mailer.editions.check.mail import Mail
from mailer.editions.check.registry import BLOCKING, MAIL, WARNING, Hit, at, at_element, rule
from mailer.editions.check.wordset import wordset
from mailer.reports.prose.language import is_neither

_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_FILE: Final = re.compile(
    r"(?:https?://|file:)\S+|\S.{0,80}\.(?:jpe?g|png|gif|webp|svg|heic|tiff?|bmp|pdf)|"
    r"(?:img|dscn?|dscf|pxl|image|foto|bild|photo|pic|scan|screenshot|bildschirmfoto|unbenannt|"
    r"whatsapp image)[ _-]?\d(?:[\d ._:()-]|wa\d|um |at )*",
    re.IGNORECASE,
)
_EMPTY_ALT: Final = re.compile(
    r"(?:ein |das |a |an |the )?(?:bild|foto|image|picture|photo|grafik|logo|icon|"
    r"symbol(?:bild|foto)|"
    r"(?:titel|beitrags|aufmacher|header|vorschau|teaser)(?:bild|foto)|header|banner|screenshot|"
    r"abbildung|illustration|diagramm|bildschirmfoto|thumbnail|platzhalter|placeholder|"
    r"stock ?photo|graphic|chart|figure|photograph)s?|"
    r"(?:foto|bild|quelle|photo|image|credit|copyright|©)\s*[:©]?(?<![a-z])\s*\S+(?: \S+){0,2}",
    re.IGNORECASE,
)
# Narrower ones are signs beside words; a photo always has something to tell.
_PHOTO: Final = 100
FEWEST: Final = 6
# A short passage without any small word of German or English is in neither.
_ENOUGH, _SHARE = 10, 0.05
_LAYOUT: Final = frozenset({"presentation", "none"})
# Small words that only one of the languages has.
_SMALL: Final = {
    "de": wordset(
        "der die das und ist nicht mit für auf ein eine wird den dem sich auch von wir ihr ihre "
        "sie im am zum zur bei oder wie wenn sind haben kann werden wurde nach über"
    ),
    "en": wordset(
        "the and is not with for of to a that this be are from by which it on you your we our "
        "please at or can has have they their what when how about next now until"
    ),
    "fr": wordset("le la les et est une pour vous dans sur avec pas qui nous elle du au ou ce par"),
}
_URL: Final = re.compile(r"https?://\S+")
_WORD: Final = re.compile(r"[^\W\d_]+")


@rule(
    "lang",
    BLOCKING,
    says=marked("The mail does not say that it is written in the language of its edition."),
    remedy=marked("Set lang on the html element to the language of the edition."),
)
def language_of_the_mail(mail: Mail) -> Iterator[Hit]:
    """Screen readers choose their voice by it (3.1.1)."""
    said = next((e.attrs.get("lang", "") for e in mail.page.elements if e.tag == "html"), "")
    wanted = mail.edition.language.split("-")[0].lower()
    if not _TAG.fullmatch(said) or said.split("-")[0].lower() != wanted:
        yield at(MAIL)


@rule(
    "lang-tag",
    BLOCKING,
    says=marked("“{tag}” is no language."),
    remedy=marked("Write the language as de, en, fr or the like."),
)
def languages_of_parts_are_tags(mail: Mail) -> Iterator[Hit]:
    """A voice is found by a valid tag only (3.1.2)."""
    for element in mail.page.shown:
        tag = element.attrs.get("lang")
        if tag is not None and element.tag != "html" and not _TAG.fullmatch(tag):
            yield at_element(element, tag=tag)


@rule(
    "lang-part",
    WARNING,
    says=marked("This passage looks as if it were in another language than it says."),
    remedy=marked("Translate it, or mark its language, so that it is read out in the right voice."),
)
def languages_of_parts(mail: Mail) -> Iterator[Hit]:
    """Passages in another language say so (3.1.2)."""
    for element, text in mail.passages:
        said = element.lang.split("-")[0].lower()
        bare = _URL.sub("", text) if said in {"de", "en"} else ""
        words = _WORD.findall(bare.lower())
        if len(words) < FEWEST:
            continue
        if is_neither(bare, fewest=_ENOUGH, share=_SHARE):
            yield at_element(element)
            continue
        mine = sum(word in _SMALL[said] for word in words)
        others = (small for code, small in _SMALL.items() if code != said and 4 * mine < len(words))
        if any(sum(word in small for word in words) > max(2, 3 * mine) for small in others):
            yield at_element(element)


@rule(
    "title",
    BLOCKING,
    says=marked("The mail has no title."),
    remedy=marked("Give the title element the subject of the mail."),
)
def title(mail: Mail) -> Iterator[Hit]:
    """Tabs and screen readers announce it (2.4.2)."""
    titles = [e for e in mail.page.elements if e.tag == "title"]
    if not any("".join(map(str, t.children)).strip() for t in titles):
        yield at(MAIL)


@rule(
    "one-h1",
    BLOCKING,
    says=marked("The mail has {count} main headings (h1); it needs exactly one."),
    remedy=marked("Make the title the only h1, and all others h2 or below."),
)
def one_main_heading(mail: Mail) -> Iterator[Hit]:
    """One title per mail (1.3.1)."""
    count = sum(heading.level == 1 for heading in mail.headings)
    if count != 1:
        yield at(MAIL, count=str(count))


@rule(
    "heading-order",
    BLOCKING,
    says=marked("A heading of level {level} follows one of level {before}."),
    remedy=marked("Leave out no level: h3 stands below h2, h2 below h1."),
)
def heading_order(mail: Mail) -> Iterator[Hit]:
    """Who moves by headings must not think that something is missing (1.3.1)."""
    before = 0
    for heading in mail.headings:
        level = heading.level
        if before and level > before + 1:
            yield at_element(heading, level=str(level), before=str(before))
        before = level


@rule(
    "heading-empty",
    BLOCKING,
    says=marked("A heading has no words."),
    remedy=marked("Write the heading, or take it out."),
)
def headings_have_words(mail: Mail) -> Iterator[Hit]:
    """An empty heading is announced and says nothing (1.3.1, 2.4.6)."""
    for heading in mail.headings:
        if not heading.name:
            yield at_element(heading)


@rule(
    "table-role",
    BLOCKING,
    says=marked("A table for layout is announced as a table of data."),
    remedy=marked('Give it role="presentation"; a table of data needs header cells instead.'),
)
def layout_tables(mail: Mail) -> Iterator[Hit]:
    """Layout is nothing to be read out (1.3.1)."""
    for table in mail.page.all("table"):
        if not _for_layout(table) and not _heads(table):
            yield at_element(table)


@rule(
    "table-data",
    BLOCKING,
    says=marked("A table of data is announced as mere layout, so its heads are not read out."),
    remedy=marked("Take the role presentation away from it."),
)
def tables_of_data(mail: Mail) -> Iterator[Hit]:
    """Who hears a cell needs its row and column (1.3.1)."""
    for table in mail.page.all("table") if mail.page.all("th") else ():
        if _for_layout(table) and len(_heads(table)) > 1:
            yield at_element(table)


def _for_layout(table: Element) -> bool:
    return table.attrs.get("role", "").lower() in _LAYOUT


def _heads(table: Element) -> list[Element]:
    """The header cells of a table itself that say something, without those of tables in it."""
    found, left = [], [table]
    while left:
        below = [e for e in left.pop().children if isinstance(e, Element) and e.tag != "table"]
        found += [element for element in below if element.tag == "th" and element.text]
        left += below
    return found


@rule(
    "image-alt",
    BLOCKING,
    says=marked("The image has no words for people who do not see it."),
    remedy=marked("Describe it in a sentence; leave the description empty if it only decorates."),
)
def images_have_words(mail: Mail) -> Iterator[Hit]:
    """Each image has an alt, be it empty (1.1.1)."""
    for image in mail.images:
        if "alt" not in image.attrs:
            yield at_element(image)


@rule(
    "image-alt-missing",
    BLOCKING,
    says=marked("The image goes out as if it only decorated: nobody described it."),
    remedy=marked(
        "On the page of the report at the desk, choose “Describe pictures”, and say in a sentence "
        "what is to be seen. If it really only decorates, waive this and write so."
    ),
)
def photos_are_described(mail: Mail) -> Iterator[Hit]:
    """Who does not see it shall know what it tells (1.1.1, P29); from 100 pixels of width on."""
    for image in mail.images:
        width = image.attrs.get("width", "").removesuffix("px")
        wide = not width.isdecimal() or int(width) >= _PHOTO
        is_logo = "logo" in image.attrs.get("class", "").split()
        if wide and not is_logo and not image.attrs.get("alt", "?").strip():
            yield at_element(image)


@rule(
    "image-alt-file",
    BLOCKING,
    says=marked("The words for the image are a file name: “{alt}”."),
    remedy=marked("Say what is to be seen on it."),
)
def alts_are_words(mail: Mail) -> Iterator[Hit]:
    """A file name read out helps nobody (1.1.1)."""
    for image in mail.images:
        alt = image.attrs.get("alt", "").strip()
        if is_file_name(alt):
            yield at_element(image, alt=alt)


def is_file_name(alt: str) -> bool:
    """Whether words for a picture are the name of its file."""
    return bool(_FILE.fullmatch(alt.strip()))


@rule(
    "image-alt-vague",
    WARNING,
    says=marked("“{alt}” says that there is an image, not what it shows."),
    remedy=marked("Say what is to be seen on it."),
)
def alts_say_something(mail: Mail) -> Iterator[Hit]:
    """'Photo' is what a screen reader says anyway (1.1.1)."""
    for image in mail.images:
        alt = image.attrs.get("alt", "").strip()
        if says_nothing(alt):
            yield at_element(image, alt=alt)


def says_nothing(alt: str) -> bool:
    """Whether words for a picture only say that there is one."""
    return bool(_EMPTY_ALT.fullmatch(alt.strip()))
