"""Looking outside: real links, a real name server; what is away is 'not checked', never 'fine'."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django import Settings

from config.seed import user
from mailer.dispatch import gate, glances, looking, signing, spam
from mailer.editions.check import Look
from mailer.models import Glance, Issue
from staff.models import Office, Role
from subscribers import audience
from subscribers.models import Sender
from tests.integration.delivery.nameserver import Records, nameserver
from tests.integration.gate.conftest import GOOD, Open, Site

pytestmark = pytest.mark.django_db
DOMAIN = "stadt.example.org"
# What every filter takes for spam, by agreement.
GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
ALIGNED: Records = {
    (DOMAIN, "TXT"): ['"v=spf1 ip4:192.0.2.1 -all"'],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject"'],
}


@pytest.fixture(autouse=True)
def _looks(settings: Settings) -> None:
    """As in production; other tests look at nothing outside."""
    settings.CHECK_OUTSIDE = True


def rules(issue: Issue) -> dict[str, str]:
    return {one.finding.rule: one.finding.words["de"] for one in gate.found(issue)}


def sender() -> object:
    return audience.senders()[0]


def test_links_are_followed(site: Site) -> None:
    """S17: by the guarded client; 404 is broken, what refuses us may let readers in."""

    paths = ("feed", "hop/2", "image", "big", "missing", "private", "hop/9")
    found = glances.followed([f"{site.base}/{path}" for path in paths])
    assert {path: found[f"{site.base}/{path}"] for path in paths} == {
        **dict.fromkeys(("feed", "hop/2", "image", "big"), Look("fine")),
        "missing": Look("bad", "HTTP 404"),
        "private": Look("bad", "private"),
        "hop/9": Look("unreachable"),
    }


def test_private_addresses_are_not_visited(site: Site, settings: Settings) -> None:
    """S17: a link into the city's own network is refused before anything is sent there."""
    settings.LINK_HOSTS = []
    found = glances.followed(["http://127.0.0.1/intern", "http://169.254.169.254/latest"])
    assert list(found.values()) == [Look("bad", "private")] * 2
    assert site.seen == []


def test_a_host_that_is_not_there_is_told_from_a_network_that_is_away(site: Site) -> None:
    """Issue 5: without a network 'not checked'; with one, a misspelt host is broken."""
    nowhere, there = "https://gibt-es-nicht.invalid/", f"{site.base}/feed"
    assert glances.followed([nowhere]) == {nowhere: Look("unreachable")}
    assert glances.followed([nowhere, there])[nowhere] == Look("bad", "no host")
    # A link that was fine an hour ago is asked whether the network is there.
    glances.look_at_links([there])
    glances.look_at_links([there, nowhere])
    assert glances.known("link", [nowhere]) == {nowhere: Look("bad", "no host")}


