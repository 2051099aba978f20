"""The words and weights of tellings at the desk: seen, tried, changed, set back."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from mailer.dispatch import tellings
from mailer.dispatch.profiles import Wanted, profiles_of, reword
from mailer.dispatch.tellings import data_of
from mailer.editions.telling import shipped
from mailer.models import Issue, Telling
from mailer.web.profile_forms import TITLES
from staff.models import AuditEntry, User
from staff.roles import NotAllowedError
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
PLACE = "/desk/tellings/citizens/de"
NAMES = [profile["name"] for profile in shipped()["citizens"]["de"]["profiles"]]
CITY, PEOPLE, EVERYDAY = map(NAMES.index, ("city", "people", "everyday"))
SAVE = {"save": "1"}
OWN = {"name": "river", "words": ["Saale"], "weight": 2.0}


def fields(client: Client, path: str = PLACE) -> dict[str, str]:
    """The form as the page gives it."""
    return typed(client.get(path).content.decode())


def typed(page: str) -> dict[str, str]:
    """What stands in the fields of a page's form."""
    found = dict(re.findall(r'<input [^>]*name="([^"]+)"[^>]* value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    found.pop("csrfmiddlewaretoken", None)
    return {name: unescape(value) for name, value in found.items()}


def stored() -> dict[str, object]:
    data: dict[str, object] = Telling.objects.get(slug="citizens").data
    return data


def test_every_profile_that_ships_has_a_name_for_people() -> None:
    """No inner name stands on the page."""
    names = {
        profile["name"]
        for telling in shipped().values()
        for voice in telling.values()
        if isinstance(voice, dict)
        for profile in voice.get("profiles", ())
    }
    assert "summary" in names
    assert names <= TITLES.keys()


def test_words_are_changed_and_set_back(city: Scene, as_: Browser, cast: dict[str, User]) -> None:
    """A word and a weight; the trail names both, approvals fall, the built-in can be had back."""
    client = as_("admin")
    given = fields(client)
    given[f"words-{CITY}"] += ", Lobeda,\nLobeda"
    response = client.post(PLACE, given | {f"weight-{EVERYDAY}": "2.5", "save": "1"}, follow=True)
    page = response.content.decode()
    assert "2 Ausgaben wurden neu erstellt" in page
    assert Issue.objects.get(pk=city.approved.pk).state == "in_review"
    kept = profiles_of(Telling.objects.get(slug="citizens"), "de")
    assert (kept[CITY].added, kept[CITY].removed) == (("Lobeda",), ())
    assert [one.name for one in kept if one.changed] == ["city", "everyday"]
    assert re.search(r"Hier ergänzt</dt><dd><q[^>]*>Lobeda</q>", page)
    assert "2,5 statt 1,5" in page
    entry = AuditEntry.objects.filter(verb="changed a telling").latest("pk")
    places = ["de.profiles.city.words", "de.profiles.everyday.weight"]
    assert (entry.user, entry.details["places"]) == (cast["admin"], places)
    assert "Die Stadt, Alltag" in client.get(reverse("desk:profiles")).content.decode()

    back = client.post(PLACE, fields(client) | {"back": str(CITY)})
    assert typed(back.content.decode())[f"words-{CITY}"] == "{city}"
    assert "Lobeda" in str(stored()), "nothing is saved before it was looked at"
    every = client.post(PLACE, fields(client) | {"back": "all"}).content.decode()
    client.post(PLACE, typed(every) | SAVE)
    assert stored() == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({f"words-{PEOPLE}": "Kinder*, **"}, "Wörter: Menschen in der Stadt: „**“ hat weder"),
        ({f"words-{PEOPLE}": "{stadt}"}, "„{stadt}“ enthält geschweifte Klammern."),
        ({f"words-{PEOPLE}": "a" * 61}, "hat mehr als 60 Buchstaben"),
        ({f"words-{PEOPLE}": "*a*b*"}, "„*a*b*“ hat mehr als 2 Sternchen"),
        ({f"words-{PEOPLE}": " , "}, "Schreiben Sie mindestens ein Wort."),
        ({f"weight-{PEOPLE}": "viel"}, "Gewicht: Menschen in der Stadt: "),
        ({f"weight-{PEOPLE}": "101"}, "Gewicht: Menschen in der Stadt: "),
        ({"seen": "2026-01-01T00:00:00+00:00"}, "Diese Erzählweise wurde inzwischen geändert."),
    ],
)
def test_what_means_nothing_is_refused_at_its_field(
    change: dict[str, str], said: str, city: Scene, as_: Browser
) -> None:
    """Each error names its profile and the word; nothing is kept, what was typed stays."""
    client = as_("admin")
    response = client.post(PLACE, fields(client) | change | SAVE)
    assert response.status_code == 422
    assert said in unescape(response.content.decode())
    assert stored() == {}
    assert not AuditEntry.objects.filter(verb="changed a telling").exists()


def test_a_preview_shows_what_the_newest_report_would_become(city: Scene, as_: Browser) -> None:
    """Nothing is stored; each section that is told otherwise stands there, before and after."""
    client = as_("admin")
    same = client.post(PLACE, fields(client) | {"preview": "1"}).content.decode()
    assert "„Stadtwald wird umgebaut“, wird erzählt wie bisher." in same
    given = fields(client) | {f"words-{EVERYDAY}": "Fichten", "preview": "1"}
    page = client.post(PLACE, given).content.decode()
    assert "Wie es jetzt ist" in page
    assert "Mit diesen Wörtern" in page
    assert "weil es den Alltag betrifft („Fichten“)" in page
    assert stored() == {}


