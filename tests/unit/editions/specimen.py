"""An edition with every slot, a head and a recipient, for tests of whole messages."""

import email.policy
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.parser import BytesParser

from mailer.editions.model import SLOTS, Edition
from mailer.editions.personalise import Head, Recipient

SENT = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
TOKEN = "v1.k1.aGFsbG8taGFsbG8taGFsbG8taGFsbG8taGFsbG8taGFsbG8"
PLACE = "https://rundbrief.example.org/abmelden/"
HEAD = Head(
    from_name="Stadt Jena – Öffentlichkeitsarbeit",
    from_address="rundbrief@stadt.example.org",
    subject="Grüße aus Jena",
    list_name="Bürgerinnen und Bürger",
    list_id="buerger.rundbrief.example.org",
    message_domain="rundbrief.example.org",
    unsubscribe_at=PLACE,
    preferences_at="https://rundbrief.example.org/einstellungen/?a=1&b=",
    frequency="wöchentlich",
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


def parse(message: bytes) -> EmailMessage:
    return BytesParser(policy=email.policy.default).parsebytes(message)


def recipient(value: str = "Guten Tag", **changes: str) -> Recipient:
    found = Recipient("kim@example.org", "d1.abc", TOKEN, TOKEN, "Kim", value, value)
    return found._replace(**changes)


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
