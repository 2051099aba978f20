"""What is kept how long: each job removes what its dry run counts, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner, Result
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from config.cli.retention import retention as command
from config.seed import user
from staff import retention
from staff.models import AuditEntry, Office, RetentionRun, Role, User
from subscribers import consent, dossier, people
from subscribers.consent import Choice, SignUp
from subscribers.models import (
    ConsentEvent,
    EndedReason,
    List,
    Subscriber,
    Subscription,
    Wish,
)
from tests.integration.subscribers.conftest import Import, Member

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 6, 15, 12, tzinfo=UTC)


def ago(**span: float) -> time_machine.travel:
    """The clock stands so long before NOW."""
    return time_machine.travel(NOW - timedelta(**span), tick=False)


@pytest.fixture
def kept() -> Callable[[str], int]:
    """kept('wishes'): what the job removes at NOW, after a dry run that counted as much."""

    def do(name: str) -> int:
        job = retention.JOBS[name]
        with time_machine.travel(NOW, tick=False):
            due = job.due(timezone.now())
            counted = job.count(due)
            removed = job.run(due)
            assert counted == removed
            assert job.count(due) == 0
        return removed

    return do


def ask(address: str, wanted: List) -> int:
    """Somebody signs up on the web; they have yet to confirm."""
    return consent.request(address, SignUp({wanted.pk: Choice()}, source="form"))


def test_unconfirmed_sign_ups_vanish(citizens: List, kept: Callable[[str], int]) -> None:
    """P5: after seven days neither the wish nor the address is left; younger ones stay."""
    with ago(days=8):
        ask("old@example.org", citizens)
        ask("both@example.org", citizens)
    with ago(days=6):
        ask("young@example.org", citizens)
        ask("both@example.org", citizens)
    assert kept("wishes") == 2
    assert kept("addresses") == 1
    assert {person.address for person in Subscriber.objects.all()} == {
        "young@example.org",
        "both@example.org",
    }


def test_addresses_are_counted_as_if_their_wishes_were_gone(
    citizens: List, kept: Callable[[str], int]
) -> None:
    """P17: in a dry run wishes are still there; who has only expired ones counts all the same."""
    with ago(days=8):
        ask("old@example.org", citizens)
    assert kept("addresses") == 1
    assert not Wish.objects.exists()


def test_confirmed_wishes_go_and_their_people_stay(
    citizens: List, kept: Callable[[str], int]
) -> None:
    """P17: a used wish holds the mail that is evidence by now; the subscription goes on."""
    with ago(days=8):
        assert consent.confirm(ask("anna@example.org", citizens), source="link")
    assert kept("wishes") == 0
    assert kept("used_wishes") == 1
    assert kept("addresses") == 0
    assert Subscription.objects.get().ended_at is None


@pytest.mark.parametrize(("job", "asked"), [("invited", True), ("uninvited", False)])
def test_imported_people_who_never_confirmed_are_erased(
    imported: Import, kept: Callable[[str], int], job: str, *, asked: bool
) -> None:
    """P5: seven days after the invitation, or thirty after the import if nobody asked."""
    with ago(days=31):
        imported(proof="")
        first = Subscription.objects.earliest("pk")
    if asked:
        Subscription.objects.update(invited_at=NOW - timedelta(days=6))
        Subscription.objects.filter(pk=first.pk).update(invited_at=NOW - timedelta(days=8))
    assert kept(job) == (1 if asked else 3)
    first.refresh_from_db()
    assert first.ended_reason == EndedReason.NOT_CONFIRMED
    assert first.subscriber.address is None
    with time_machine.travel(NOW):
        imported(proof="file 1")
    assert first.subscriber.subscriptions.filter(ended_at=None).count() == 0


def leave(person: Subscriber, wanted: List, at: datetime) -> None:
    """Somebody leaves a list."""
    with time_machine.travel(at, tick=False):
        reason = EndedReason.UNSUBSCRIBED
        consent.end(person.pk, wanted.pk, reason=reason, source="link")


@pytest.mark.parametrize(
    ("left", "erased"),
    [
        (datetime(2027, 12, 31, 12, tzinfo=UTC), 2),
        (datetime(2028, 1, 1, 12, tzinfo=UTC), 0),
    ],
)
def test_evidence_ends_three_years_after_the_year(
    member: Member, citizens: List, kept: Callable[[str], int], left: datetime, erased: int
) -> None:
    """P10: the end of the year of leaving plus three years; the chain's digests stay."""
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        person = member()
        member("stays@example.org")
    leave(person, citizens, left)
    assert kept("evidence") == erased
    rows = ConsentEvent.objects.filter(subscriber=person)
    assert rows.filter(payload__isnull=True).count() == erased
    assert not rows.filter(digest=b"").exists()


def test_evidence_of_a_subscription_that_goes_on_under_another_one_stays(
    member: Member, citizens: List, kept: Callable[[str], int]
) -> None:
    """P10: a change of frequency ends a row, not the consent: its proof is needed as before."""
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        person = member()
        consent.change_frequency(person.pk, citizens.pk, frequency="weekly", source="link")
    assert kept("evidence") == 0
    assert kept("former_people") == 0


