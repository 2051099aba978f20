"""The rule tree of a segment: typed values read from JSON, with errors that name the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

FIELDS = (
    "language",
    "municipality",
    "municipality_type",
    "given_name",
    "family_name",
    "honorific",
    "organisation",
    "form_of_address",
)
MAX_DEPTH = 8
MAX_NODES = 200
MAX_VALUES = 1000
MAX_TEXT = 200


class SegmentError(ValueError):
    """A rule that means nothing: names the place in the tree and what is allowed there."""

    def __init__(self, path: str, words: str) -> None:
        super().__init__(f"{path}: {words}")


@dataclass(frozen=True)
class Every:
    """All of these hold (`all`); of none, everybody."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Some:
    """At least one of these holds (`any`); of none, nobody."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Not:
    """This does not hold."""

    rule: Rule


@dataclass(frozen=True)
class Value:
    """A field or an attribute is one of `values`; with None: is filled or not (`is_set`)."""

    name: str
    is_attribute: bool
    values: tuple[str, ...] | None
    is_set: bool = True


@dataclass(frozen=True)
class OnList:
    """Has an open, confirmed subscription; `after` and `before` limit since when."""

    slug: str
    after: date | None = None
    before: date | None = None


@dataclass(frozen=True)
class Follows:
    """Has chosen a topic."""

    slug: str


Rule = Every | Some | Not | Value | OnList | Follows
Node = Mapping[str, object]


def parse(rule: object) -> Rule:
    """Read a rule: see `docs/segments.md` for its forms. SegmentError names what is wrong."""
    return _Reader().rule(rule, "rule", depth=1)


class _Reader:
    """Counts the nodes on its way down, so that no rule costs more than it may."""

    def __init__(self) -> None:
        self.nodes = 0

    def rule(self, node: object, path: str, *, depth: int) -> Rule:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise SegmentError(path, f"a rule has {MAX_NODES} parts at most.")
        if depth > MAX_DEPTH:
            raise SegmentError(path, f"a rule is {MAX_DEPTH} levels deep at most.")
        if not isinstance(node, Mapping):
            raise SegmentError(path, f"an object is needed here, with one of: {_KINDS}.")
        kinds = [kind for kind in _FORMS if kind in node]
        if len(kinds) != 1:
            raise SegmentError(path, f"exactly one of these is needed here: {_KINDS}.")
        return _FORMS[kinds[0]](self, node, f"{path}.{kinds[0]}", depth)

    def every(self, node: Node, path: str, depth: int) -> Rule:
        _only(node, path, {"all"})
        return Every(self._rules(node["all"], path, depth))

    def some(self, node: Node, path: str, depth: int) -> Rule:
        _only(node, path, {"any"})
        return Some(self._rules(node["any"], path, depth))

    def negation(self, node: Node, path: str, depth: int) -> Rule:
        _only(node, path, {"not"})
        return Not(self.rule(node["not"], path, depth=depth + 1))

    def field(self, node: Node, path: str, depth: int) -> Rule:  # noqa: ARG002
        name = _text(node["field"], path)
        if name not in FIELDS:
            raise SegmentError(path, f"'{name}' is no field. Fields are: {', '.join(FIELDS)}.")
        return _value(node, path, name=name, is_attribute=False)

    def attribute(self, node: Node, path: str, depth: int) -> Rule:  # noqa: ARG002
        return _value(node, path, name=_text(node["attribute"], path), is_attribute=True)

    def on_list(self, node: Node, path: str, depth: int) -> Rule:  # noqa: ARG002
        _only(node, path, {"list"})
        return OnList(_text(node["list"], path))

    def topic(self, node: Node, path: str, depth: int) -> Rule:  # noqa: ARG002
        _only(node, path, {"topic"})
        return Follows(_text(node["topic"], path))

    def since(self, node: Node, path: str, depth: int) -> Rule:  # noqa: ARG002
        _only(node, path, {"subscribed_since"})
        inner = node["subscribed_since"]
        if not isinstance(inner, Mapping) or "list" not in inner or len(inner) < 2:
            raise SegmentError(path, "needs 'list', and 'after' or 'before' with a date.")
        _only(inner, path, {"list", "after", "before"})
        return OnList(
            _text(inner["list"], f"{path}.list"),
            after=_day(inner.get("after"), f"{path}.after"),
            before=_day(inner.get("before"), f"{path}.before"),
        )

    def _rules(self, nodes: object, path: str, depth: int) -> tuple[Rule, ...]:
        if not isinstance(nodes, list):
            raise SegmentError(path, "a list of rules is needed here.")
        return tuple(
            self.rule(node, f"{path}[{number}]", depth=depth + 1)
            for number, node in enumerate(nodes)
        )


_FORMS: dict[str, Callable[[_Reader, Node, str, int], Rule]] = {
    "all": _Reader.every,
    "any": _Reader.some,
    "not": _Reader.negation,
    "field": _Reader.field,
    "attribute": _Reader.attribute,
    "list": _Reader.on_list,
    "topic": _Reader.topic,
    "subscribed_since": _Reader.since,
}
_KINDS = ", ".join(_FORMS)


def _value(node: Node, path: str, *, name: str, is_attribute: bool) -> Value:
    _only(node, path, {"field", "attribute", "is", "in", "set"})
    if len(node) != 2:
        raise SegmentError(path, "needs exactly one of: is, in, set.")
    if "set" in node:
        if not isinstance(node["set"], bool):
            raise SegmentError(f"{path}.set", "needs true or false.")
        return Value(name, is_attribute, None, is_set=node["set"])
    values = [node["is"]] if "is" in node else node.get("in")
    if not isinstance(values, list) or not 0 < len(values) <= MAX_VALUES:
        raise SegmentError(f"{path}.in", f"needs a list of 1 to {MAX_VALUES} values.")
    return Value(name, is_attribute, tuple(_text(value, path) for value in values))


def _only(node: Node, path: str, allowed: set[str]) -> None:
    if unknown := sorted(str(key) for key in node if key not in allowed):
        words = f"'{unknown[0]}' means nothing here. Allowed: {', '.join(sorted(allowed))}."
        raise SegmentError(path, words)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value or len(value) > MAX_TEXT:
        raise SegmentError(path, f"needs text of 1 to {MAX_TEXT} characters.")
    if any(ord(character) < 32 or 0xD800 <= ord(character) < 0xE000 for character in value):
        raise SegmentError(path, "has a control character.")
    return value


def _day(value: object, path: str) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(_text(value, path))
    except ValueError as error:
        if isinstance(error, SegmentError):
            raise
        raise SegmentError(path, "needs a date such as 2026-01-31.") from None
