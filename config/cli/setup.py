"""`rundbrief setup`: the first thing on a new installation."""

from __future__ import annotations

import click
from django.conf import settings
from django.core.management import call_command

from config.seed import House, foundation


@click.command()
@click.option("--sender", required=True, help="The address that mails come from.")
@click.option("--imprint", required=True, help="The legal notice (§ 5 DDG), one line.")
@click.option("--city", default=settings.CITY, show_default=True)
def setup(sender: str, imprint: str, city: str) -> None:
    """Bring the database up to date and make audiences, tellings, lists and the first office."""
    call_command("migrate", verbosity=0)
    foundation(House(city=city, sender_address=sender, imprint=imprint))
    click.echo("Ready. Next: rundbrief staff add EMAIL --role admin --role editor")
