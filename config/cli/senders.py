"""`rundbrief senders`: identities that mails come from, and the way that these take."""

from __future__ import annotations

from typing import Any

import click
from django.utils import timezone

from config.cli.output import as_json, show, show_one
from config.cli.people import acting
from mailer.dispatch import outlet, warmup
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
            "warms up from": entry.warm_up_from,
            "left today": warmup.left_today(entry),
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


@senders.command("warm-up")
@click.argument("sender")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="The first day; today.")
@click.option("--off", is_flag=True, help="Warm enough: any number from now on.")
@acting
@as_json
def warm_up(sender: str, by: User, json_: bool, **asked: Any) -> None:
    """Send a little more each day (WARM_UP), until providers know the sender's domain."""
    start = asked["start"].date() if asked["start"] else timezone.localdate()
    day = None if asked["off"] else start
    changed = verbs.change(sender, by=by, warm_up_from=day)
    show_one({"sender": changed.slug, "warms up from": changed.warm_up_from}, json_=json_)
