"""Fixtures that every kind of test may use."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from django.db import connection
from django.test import TransactionTestCase

from config.seed import House, foundation, user
from staff.models import Office, Role, User

# Made by the migrations; no test changes them.
KEPT = {"django_content_type", "auth_permission"}
# The ledger is no managed table.
LEDGER = "mailer_delivery"
# Tables of more octets are truncated: to delete their rows takes longer and leaves dead ones.
LARGE = 8_000_000


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """After a test that commits, Django truncates sixty tables and makes its permissions anew: a
    quarter of a second; most tests fill twenty tables with a few rows.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield


def _empty(_: TransactionTestCase) -> None:
    row = "SELECT '{0}', pg_relation_size('{0}') WHERE EXISTS (SELECT FROM {0})"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(row.format, _tables())))
        filled = dict(cursor.fetchall())
        if any(size > LARGE for size in filled.values()):
            cursor.execute(f"TRUNCATE {', '.join(_tables())}")
            return
        # Without triggers: nobody needs to be told which rows refer to which.
        deletes = "".join(map("DELETE FROM {};".format, filled))
        cursor.execute(
            f"SET session_replication_role = replica; {deletes} RESET session_replication_role"
        )


@cache
def _tables() -> tuple[str, ...]:
    managed = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return (*sorted(set(managed) - KEPT), LEDGER)


@pytest.fixture
def office(db: None) -> Office:
    """An installation with its basics: three audiences, tellings and lists."""
    house = House("Jena", "rundbrief@stadt.example.org", "Stadt Jena, Am Anger 15, 07743 Jena")
    return foundation(house)


@pytest.fixture
def editor(office: Office) -> User:
    """Prepares campaigns, may not approve."""
    return user("editor@stadt.example.org", office, Role.EDITOR)


@pytest.fixture
def approver(office: Office) -> User:
    """Approves and sends, may not prepare."""
    return user("approver@stadt.example.org", office, Role.APPROVER)


@pytest.fixture
def outsider(office: Office) -> User:
    """An editor and approver of another office."""
    other = Office.objects.create(slug="parks", name="Grünflächenamt")
    return user("outsider@stadt.example.org", other, Role.EDITOR, Role.APPROVER)
