"""The cast in front of their browsers, and the scene that they look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from config.seed import user
from staff.models import Office, Role, User
from tests.integration.desk.scene import Scene, scene


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker listens here: what the queue would be told is left out."""
    monkeypatch.setattr("mailer.dispatch.nudges._send", lambda name, issue_id: None)


@pytest.fixture(autouse=True)
def _static(settings: Settings, tmp_path: Path) -> None:
    """Nothing was collected: style sheets come from where they are kept."""
    settings.STATIC_ROOT = str(tmp_path)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def city(office: Office, editor: User, approver: User) -> Scene:
    """Reports, people, issues."""
    return scene(office, editor=editor, approver=approver)


@pytest.fixture
def cast(office: Office, editor: User, approver: User, outsider: User) -> dict[str, User]:
    """One person per role, and one of another office."""
    return {
        "viewer": user("viewer@stadt.example.org", office, Role.VIEWER),
        "editor": editor,
        "approver": approver,
        "sender": user("sender@stadt.example.org", office, Role.SENDER),
        "officer": user("officer@stadt.example.org", office, Role.DATA_OFFICER),
        "admin": user("admin@stadt.example.org", office, Role.ADMIN),
        "outsider": outsider,
    }


@pytest.fixture
def as_(cast: dict[str, User]) -> Callable[[str], Client]:
    """A browser of this person, in German; CSRF is enforced by `test_csrf` alone."""

    def browser(who: str) -> Client:
        client = Client(headers={"accept-language": "de"})
        client.force_login(cast[who])
        return client

    return browser
