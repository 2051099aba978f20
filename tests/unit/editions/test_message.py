"""From edition and recipient to bytes: parsed back by the standard library, whatever the values."""

import re
from dataclasses import replace
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from mailer.editions.headers import HeaderError, written_address
from mailer.editions.model import Edition
from mailer.editions.personalise import check_header, personalise, values
from mailer.editions.skeleton import (
    Skeleton,
    SlotError,
    filled_html,
    filled_text,
    skeleton,
    text_skeleton,
)
from tests.unit.editions.specimen import HEAD, PLACE, SENT, TOKEN, parse, plan, recipient


@pytest.fixture(scope="module", name="plan")
def an_edition() -> Edition:
    return plan()


@pytest.fixture(scope="module")
def bones(plan: Edition) -> Skeleton:
    return skeleton(plan)


def test_the_fields_say_what_they_should(bones: Skeleton) -> None:
    """M10, M11, M15, M20, M22: id, date, unsubscribe, list, precedence."""
    parsed = parse(personalise(bones, recipient(), head=HEAD, date=SENT))
    assert parsed["Message-ID"] == "<d1.abc@rundbrief.example.org>"
    assert parsed["Date"].datetime == SENT
    assert parsed["Date"].endswith("+0100")
    assert parsed["List-Unsubscribe"].strip() == f"<{PLACE}{TOKEN}>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed["List-Id"] == "Bürgerinnen und Bürger <buerger.rundbrief.example.org>"
    assert parsed["Precedence"] == "bulk"
    assert parsed["Reply-To"] == "buero@stadt.example.org"
    assert parsed["Auto-Submitted"] is None


def test_it_is_what_the_standard_library_would_build(plan: Edition, bones: Skeleton) -> None:
    """M1, M7, M9: the same fields and parts, read back; flowed text is not announced."""
    ours = parse(personalise(bones, recipient(), head=HEAD, date=SENT))
    given = values(recipient(), HEAD)
    built = EmailMessage(policy=SMTP)
    for name in ours:
        if name not in {"MIME-Version", "Content-Type"}:
            built[name] = str(ours[name])
    built.set_content(filled_text(plan, given), cte="quoted-printable")
    built.add_alternative(filled_html(plan, given), subtype="html", cte="quoted-printable")
    theirs = parse(built.as_bytes())
    assert set(ours) == set(theirs)
    for name in set(ours) - {"Content-Type"}:
        assert str(ours[name]).strip() == str(theirs[name])
    assert ours.get_content_type() == theirs.get_content_type() == "multipart/alternative"
    for mine, other in zip(ours.iter_parts(), theirs.iter_parts(), strict=True):
        assert mine["Content-Type"].params == other["Content-Type"].params == {"charset": "utf-8"}
        assert mine["Content-Transfer-Encoding"] == other["Content-Transfer-Encoding"]
        assert mine.get_content().rstrip() == other.get_content().rstrip()


def test_whoever_wants_text_only_gets_the_text_and_nothing_else(plan: Edition) -> None:
    """M1, M6, M8: one part, quoted-printable, word for word what the text part says."""
    raw = personalise(text_skeleton(plan), recipient(), head=HEAD, date=SENT)
    parsed = parse(raw)
    assert parsed.get_content_type() == "text/plain"
    assert parsed["Content-Type"].params == {"charset": "utf-8"}
    assert parsed["Content-Transfer-Encoding"] == "quoted-printable"
    told = filled_text(plan, values(recipient(), HEAD))
    assert parsed.get_content().split() == told.split()
    assert len(parsed.get_content().splitlines()) == len(told.rstrip().splitlines())
    assert raw.endswith(b"\r\n")
    assert not raw.endswith(b"\r\n\r\n")
    assert b"<html" not in raw


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
    """M13, RFC 6532: A-labels; a local part stays as it is, but not in an address of ours."""
    message = personalise(bones, recipient(address="kim@Straße.example"), head=HEAD, date=SENT)
    assert b"<kim@xn--strae-oqa.example>" in message
    message = personalise(bones, recipient(address="käthe@example.org"), head=HEAD, date=SENT)
    assert "<käthe@example.org>\r\n".encode() in message
    with pytest.raises(HeaderError, match="ASCII"):
        written_address("käthe@example.org")
    with pytest.raises(HeaderError, match="local part"):
        written_address("kä the\u2028@example.org", utf8=True)


@pytest.mark.parametrize(
    "address",
    ["", "kim", "@example.org", "kim@", "a b@example.org", "kim@-x.org", "kim@a..b", "k\r\n@x.org"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(HeaderError):
        written_address(address)


@pytest.mark.parametrize(
    "changes",
    [
        {"unsubscribe": ""},
        {"unsubscribe": "kim@example.org"},
        {"unsubscribe": "kim%40example.org"},
        {"unsubscribe": "a>, <mailto:x"},
        {"unsubscribe": "a\r\nBcc: x"},
        {"unsubscribe": ".a"},
        {"unsubscribe": "a" * 76},
        {"preferences": 'a"><script>'},
        {"message_id": "a b"},
        {"message_id": "a@b"},
        {"message_id": "a" * 41},
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
        {"unsubscribe_at": "javascript:alert(1)"},
        {"unsubscribe_at": "https://x.example.org/kim@example.org/"},
        {"unsubscribe_at": "https://x.example.org/kim%40example.org/"},
        {"unsubscribe_at": "https://x.example.org/a>, <mailto:x"},
        {"preferences_at": "javascript:alert(1)"},
    ],
)
def test_a_head_that_cannot_be_written_is_refused(bones: Skeleton, changes: dict[str, str]) -> None:
    """M24, S4: a Feedback-ID has four parts at most."""
    with pytest.raises((HeaderError, SlotError)):
        personalise(bones, recipient(), head=replace(HEAD, **changes), date=SENT)


def test_a_time_without_a_zone_is_refused(bones: Skeleton) -> None:
    """M11"""
    with pytest.raises(HeaderError, match="zone"):
        personalise(bones, recipient(), head=HEAD, date=SENT.replace(tzinfo=None))


def test_slots_need_values(bones: Skeleton) -> None:
    with pytest.raises(SlotError, match="no value for salutation"):
        bones.under(words={}, places={}).fill({})


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
