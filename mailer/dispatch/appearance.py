"""How mails of this installation look, and whom readers see as their sender."""

from __future__ import annotations

from django.conf import settings

from mailer.editions.model import Identity
from mailer.editions.model import Theme as Value
from mailer.models import Theme
from subscribers.audience import SenderInfo


def theme() -> dict[str, object]:
    """The installation's look as data; the newest row counts."""
    newest = Theme.objects.order_by("-pk").first()
    return dict(newest.data) if newest else {}


def look() -> Value:
    """How this installation looks."""
    return Value(**{"city": settings.CITY, **theme()})  # type: ignore[arg-type]


def identity(sender: SenderInfo, language: str) -> Identity:
    """The sender as readers see it in this language."""
    return Identity(
        name=sender.name,
        address=sender.address,
        imprint=sender.imprints.get(language) or next(iter(sender.imprints.values()), ""),
        reply_to=sender.reply_to,
        imprint_url=sender.imprint_url,
        privacy_url=sender.privacy_url,
        accessibility_url=sender.accessibility_url,
    )
