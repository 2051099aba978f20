"""The ledger of one issue, row by row, for spreadsheets; holds no address."""

from __future__ import annotations

from collections.abc import Iterator

from mailer.models import Delivery, Issue

COLUMNS = (
    *("subscriber_id", "list_id", "edition_id", "state", "attempts", "code", "status", "words"),
    *("next_try_at", "settled_at"),
)
# A spreadsheet would run what starts like this (S20), full-width forms included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def rows(issue: Issue) -> Iterator[tuple[str, ...]]:
    """Every delivery as text, in order of subscribers; read in chunks."""
    deliveries = Delivery.objects.filter(issue_id=issue.pk, month=issue.month)
    found = deliveries.order_by("subscriber_id").values_list(*COLUMNS)
    for row in found.iterator(chunk_size=5000):
        yield tuple(safe("" if value is None else str(value)) for value in row)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) else cell