def test_who_moved_to_an_address_that_we_knew_lives_on(
    member: Member, citizens: List, kept: Callable[[str], int]
) -> None:
    """P10, P15: a row that became one with another goes with it, and proves what that was told."""
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        old, now = member("old@example.org"), member("now@example.org")
        Subscription.objects.filter(subscriber=old).update(
            ended_at=timezone.now(), ended_reason=EndedReason.CHANGED
        )
    Subscriber.objects.filter(pk=old.pk).update(address=None, merged_into=now)
    assert kept("former_people") == kept("evidence") == kept("addresses") == 0
    assert dossier.people_at("now@example.org") == [old, now]
    now.refresh_from_db()
    assert now.address == "now@example.org"


def test_the_setting_says_how_many_years(
    member: Member, citizens: List, settings: Settings, kept: Callable[[str], int]
) -> None:
    """P10: EVIDENCE_YEARS."""
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        person = member()
    leave(person, citizens, datetime(2030, 12, 31, 12, tzinfo=UTC))
    settings.EVIDENCE_YEARS = 0
    assert kept("evidence") == 2


def test_former_people_and_their_hash_go_with_their_proof(
    member: Member, citizens: List, kept: Callable[[str], int]
) -> None:
    """P10: when the proof's time is over, so is that of the address."""
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        person, other = member(), member("other@example.org")
    leave(person, citizens, datetime(2027, 5, 1, tzinfo=UTC))
    leave(other, citizens, datetime(2030, 5, 1, tzinfo=UTC))
    assert kept("former_people") == 1
    person.refresh_from_db()
    assert person.address is None
    assert person.erased_key is None
    assert people.find("other@example.org") == other


def test_the_proof_of_erased_people_is_blocked_for_a_time(
    member: Member, kept: Callable[[str], int]
) -> None:
    """P10: the hash under which it is found goes with it."""
    for address, year in (("a@example.org", 2027), ("b@example.org", 2028)):
        person = member(address)
        person.address, person.erased_key = None, b"k" * 32
        person.erased_at = datetime(year, 6, 1, tzinfo=UTC)
        person.proof_until = date(year + 3, 12, 31)
        person.save()
    assert kept("blocked_proofs") == 1
    assert Subscriber.objects.exclude(erased_key=None).count() == 1


def test_files_of_people_lie_about_for_a_day(
    imported: Import, citizens: List, kept: Callable[[str], int]
) -> None:
    """P17: what failed, what a dry run left, and lists of faults go after 24 hours."""
    with ago(hours=25):
        faulty = imported("E-Mail\nanna@example.org\nnot an address\n")
        imported("Name\nAnna\n")
    with ago(hours=23):
        imported("Name\nAnna\n")
    assert faulty.errors
    assert kept("files") == 3  # the first one's file, too: this test's transaction never commits
    faulty.refresh_from_db()
    assert not faulty.errors


def test_the_audit_trail_ends_after_a_year(
    office: Office, editor: User, kept: Callable[[str], int]
) -> None:
    """P17, P36: names of staff stay as long as the acts do, twelve months."""
    for days in (364, 368):
        with ago(days=days):
            AuditEntry.objects.create(verb="v", kind="k", object_id=1, user=editor)
    assert kept("audit_trail") == 1
    assert AuditEntry.objects.count() == 1


def test_a_whole_run_removes_what_the_dry_run_said(
    office: Office, citizens: List, imported: Import, member: Member
) -> None:
    """P17: all jobs in their order, by the command, twice, and a report of each."""
    user("officer@stadt.example.org", office, Role.DATA_OFFICER)
    with ago(days=8):
        ask("old@example.org", citizens)
        imported("Name\nAnna\n")
    with time_machine.travel(NOW, tick=False):
        said = json.loads(run("--dry-run").stdout)
        done = json.loads(run().stdout)
        again = json.loads(run("--dry-run").stdout)
    assert said["dry_run"]
    assert not done["dry_run"]
    names = retention.JOBS
    assert {name: said[name] for name in names} == {name: done[name] for name in names}
    assert done["wishes"] == done["addresses"] == done["files"] == 1
    assert {name: again[name] for name in names} == dict.fromkeys(names, 0)
    assert [one.dry_run for one in RetentionRun.objects.order_by("pk")] == [True, False, True]


def run(*options: str) -> Result:
    """`rundbrief retention run`."""
    found = CliRunner().invoke(
        command, ["run", "--json", "--as", "officer@stadt.example.org", *options]
    )
    assert found.exit_code == 0, found.output
    return found


def test_beat_asks_often_and_it_runs_once_a_day(office: Office) -> None:
    """Invariant 2: two beats, or one that starts anew each hour, do no harm."""
    with ago(hours=30):
        assert retention.run_if_due()
        assert retention.run(dry_run=True)
    with ago(hours=20):
        assert retention.run_if_due() is None
    with ago(hours=6):
        assert retention.run_if_due()


def test_a_job_that_fails_holds_up_no_other(office: Office, citizens: List) -> None:
    """P17: it is named in the report; the rest is done."""
    with ago(days=8):
        ask("old@example.org", citizens)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE staff_auditentry RENAME TO elsewhere")
    with time_machine.travel(NOW, tick=False):
        report = retention.run()
    assert report is not None
    assert report.faults == {"audit_trail": "ProgrammingError"}
    assert report.removed["wishes"] == 1


def test_only_a_person_with_the_right_removes(office: Office, editor: User) -> None:
    """S29: an editor may not."""
    found = CliRunner().invoke(command, ["run", "--as", editor.email])
    assert found.exit_code != 0
    assert not RetentionRun.objects.exists()
