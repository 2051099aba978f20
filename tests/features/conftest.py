"""An installation with an inbox that takes its mail and a feed that it may read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.features.feed import Feed
from tests.installation import City, installation
from workbench.inbox import Inbox, Mail


@dataclass
class Watched(City):
    """A city whose mail is looked at."""

    inbox: Inbox
    feed: Feed

    def mails(self) -> list[Mail]:
        """What the relay has accepted so far."""
        return self.inbox.messages()


@pytest.fixture(scope="module")
def city() -> Iterator[Watched]:
    """A running installation with an editor and an approver and nobody on its lists."""
    with (
        tempfile.TemporaryDirectory(prefix="rb-") as folder,
        Inbox(Path(folder) / "inbox") as inbox,
        installation(smtp_url=f"{inbox.smtp_url}?tls=none", INBOX_URL=inbox.url) as city,
        Feed() as feed,
    ):
        yield Watched(city.env, city.folder, city.supervisor, city.warm, inbox, feed)
