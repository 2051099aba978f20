"""Whether an SPF record names a relay, against a name server that a test fills."""

from __future__ import annotations

import pytest

from mailer.delivery import names
from mailer.delivery.alignment import Record, spf
from mailer.delivery.spf import names_relay
from tests.integration.delivery.nameserver import Records, nameserver

HOST = "mx.relay.example"
KNOWN: Records = {
    (HOST, "A"): ["8.8.4.4"],
    (HOST, "AAAA"): ["2001:4860:4860::8844"],
    ("inside.stadt.example", "A"): ["10.1.2.3"],
    ("out.stadt.example", "A"): ["8.8.4.4"],
    ("stadt.example", "MX"): ["10 out.stadt.example."],
    ("spf.other.example", "TXT"): ['"v=spf1 ip4:8.8.4.0/24 -all"'],
    ("spf.far.example", "TXT"): ['"v=spf1 include:spf.other.example -all"'],
    ("loop.example", "TXT"): ['"v=spf1 include:loop.example -all"'],
}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=spf1 ip4:8.8.4.4 -all", True),
        ("v=spf1 ip6:2001:4860:4860::/48 -all", True),
        ("v=spf1 ip4:9.9.9.9 -all", False),
        ("v=spf1 -ip4:8.8.4.4 ~all", False),
        ("v=spf1 a:out.stadt.example -all", True),
        ("v=spf1 a:inside.stadt.example/8 -all", False),
        ("v=spf1 mx -all", True),
        ("v=spf1 a -all", False),
        ("v=spf1 include:spf.far.example -all", True),
        ("v=spf1 redirect=spf.other.example", True),
        ("v=spf1 include:spf.relay.example -all", True),  # the relay's own domain
        ("v=spf1 include:loop.example -all", None),
        ("v=spf1 exists:%{i}.spf.example -all", None),
        ("v=spf1 ip4:rubbish -all", None),
        ("v=spf1 -all", False),
    ],
)
def test_what_a_record_says_of_a_relay(record: str, expected: bool | None) -> None:
    """M26, RFC 7208: named, not named, or not to be told from here."""
    with nameserver(KNOWN) as server:
        by = names.resolver(server)
        assert names_relay(record, "stadt.example", host=HOST, by=by) is expected


def test_relays_inside_are_not_judged() -> None:
    """Only who runs them knows from which address they send."""
    with nameserver(KNOWN) as server:
        by = names.resolver(server)
        for host in ("inside.stadt.example", "127.0.0.1", "[::1]", "nowhere.example"):
            assert names_relay("v=spf1 -all", "stadt.example", host=host, by=by) is None


def test_no_dns_means_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 5: never 'fine' without an answer; a relay that is missing is named."""
    record = {("stadt.example", "TXT"): ['"v=spf1 ip4:9.9.9.9 -all"']}
    with nameserver({**KNOWN, **record}) as server:
        by = names.resolver(server)
        found = spf("stadt.example", "stadt.example", by=by, hosts=[HOST])
        assert found == Record("bad", "spf relay", {"domain": "stadt.example", "relay": HOST})
    monkeypatch.setattr("mailer.delivery.names.SECONDS", 0.2)
    away = names.resolver("127.0.0.1:9")
    assert spf("stadt.example", "stadt.example", by=away, hosts=[HOST]).state == "unreachable"
