"""Getting in and out, and what strangers see."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from mailer.models import Report
from staff.models import User
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
PASSWORD = "Zwölf-Birken-am-Ufer"


@pytest.fixture
def german(client: Client) -> Client:
    """A browser of nobody in particular."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    return client


def test_login_and_logout(german: Client, cast: dict[str, User]) -> None:
    """From the page that was wanted to the login, in, and out by POST."""
    cast["editor"].set_password(PASSWORD)
    cast["editor"].save()
    wanted = reverse("desk:issues")
    login = german.get(wanted, follow=True)
    assert "Rundbrief-Redaktion" in login.content.decode()
    given = {"login": "editor@stadt.example.org", "password": PASSWORD, "next": wanted}
    response = german.post(reverse("account_login"), given)
    assert response.headers["Location"] == wanted
    assert german.get(wanted).status_code == 200
    assert german.get(reverse("account_logout")).status_code == 200
    assert german.get(wanted).status_code == 200
    german.post(reverse("account_logout"))
    assert german.get(wanted).status_code == 302


@pytest.mark.parametrize("login", ["editor@stadt.example.org", "nobody@stadt.example.org"])
def test_wrong_password_says_nothing_about_accounts(
    login: str, german: Client, cast: dict[str, User]
) -> None:
    """S10: the same words whether there is such an account or not."""
    response = german.post(reverse("account_login"), {"login": login, "password": "wrong-word"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "kern-alert--danger" in page
    assert "E-Mail-Adresse" in page


def test_missing_page_is_ours(german: Client, db: None) -> None:
    """404 in the city's colours."""
    response = german.get("/desk/nothing")
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()


def test_public_page_of_a_report(german: Client, city: Scene) -> None:
    """The whole report for everybody, in its own language, kept out of search engines."""
    row: Report = city.reports[0]
    response = german.get(reverse("archive:report", args=[row.public_id, "de"]))
    page = response.content.decode()
    assert '<article class="rb-stack rb-narrow" lang="de">' in page
    assert "<h1>Neue Radstation am Westbahnhof</h1>" in page
    assert "<li>Früh mit der Bahn sprechen</li>" in page
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert german.get(reverse("archive:report", args=[row.public_id, "fr"])).status_code == 404


def test_policy_stays_strict(german: Client, city: Scene, cast: dict[str, User]) -> None:
    """S31: no unsafe-inline, and no page that would need it."""
    german.force_login(cast["admin"])
    response = german.get(reverse("desk:issue", args=[city.sending.pk]))
    page = response.content.decode()
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    assert " style=" not in page
    assert " on" + "click" not in page
    assert "<script>" not in page
