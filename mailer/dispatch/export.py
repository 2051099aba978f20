"""Rows for spreadsheets: the ledger of an issue, without any address; and who would get one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from mailer.delivery.replies import without_addresses
from mailer.dispatch.foresight import Standing, Why
from mailer.models import Delivery, Issue
from staff.sheets import safe_cell
from subscribers import audience

COLUMNS = (
    *("subscriber_id", "list", "edition", "state", "code", "status", "words", "attempts"),
    *("next_try_at", "settled_at"),
)

FORESEEN = ("subscriber_id", "address", "list", "audience", "language", "subject", "left_out")


def rows(issue: Issue, language: str) -> Iterator[list[str]]:
    """The names of the columns, then a line per delivery, safe cells (S20), memory kept flat."""
    yield list(COLUMNS)
    editions = dict(issue.editions.values_list("pk", "subject"))
    lists = {entry.id: entry.name(language) for entry in audience.lists()}
    wanted = ("list_id", "edition_id", *(name for name in COLUMNS if name not in _NAMED))
    deliveries = Delivery.objects.filter(issue_id=issue.pk, month=issue.month)
    for row in deliveries.order_by("subscriber_id").values(*wanted).iterator(chunk_size=2000):
        row |= {"list": lists.get(row["list_id"]), "edition": editions.get(row["edition_id"])}
        yield [safe_cell(cell) for cell in _cells(row)]


def recipients(issue: Issue) -> Iterator[int]:
    """The ids of all whom an issue was for, as long as its month is kept; memory kept flat."""
    found = Delivery.objects.filter(issue_id=issue.pk, month=issue.month).order_by("subscriber_id")
    return found.values_list("subscriber_id", flat=True).iterator(chunk_size=5000)


_NAMED = frozenset({"list", "edition"})


def _cells(row: Mapping[str, object]) -> list[str]:
    shown = {**row, "words": without_addresses(str(row["words"]))}
    return ["" if shown[name] is None else str(shown[name]) for name in COLUMNS]


def foreseen(
    found: Iterable[Standing], language: str, *, words: Callable[[Why], str] = str
) -> Iterator[list[str]]:
    """The names of the columns, then a line per person and list, safe cells, with addresses."""
    yield list(FORESEEN)
    lists = {entry.id: entry.name(language) for entry in audience.lists()}
    audiences = {one.id: one.names.get(language, one.slug) for one in audience.audiences()}
    for row in found:
        told = row.edition
        cells = (
            *(str(row.subscriber_id), row.address, lists[row.list_id]),
            audiences[told.audience_id] if told else "",
            *((told.language, told.subject) if told else ("", "")),
            words(row.why) if row.why else "",
        )
        yield [safe_cell(cell) for cell in cells]