def test_own_and_removed_profiles_are_told_apart(city: Scene, as_: Browser) -> None:
    """One that a file added can be taken out; one that a file left out can be had back."""
    Telling.objects.filter(slug="councils").update(data={"de": {"profiles": [OWN]}})
    client, path = as_("admin"), "/desk/tellings/councils/de"
    page = client.get(path).content.decode()
    assert "Nicht mitgeliefert" in page
    assert "Mitgeliefert, hier aber gestrichen: Ergebnis*" in page
    row = Telling.objects.get(slug="councils")
    names = [kept.name for kept in profiles_of(row, "de")]
    place = names.index("money")
    client.post(path, fields(client, path) | {f"words-{place}": "Euro", "words-0": ""} | SAVE)
    row.refresh_from_db()
    assert [one["name"] for one in data_of(row)["de"]["profiles"]] == ["money"]


def test_what_a_release_adds_appears_where_something_was_changed(
    cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Differences are kept, not the list: new words count, and what was taken out stays out."""
    row = Telling.objects.get(slug="citizens")
    words = {"city": Wanted(("{city}", "Lobeda"), 3.75), "everyday": Wanted((), 1)}
    reword(row, "de", wanted=words, by=cast["admin"])
    assert stored() == {
        "de": {"profiles": {"city": {"added": ["Lobeda"]}, "everyday": {"taken_out": True}}}
    }
    release = deepcopy(dict(shipped()))
    shipping = release["citizens"]["de"]["profiles"]
    shipping[CITY]["words"].append("Stadtteil*")
    shipping.append({"name": "water", "words": ["Saale"]})
    monkeypatch.setattr(tellings, "shipped", lambda: release)
    row.refresh_from_db()
    kept = {one.name: one for one in profiles_of(row, "de")}
    assert kept["city"].now.words == ("{city}", "Stadtteil*", "Lobeda")
    assert (kept["water"].changed, kept["everyday"].now) == (False, None)


def test_lists_that_were_kept_before_become_differences() -> None:
    """The migration keeps what counts, in both directions."""
    moving = import_module("mailer.migrations.0020_profiles_are_differences")
    row = Telling.objects.get(slug="citizens")
    listed = [*deepcopy(shipped()["citizens"]["de"]["profiles"][1:]), OWN]
    Telling.objects.filter(pk=row.pk).update(data={"de": {"profiles": listed}})
    moving.reduce(apps, None)
    river = {name: value for name, value in OWN.items() if name != "name"}
    assert stored() == {"de": {"profiles": {"city": {"taken_out": True}, "river": river}}}
    row.refresh_from_db()
    assert data_of(row)["de"]["profiles"] == listed
    moving.resolve(apps, None)
    assert stored() == {"de": {"profiles": listed}}


def test_a_profile_of_ones_own_is_added_and_taken_away(city: Scene, as_: Browser) -> None:
    """A name in both languages, words, a reason and a weight; looked at before it is kept."""
    client, path = as_("admin"), f"{PLACE}/add"
    assert "Eigenes Profil ergänzen" in client.get(PLACE).content.decode()
    given = fields(client, path) | {
        "title-de": "Schädlinge",
        "words-de": "Fichten, Käfer*",
        "because-de": "weil es um Schädlinge geht („{word}“)",
        "title-en": "Pests",
        "words-en": "beetle*",
        "weight": "3",
    }
    wrong = client.post(path, given | {"title-en": "", "because-de": "{wort}"} | SAVE)
    assert (wrong.status_code, "Geben Sie einen Namen an." in wrong.content.decode()) == (422, True)
    wrong = client.post(path, given | {"because-de": "{wort}"} | SAVE)
    assert (wrong.status_code, stored()) == (422, {})
    tried = client.post(path, given | {"preview": "1"}).content.decode()
    assert "weil es um Schädlinge geht („Fichten“)" in tried
    assert stored() == {}
    page = client.post(path, given | SAVE, follow=True).content.decode()
    assert "Schädlinge" in page
    assert "eigenes" in page
    assert "weil es um Schädlinge geht („{word}“)" in page
    assert "Schädlinge" in client.get(reverse("desk:profiles")).content.decode()
    assert "Pests" in client.get("/desk/tellings/citizens/en").content.decode()
    client.post(path, given | SAVE)
    row = Telling.objects.get(slug="citizens")
    assert [one.name for one in profiles_of(row, "en") if one.own] == ["schadlinge", "schadlinge-2"]
    for name in ("schadlinge", "schadlinge-2"):
        client.post(f"{PLACE}/{name}/remove")
    assert stored() == {}
    assert client.post(f"{PLACE}/city/remove").status_code == 404
    assert as_("editor").post(path, given | SAVE).status_code == 403
    assert as_("editor").post(f"{PLACE}/city/remove").status_code == 403


def test_all_staff_see_the_words_and_administrators_change_them(
    city: Scene, as_: Browser, cast: dict[str, User]
) -> None:
    """S29: as with days of restraint; the verb asks for the role itself."""
    page = as_("viewer").get(PLACE).content.decode()
    assert "Einwohner*" in page
    assert "<textarea" not in page
    given = fields(as_("admin"))
    for who in ("viewer", "editor", "approver", "sender", "officer"):
        assert as_(who).post(PLACE, given | SAVE).status_code == 403
    row = Telling.objects.get(slug="citizens")
    with pytest.raises(NotAllowedError, match="takes the role: admin"):
        reword(row, "de", wanted={"city": Wanted(("Jena",), 1)}, by=cast["editor"])
    for path in ("/desk/tellings/nobody/de", "/desk/tellings/citizens/fr"):
        assert as_("admin").get(path).status_code == 404
