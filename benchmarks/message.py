"""One message per recipient: a spliced skeleton against the standard library's builder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from benchmarks.edition import composed
from benchmarks.measure import Row, cpu
from mailer.editions.model import Slot
from mailer.editions.personalise import Head, Recipient, Stationery
from mailer.editions.skeleton import filled_html, filled_text, skeleton

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VALUES: dict[Slot, str] = {
    "salutation": "Guten Tag Kim Beispiel",
    "first_name": "Kim",
    "list_name": "Bürgerinnen und Bürger",
    "frequency": "wöchentlich",
    "unsubscribe_url": "https://rundbrief.example.org/u/v1.k1.abcdefghijklmnopqrstuvwxyz0123456789",
    "preferences_url": "https://rundbrief.example.org/p/v1.k1.abcdefghijklmnopqrstuvwxyz0123456789",
}


def measure() -> list[Row]:
    """CPU time per message of some 30 KB."""
    edition = composed()
    head = Head(
        from_name="Stadt Jena",
        from_address="rundbrief@stadt.example.org",
        subject=edition.subject,
        list_name="Bürgerinnen und Bürger",
        list_id="citizens.stadt.example.org",
        message_domain="stadt.example.org",
        unsubscribe_at="https://rundbrief.example.org/u/",
        preferences_at="https://rundbrief.example.org/p/",
        frequency=VALUES["frequency"],
    )
    ending = VALUES["unsubscribe_url"].rpartition("/")[2]
    names = ("Kim Beispiel", VALUES["salutation"], VALUES["first_name"])
    recipient = Recipient("kim@example.org", "1.abc", ending, ending, *names)
    stationery = Stationery(skeleton(edition), head)
    ours = cpu(lambda: stationery.write(recipient, NOW), times=300)
    reference = cpu(standard(), times=10)
    return [Row("one message, against the standard library", ours, reference, 0.05, "CPU s")]


def standard() -> Callable[[], bytes]:
    """Builds the same message by the standard library, each time anew."""
    edition = composed()

    def build() -> bytes:
        message = EmailMessage(policy=SMTP)
        message["From"] = "Stadt Jena <rundbrief@stadt.example.org>"
        message["To"] = "Kim Beispiel <kim@example.org>"
        message["Subject"] = edition.subject
        message["Date"] = format_datetime(NOW)
        message["Message-ID"] = "<1.abc@stadt.example.org>"
        message["List-Unsubscribe"] = f"<{VALUES['unsubscribe_url']}>"
        message.set_content(filled_text(edition, VALUES), cte="quoted-printable")
        page = filled_html(edition, VALUES)
        message.add_alternative(page, subtype="html", cte="quoted-printable")
        return message.as_bytes()

    return build
