"""Buckets, and whose mail which provider takes."""

from __future__ import annotations

import pytest

from mailer.delivery.pace import Bucket, Own, PaceError, rates
from mailer.delivery.providers import EVERYBODY, GROUPS, bit, by_exchanges, to_look_up


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_lets_no_more_go_than_its_rate() -> None:
    """M45: a burst of ten seconds at first, then so many a minute and no more."""
    clock = Clock()
    bucket = Bucket(600, clock=clock)
    assert bucket.take(500).messages == 100
    assert bucket.take(500).messages == 0
    gone = 0
    for _ in range(60):
        clock.now += 1
        gone += bucket.take(500).messages
    assert gone == 600


def test_a_bucket_says_when_to_ask_again() -> None:
    """After that time half a burst may go, or all who are left."""
    clock = Clock()
    bucket = Bucket(600, clock=clock)
    granted = bucket.take(500)
    clock.now += granted.wait
    assert bucket.take(500).messages == 50
    few = bucket.take(3)
    clock.now += few.wait
    assert bucket.take(3) == (3, 0.0)


def test_a_very_slow_bucket_lets_one_go() -> None:
    """One a minute is one a minute."""
    clock = Clock()
    bucket = Bucket(1, clock=clock)
    assert [bucket.take(5).messages for _ in range(3)] == [1, 0, 0]
    clock.now += 60
    assert bucket.take(5).messages == 1


def test_a_process_alone_keeps_to_its_share_of_a_limit() -> None:
    """M45: half at each complaint, one step in ten seconds, 30 at least; then faster again."""
    clock = Clock()
    own = Own(4, alone=600, clock=clock)
    assert own.take("gmail", 900, rate=0).messages == 100
    for expected in (1200, 600, 300, 150, 75, 37.5, 30, 30):
        clock.now += 11
        own.slow("gmail")
        own.slow("gmail")
        assert own.limit("gmail") == expected
    clock.now += 59
    assert own.take("gmail", 900, rate=0).messages == 1
    assert [own.take("gmail", 900, rate=0).messages for _ in range(3)] == [0, 0, 0]
    clock.now += 61
    assert own.limit("gmail") == 67.5
    assert own.limit("gmail", 60) == 0
    clock.now += 20 * 60
    assert own.take("gmail", 900, rate=0).messages == 100
    own.heard("gmail", 100, age=61)
    assert own.limit("gmail") == 150


def test_a_setting_is_read_or_refused() -> None:
    """The words name what is expected."""
    assert rates("gmail=600  t-online=120") == {"gmail": 600, "t-online": 120}
    for text in ("gmail", "gmail=x", "nobody=3", "gmail=-1"):
        with pytest.raises(PaceError, match="gmail=600"):
            rates(text)


@pytest.mark.parametrize(
    ("hosts", "group"),
    [
        (["aspmx.l.google.com.", "alt1.aspmx.l.google.com."], "gmail"),
        (["stadt-example.mail.protection.outlook.com."], "outlook"),
        (["mta5.am0.yahoodns.net."], "yahoo"),
        (["mx01.emig.gmx.net."], "gmx"),
        (["mx00.t-online.de."], "t-online"),
        (["mx00.ionos.de.", "mx01.ionos.de."], "ionos"),
        (["smtpin.rzone.de."], "strato"),
        (["mail.stadt.example.", "notgoogle.com."], "other"),
        ([], "other"),
    ],
)
def test_exchanges_tell_the_provider(hosts: list[str], group: str) -> None:
    """M45: a city's own domain may have its mail at a large provider."""
    assert by_exchanges(hosts) == group


def test_names_that_exist_nowhere_are_not_looked_up() -> None:
    """RFC 2606, RFC 6761; and those that are known need not be."""
    known = ("gmail.com", "x.test", "example.org", "mail.example.com", "a.invalid")
    assert not any(map(to_look_up, known))
    assert to_look_up("stadt.de")


def test_groups_are_bits() -> None:
    """A mask fits into an integer column."""
    assert sum(map(bit, GROUPS)) == EVERYBODY < 2**31
