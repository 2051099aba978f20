"""`rundbrief senders`: identities that mails come from, and the way that these take."""

from __future__ import annotations

import click

from config.cli.output import as_json, show, show_one
from config.cli.people import acting
from mailer.dispatch import outlet
from staff.models import User
from subscribers import audience
from subscribers import senders as verbs


@click.group()
def senders() -> None:
    """Identities that mails come from."""


@senders.command("list")
@as_json
def list_(json_: bool) -> None:
    """All senders, who signs their mail, and which relays take it."""
    rows = [
        {
            "sender": entry.slug,
            "name": entry.name,
            "address": entry.address,
            "dkim": "here" if entry.signs_here else "relay",
            "relay": entry.relay or "SMTP_URL",
        }
        for entry in audience.senders()
    ]
    show(rows, json_=json_)


@senders.command("relay")
@click.argument("sender")
@click.argument("name", default="")
@acting
@as_json
def relay_(sender: str, name: str, by: User, json_: bool) -> None:
    """Hand a sender's mail to the relays of SMTP_URL_NAME; without NAME to those of SMTP_URL."""
    outlet.relays(name)
    changed = verbs.change(sender, by=by, relay=name)
    show_one({"sender": changed.slug, "relay": changed.relay or "SMTP_URL"}, json_=json_)
