"""Every link of the desk, followed as a curious person or a link scanner would."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
# What a look at a page may leave behind: the session of who looks.
OWN = {"django_session"}


def rows() -> dict[str, str]:
    """A digest of every table's content."""
    tables = {model._meta.db_table for model in apps.get_models()} - OWN
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM \"{table}\" t"  # noqa: S608, E501
            )
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("who", ["admin", "approver"])
def test_following_every_link_changes_no_row(
    who: str, city: Scene, as_: Callable[[str], Client]
) -> None:
    """S26: no state change by GET anywhere; and no link of ours leads nowhere."""
    client = as_(who)
    client.get(reverse("desk:overview"))
    before = rows()
    seen: dict[str, int] = {}
    waiting = [reverse("desk:overview")]
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        seen[path] = response.status_code
        if response.headers.get("Content-Type", "").startswith("text/html") and not path.startswith(
            ("/a/", "/login/")
        ):
            links = re.findall(r'(?:href|src)="([/?][^"#]*)', response.content.decode())
            found = {absolute(link, path) for link in links if not link.startswith("/static/")}
            waiting += sorted(found - set(seen) - set(waiting))
    assert len(seen) > 40
    assert {path: status for path, status in seen.items() if status not in {200, 302}} == {}
    assert rows() == before


def absolute(link: str, path: str) -> str:
    """The address of a link on a page."""
    clean = link.replace("&amp;", "&")
    return path.partition("?")[0] + clean if clean.startswith("?") else clean
