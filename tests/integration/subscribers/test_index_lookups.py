"""With a million people, a person's own pages stay look-ups: no table is read as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from subscribers import audience, consent, correspondence, dossier, people, wishes
from subscribers.models import List, Subscriber
from subscribers.rights import everything_about
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db
PEOPLE = 20_000
BIG = ("subscriber", "subscription", "consentevent", "suppression", "wish", "subscriber_topics")
_FILL = """
INSERT INTO subscribers_subscriber (address, address_key, older_keys, given_name, family_name,
    honorific, organisation, municipality, municipality_type, language, form_of_address,
    attributes, easy_language, text_only, created_at)
SELECT 'p' || n || '@example.org', sha256(n::text::bytea), '{{}}', '', '', '', '', '', '', 'de',
    'formal', '{{}}', false, false, now() FROM generate_series(1, {people}) n;
INSERT INTO subscribers_subscription (subscriber_id, list_id, frequency, source, started_at,
    confirmed_at, ended_reason)
SELECT id, {list}, 'weekly', 'test', now(), now(), '' FROM subscribers_subscriber
WHERE address LIKE 'p%';
INSERT INTO subscribers_consentevent (subscriber_id, subscription_id, list_id, step, at, payload,
    salt, digest)
SELECT subscriber_id, id, list_id, 'imported', now(), '{{}}', '', '' FROM subscribers_subscription;
INSERT INTO subscribers_suppression (address_key, list_id, reason, at, source)
SELECT sha256(('x' || n)::bytea), {list}, 'left', now(), '' FROM generate_series(1, {people}) n;
INSERT INTO subscribers_wish (kind, address_key, limit_key, language, choice, mail, at, expires_at,
    answered_at, answer)
SELECT 'link', sha256(n::text::bytea), sha256(n::text::bytea), 'de', '{{}}', '{{}}', now(), now(),
    now(), 'mailed' FROM generate_series(1, {people}) n;
INSERT INTO subscribers_subscriber_topics (subscriber_id, topic_id)
SELECT p.id, t.id FROM subscribers_subscriber p, (SELECT min(id) AS id FROM subscribers_topic) t;
"""


@pytest.fixture
def anna(member: Member, citizens: List) -> Subscriber:
    """Somebody among many, and what PostgreSQL knows of them all."""
    person = member("anna@example.org")
    with connection.cursor() as cursor:
        cursor.execute(_FILL.format(people=PEOPLE, list=citizens.pk))
        for name in BIG:
            cursor.execute(f"ANALYZE subscribers_{name}")
    return person


def whole(act: Callable[[], object]) -> list[str]:
    """The statements of an act that would read a big table as a whole."""
    with CaptureQueriesContext(connection) as queries:
        act()
    found = []
    with connection.cursor() as cursor:
        for sql in (one["sql"] for one in queries):
            if not re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", sql) or "pg_advisory" in sql:
                continue
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            if re.search(rf"Seq Scan on subscribers_({'|'.join(BIG)})\b", plan):
                found.append(f"{sql}\n{plan}")
    assert len(queries) > 0
    return found


def test_every_act_of_a_person_is_a_look_up(anna: Subscriber, citizens: List) -> None:
    """Issue 4, speed: manage, leave, ask for the link, see, prove, move, erase: look-ups all."""
    browser = Client()
    links = audience.links(anna.pk, citizens.pk)
    manage, leave = (urlsplit(one).path for one in (links.preferences_url, links.unsubscribe_url))
    own = urlsplit(correspondence.data_url(anna.pk)).path
    acts: list[Callable[[], object]] = [
        lambda: browser.get(manage),
        lambda: browser.post(manage, {"act": "topics", "topics": ["culture"]}),
        lambda: browser.post(leave),
        lambda: browser.post(f"{leave}/back"),
        lambda: browser.post(f"{leave}/all"),
        lambda: browser.post(f"{leave}/all/back"),
        lambda: browser.post("/link", {"email": "anna@example.org"}),
        wishes.answer,
        lambda: browser.get(own),
        lambda: people.find("anna@example.org"),
        lambda: everything_about(anna),
        lambda: dossier.dossier(dossier.people_at("anna@example.org"), language="de"),
        lambda: browser.post(f"{own}/address", {"email": "neu@example.com"}),
        lambda: consent.confirm_move(anna.wishes.latest("pk").pk, source="test"),
        lambda: browser.post(f"{own}/erase"),
        consent.finish_erasures,
        lambda: consent.erase(anna.pk, source="test"),
    ]
    assert [found for act in acts for found in whole(act)] == []
    anna.refresh_from_db()
    assert anna.erased_at is not None


def test_a_whole_table_would_be_noticed(anna: Subscriber) -> None:
    """The test above can fail."""
    assert whole(lambda: list(Subscriber.objects.filter(given_name="Kim")))
