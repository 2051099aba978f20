"""Rules of every form: values never reach the text of the SQL."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from subscribers.segments import compile_rule, parse

WORD = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


def rules(words: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Rule trees of every form, their values drawn from `words`."""
    leaf = st.one_of(
        st.fixed_dictionaries({"field": st.just("municipality"), "is": words}),
        st.fixed_dictionaries({"attribute": words, "in": st.lists(words, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"attribute": words, "set": st.booleans()}),
        st.fixed_dictionaries({"list": words}),
        st.fixed_dictionaries({"topic": words}),
        st.fixed_dictionaries(
            {
                "subscribed_since": st.fixed_dictionaries(
                    {"list": words, "after": st.just("2026-01-01")}
                )
            }
        ),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.fixed_dictionaries({"all": st.lists(inner, max_size=3)}),
            st.fixed_dictionaries({"any": st.lists(inner, max_size=3)}),
            st.fixed_dictionaries({"not": inner}),
        ),
        max_leaves=8,
    ).filter(lambda rule: "not" not in rule or depth(rule) < 8)


def depth(rule: Any) -> int:
    """How many levels a rule has."""
    if isinstance(rule, dict):
        return max((depth(value) for value in rule.values()), default=0) + 1
    return max(map(depth, rule), default=0) if isinstance(rule, list) else 0


def shape(rule: Any) -> Any:
    """The rule with every value of its leaves replaced by the same word."""
    if isinstance(rule, list):
        return [shape(part) for part in rule]
    if not isinstance(rule, dict):
        return rule
    return {
        key: shape(value)
        if key in {"all", "any", "not", "subscribed_since"}
        else value
        if key in {"field", "set", "after"}
        else ["x"] * len(value)
        if isinstance(value, list)
        else "x"
        for key, value in rule.items()
    }


@given(rules(WORD).filter(lambda rule: depth(rule) <= 8))
def test_values_never_reach_the_sql_text(rule: dict[str, Any]) -> None:
    """S21, S22: hostile words change the parameters, never the text."""
    sql, params = compile_rule(parse(rule))
    assert sql == compile_rule(parse(shape(rule)))[0]
    assert set(re.findall(r"%\((\w+)\)s", sql)) == set(params)
    assert sql.count("%") == len(params)
