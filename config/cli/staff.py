"""`rundbrief staff`: members of staff and their roles."""

from __future__ import annotations

import click

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show
from config.seed import user
from staff import audit
from staff.models import Membership, Office, Role, User


@click.group()
def staff() -> None:
    """Members of staff, their offices and roles."""


@staff.command()
@click.argument("email")
@click.option("--office", default="press", show_default=True, help="The office's short name.")
@click.option("--role", "roles", multiple=True, type=click.Choice(Role.values), required=True)
@click.password_option(help="Asked for when it is not given.")
def add(email: str, office: str, roles: tuple[str, ...], password: str) -> None:
    """Add a member of staff, or give them further roles and a new password."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    place = Office.objects.filter(slug=office).first()
    if place is None:
        names = ", ".join(Office.objects.values_list("slug", flat=True))
        raise CliError(f"There is no office '{office}'. There are: {names}.", Code.NOT_FOUND)
    try:
        validate_password(password)
    except ValidationError as error:
        raise CliError(" ".join(error.messages), Code.REFUSED) from error
    before = _roles(email, place)
    person = user(email, place, *(Role(role) for role in roles), password=password)
    # Whoever may run commands on the server acts; there may be nobody yet to name with --as.
    audit.note(
        "changed roles", person, by=None, office_id=place.pk, was=before, now=_roles(email, place)
    )
    click.echo(f"{email} is {', '.join(roles)} in {place}.")


def _roles(email: str, office: Office) -> list[str]:
    rows = Membership.objects.filter(user__email=email.lower(), office=office)
    return sorted(rows.values_list("role", flat=True))


@staff.command("list")
@as_json
def list_(json_: bool) -> None:
    """All members of staff."""
    rows = [
        {
            "email": person.email,
            "roles": [f"{m.role} ({m.office.slug})" for m in person.memberships.all()],
            "active": person.is_active,
        }
        for person in User.objects.prefetch_related("memberships__office").order_by("email")
    ]
    show(rows, json_=json_)
