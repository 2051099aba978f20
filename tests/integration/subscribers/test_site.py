"""Legal pages with their versions, posters, and what the seed writes."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from mailer.editions.plain import Prose, easy_marks
from staff.models import AuditEntry, User
from subscribers import legal, offers
from subscribers.models import List, Page, PageName
from subscribers.public import skeletons

pytestmark = pytest.mark.django_db
NAMES = list(PageName.values)
ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"


@pytest.fixture
def browser(citizens: List) -> Client:
    """Somebody who reads German."""
    skeletons.forget()
    return Client(headers={"accept-language": "de"})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_page_is_there_from_the_start(
    browser: Client,
    name: str,
    language: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """P16, P21, P27: from the real settings, with gaps that nobody can overlook."""
    response = browser.get(f"/{language}/{name}")
    page = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    assert f'<html lang="{language}"' in page
    assert "Jena" in page
    written = language if language in dict(legal.languages(name)) else "de"
    assert ("Bitte ergänzen" if written == "de" else "Please fill in") in page
    main = page.partition("<main")[2].partition("</main>")[0]
    assert (f'lang="{written}">' in main) is (written != language)
    assert legal.gaps(Page.objects.get(name=name, language=written).text)
    assert "{" not in re.sub(r"(?s)<head>.*</head>", "", page)
    with django_assert_num_queries(1):
        browser.get(f"/{language}/{name}")


def test_every_page_links_them(browser: Client, citizens: List) -> None:
    """P21, P27: sign-up, frame, errors, token pages and the legal pages themselves."""
    paths = [
        "/de/",
        "/de/sent",
        "/de/imprint",
        "/de/privacy/versions",
        "/u/nonsense",
        "/de/nothing",
    ]
    for path in paths:
        page = browser.get(path).content.decode()
        for name in NAMES:
            assert re.search(rf'href="[^"]*/{name}"', page), (path, name)
    frame = browser.get(f"/de/embed/{citizens.public_id}").content.decode()
    assert all(re.search(rf'href="[^"]*/{name}"', frame) for name in NAMES)
    assert browser.get("/imprint")["Location"] == "/de/imprint"


def test_the_page_in_leichte_sprache_keeps_its_rules(citizens: List) -> None:
    """P30: what ships holds what the checker of easy editions asks of them."""
    text = Page.objects.get(name="easy").text.partition("**[")[0]
    lines = tuple(line.lstrip("#- ") for line in text.splitlines() if line and "@" not in line)
    found = easy_marks([Prose({"de": "Seite", "en": "page"}, lines)])
    assert len(lines) > 20
    assert [mark.meant for mark in found if mark.severity != "hint"] == []


def test_a_video_in_sign_language_is_linked(browser: Client, settings: Settings) -> None:
    """P30: a setting, as the law of the Land decides."""
    assert "Gebärdensprache" not in browser.get("/de/").content.decode()
    settings.SIGN_LANGUAGE_URL = "https://www.stadt.example/gebaerden"
    skeletons.forget()
    assert 'href="https://www.stadt.example/gebaerden"' in browser.get("/de/").content.decode()


def test_the_citys_own_site_has_precedence(browser: Client, settings: Settings) -> None:
    """Settings win: in the footer, at the form, and at our own address."""
    settings.PRIVACY_URL = "https://www.stadt.example/datenschutz"
    page = browser.get("/de/").content.decode()
    assert page.count('href="https://www.stadt.example/datenschutz"') == 2
    assert browser.get("/de/privacy")["Location"] == settings.PRIVACY_URL
    assert browser.get("/de/privacy/1").status_code == 200


def test_old_versions_stay_readable(browser: Client) -> None:
    """P16: what somebody was shown can be read at its own address, and says that it is old."""
    first = legal.newest(PageName.PRIVACY, "de")
    assert first is not None
    legal.save(PageName.PRIVACY, "de", text="# Ganz neu\n\nKurz.", by=None)
    assert "<h2>Ganz neu</h2>" in browser.get("/de/privacy").content.decode()
    old = browser.get("/de/privacy/1").content.decode()
    assert "Fassung gilt nicht mehr" in old
    assert "Art. 13 DSGVO" in old
    history = browser.get("/de/privacy/versions").content.decode()
    assert history.index("Fassung 2") < history.index("Fassung 1")
    for path in ("/de/privacy/3", "/de/privacy/0", "/de/nothing", "/de/privacy/1/x"):
        assert browser.get(path).status_code == 404
    first.refresh_from_db()
    assert first.version == 1


def test_a_language_without_a_page_gets_the_other(citizens: List) -> None:
    """Better the German imprint than none."""
    found = legal.newest("imprint", "fr")
    assert found is not None
    assert found.language == "de"


def test_saving_the_same_words_is_no_new_version(office: object, editor: User) -> None:
    """Each version means something; who wrote it stands in the audit trail."""
    text = Page.objects.get(name="imprint", language="de").text
    assert legal.save(PageName.IMPRINT, "de", text=text, by=editor).version == 1
    made = legal.save(PageName.IMPRINT, "de", text="Neu", by=editor)
    entry = AuditEntry.objects.latest("pk")
    assert (made.version, entry.verb, entry.user) == (2, "changed a page", editor)
    assert entry.details == {"page": "imprint", "language": "de", "version": 2}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)", "<a href=x onclick=y>z</a>", "<style>*{}</style>",
        "[x](data:text/html;base64,AAAA)", "<iframe src=//evil.example></iframe>",
    ],
)  # fmt: skip
def test_pages_hold_words_only(text: str) -> None:
    """S6: no script, style, picture or frame, whoever wrote the page."""
    html = legal.html(text)
    found = re.findall(r"<(?!/?(?:p|a|h2)\b)[^>]+>|<[^>]+(?:on\w+|javascript:|data:)[^>]*>", html)
    assert found == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_posters_code_leads_to_the_list(browser: Client, citizens: List, language: str) -> None:
    """The QR code is read from the printed page; the address stands there in words, too."""
    response = browser.get(f"/{language}/poster/citizens.pdf")
    assert response["Content-Type"] == "application/pdf"
    page = pypdfium2.PdfDocument(response.content)[0]
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [210, 297]
    words = page.get_textpage().get_text_range()
    for expected in ("Jena", citizens.name(language), "testserver/s/citizens"):
        assert expected in words.replace("\r\n", " ")
    picture = page.render(scale=1.2).to_pil()
    ARTEFACTS.mkdir(exist_ok=True)
    picture.save(ARTEFACTS / f"poster-{language}.png")
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == "http://testserver/s/citizens"
    assert browser.get("/s/citizens")["Location"] == "/de/?list=citizens"


def test_a_poster_has_room_for_long_names(browser: Client, citizens: List) -> None:
    """Umlauts, foreign letters and long names stay on the page; the code stays readable."""
    name = "Łódź-Straßenbaumaßnahmenbürgerbeteiligung & <Ortsteilentwicklung> in Ärztehäusern " * 2
    List.objects.filter(pk=citizens.pk).update(names={"de": name}, purposes={"de": name * 4})
    drawn = browser.get("/de/poster/citizens.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    text = drawn.content.decode()
    assert "<Ortsteil" not in text
    assert "<text" not in text
    page = pypdfium2.PdfDocument(browser.get("/de/poster/citizens.pdf").content)[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=1.2).to_pil())
    assert code.text == "http://testserver/s/citizens"
    top, bottom = page.get_size()[1], 0
    boxes = [page.get_textpage().get_charbox(n) for n in range(page.get_textpage().count_chars())]
    assert all(bottom <= box[1] and box[3] <= top for box in boxes)
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    assert left > 0
    assert right < page.get_size()[0]


@pytest.mark.parametrize("path", ["councils.pdf", "nothing.pdf", "citizens.png", "citizens.exe"])
def test_no_poster_of_what_is_not_public(browser: Client, path: str) -> None:
    """S11: a private list has none, and there are two kinds."""
    assert browser.get(f"/de/poster/{path}").status_code == 404


def test_a_sensitive_list_is_not_told_of_elsewhere(
    citizens: List, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """P33: it stands on the form without archive and feed."""
    List.objects.filter(pk=citizens.pk).update(is_sensitive=True)
    offer = offers.catalogue("de").find("citizens")
    assert offer is not None
    assert offer.is_sensitive
    with django_assert_num_queries(1):
        offers.catalogue("de")
