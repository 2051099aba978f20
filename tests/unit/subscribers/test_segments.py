"""Rules of segments: what is understood, what is refused, and what SQL they become."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from subscribers.audience import rule_sql
from subscribers.segments import SegmentError, compile_rule, parse


@pytest.mark.parametrize(
    "hostile", ["'; DROP TABLE staff_user; --", "%(seg_0)s", "%s", "\\", "') OR TRUE --", "{slug}"]
)
def test_known_attacks_stay_values(hostile: str) -> None:
    """S21: the classics."""
    sql, params = compile_rule(
        parse({"all": [{"list": hostile}, {"attribute": hostile, "is": hostile}]})
    )
    harmless = compile_rule(parse({"all": [{"list": "a"}, {"attribute": "a", "is": "a"}]}))
    assert sql == harmless[0]
    assert list(params.values()) == [hostile, hostile, [hostile]]


@pytest.mark.parametrize(
    ("rule", "path", "words"),
    [
        ([], "rule", "an object"),
        ({}, "rule", "exactly one"),
        ({"all": [], "any": []}, "rule", "exactly one"),
        ({"sql": "TRUE"}, "rule", "field"),
        (
            {"all": [{"list": "a"}, {"field": "address", "is": "x"}]},
            "rule.all[1].field",
            "municipality",
        ),
        ({"field": "language", "like": "d"}, "rule.field", "'like'"),
        ({"field": "language"}, "rule.field", "is, in, set"),
        ({"field": "language", "is": "de", "in": ["en"]}, "rule.field", "exactly one"),
        ({"field": "language", "is": 3}, "rule.field", "text"),
        ({"field": "language", "in": []}, "rule.field.in", "1 to 1000"),
        ({"field": "language", "set": "yes"}, "rule.field.set", "true or false"),
        ({"attribute": "a\x00b", "set": True}, "rule.attribute", "control"),
        ({"not": [{"list": "a"}]}, "rule.not", "an object"),
        ({"subscribed_since": {"list": "a"}}, "rule.subscribed_since", "'after' or 'before'"),
        (
            {"subscribed_since": {"list": "a", "after": "1.1.2026"}},
            "rule.subscribed_since.after",
            "2026-01-31",
        ),
        ({"list": "x" * 201}, "rule.list", "200"),
    ],
)
def test_what_means_nothing_is_refused_with_its_place(rule: object, path: str, words: str) -> None:
    """S21: errors name the place in the tree and what is allowed there."""
    with pytest.raises(SegmentError) as caught:
        parse(rule)
    assert str(caught.value).startswith(f"{path}:")
    assert words in str(caught.value)


def test_depth_and_size_are_limited() -> None:
    """S40: no rule costs more than it may."""
    deep: dict[str, Any] = {"list": "a"}
    for _ in range(8):
        deep = {"not": deep}
    with pytest.raises(SegmentError, match="8 levels"):
        parse(deep)
    with pytest.raises(SegmentError, match="200 parts"):
        parse({"any": [{"list": "a"}] * 200})
    for _ in range(5000):
        deep = {"not": deep}
    with pytest.raises(SegmentError, match="8 levels"):
        parse(deep)


def test_days_begin_at_local_midnight() -> None:
    """Dates are the city's: 1 January in Berlin begins at 23:00 UTC."""
    _, params = compile_rule(parse({"subscribed_since": {"list": "a", "after": "2026-01-01"}}))
    assert datetime(2025, 12, 31, 23, tzinfo=UTC) in params.values()


def test_no_rule_is_everybody() -> None:
    """The read door's answer for an issue without a segment."""
    assert rule_sql(None) == ("TRUE", {})
    assert rule_sql({"list": "citizens"})[1] == {"seg_0": "citizens"}
