"""docs/privacy.md says what the code does: jobs, periods, settings, places, commands."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from config.env import number
from config.seed import CONSENT
from staff.retention import JOBS
from subscribers.policy import IP_POLICIES
from subscribers.web.spans import span
from tests.architecture.test_docs import commands, documented_settings, main, read_by_settings
from tests.architecture.tree import text

PAGE = Path("docs/privacy.md")


def section(heading: str) -> str:
    """The text below a heading."""
    _, _, behind = text(PAGE).partition(f"## {heading}\n")
    assert behind
    return behind.partition("\n## ")[0]


def rows(heading: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_retention_table_is_the_code() -> None:
    """P17, P18: every job, what it removes, how long after what, by which setting and default."""
    with translation.override("en"):
        expected = [
            [f"`{job.name}`", str(job.removes), span(job), f"`{job.setting}`", str(job.value)]
            for job in JOBS.values()
        ]
    assert rows("How long what is kept") == expected


@pytest.mark.parametrize("job", JOBS.values(), ids=lambda job: job.name)
def test_documented_periods_are_the_defaults(job: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """P18: the table shows defaults, so tests may run with no other ones."""
    name = job.setting  # type: ignore[attr-defined]
    monkeypatch.delenv(name, raising=False)
    assert re.search(
        rf'{name} = env\.number\("{name}", {job.value}\)', text(Path("config/settings.py"))
    )  # type: ignore[attr-defined]
    assert number(name, job.value) == getattr(settings, name)  # type: ignore[attr-defined]


def test_settings_that_it_names_exist() -> None:
    """P18: no setting that is none; the policies for IP addresses by their names."""
    named = set(re.findall(r"`([A-Z][A-Z_]+)`", text(PAGE)))
    assert named
    assert named <= read_by_settings()
    assert named <= documented_settings()
    assert all(
        f"`{policy}`" in section("Record of processing (Art. 30 GDPR)") for policy in IP_POLICIES
    )


def test_the_words_of_consent_are_those_that_are_shipped() -> None:
    """P18: the first version of a list's words, as an installation gets them."""
    assert f"> {CONSENT['de']}\n" in section("Words of consent")


def test_every_table_with_people_is_listed() -> None:
    """P18: where which data lie; whoever adds a table of people has to say so here."""
    listed = set(
        re.findall(r"`((?:subscribers|mailer|staff)_\w+)`", section("Which data lie where"))
    )
    tables = {model._meta.db_table for model in apps.get_models()}
    about_people = {
        model._meta.db_table
        for model in apps.get_models()
        if {"subscriber", "subscriber_id", "address_key"} & {f.name for f in model._meta.fields}
    }
    assert listed <= tables
    assert about_people <= listed


def test_commands_that_it_names_exist() -> None:
    """P18: what it tells to type works."""
    known = {path for path, _ in commands(main)}
    named = {
        " ".join(word for word in found.split() if not word.startswith("-"))
        for found in re.findall(r"`rundbrief ([a-z -]+)`", text(PAGE))
    }
    assert named
    assert named <= known
