"""Segments: a rule tree becomes a SQL condition whose text never holds a value (S21, S22).

The condition stands over `m`, a row of the view `subscribers_mailable`, with named parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from subscribers.models import List, Topic
from subscribers.rules import (
    FIELDS,
    Every,
    Follows,
    Not,
    OnList,
    Rule,
    SegmentError,
    Some,
    Value,
    parse,
)

__all__ = ["FIELDS", "Rule", "SegmentError", "compile_rule", "count", "parse", "unknown_names"]

_ABOUT_PERSON = (
    "EXISTS (SELECT FROM subscribers_subscriber p WHERE p.id = m.subscriber_id AND {condition})"
)
_OPEN = """EXISTS (
    SELECT FROM subscribers_subscription s JOIN subscribers_list l ON l.id = s.list_id
    WHERE s.subscriber_id = p.id AND l.slug = {slug}
      AND s.ended_at IS NULL AND s.confirmed_at IS NOT NULL{since})"""
# A change of frequency starts another row: 'since' is when the first of that chain started.
_SINCE = """
      AND (SELECT max(r.started_at) FROM subscribers_subscription r
           WHERE r.subscriber_id = p.id AND r.list_id = s.list_id
             AND r.predecessor_id IS NULL) {comparison} {moment}"""
_TOPIC = """EXISTS (
    SELECT FROM subscribers_subscriber_topics c JOIN subscribers_topic t ON t.id = c.topic_id
    WHERE c.subscriber_id = p.id AND t.slug = {slug})"""


@dataclass
class _Compiler:
    """Collects the parameters; each value becomes one, whatever it is."""

    params: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: object, kind: str) -> str:
        name = f"seg_{len(self.params)}"
        self.params[name] = value
        return f"%({name})s::{kind}"

    def condition(self, rule: Rule) -> str:
        match rule:
            case Every(rules):
                return self._joined(rules, " AND ", of_none="TRUE")
            case Some(rules):
                return self._joined(rules, " OR ", of_none="FALSE")
            case Not(inner):
                return f"NOT {self.condition(inner)}"
            case Value():
                return self._value(rule)
            case OnList():
                return self._on_list(rule)
            case Follows(slug):
                return _TOPIC.format(slug=self.bind(slug, "text"))

    def _joined(self, rules: tuple[Rule, ...], word: str, *, of_none: str) -> str:
        return f"({word.join(map(self.condition, rules))})" if rules else of_none

    def _value(self, rule: Value) -> str:
        column = f"p.{rule.name}" if not rule.is_attribute else self._attribute(rule.name)
        if rule.values is None:
            return f"({column} {'<>' if rule.is_set else '='} '')"
        return f"({column} = ANY ({self.bind(list(rule.values), 'text[]')}))"

    def _attribute(self, name: str) -> str:
        return f"coalesce(p.attributes ->> {self.bind(name, 'text')}, '')"

    def _on_list(self, rule: OnList) -> str:
        slug = self.bind(rule.slug, "text")
        since = "".join(
            _SINCE.format(comparison=comparison, moment=self.bind(_midnight(day), "timestamptz"))
            for comparison, day in ((">=", rule.after), ("<", rule.before))
            if day is not None
        )
        return _OPEN.format(slug=slug, since=since)


def compile_rule(rule: Rule) -> tuple[str, dict[str, Any]]:
    """A condition over `m` and its parameters `seg_0`, `seg_1`, ...

    'after' a day includes the day, 'before' excludes it, both in the installation's time zone.
    """
    compiler = _Compiler()
    condition = compiler.condition(rule)
    return _ABOUT_PERSON.format(condition=condition), compiler.params


def count(rule: Rule) -> int:
    """How many people of this segment may be mailed for at least one list."""
    condition, params = compile_rule(rule)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT m.subscriber_id) FROM subscribers_mailable m WHERE {condition}",  # noqa: S608
            params,
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def unknown_names(rule: Rule) -> list[str]:
    """Lists and topics of the rule that do not exist: a rule with a slip would choose wrongly."""
    lists, topics = set[str](), set[str]()
    _collect(rule, lists, topics=topics)
    known_lists = List.objects.filter(slug__in=lists).values_list("slug", flat=True)
    known_topics = Topic.objects.filter(slug__in=topics).values_list("slug", flat=True)
    return sorted(lists - set(known_lists)) + sorted(topics - set(known_topics))


def _collect(rule: Rule, lists: set[str], *, topics: set[str]) -> None:
    match rule:
        case Every(rules) | Some(rules):
            for inner in rules:
                _collect(inner, lists, topics=topics)
        case Not(inner):
            _collect(inner, lists, topics=topics)
        case OnList(slug):
            lists.add(slug)
        case Follows(slug):
            topics.add(slug)
        case Value():
            pass


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
