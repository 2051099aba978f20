"""Whatever the values, a message is whole and parses back."""

import email.policy
import quopri
import re
from dataclasses import replace
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.editions.clean import one_line
from mailer.editions.headers import (
    clean_header,
    encoded_words,
)
from mailer.editions.model import Edition, Slot
from mailer.editions.personalise import personalise, values
from mailer.editions.qp import encode, encode_value
from mailer.editions.skeleton import Skeleton, fill_text, filled_html, skeleton
from tests.unit.editions.specimen import FIELDS, HEAD, SENT, parse, plan, recipient

NASTY = [
    "a\r\nBcc: x@example.com\r\n\r\nHallo",
    "</a><script>alert(1)</script>",
    "=?utf-8?q?a=0D=0ABcc:_x@example.com?=",
    "=?utf-8?b?DQpCY2M6IHhAZXhhbXBsZS5jb20=?=",
    "Null\x00 und \x1b und \x85 und \u2028",
    "Müller, Stadt " * 25,
    "ابن سينا \u202eRTL\u202c",
    "👩‍👩‍👧 🚲 ß é",
    "{unsubscribe_url} {{x}} %s \ue000first_name\ue001",
    '"Anführung" \\ (Kommentar) <x@example.com>',
    ".",
    ". Punkt am Anfang",
    "From hier an",
    "=3D=2E=",
    "x" * 300,
    "  zwei  Blanks  ",
    "",
]
VALUES = st.sampled_from(NASTY) | st.text(max_size=80)


def display_names(message: bytes) -> list[str]:
    """As RFC 2047 reads them; the newer parser of Python 3.11 parts adjacent words by a blank."""
    old = BytesParser(policy=email.policy.compat32).parsebytes(message)
    names = [parseaddr(str(old[name]).replace("\r\n", ""))[0] for name in ("From", "To")]
    return [str(make_header(decode_header(name))) for name in names]


@pytest.fixture(scope="module", name="plan")
def an_edition() -> Edition:
    return plan()


@pytest.fixture(scope="module")
def bones(plan: Edition) -> Skeleton:
    return skeleton(plan)


@given(texts=st.tuples(VALUES, VALUES, VALUES))
@settings(max_examples=30, deadline=None)
def test_whatever_the_values_the_message_is_whole(
    plan: Edition, bones: Skeleton, texts: tuple[str, str, str]
) -> None:
    """M1, M2, M3, M5, M7, S4: no defects, exactly the fields, same subject and bodies back."""
    value, name, subject = texts
    head = replace(HEAD, subject=subject, from_name=name, list_name=name)
    message = personalise(bones, recipient(value, name=name), head=head, date=SENT)
    raw, _, body = message.partition(b"\r\n\r\n")
    assert re.findall(rb"^([\w-]+):", raw, re.MULTILINE) == [f.encode() for f in FIELDS]
    parsed = parse(message)
    assert [part.defects for part in parsed.walk()] == [[], [], []]
    assert parsed.keys() == FIELDS
    assert parsed["Subject"] == clean_header(subject)
    assert parsed["To"].addresses[0].addr_spec == "kim@example.org"
    assert display_names(message) == [clean_header(name)] * 2
    BytesParser(policy=email.policy.strict).parsebytes(message)
    assert parsed.get_content_type() == "multipart/alternative"
    boundary = f"--{parsed.get_boundary()}".encode()
    delimiters = [line for line in body.split(b"\r\n") if boundary in line]
    assert delimiters == [boundary, boundary, boundary + b"--"]
    _same_bodies(plan, parsed, values(recipient(value, name=name), head))
    _clean_lines(raw, body)


def _same_bodies(plan: Edition, parsed: EmailMessage, slots: dict[Slot, str]) -> None:
    def shown(name: Slot) -> str:
        return one_line(slots[name])

    text, html = parsed.iter_parts()
    assert [text.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
    assert text.get_content().replace("\r\n", "\n") == fill_text(plan.text, shown)
    filled = fill_text(plan.html, lambda name: escape(shown(name)))
    assert html.get_content().replace("\r\n", "\n") == filled == filled_html(plan, slots)


def _clean_lines(raw: bytes, body: bytes) -> None:
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in (raw + body).replace(b"\r\n", b"")
    assert b"\0" not in raw + body
    assert (raw + body).isascii()
    for line in raw.split(b"\r\n"):
        assert len(line) <= 78 or b" " not in line.strip()
    for line in body.split(b"\r\n"):
        assert len(line) <= 76
        # the DKIM-relaxed form of the body is the body itself, and SMTP has nothing to stuff
        assert not line.endswith((b" ", b"\t"))
        assert b"  " not in line
        assert not line.startswith((b".", b"From "))
    assert body.endswith(b"--\r\n")


@given(st.text(alphabet="ab .=\n\tFrom ßü🚲\x01", max_size=200))
@settings(max_examples=50, deadline=None)
def test_quoted_printable_reads_back(words: str) -> None:
    """M6: a 7-bit relay cannot break it."""
    value = one_line(words)
    assert quopri.decodestring(encode_value(value)) == value.encode()
    assert all(len(line) <= 75 for line in encode_value(value).replace(b"=\r\n", b"\n").split())
    encoded = encode(words)
    assert quopri.decodestring(encoded).replace(b"\r\n", b"\n") == words.encode()
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=120))
@settings(max_examples=50, deadline=None)
def test_encoded_words_are_short_and_never_split_a_character(words: str) -> None:
    """M4: at most 75 characters each; each decodes by itself."""
    found = [word.decode() for word in encoded_words(words)]
    assert all(len(word) <= 75 for word in found)
    pairs = [decode_header(word)[0] for word in found]
    assert "".join(data.decode("utf-8") for data, _ in pairs) == words
