"""From a row of a batch to an envelope: edition, recipient, list headers, return path."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property, lru_cache

from django.utils import timezone

from mailer.delivery.seam import Envelope, Wire
from mailer.dispatch.claiming import Row
from mailer.dispatch.identity import message_id, return_path
from mailer.editions.model import Edition as EditionValue
from mailer.editions.person import Person, frequency_words, salutation
from mailer.editions.personalise import Head, Recipient, personalise
from mailer.editions.skeleton import Skeleton, skeleton
from mailer.models import Edition
from mailer.models.issues import value_of
from subscribers import audience
from subscribers.audience import ListInfo

# Editions that one process keeps ready; one is some hundred kilobytes.
KEPT = 64


class Letters:
    """Makes the messages of one issue; keeps what its recipients share."""

    def __init__(self, issue_id: int) -> None:
        self.issue_id = issue_id
        self._heads: dict[tuple[int, int], Head] = {}

    @cached_property
    def lists(self) -> dict[int, ListInfo]:
        """The issue's lists with their senders."""
        ids = Edition.objects.filter(issue_id=self.issue_id).values_list("issue__lists__list_id")
        return {entry.id: entry for entry in audience.lists(ids=sorted({pk for (pk,) in ids}))}

    def envelope(self, row: Row, *, now: datetime | None = None) -> Envelope:
        """One message, ready for a transport; `row.address` must not be None."""
        entry = self.lists[row.list_id]
        edition, body = ready(row.edition_id)
        moment = timezone.localtime(now or timezone.now())
        message = personalise(
            body,
            self._recipient(row, entry, edition=edition),
            head=self._head(entry, row.edition_id),
            date=moment,
        )
        sender = return_path(self.issue_id, row.subscriber_id, otherwise=entry.sender.address)
        return Envelope(row.subscriber_id, sender, row.address or "", Wire(message))

    def _recipient(self, row: Row, entry: ListInfo, *, edition: EditionValue) -> Recipient:
        links = audience.links(row.subscriber_id, row.list_id)
        person = Person(
            given_name=row.given_name or "",
            family_name=row.family_name or "",
            honorific=row.honorific or "",
            form=row.form_of_address or "formal",
        )
        return Recipient(
            address=row.address or "",
            name=person.full_name,
            message_id=message_id(self.issue_id, row.subscriber_id, domain=entry.sender.domain),
            unsubscribe_url=links.unsubscribe_url,
            values={
                "salutation": salutation(person, edition.language),
                "first_name": row.given_name or "",
                "list_name": entry.name(edition.language),
                "frequency": frequency_words(row.frequency or "", edition.language),
                "unsubscribe_url": links.unsubscribe_url,
                "preferences_url": links.preferences_url,
            },
        )

    def _head(self, entry: ListInfo, edition_id: int) -> Head:
        if (entry.id, edition_id) not in self._heads:
            self._heads[entry.id, edition_id] = _head(self.issue_id, entry, edition_id=edition_id)
        return self._heads[entry.id, edition_id]


@lru_cache(maxsize=KEPT)
def ready(edition_id: int) -> tuple[EditionValue, Skeleton]:
    """A frozen edition and its encoded body; editions never change once they are sent."""
    row = Edition.objects.select_related("audience").get(pk=edition_id)
    value = value_of(row)
    return value, skeleton(value)


def _head(issue_id: int, entry: ListInfo, *, edition_id: int) -> Head:
    edition, _ = ready(edition_id)
    sender = entry.sender
    return Head(
        from_name=sender.name,
        from_address=sender.address,
        reply_to=sender.reply_to,
        subject=edition.subject,
        list_name=entry.name(edition.language),
        list_id=f"{entry.slug}.{sender.domain}",
        message_domain=sender.domain,
        feedback_id=f"{issue_id}:{entry.slug}:{entry.audience}:{sender.slug}",
    )
