"""Getting in and out, and what strangers see."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

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


def test_broken_page_needs_nothing() -> None:
    """500 is shown when even the request's context may be what broke, in both languages."""
    response = server_error(RequestFactory().get("/desk/"))
    page = response.content.decode()
    assert response.status_code == 500
    assert "Es ist ein Fehler aufgetreten" in page
    assert "Something went wrong" in page


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
    """S31: no unsafe-inline, and no page that would need it; forms keep their Origin (S26)."""
    german.force_login(cast["admin"])
    response = german.get(reverse("desk:issue", args=[city.sending.pk]))
    page = response.content.decode()
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert " style=" not in page
    assert " on" + "click" not in page
    assert "<script>" not in page


def test_allauths_other_pages_are_closed(german: Client, cast: dict[str, User]) -> None:
    """Nothing promises mails that are not sent, and nobody makes an account."""
    german.force_login(cast["editor"])
    for name in ("account_signup", "account_reset_password", "account_email"):
        assert german.get(reverse(name)).status_code == 404
        assert german.post(reverse(name), {"email": "a@example.org"}).status_code == 404


def test_second_step_can_be_set_up(german: Client, cast: dict[str, User]) -> None:
    """S27: TOTP and recovery codes, after the password was given once more."""
    person = cast["approver"]
    person.set_password(PASSWORD)
    person.save()
    german.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert "Zweiten Schritt einrichten" in german.get(reverse("mfa_index")).content.decode()
    again = german.get(reverse("mfa_activate_totp"), follow=True)
    assert "Bitte geben Sie Ihr Passwort noch einmal ein." in again.content.decode()
    german.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = german.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml' in page.content.decode()
    secret = page.context_data["form"].secret  # type: ignore[attr-defined]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    done = german.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert "Ersatzcodes" in done.content.decode()
    assert german.get(reverse("mfa_view_recovery_codes")).status_code == 200
    german.post(reverse("account_logout"))
    step = german.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD}, follow=True
    )
    assert "Zweiter Schritt" in step.content.decode()
    assert german.get(reverse("desk:overview")).status_code == 302


def test_password_change(german: Client, cast: dict[str, User]) -> None:
    """S27: a short password is refused at its field, a long one taken."""
    person = cast["editor"]
    person.set_password(PASSWORD)
    person.save()
    german.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    path = reverse("account_change_password")
    for new, taken in (("kurz", False), ("Siebzehn-Boote-im-Nebel", True)):
        data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        german.post(path, data)
        person.refresh_from_db()
        assert person.check_password(new) == taken
