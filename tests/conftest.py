"""Fixtures that every kind of test may use."""

from __future__ import annotations

import pytest

from config.seed import House, foundation, user
from staff.models import Office, Role, User


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
