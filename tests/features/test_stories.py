"""What a subscriber lives through, told over HTTP and mail alone: from sign-up to erasure."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from config.cli.errors import Code
from tests.features.conftest import Watched
from tests.features.feed import Feed
from tests.features.reader import Reader
from tests.installation import installation
from workbench.inbox import Inbox

ANNA, NEW = "anna@example.org", "anna.neu@example.org"
OFFICER = "datenschutz@stadt.example.org"


@pytest.fixture(scope="module")
def city() -> Iterator[Watched]:
    """An installation in which one mailbox may be written to more often than every ten minutes."""
    with (
        tempfile.TemporaryDirectory(prefix="rb-") as folder,
        Inbox(Path(folder) / "inbox") as inbox,
        installation(
            smtp_url=f"{inbox.smtp_url}?tls=none",
            INBOX_URL=inbox.url,
            WISH_PAUSE="0",
            WISHES_A_DAY="50",
        ) as city,
        Feed() as feed,
    ):
        yield Watched(city.env, city.folder, city.supervisor, city.warm, inbox, feed)


def mail_to(city: Watched, address: str, about: str) -> EmailMessage:
    """The newest mail to an address whose subject says this; waits for it."""

    def found() -> list[EmailMessage]:
        mails = (mail.message for mail in city.mails() if mail.entry.rcpt_to == (address,))
        return [mail for mail in mails if about in str(mail["Subject"])]

    city.until(found, seconds=30, what=f"a mail about '{about}'")
    return found()[-1]


def text_of(mail: EmailMessage) -> str:
    """What the text part says."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: EmailMessage, path: str) -> str:
    """The first address in the text that leads to such a page."""
    found = re.search(rf"https?://\S+/{path}/[^\s>)]+", text_of(mail))
    assert found, text_of(mail)
    return found[0]


def sign_up(city: Watched, address: str) -> Reader:
    """Fill in the form for the citizens' list, as slowly as people do, and send it."""
    reader = Reader().open(city.env["SITE_URL"] + "/de/")
    time.sleep(2.2)
    return reader.press("Anmelden", address=address, lists=[reader.value_of("Bürgerinnen und")])


def test_from_sign_up_to_erasure(city: Watched) -> None:
    """P3, P4, P9, P12, P13, P15, S9, S12: nothing but pages, their buttons and mails."""
    _join(city)
    issue = city.send("park", "Neuer Park\n\nDie Stadt Jena hat einen neuen Park.\n", "citizens")
    city.until(lambda: city.state(issue)["state"] == "sent", seconds=60, what="it is sent")
    manage = link_in(mail_to(city, ANNA, "Park"), "p")
    reader = Reader().open(manage)
    assert ANNA not in reader.words
    reader.press("Abmelden")
    reader.press("Zurücknehmen")
    reader.open(manage)
    reader.press("Themen speichern", topics=[reader.value_of("Kultur")])
    _look_and_move(city, reader)
    reader.open(manage)
    assert "Bürgerinnen und Bürger" in reader.words, "old links go on working"

    reader.press("Link zu meinen Daten schicken")
    reader.open(link_in(mail_to(city, NEW, "Link"), "d")).follow("Alles löschen")
    reader.press("Jetzt alles löschen")  # the goodbye goes with the rest, once it was mailed
    city.run("staff", "add", OFFICER, "--role", "data_officer", "--password", "lange Leine am Ufer")
    city.until(lambda: _is_unknown(city, NEW), seconds=60, what="nothing is stored any more")
    assert not [mail for mail in city.mails() if NEW in mail.entry.rcpt_to], "the inbox forgets too"


def _join(city: Watched) -> None:
    """From the form to the list."""
    assert "Postfach" in sign_up(city, ANNA).words
    asked = mail_to(city, ANNA, "bestätigen")
    assert asked["Auto-Submitted"] == "auto-generated"
    assert asked["List-Unsubscribe"] is None
    reader = Reader().open(link_in(asked, "c"))
    assert "Bürgerinnen und Bürger" in reader.words
    reader.press("Ja, ich möchte diese Mails")
    assert "Bürgerinnen und Bürger" in text_of(mail_to(city, ANNA, "Willkommen"))


def _look_and_move(city: Watched, reader: Reader) -> None:
    """See what is stored, take it along, and change the address."""
    reader.press("Link zu meinen Daten schicken")
    data = link_in(mail_to(city, ANNA, "Link"), "d")
    reader.open(data)
    assert ANNA in reader.words
    assert "Kultur" in reader.words
    file = httpx.get(f"{data}/file").json()
    assert file["person"]["address"] == ANNA
    assert file["person"]["topics"] == ["culture"]
    reader.follow("Adresse ändern").press("Adresse ändern", email=NEW)
    mail_to(city, ANNA, "Adresse")
    other = Reader().open(link_in(mail_to(city, NEW, "Adresse"), "c"))
    other.press("Ja, das ist meine neue Adresse")


def _is_unknown(city: Watched, address: str) -> bool:
    """Whether the command line knows nothing of an address (a code of its own)."""
    words = ("subscribers", "export", address, "--out", str(city.folder), "--as", OFFICER)
    return city.warm.run(*words).returncode == Code.NOT_FOUND


def test_asking_for_a_link_tells_nothing_of_who_is_known(city: Watched) -> None:
    """S10: 'send me my link' answers alike for all addresses; strangers get no mail."""
    site = city.env["SITE_URL"]
    city.people("citizens", ["known@example.org"])
    pages = {
        address: Reader().open(f"{site}/link").press("Meinen Link schicken", email=address).words
        for address in ("known@example.org", "stranger@example.org")
    }
    assert len(set(pages.values())) == 1
    mail_to(city, "known@example.org", "Link")
    assert not [m for m in city.mails() if m.entry.rcpt_to == ("stranger@example.org",)]
