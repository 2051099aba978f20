"""Fixtures that every kind of test may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from config.seed import House, foundation, user
from staff.models import Office, Role, User


@pytest.fixture(autouse=True)
def _empty_ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    """The ledger is no managed table: a test that commits has to empty it by hand."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if not commits and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE mailer_delivery")


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
