"""From edition and recipient to bytes: parsed back by the standard library, whatever the values."""

import email.policy
import quopri
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from html import escape
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.editions.clean import one_line
from mailer.editions.headers import (
    HeaderError,
    NeedsUtf8Error,
    ascii_address,
    clean_header,
    encoded_words,
)
from mailer.editions.model import SLOTS, Edition, Slot
from mailer.editions.personalise import Head, Recipient, check_header, personalise
from mailer.editions.qp import encode, encode_value
from mailer.editions.skeleton import Skeleton, SlotError, fill_text, filled_html, skeleton

SENT = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
LINK = "https://rundbrief.example.org/abmelden/1/aGFsbG8taGFsbG8taGFsbG8"
HEAD = Head(
    from_name="Stadt Jena – Öffentlichkeitsarbeit",
    from_address="rundbrief@stadt.example.org",
    subject="Grüße aus Jena",
    list_name="Bürgerinnen und Bürger",
    list_id="buerger.rundbrief.example.org",
    message_domain="rundbrief.example.org",
    reply_to="buero@stadt.example.org",
    feedback_id="7:buerger:issue:rundbrief",
    archive_url="https://rundbrief.example.org/archiv/",
)
FIELDS = [
    "From",
    "Subject",
    "List-Id",
    "Precedence",
    "MIME-Version",
    "Reply-To",
    "Feedback-ID",
    "List-Archive",
    "To",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Type",
]
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


def parse(message: bytes) -> EmailMessage:
    return BytesParser(policy=email.policy.default).parsebytes(message)


def display_names(message: bytes) -> list[str]:
    """As RFC 2047 reads them; the newer parser of Python 3.11 parts adjacent words by a blank."""
    old = BytesParser(policy=email.policy.compat32).parsebytes(message)
    names = [parseaddr(str(old[name]).replace("\r\n", ""))[0] for name in ("From", "To")]
    return [str(make_header(decode_header(name))) for name in names]


