"""A digest of more reports than a mail should hold: the rest is one link away (issue 5)."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from mailer.dispatch import gate
from mailer.models import ArchivePage, Edition, Report
from tests.integration.dispatch.town import Town
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)


def test_and_two_more_lead_to_the_whole_edition(town: Town, inbox: Inbox, client: Client) -> None:
    """The mail tells ten; page and archive tell all twelve, which the ledger counts as told."""
    town.plan()
    town.join("p", "daily")
    for number in range(12):
        town.release(f"{number:02}")
    town.now += timedelta(days=1)
    [issue] = town.tick()
    assert not gate.stops(issue)
    [mail] = inbox.messages()
    words = mail.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "und zwei weitere Berichte" in words
    assert "Bericht 10" not in words
    [link] = re.findall(r"\S+/all", words)
    page = client.get(urlsplit(link).path)
    assert page.content.decode().count("<h2>Bericht") == 12
    assert "noindex" in page["X-Robots-Tag"]
    assert len(town.told("p")) == 12
    german = Edition.objects.get(issue=issue, language="de")
    assert ArchivePage.objects.get(edition=german).article == german.whole
    Report.objects.filter(pk=town.reports["11"]).update(withdrawn_at=town.now)
    assert client.get(urlsplit(link).path)["Location"] == f"/a/{german.public_id}"


def test_an_edition_that_fits_has_no_other_page(town: Town, client: Client) -> None:
    """Nothing is stored twice; whoever guesses the address sees the edition itself."""
    town.plan()
    town.join("p", "daily")
    town.release("one")
    town.now += timedelta(days=1)
    town.tick()
    edition = Edition.objects.get(language="de")
    assert edition.whole == ""
    answer = client.get(f"/a/{edition.public_id}/all")
    assert (answer.status_code, answer["Location"]) == (302, f"/a/{edition.public_id}")
