"""The sentence that Rundbrief was built for."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.features.conftest import Watched as City

EDITOR, APPROVER = "editor@stadt.example.org", "approver@stadt.example.org"
ARTICLE = """
<p>Die Stadt Jena hat am Markt den ersten Trinkbrunnen eröffnet. Das Wasser ist kostenlos.</p>
<h2>Was sich für die Menschen ändert</h2>
<p>Alle Bürgerinnen und Bürger können dort von April bis Oktober Trinkwasser zapfen.</p>
<h2>Was wir gelernt haben</h2>
<p>Der erste Standort scheiterte an einer Leitung. Andere Städte sollten zuerst das Netz prüfen.</p>
<h2>Kosten</h2>
<p>Der Brunnen kostet 38.000 Euro. Der Stadtrat hat die Mittel im März beschlossen.</p>
"""


def test_a_new_report_in_a_feed_reaches_every_audience_at_the_scheduled_time(city: City) -> None:
    """A new report appears in a feed; at the scheduled time workers render it and every citizen,

    council member and partner city on the lists, and nobody else, gets the right telling, once.
    """
    people = {
        "citizens": [f"buerger{n}@example.org" for n in range(12)],
        "councils": [f"rat{n}@example.org" for n in range(5)],
        "partner-cities": [f"stadt{n}@example.com" for n in range(4)],
    }
    for slug, addresses in people.items():
        city.people(slug, addresses, frequency="täglich")
    city.people("citizens", ["woechentlich@example.org"], frequency="wöchentlich")
    _plan(city)
    city.run(
        "reports", "source", "website", "--feed", city.feed.url, "--allow-host", city.feed.host
    )
    city.feed.publish("Erster Trinkbrunnen am Markt", ARTICLE)
    city.run("reports", "pull")
    city.until(lambda: len(city.mails()) >= 21, seconds=200, what="the digest goes out by itself")
    got = Counter(mail.entry.rcpt_to for mail in city.mails())
    wanted = {address for addresses in people.values() for address in addresses}
    assert got == Counter({(address,): 1 for address in wanted})
    _assert_tellings(city, people)
    issue = city.ask("issues", "list")[0]
    city.until(lambda: city.state(issue["issue"])["state"] == "sent", seconds=20, what="sent")
    shown = city.state(issue["issue"])
    assert shown["deliveries"] == {"accepted": 21}
    assert (shown["sum"], shown["audience"], shown["adds up"]) == (21, 21, True)


def _plan(city: City) -> None:
    """A daily digest at the next full minute but one, approved beforehand."""
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    at = (now + timedelta(seconds=80)).strftime("%H:%M")
    lists = ("--list", "citizens", "--list", "councils", "--list", "partner-cities")
    plan = city.ask(
        "campaigns", "create", "Tagesüberblick", "--digest", "daily", "--at", at, *lists,
        "--as", EDITOR,
    )  # fmt: skip
    city.run("campaigns", "approve", str(plan["campaign"]), "--as", APPROVER)


def _assert_tellings(city: City, people: dict[str, list[str]]) -> None:
    """Each audience has one text of its own, which names the report and differs from the others."""
    texts: dict[str, set[str]] = {slug: set() for slug in people}
    for mail in city.mails():
        body = mail.message.get_body(("plain",))
        assert body is not None
        words = body.get_content()
        assert "Trinkbrunnen" in words
        slug = next(slug for slug, there in people.items() if mail.entry.rcpt_to[0] in there)
        assert slug in str(mail.message["List-Id"])
        texts[slug].add(words.split("http")[0])
    assert all(len(found) == 1 for found in texts.values()), texts
    assert len(set.union(*texts.values())) == 3
