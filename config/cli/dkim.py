"""`rundbrief dkim`: the keys that mail is signed with, and what DNS has to say of them."""

from __future__ import annotations

import click

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show, show_one
from config.cli.people import acting
from mailer.delivery import dkim as signatures
from mailer.delivery import names
from mailer.dispatch import signing
from mailer.models import SigningKey
from staff.models import User
from subscribers import audience, senders
from subscribers.models.lists import Dkim

# DNS keeps strings of at most this length; longer records are written as several.
STRING = 255


@click.group()
def dkim() -> None:
    """Keys that mail is signed with: make, publish, check, activate."""


@dkim.command()
@click.argument("domain")
@click.option("--algorithm", type=click.Choice([signatures.RSA, signatures.ED25519]), default="rsa")
@click.option("--bits", type=int, default=signatures.BITS, show_default=True, help="For RSA.")
@click.option("--selector", default="", help="The key's name in DNS; made of the date otherwise.")
@acting
@as_json
def new(domain: str, algorithm: str, by: User, json_: bool, **more: object) -> None:
    """Make a key for a sender's domain; it is not used before it is activated."""
    key = signing.create(domain, by=by, algorithm=algorithm, **more)  # type: ignore[arg-type]
    show_one({**_row(key), "record": key.record}, json_=json_)
    if not json_:
        click.echo(f"\nPublish this, then: rundbrief dkim activate {domain} {key.selector}\n")
        click.echo(_zone(key))


@dkim.command("list")
@as_json
def list_(json_: bool) -> None:
    """All keys, and whether they are in use."""
    show(
        [_row(key) for key in signing.known_keys()], json_=json_, empty="No keys: the relays sign."
    )


@dkim.command("dns")
@click.argument("domain", default="")
@as_json
def dns_(domain: str, json_: bool) -> None:
    """The records to publish, as lines of a zone file; of all keys that are not retired."""
    keys = [key for key in signing.known_keys(domain) if key.state != "retired"]
    if json_:
        show([{"name": key.name, "type": "TXT", "record": key.record} for key in keys], json_=True)
        return
    click.echo("\n".join(map(_zone, keys)) or "No keys: the relays sign.")


@dkim.command()
@click.argument("domain", default="")
@click.option("--resolver", default="", metavar="IP[:PORT]", help="Ask this DNS server.")
@as_json
def check(domain: str, resolver: str, json_: bool) -> None:
    """Compare DNS with the keys; ends with 6 if a key in use is missing there, 7 without DNS."""
    rows = [_checked(key, resolver) for key in signing.known_keys(domain) if key.state != "retired"]
    show(rows, json_=json_, empty="No keys: the relays sign.")
    if any(row["dns"] == "not checked" for row in rows):
        raise CliError("DNS did not answer, so nothing is known about it.", Code.UNAVAILABLE)
    ill = [str(row["name"]) for row in rows if row["state"] == "active" and row["dns"] != "right"]
    if ill:
        raise CliError(f"Not in DNS as it should be: {', '.join(ill)}.", Code.MISCONFIGURED)


@dkim.command()
@click.argument("domain")
@click.argument("selector")
@click.option("--unchecked", is_flag=True, help="Do not look into DNS first.")
@click.option("--resolver", default="", metavar="IP[:PORT]", help="Ask this DNS server.")
@acting
@as_json
def activate(domain: str, selector: str, by: User, json_: bool, **more: str) -> None:
    """Sign with this key from now on, once DNS has it; the one before it is retired."""
    mine = [key for key in signing.known_keys(domain) if key.selector == selector]
    for key in mine if not more["unchecked"] else []:
        if (found := _checked(key, more["resolver"])["dns"]) != "right":
            raise CliError(
                f"{key.name} in DNS: {found}. 'rundbrief dkim dns {domain}' prints what "
                "belongs there; new records take a while to be seen.",
                Code.REFUSED,
            )
    show_one(_row(signing.activate(domain, selector, by=by)), json_=json_)


@dkim.command()
@click.argument("domain")
@click.argument("selector")
@acting
@as_json
def retire(domain: str, selector: str, by: User, json_: bool) -> None:
    """Sign with this key no more; leave its record in DNS for three weeks."""
    show_one(_row(signing.retire(domain, selector, by=by)), json_=json_)


@dkim.command()
@click.argument("sender")
@click.argument("who", type=click.Choice(Dkim.values))
@acting
@as_json
def use(sender: str, who: str, by: User, json_: bool) -> None:
    """Who signs a sender's mail: 'here' (Rundbrief, with an active key) or its 'relay'."""
    found = next((entry for entry in audience.senders() if entry.slug == sender), None)
    active = (
        [key for key in signing.known_keys(found.domain) if key.state == "active"] if found else []
    )
    if found and who == Dkim.HERE and "rsa" not in {key.algorithm for key in active}:
        raise CliError(f"{found.domain} has no active RSA key. See: dkim new.", Code.REFUSED)
    changed = senders.change(sender, by=by, dkim=who)
    show_one({"sender": changed.slug, "dkim": changed.dkim}, json_=json_)


def _row(key: SigningKey) -> dict[str, object]:
    return {
        "domain": key.domain,
        "selector": key.selector,
        "algorithm": key.algorithm,
        "state": key.state,
        "made": f"{key.created_at:%Y-%m-%d}",
    }


def _checked(key: SigningKey, server: str) -> dict[str, object]:
    said = signing.published(key, by=names.resolver(server))
    return {"name": key.name, "state": key.state, "dns": said}


def _zone(key: SigningKey) -> str:
    parts = [key.record[start : start + STRING] for start in range(0, len(key.record), STRING)]
    strings = " ".join(f'"{part}"' for part in parts)
    return f"{key.name}. IN TXT ( {strings} )"
