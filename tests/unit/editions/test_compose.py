"""From reports to HTML and text: safe, readable, small, the same every time."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from mailer.editions.colours import AA, contrast, palette
from mailer.editions.compose import CLIP
from mailer.editions.model import SLOT_CLOSE, SLOT_OPEN, SLOTS, Edition, Theme
from mailer.editions.web import web_version
from mailer.reports.model import Paragraph, Quote, Report, Span
from tests.unit.editions.reports import CYCLE, IDENTITY, THEME, edition, item, report, section, text

HOSTILE = (
    '"Neu" <b onclick="x">fett</b> & {title} {{ 7*7 }} {% raw %} \\u{41} \u202everkehrt '
    f"{SLOT_OPEN}first_name{SLOT_CLOSE} q0x41x0q q1xfirst_namex1q \x00\x1b 'x' 🚲 So\u00adft"
)
ALL = ("citizens", "councils", "partner-cities")


class Page(HTMLParser):
    """What a reader meets: headings in order, links, images, tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(re.fullmatch("h[1-6]", tag) for tag in self._open):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)
        if "style" not in self._open and "title" not in self._open:
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def editions() -> dict[str, Edition]:
    return {name: edition(name, item(CYCLE)) for name in ALL}


@pytest.fixture(scope="module")
def hostile() -> Edition:
    evil = Report(
        "de",
        HOSTILE,
        (Span(f"Lead {HOSTILE}."),),
        (
            section(HOSTILE, text(f"Jena {HOSTILE}.")),
            section(
                "Links",
                Paragraph(
                    (
                        Span("gut", "https://example.org/?a=1&b=2"),
                        Span("böse", "javascript:alert(1)"),
                        Span("krumm", 'https://example.org/"onmouseover="x'),
                    )
                ),
            ),
        ),
    )
    return edition("councils", item(evil))


@pytest.mark.parametrize("audience", ALL)
def test_a_page_has_language_title_one_h1_and_no_level_is_skipped(
    editions: dict[str, Edition], audience: str
) -> None:
    """M64, M66: lang, title, headings in order, presentation tables, alt, colour schemes."""
    page = Page(editions[audience].html)
    levels = [level for level, _ in page.headings]
    assert page.all("html")[0]["lang"] == "de"
    assert f"<title>{editions[audience].subject}</title>" in editions[audience].html
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all(table.get("role") == "presentation" for table in page.all("table"))
    assert all("alt" in image and image.get("width") for image in page.all("img"))
    schemes = [m for m in page.all("meta") if m.get("name") == "color-scheme"]
    assert schemes[0]["content"] == "light dark"
    assert "prefers-color-scheme: dark" in editions[audience].html


@pytest.mark.parametrize("audience", ALL)
def test_nothing_reaches_for_other_hosts(editions: dict[str, Edition], audience: str) -> None:
    """M68: no script, form, frame, remote font or sheet, no image of a third party."""
    page = Page(editions[audience].html)
    assert not {"script", "form", "iframe", "link", "object"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, found in page.tags for name in found)
    assert {image["src"] for image in page.all("img")} <= {
        "https://rundbrief.example.org/medien/rad.jpg"
    }
    assert "@import" not in editions[audience].html
    assert "fremd.example.com" not in editions[audience].html


def test_what_is_left_out_is_said(editions: dict[str, Edition]) -> None:
    gone = [c for c in editions["councils"].choices if c.subject == "Zählpixel"]
    assert gone[0].reason == "weil Bilder nur von den eigenen Servern der Stadt kommen"


def test_pictures_keep_their_shape(editions: dict[str, Edition]) -> None:
    """M69: width and height, no wider than the column."""
    image = Page(editions["councils"].html).all("img")[0]
    assert (image["width"], image["height"]) == ("564", "376")


@pytest.mark.parametrize("audience", ALL)
def test_the_text_part_is_complete(editions: dict[str, Edition], audience: str) -> None:
    """M8: every heading, link and date of the HTML, wrapped, no left-overs."""
    found, page = editions[audience], Page(editions[audience].html)
    flat = " ".join(found.text.split())
    for _, heading in page.headings:
        assert heading in flat
    for link in page.all("a"):
        address = (link["href"] or "").removeprefix("mailto:")
        assert address in found.text or address.startswith("tel:")
    for words in ("20. Januar 2026", "12. März 2026", *IDENTITY.imprint.splitlines()):
        assert words in flat or words not in found.html
    assert not re.search(r"</?\w+[ >]|\{\{|\}\}|&\w+;|q0x", found.text.replace("<http", ""))
    lines = [line for line in found.text.splitlines() if SLOT_OPEN not in line]
    assert max(map(len, lines)) <= 78
    assert len(flat.split()) >= len(" ".join(page.words).split()) / 3


@pytest.mark.parametrize("audience", ALL)
def test_leaving_is_offered_in_both_parts(editions: dict[str, Edition], audience: str) -> None:
    """M26, P21, P27: unsubscribe, settings, Impressum, accessibility."""
    found = editions[audience]
    for part in (found.html, found.text):
        for name in ("unsubscribe_url", "preferences_url", "list_name", "frequency", "salutation"):
            assert f"{SLOT_OPEN}{name}{SLOT_CLOSE}" in part
        for words in ("Impressum", "Am Markt 1, 07743 Jena", IDENTITY.accessibility_url):
            assert words in part


