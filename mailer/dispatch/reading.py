"""An issue as one subscriber would read it: their edition, their words; or why they get none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailer.dispatch import foresight, sql
from mailer.dispatch.errors import NotFoundError
from mailer.dispatch.foresight import Why
from mailer.dispatch.letters import ENDS, harmless, head_of
from mailer.editions.person import Person, frequency_words, salutation
from mailer.editions.personalise import Recipient, values
from mailer.editions.skeleton import filled_html, filled_text
from mailer.models import Issue
from mailer.models.issues import value_of
from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import audience


class StrangerError(NotFoundError):
    """Nobody with this address, or nobody whom the user may see."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The mail; without one, `against` says why, by list (0: for all of them)."""

    against: list[tuple[int, Why]]
    list_id: int = 0
    language: str = ""
    subject: str = ""
    html: str = ""
    text: str = ""
    text_only: bool = False


def look_as(issue: Issue, address: str, *, by: User) -> int:
    """The number of whom the issue is looked at as; each look is in the audit trail (S32).

    It takes the right to see this very person; raises StrangerError.
    """
    demand(by, Act.MANAGE_PEOPLE, office_id=issue.office_id)
    person = audience.find_person(address, by=by)
    if person is None:
        raise StrangerError("No subscriber whom you may see has this address.")
    audit.note("looked as a person", issue, by=by, office_id=issue.office_id, person=person)
    return person


def reading(issue: Issue, person: int) -> Reading:
    """What they would get now; the links lead to the page for tests: a look unsubscribes nobody."""
    against, list_id, edition = foresight.edition_of(issue, person)
    if edition is None:
        return Reading(against)
    [found] = sql.rows("reader", {"person": person, "list": list_id})
    address, given, family, honorific, form, frequency, text_only = found
    value = value_of(edition)
    [entry] = audience.lists(ids=[list_id])
    named = Person(given, family, honorific, form)
    head = replace(
        harmless(head_of(issue.pk, entry, edition=value)),
        frequency=frequency_words(frequency, value.language),
    )
    to = Recipient(
        address,
        "preview",
        *ENDS,
        name=named.full_name,
        salutation=salutation(named, value.language),
        first_name=given,
    )
    filled = values(to, head)
    return Reading(
        [],
        list_id=list_id,
        language=value.language,
        subject=value.subject,
        html=filled_html(value, filled),
        text=filled_text(value, filled),
        text_only=text_only,
    )
