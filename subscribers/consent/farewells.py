"""What people said when they left, counted; nobody stands behind a number."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from subscribers.models import Farewell, FarewellAnswer


def why_left(list_ids: Iterable[int]) -> list[tuple[str, int]]:
    """Answers for these lists with how often each was given, the most frequent first."""
    rows = Farewell.objects.filter(list_id__in=list(list_ids)).values("answer")
    counts = rows.annotate(count=Count("pk")).values_list("answer", "count")
    found = [(str(FarewellAnswer(answer).label), count) for answer, count in counts]
    return sorted(found, key=lambda one: (-one[1], one[0]))