def test_outside_text_is_data_and_nothing_else(hostile: Edition) -> None:
    """S1, S2, invariant 9: markup, patterns, templates, slots and tokens in a report stay text."""
    page = Page(hostile.html)
    assert not page.all("b")
    assert not any("onclick" in found or "onmouseover" in found for _, found in page.tags)
    assert "javascript:" not in hostile.html
    assert "first_name" not in re.findall(f"{SLOT_OPEN}(.*?){SLOT_CLOSE}", hostile.html)
    assert "first_name" not in re.findall(f"{SLOT_OPEN}(.*?){SLOT_CLOSE}", hostile.text)
    shown = " ".join("".join(page.words).split())
    for words in (
        '"Neu" <b onclick="x">fett</b> & {title} {{ 7*7 }} {% raw %} \\u{41}',
        "q0x41x0q",
    ):
        assert words in shown
        assert words in " ".join(hostile.text.split())
    assert not re.search("[\x00\x1b\u202e]", hostile.html + hostile.text + hostile.subject)


def test_labels_of_attributes_survive_the_compilers(hostile: Edition) -> None:
    """S5: MJML writes quotation marks in attributes so that they end there; ours never see it."""
    label = next(
        found["aria-label"] for _, found in Page(hostile.html).tags if "aria-label" in found
    )
    assert label == hostile.subject


@pytest.mark.parametrize("audience", ALL)
def test_the_same_input_gives_the_same_bytes(editions: dict[str, Edition], audience: str) -> None:
    assert edition(audience, item(CYCLE)) == editions[audience]
    assert len({found.content_hash for found in editions.values()}) == len(ALL)


def test_any_difference_changes_the_hash(editions: dict[str, Edition]) -> None:
    """Invariant 8: approval is of a hash."""
    changed = edition("citizens", item(replace(CYCLE, title=f"{CYCLE.title}.")))
    assert changed.content_hash != editions["citizens"].content_hash


def test_a_very_long_report_is_cut_at_a_section_and_says_so() -> None:
    """M12: mail programs cut off HTML beyond 102,400 bytes."""
    long = report(
        *(
            section(
                f"Abschnitt {n}", *[text("Die Stadt baut " + "und baut " * 300 + "weiter.")] * 8
            )
            for n in range(6)
        )
    )
    found = edition("councils", item(long))
    assert len(found.html.encode()) <= CLIP
    left = [c.subject for c in found.choices if c.decision == "nur im Netz"]
    assert left[-1] == "Abschnitt 5"
    shown = [words for _, words in Page(found.html).headings if words.startswith("Abschnitt")]
    assert [*shown, *left] == [f"Abschnitt {n}" for n in range(6)]
    assert "den Rest lesen Sie im Netz" in " ".join(found.text.split())


def test_the_web_version_knows_nobody(editions: dict[str, Edition]) -> None:
    """M70: same content, no personal data, not for search engines."""
    page = web_version(editions["citizens"])
    assert SLOT_OPEN not in page
    assert not any(name in page for name in SLOTS)
    assert "Abmelden" not in page
    assert "Im Browser ansehen" in editions["citizens"].html
    assert "Im Browser ansehen" not in page
    assert "Guten Tag," in page
    assert '<meta name="robots" content="noindex, noarchive">' in page
    assert Page(page).headings == Page(editions["citizens"].html).headings
    assert "Impressum" in page


@pytest.mark.parametrize(
    "colour", ["#0a4a6e", "#ffee00", "#ffffff", "#000000", "#808080", "#e2001a"]
)
def test_any_city_s_colours_can_be_read(colour: str) -> None:
    """M64: 4.5:1 in light and dark, whatever the theme says."""
    found = palette(Theme("Jena", primary=colour, on_primary=colour, accent=colour))
    assert contrast(found.on_primary, found.primary) >= AA
    assert contrast(found.strong, found.tint) >= AA
    assert contrast(found.accent, found.tint_accent) >= AA
    assert contrast(found.dark_strong, found.dark_tint) >= AA
    assert contrast(found.dark_accent, found.dark_tint) >= AA


def test_a_theme_cannot_write_css_or_markup() -> None:
    theme = replace(THEME, primary="red;}</style>", fonts="x</style><script>", logo_url="data:x")
    found = edition("citizens", item(CYCLE), theme=theme).html
    assert "<script" not in found
    assert "red;" not in found
    assert "data:x" not in found


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        ("sagt Eva Beispiel, Anwohnerin.", False),
        ("so die Anwohnerin Eva Beispiel.", False),
        ("sagt Eva Beispiel am Abend.", True),
    ],
)
def test_words_behind_a_quote_are_shown_where_they_say_more_than_its_speaker(
    after: str, kept: bool
) -> None:
    """Below the quote stands its speaker, once, and no torn-off end of a sentence."""
    quote = Quote("Wir fahren jetzt allein.", "Eva Beispiel", "Anwohnerin", lead_out=after)
    found = edition("councils", item(report(section("Stimmen", quote))))
    for part in (found.text, found.html):
        assert (after in part) == kept
        assert part.count("Eva Beispiel") == 1
