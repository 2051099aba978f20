"""The inbox's pages as text: escaped, paged, in the reader's language, whatever a mail holds."""

from http import HTTPStatus
from pathlib import Path

import pytest

from workbench.inbox.store import Maildir
from workbench.inbox.web import Site
from workbench.inbox.words import WORDS, language

HOSTILE = '"><script>alert(1)</script>'


def _mail(subject: str, *, body: str = "Hallo", kind: str = "text/plain") -> bytes:
    lines = [f"Subject: {subject}", "From: a@example.org", f"Content-Type: {kind}; charset=utf-8"]
    return "\r\n".join([*lines, "", body, ""]).encode("utf-8", "surrogateescape")


@pytest.fixture
def maildir(tmp_path: Path) -> Maildir:
    return Maildir(tmp_path / "mail")


@pytest.fixture
def site(maildir: Maildir) -> Site:
    return Site(maildir, "https://rundbrief.stadt.example/pfad")


def _get(site: Site, target: str, accepted: str = "de") -> str:
    return site.answer(target, accepted).body.decode()


def test_hostile_words_are_escaped_everywhere(maildir: Maildir, site: Site) -> None:
    """S8: subject, envelope, headers, text and search words never become markup."""
    key = maildir.add(_mail(HOSTILE, body=HOSTILE), HOSTILE, rcpt_to=[HOSTILE]).key
    views = [f"/mail/{key}?view={view}" for view in ("text", "headers", "source", "desktop", "x")]
    for target in ["/", "/?q=%22%3E%3Cscript%3Ealert(1)", *views]:
        page = _get(site, target)
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_a_mail_is_framed_without_power(maildir: Maildir, site: Site) -> None:
    """S7: no script, no form, and images of ours and the city's host alone."""
    key = maildir.add(_mail("x", body="<p>Hallo", kind="text/html"), "", rcpt_to=["b@c.test"]).key
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in _get(site, f"/mail/{key}")
    policy = site.answer(f"/mail/{key}/html", "").policy
    assert "default-src 'none'" in policy
    assert "img-src 'self' data: https://rundbrief.stadt.example;" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


def test_the_original_is_handed_out_unchanged(maildir: Maildir, site: Site) -> None:
    raw = _mail("Grüße", body=".punkt\r\n\r\n8bit: ü")
    key = maildir.add(raw, "", rcpt_to=["b@c.test"]).key
    answer = site.answer(f"/mail/{key}/eml", "")
    assert answer.body == raw
    assert answer.extra["Content-Disposition"].startswith("attachment")


def test_thousands_are_paged_newest_first(maildir: Maildir, site: Site) -> None:
    """S40: a page holds fifty, however many there are."""
    for number in range(120):
        maildir.add(_mail(f"Nummer {number}."), "", rcpt_to=[f"p{number}@example.org"])
    first, last = _get(site, "/"), _get(site, "/?page=3")
    assert first.count('class="subject"') == 50
    assert first.index("Nummer 119.") < first.index("Nummer 118.")
    assert last.count('class="subject"') == 20
    assert "Nummer 0." in last


def test_search_needs_every_word(maildir: Maildir, site: Site) -> None:
    maildir.add(_mail("Stadtrat tagt"), "", rcpt_to=["anna@example.org"])
    maildir.add(_mail("Stadtrat tagt"), "", rcpt_to=["ben@example.org"])
    page = _get(site, "/?q=STADTRAT+anna")
    assert "anna@example.org" in page
    assert "ben@example.org" not in page


@pytest.mark.parametrize("target", ["/?page=0", "/?page=-1", "/?page=²", "/?page=" + "9" * 5000])
def test_senseless_page_numbers_do_no_harm(site: Site, target: str) -> None:
    assert site.answer(target, "").status == HTTPStatus.OK


@pytest.mark.parametrize("target", ["/mail/none", "/mail/..%2Fx/eml", "/no", "/mail/none/html"])
def test_what_is_not_there_says_so(site: Site, target: str) -> None:
    answer = site.answer(target, "en")
    assert answer.status == HTTPStatus.NOT_FOUND
    assert "no such page" in answer.body.decode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?utf-8?q?a=0D=0ABcc:x?=\r\nFrom: <<>>@,;\r\n\r\n",
        b"Content-Type: text/html; charset=nonsense\r\n\r\n\xff<p>",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n\xfc\r\n",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n",
        b"Subject: \xe4\xf6\r\nMessage-ID: <\r\nDate: never\r\n\r\nx",
    ],
)
def test_broken_mails_are_shown_all_the_same(maildir: Maildir, site: Site, raw: bytes) -> None:
    """S8: nothing in a message keeps the list or the mail's own page from being shown."""
    key = maildir.add(raw, "", rcpt_to=["b@example.org"]).key
    for target in ("/", f"/mail/{key}", f"/mail/{key}?view=headers", f"/mail/{key}?view=source"):
        assert site.answer(target, "").status == HTTPStatus.OK


def test_the_maildir_is_read_again_with_its_envelopes(maildir: Maildir) -> None:
    entry = maildir.add(_mail("Umschlag"), "b+1@bounce.test", rcpt_to=["x@y.test", "z@y.test"])
    (maildir.folder / "new" / "from-elsewhere").write_bytes(_mail("Fremd"))
    with (maildir.folder / "envelopes.jsonl").open("a") as index:
        index.write('{"key": "cut sho')
    again = {found.key: found for found in Maildir(maildir.folder).entries()}
    assert again[entry.key] == entry
    assert again["from-elsewhere"].subject == "Fremd"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("", "de"), ("fr,en;q=0.5", "en"), ("en;q=0.1, de-AT;q=0.9", "de"), ("en;q=x", "de")],
)
def test_language_follows_the_browser(accepted: str, expected: str) -> None:
    assert language(accepted) == expected


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["de"].keys() == WORDS["en"].keys()
    assert all(word for words in WORDS.values() for word in words.values())