def test_dns_that_fails_for_a_while_breaks_no_link(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 5: SERVFAIL and time-outs are 'not checked', although others could be reached."""
    names = socket.getaddrinfo

    def busy(host: str, *more: object, **options: object) -> object:
        if host == "stadt.example.org":
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return names(host, *more, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", busy)
    found = glances.followed(["https://stadt.example.org/", f"{site.base}/feed"])
    assert found["https://stadt.example.org/"] == Look("unreachable")


def test_results_are_kept_and_not_asked_for_again(site: Site) -> None:
    """Issue 5: results are cached in a table, a day long."""
    address = f"{site.base}/feed"
    glances.look_at_links([address])
    before = len(site.seen)
    glances.look_at_links([address])
    assert len(site.seen) == before
    assert glances.known("link", [address]) == {address: Look("fine")}
    Glance.objects.update(seen_at="2026-01-01T00:00Z")
    assert glances.known("link", [address]) == {}


def test_an_issue_is_checked_again_with_what_was_seen(
    opened: Open, site: Site, settings: Settings
) -> None:
    """Issue 5: the task that an opened issue asks for finds the broken link and the records."""
    with nameserver(ALIGNED) as server:
        settings.DNS_SERVER = server
        settings.RSPAMD_URL = "http://127.0.0.1:1"  # SpamAssassin takes seconds for each edition
        issue = opened(GOOD + f"\nMehr steht im Plan: {site.base}/missing\n", lists=("councils",))
        assert {"links-unchecked", "sender-unchecked"} <= set(rules(issue))
        assert looking.look_outside(issue.pk)
    said = rules(issue)
    assert "HTTP 404" in said["link-broken"]
    assert "links-unchecked" not in said
    assert said["sender-unchecked"] == "Beim Absender nicht geprüft: DKIM"
    issue.refresh_from_db()
    assert issue.looked_at is not None


def test_nobody_looks_where_it_is_not_wished(opened: Open, settings: Settings) -> None:
    """Settings: CHECK_OUTSIDE=0 sends nothing anywhere; what is not there neither."""
    settings.CHECK_OUTSIDE = False
    assert not looking.look_outside(opened().pk)
    settings.CHECK_OUTSIDE = True
    assert not looking.look_outside(0)


@pytest.mark.parametrize(
    ("changes", "rule", "says"),
    [
        ({(DOMAIN, "TXT"): []}, "spf", "hat keinen SPF-Eintrag"),
        ({(DOMAIN, "TXT"): ['"v=spf1 +all"']}, "spf", "erlaubt alle"),
        ({(DOMAIN, "TXT"): ['"v=spf1 -all"', '"v=spf1 ~all"']}, "spf", "mehrere"),
        ({(f"_dmarc.{DOMAIN}", "TXT"): []}, "dmarc", "keinen DMARC-Eintrag"),
        ({(f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; x=1"']}, "dmarc", "keine Richtlinie"),
    ],
)
def test_records_that_are_not_in_order(
    opened: Open, settings: Settings, changes: Records, rule: str, says: str
) -> None:
    """M26, M30: said in words on the issue; a warning, since the relay may know better."""
    with nameserver({**ALIGNED, **changes}) as server:
        settings.DNS_SERVER = server
        glances.look_at_sender(sender())  # type: ignore[arg-type]
    issue = opened()
    assert says in rules(issue)[rule]
    assert not any(one.stops for one in gate.found(issue))


def test_dns_that_is_away_says_nothing(
    opened: Open, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 5: no DNS means 'not checked', never 'fine'."""
    monkeypatch.setattr("mailer.delivery.names.SECONDS", 0.3)
    settings.DNS_SERVER = "127.0.0.1:9"
    glances.look_at_sender(sender())  # type: ignore[arg-type]
    assert rules(opened())["sender-unchecked"] == "Beim Absender nicht geprüft: SPF, DKIM, DMARC"


def test_our_own_key_has_to_be_in_dns(opened: Open, settings: Settings, office: Office) -> None:
    """M26: the key in use is compared with DNS, as `rundbrief dkim check` does."""
    admin = user("admin@stadt.example.org", office, Role.ADMIN)
    key = signing.create(DOMAIN, by=admin, selector="rb1")
    signing.activate(DOMAIN, "rb1", by=admin)
    Sender.objects.update(dkim="here")
    with nameserver(ALIGNED) as server:
        settings.DNS_SERVER = server
        glances.look_at_sender(sender())  # type: ignore[arg-type]
        assert key.name in rules(opened())["dkim"]


def test_a_return_path_elsewhere_is_not_aligned(opened: Open, settings: Settings) -> None:
    """M30: SPF speaks for the return path; DMARC asks whose that is."""
    settings.BOUNCE_DOMAIN = "bounce.example.com"
    with nameserver(ALIGNED) as server:
        settings.DNS_SERVER = server
        glances.look_at_sender(sender())  # type: ignore[arg-type]
    assert "bounce.example.com" in rules(opened())["spf"]


def test_without_a_filter_nobody_looked(
    opened: Open, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 5: no SpamAssassin and no rspamd means 'not checked'."""
    issue = opened()
    row, entry = issue.editions.first(), audience.lists(slugs=["citizens"])[0]
    monkeypatch.setenv("PATH", "/nonexistent")
    assert row is not None
    assert spam.score(row, entry) == Look("unreachable")
    settings.RSPAMD_URL = "http://127.0.0.1:9"
    assert spam.score(row, entry) == Look("unreachable")


RSPAMD = {
    "score": 7.25,
    "required_score": 6.0,
    "symbols": {
        "GOOD": {"name": "GOOD", "score": -1.0},
        "ALL_CAPS": {"name": "ALL_CAPS", "score": 5.0},
        "NO_DATE": {"name": "NO_DATE", "score": 3.25},
    },
}


def test_rspamd_is_asked_for_its_mind(opened: Open, settings: Settings) -> None:
    """Issue 5: its score and limit, and what weighed most, stand on the issue as a warning."""
    asked: list[bytes] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(RSPAMD).encode())

        def log_message(self, *_: object) -> None:
            pass

    issue = opened()
    row, entry = issue.editions.first(), audience.lists(slugs=["citizens"])[0]
    assert row is not None
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings.RSPAMD_URL = f"http://127.0.0.1:{server.server_port}"
        look = spam.score(row, entry)
        server.shutdown()
    assert b"kim.beispiel@example.org" in asked[0]
    glances.note("spam", {row.content_hash: look})
    gate.inspect(issue)
    assert "7.2 Punkte, 6.0 sind die Grenze (ALL_CAPS, NO_DATE)" in rules(issue)["spam"]


WEIGHED = b"""Received: from localhost by mail
\twith SpamAssassin (version 4.0.1);
X-Spam-Status: Yes, score=6.1 required=5.0 tests=BIG_WORDS,GOOD_DAY,
\tLOUD_HEAD autolearn=no version=4.0.1
X-Spam-Weighed: score=6.1 required=5.0
\tsigns=BIG_WORDS=1.5,GOOD_DAY=-0.9,
\tLOUD_HEAD=5.5,QUIET=0
Subject: Hallo

X-Spam-Weighed: score=0.0 required=5.0 signs=none
"""


@pytest.mark.parametrize(
    ("said", "look"),
    [
        (WEIGHED, ("6.1", "5.0", "LOUD_HEAD, BIG_WORDS")),
        (WEIGHED.replace(b"score=6.1 required", b"score=4.9 required"), None),
    ],
)
def test_what_spamassassin_says_is_read(said: bytes, look: tuple[str, str, str] | None) -> None:
    """Issue 5: points, limit and what weighed most, however the header is folded; bodies say
    nothing.
    """
    names = ("score", "limit", "signs")
    expected = Look("bad", "spam", dict(zip(names, look, strict=True))) if look else Look("fine")
    assert spam.weighed(said) == expected


def test_a_mail_without_a_word_of_spamassassin_was_not_checked() -> None:
    """Issue 5: a filter that says nothing we know is 'not checked', never 'fine'."""
    assert (
        spam.weighed(b"Subject: Hallo\n\nX-Spam-Weighed: score=9 required=5 signs=A=9\n")
        == spam.AWAY
    )


@pytest.mark.skipif(shutil.which("spamassassin") is None, reason="SpamAssassin is not installed")
def test_spamassassin_itself_is_asked(opened: Open) -> None:
    """Issue 5: with its own rules and no network it lets our mail pass, and finds what is spam."""
    issue = opened()
    row, entry = issue.editions.first(), audience.lists(slugs=["citizens"])[0]
    assert row is not None
    assert spam.score(row, entry) == Look("fine")
    row.subject = f"{row.subject} {GTUBE}"
    look = spam.score(row, entry)
    assert (look.state, look.values["signs"].split(", ")[0]) == ("bad", "GTUBE")
