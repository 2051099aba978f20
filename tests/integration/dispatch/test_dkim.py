"""Mail signed here, as the relay got it, judged by two libraries that know nothing of ours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import dkim as oracle
import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from config.cli.dkim import dkim
from config.env import Key
from config.seed import user
from mailer.delivery import names
from mailer.dispatch import outlet, sending, signing, verbs
from mailer.dispatch.errors import StateError
from mailer.dispatch.progress import progress
from mailer.models import Issue, SigningKey
from mailer.vault import VaultError, unlock
from staff.models import Office, Role, User
from staff.roles import NotAllowedError
from subscribers.models import Sender, Subscriber
from tests.integration.delivery.nameserver import nameserver
from tests.integration.delivery.relay import NastyRelay
from workbench.inbox import Inbox

DOMAIN = "stadt.example.org"
PERL = Path(__file__).parent.parent / "delivery" / "verify.pl"
Make = Callable[..., Issue]
Relay = Callable[..., AbstractContextManager[NastyRelay]]


@pytest.fixture
def admin(office: Office) -> User:
    """May manage senders."""
    return user("admin@stadt.example.org", office, Role.ADMIN)


@pytest.fixture
def signing_sender(admin: User) -> SigningKey:
    """The city signs its mail itself."""
    key = signing.create(DOMAIN, by=admin, selector="rb1")
    signing.activate(DOMAIN, "rb1", by=admin)
    Sender.objects.update(dkim="here")
    return key


def run(*words: str, code: int = 0) -> Result:
    """`rundbrief dkim WORDS`."""
    done = CliRunner().invoke(dkim, list(words))
    assert done.exit_code == code, (done.output, done.exception)
    return done


def send(issue: Issue, relay: Relay) -> list[bytes]:
    """The messages as the relay got them."""
    with relay(lambda _step, _to: None) as server:
        assert sending.send_some(issue.pk) is None
    return [body for _, body in server.accepted]


def test_two_verifiers_accept_what_the_relay_got(
    ready: Make, relay: Relay, signing_sender: SigningKey, admin: User
) -> None:
    """M27, M30: byte for byte, text only too; both keys sign, one of them as all verifiers know."""
    signing.create(DOMAIN, by=admin, algorithm="ed25519", selector="rb1e")
    ed = signing.activate(DOMAIN, "rb1e", by=admin)
    issue = ready(3)
    Subscriber.objects.filter(address="citizens-1@example.org").update(text_only=True)
    messages = send(issue, relay)
    assert len(messages) == 3
    assert sum(b"multipart/alternative" not in message for message in messages) == 1
    records = {(key.name, "TXT"): quoted(key.record) for key in (signing_sender, ed)}
    texts = {name: record for (name, _), record in records.items()}
    with nameserver(records) as server:
        port = server.partition(":")[2]
        for message in messages:
            assert message.count(b"DKIM-Signature:") == 2
            judge = oracle.DKIM(message)
            assert judge.verify(0, dnsfunc=lambda name, **_: text_of(texts, name))
            assert judge.verify(1, dnsfunc=lambda name, **_: text_of(texts, name))
            perl = ["perl", str(PERL), port]
            done = subprocess.run(perl, input=message, capture_output=True, check=True)
            assert done.stdout.decode().strip() == "pass", done.stderr


def quoted(record: str) -> list[str]:
    """A record as DNS keeps it: strings of at most 255 characters."""
    return [" ".join(f'"{record[n : n + 255]}"' for n in range(0, len(record), 255))]


def text_of(texts: dict[str, list[str]], name: bytes) -> bytes:
    """What a lookup of dkimpy gets."""
    return "".join(texts[name.decode().rstrip(".")]).replace('" "', "").strip('"').encode()


def test_the_secret_is_sealed(signing_sender: SigningKey, settings: Settings) -> None:
    """S33: with a key from outside the database, and for one purpose only."""
    sealed = bytes(SigningKey.objects.get(pk=signing_sender.pk).sealed)
    purpose = f"dkim rb1 {DOMAIN}"
    secret = unlock(sealed, purpose=purpose)
    assert secret not in sealed
    with pytest.raises(VaultError, match="does not open"):
        unlock(sealed, purpose="dkim rb2")
    settings.VAULT_KEYS = (Key("k9", b"n" * 32), *settings.VAULT_KEYS)
    assert unlock(sealed, purpose=purpose) == secret
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    with pytest.raises(VaultError, match="has no key"):
        unlock(sealed, purpose=purpose)


def test_rotation_keeps_one_key_in_use(
    ready: Make, relay: Relay, signing_sender: SigningKey, admin: User
) -> None:
    """M29: two selectors; the older one stays for mails that are under way."""
    signing.create(DOMAIN, by=admin, selector="rb2")
    signing.activate(DOMAIN, "rb2", by=admin)
    [message] = send(ready(1), relay)
    assert b" s=rb2;" in message
    assert [key.state for key in signing.known_keys(DOMAIN)] == ["retired", "active"]
    with pytest.raises(StateError, match="could not send"):
        signing.retire(DOMAIN, "rb2", by=admin)


def test_without_a_key_nothing_goes_out(
    ready: Make, inbox: Inbox, editor: User, approver: User
) -> None:
    """A sender that is to sign never sends unsigned: the issue pauses and says why."""
    issue = ready(3)
    Sender.objects.update(dkim="here")
    assert sending.send_some(issue.pk) is None
    issue.refresh_from_db()
    assert issue.state == "paused"
    assert "no active RSA key" in issue.words
    assert progress(issue).counts["queued"] == 3
    Sender.objects.update(dkim="relay")
    verbs.resume(issue.pk, by=approver)
    sending.send_some(issue.pk)
    assert progress(issue).counts["accepted"] == 3


def test_an_approver_hears_of_it_first(
    ready: Make, report: object, editor: User, approver: User, settings: Settings
) -> None:
    """Neither keys nor relays may be missing when an issue is approved."""
    issue = ready(1)
    Issue.objects.filter(pk=issue.pk).update(state="in_review", approved_hash="")
    Sender.objects.update(dkim="here")
    with pytest.raises(StateError, match="no active RSA key"):
        verbs.approve(issue.pk, by=approver)
    Sender.objects.update(dkim="relay", relay="alerts")
    with pytest.raises(StateError, match="SMTP_URL_ALERTS"):
        verbs.approve(issue.pk, by=approver)


def test_a_sender_may_have_relays_of_its_own(
    ready: Make, inbox: Inbox, relay: Relay, settings: Settings
) -> None:
    """Its mail goes there and nowhere else."""
    issue = ready(2)
    Sender.objects.update(relay="alerts")
    with relay(lambda _step, _to: None) as server:
        settings.SMTP_URL, settings.SMTP_URLS = inbox.smtp_url, {"alerts": server.url}
        outlet.forget()
        sending.send_some(issue.pk)
    assert len(server.accepted) == 2
    assert not inbox.messages()


def test_only_administrators_manage_keys(office: Office, editor: User) -> None:
    """S29: deny by default."""
    with pytest.raises(NotAllowedError):
        signing.create(DOMAIN, by=editor)


def test_the_whole_way_by_command(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """new, dns, check, activate, use: and each says what is missing."""
    by = ("--as", admin.email)
    run("use", "city", "here", *by, code=5)
    made = json.loads(run("new", DOMAIN, "--selector", "rb1", *by, "--json").output)
    run("new", DOMAIN, "--selector", "rb1", *by, code=1)
    line = run("dns").output
    assert line.startswith(f'rb1._domainkey.{DOMAIN}. IN TXT ( "v=DKIM1; k=rsa; p=')
    records: dict[tuple[str, str], list[str]] = {}
    with nameserver(records) as server:
        ask = ("--resolver", server)
        assert "missing" in run("check", *ask).output
        assert "missing" in run("activate", DOMAIN, "rb1", *ask, *by, code=5).output
        records[f"rb1._domainkey.{DOMAIN}", "TXT"] = ['"v=DKIM1; k=rsa; p=AAAA"']
        assert "another" in run("check", *ask).output
        records[f"rb1._domainkey.{DOMAIN}", "TXT"] = quoted(made["record"])
        run("activate", DOMAIN, "rb1", *ask, *by)
        assert json.loads(run("check", *ask, "--json").output)[0]["dns"] == "right"
        run("use", "city", "here", *by)
        records.clear()
        run("check", *ask, code=6)
    monkeypatch.setattr(names, "SECONDS", 0.2)
    run("check", "--resolver", "127.0.0.1:1", code=7)
    run("retire", DOMAIN, "rb1", *by, code=1)