def recipient(value: str = "Guten Tag", **changes: str) -> Recipient:
    values = dict.fromkeys(SLOTS, value) | {"unsubscribe_url": LINK, "preferences_url": LINK + "/p"}
    found = Recipient("kim@example.org", "d1.abc", LINK, "Kim", cast("Mapping[Slot, str]", values))
    return replace(found, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def plan() -> Edition:
    """A small edition with every slot in both parts, blanks, dots and long lines."""
    text = "".join(f"{name}: \ue000{name}\ue001\n" for name in SLOTS)
    html = "".join(f'<p title="\ue000{n}\ue001">{n} \ue000{n}\ue001.</p>' for n in SLOTS)
    long = "Grüße  aus = Jena. " * 5
    return Edition(
        audience="citizens",
        language="de",
        subject="Grüße",
        preheader="",
        html=f"<html><body>{html}\n{long}\n.\n..x\nFrom x</body></html>",
        text=f"{text}.\nFrom uns  mit Blank \n{long}\n",
        content_hash="0" * 64,
    )


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
    _same_bodies(plan, parsed, value)
    _clean_lines(raw, body)


def _same_bodies(plan: Edition, parsed: EmailMessage, value: str) -> None:
    values = recipient(value).values

    def shown(name: Slot) -> str:
        return one_line(values[name])

    text, html = parsed.iter_parts()
    assert [text.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
    assert text.get_content().replace("\r\n", "\n") == fill_text(plan.text, shown)
    filled = fill_text(plan.html, lambda name: escape(shown(name)))
    assert html.get_content().replace("\r\n", "\n") == filled == filled_html(plan, values)


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


def test_the_fields_say_what_they_should(bones: Skeleton) -> None:
    """M10, M11, M15, M20, M22: id, date, unsubscribe, list, precedence."""
    parsed = parse(personalise(bones, recipient(), head=HEAD, date=SENT))
    assert parsed["Message-ID"] == "<d1.abc@rundbrief.example.org>"
    assert parsed["Date"].datetime == SENT
    assert parsed["Date"].endswith("+0100")
    assert parsed["List-Unsubscribe"].strip() == f"<{LINK}>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed["List-Id"] == "Bürgerinnen und Bürger <buerger.rundbrief.example.org>"
    assert parsed["Precedence"] == "bulk"
    assert parsed["Reply-To"] == "buero@stadt.example.org"
    assert parsed["Auto-Submitted"] is None


def test_a_retry_is_the_same_message_but_for_its_date(bones: Skeleton) -> None:
    """M10: the Message-ID is stable over attempts."""
    first = personalise(bones, recipient(), head=HEAD, date=SENT)
    later = personalise(bones, recipient(), head=HEAD, date=SENT.astimezone(UTC))
    assert parse(first)["Message-ID"] == parse(later)["Message-ID"]
    assert first.partition(b"\r\n\r\n")[2] == later.partition(b"\r\n\r\n")[2]


def test_optional_fields_are_left_out(bones: Skeleton) -> None:
    head = replace(HEAD, reply_to="", feedback_id="", archive_url="")
    parsed = parse(personalise(bones, recipient(), head=head, date=SENT))
    assert {"Reply-To", "Feedback-ID", "List-Archive"}.isdisjoint(parsed.keys())


def test_a_list_id_stays_within_its_255_octets(bones: Skeleton) -> None:
    """M20"""
    head = replace(HEAD, list_name="Äöü" * 100)
    raw = personalise(bones, recipient(), head=head, date=SENT).partition(b"\r\n\r\n")[0]
    value = re.search(rb"List-Id: (.*?)\r\n(?! )", raw, re.DOTALL)
    assert value
    assert len(value[1].replace(b"\r\n", b"")) <= 255


def test_domains_are_written_in_ascii(bones: Skeleton) -> None:
    """M13: A-labels; a local part that is not ASCII needs another relay."""
    message = personalise(bones, recipient(address="kim@Straße.example"), head=HEAD, date=SENT)
    assert b"<kim@xn--strae-oqa.example>" in message
    with pytest.raises(NeedsUtf8Error):
        personalise(bones, recipient(address="käthe@example.org"), head=HEAD, date=SENT)


@pytest.mark.parametrize(
    "address",
    ["", "kim", "@example.org", "kim@", "a b@example.org", "kim@-x.org", "kim@a..b", "k\r\n@x.org"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(HeaderError):
        ascii_address(address)


@pytest.mark.parametrize(
    "changes",
    [
        {"unsubscribe_url": "javascript:alert(1)"},
        {"unsubscribe_url": "https://x.example.org/kim@example.org"},
        {"unsubscribe_url": "https://x.example.org/kim%40example.org"},
        {"unsubscribe_url": "https://x.example.org/a>, <mailto:x"},
        {"unsubscribe_url": "https://x.example.org/a\r\nBcc: x"},
        {"message_id": "a b"},
        {"message_id": "a>\r\nX: y"},
    ],
)
def test_what_could_forge_a_field_is_refused(bones: Skeleton, changes: dict[str, str]) -> None:
    """M18, S4: no address in the link, nothing that ends a field."""
    with pytest.raises(HeaderError):
        personalise(bones, recipient(**changes), head=HEAD, date=SENT)


@pytest.mark.parametrize(
    "changes",
    [
        {"list_id": "ohnepunkt"},
        {"list_id": "a.b>\r\nX: y"},
        {"feedback_id": "a:b:c:d:e"},
        {"archive_url": "ftp://example.org"},
        {"from_address": "x"},
        {"message_domain": "kein domain"},
    ],
)
def test_a_head_that_cannot_be_written_is_refused(bones: Skeleton, changes: dict[str, str]) -> None:
    with pytest.raises(HeaderError):
        personalise(bones, recipient(), head=replace(HEAD, **changes), date=SENT)


def test_a_time_without_a_zone_is_refused(bones: Skeleton) -> None:
    """M11"""
    with pytest.raises(HeaderError, match="zone"):
        personalise(bones, recipient(), head=HEAD, date=SENT.replace(tzinfo=None))


def test_slots_need_values_and_addresses(bones: Skeleton) -> None:
    values = dict(recipient().values)
    values["preferences_url"] = "javascript:alert(1)"
    with pytest.raises(SlotError, match="preferences_url must be"):
        bones.fill(values)
    del values["salutation"]
    with pytest.raises(SlotError, match="no value for salutation"):
        bones.fill(values)


def test_an_unknown_slot_is_noticed_when_compiled(plan: Edition) -> None:
    with pytest.raises(SlotError, match="password is no slot"):
        skeleton(replace(plan, text="\ue000password\ue001"))


@pytest.mark.parametrize(
    "header", [b"A: b\r\nC: d\r\n", b"A: b\nC: d\r\n", b"A: \0\r\n", b"A: b\rC\r\n", b""]
)
def test_the_last_look_counts_fields(header: bytes) -> None:
    """S4: the raw check does not depend on any parser."""
    with pytest.raises(HeaderError):
        check_header(header, 1)
    check_header(b"A: b\r\n folded\r\n", 1)
