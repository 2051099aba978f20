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
    """Read a rule from JSON values. Its forms:

    {"all": [...]}, {"any": [...]}, {"not": ...}, {"list": slug}, {"topic": slug},
    {"field": one of FIELDS, or "attribute": name, and "is": text, "in": [texts] or "set": true},
    {"subscribed_since": {"list": slug, "after": "2026-01-01", "before": ...}}.
    SegmentError names what is wrong, and where.
    """
    return _Reader().rule(rule, "rule", depth=1)


class _Reader:
    """Counts the nodes on its way down, so that no rule costs more than it may."""

    def __init__(self) -> None:
        self.nodes = 0

    def rule(self, node: object, path: str, *, depth: int) -> Rule:
        """The rule at this place of the tree."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise SegmentError(path, f"a rule has {MAX_NODES} parts at most.")
        if depth > MAX_DEPTH:
            raise SegmentError(path, f"a rule is {MAX_DEPTH} levels deep at most.")
        if not isinstance(node, Mapping):
            raise SegmentError(path, f"an object is needed here, with one of: {_KINDS}.")
        kinds = [kind for kind in (*_GROUPS, *_LEAVES) if kind in node]
        if len(kinds) != 1:
            raise SegmentError(path, f"exactly one of these is needed here: {_KINDS}.")
        path = f"{path}.{kinds[0]}"
        if kinds[0] in _LEAVES:
            return _LEAVES[kinds[0]](node, path)
        _only(node, path, allowed=set(kinds))
        return self._group(kinds[0], node[kinds[0]], path=path, depth=depth + 1)

    def _group(self, kind: str, inner: object, *, path: str, depth: int) -> Rule:
        if kind == "not":
            return Not(self.rule(inner, path, depth=depth))
        if not isinstance(inner, list):
            raise SegmentError(path, "a list of rules is needed here.")
        rules = tuple(
            self.rule(node, f"{path}[{number}]", depth=depth) for number, node in enumerate(inner)
        )
        return Every(rules) if kind == "all" else Some(rules)


def _field(node: Node, path: str) -> Rule:
    name = _text(node["field"], path)
    if name not in FIELDS:
        raise SegmentError(path, f"'{name}' is no field. Fields are: {', '.join(FIELDS)}.")
    return _value(node, path, name=name, is_attribute=False)


def _attribute(node: Node, path: str) -> Rule:
    return _value(node, path, name=_text(node["attribute"], path), is_attribute=True)


def _on_list(node: Node, path: str) -> Rule:
    _only(node, path, allowed={"list"})
    return OnList(_text(node["list"], path))


def _topic(node: Node, path: str) -> Rule:
    _only(node, path, allowed={"topic"})
    return Follows(_text(node["topic"], path))


def _since(node: Node, path: str) -> Rule:
    _only(node, path, allowed={"subscribed_since"})
    inner = node["subscribed_since"]
    if not isinstance(inner, Mapping) or "list" not in inner or len(inner) < 2:
        raise SegmentError(path, "needs 'list', and 'after' or 'before' with a date.")
    _only(inner, path, allowed={"list", "after", "before"})
    return OnList(
        _text(inner["list"], f"{path}.list"),
        after=_day(inner, "after", path=path),
        before=_day(inner, "before", path=path),
    )


_GROUPS = ("all", "any", "not")
_LEAVES: dict[str, Callable[[Node, str], Rule]] = {
    "field": _field,
    "attribute": _attribute,
    "list": _on_list,
    "topic": _topic,
    "subscribed_since": _since,
}
_KINDS = ", ".join((*_GROUPS, *_LEAVES))


def _value(node: Node, path: str, *, name: str, is_attribute: bool) -> Value:
    _only(node, path, allowed={"field", "attribute", "is", "in", "set"})
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


def _only(node: Node, path: str, *, allowed: set[str]) -> None:
    if unknown := sorted(str(key) for key in node if key not in allowed):
        words = f"'{unknown[0]}' means nothing here. Allowed: {', '.join(sorted(allowed))}."
        raise SegmentError(path, words)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value or len(value) > MAX_TEXT:
        raise SegmentError(path, f"needs text of 1 to {MAX_TEXT} characters.")
    if any(ord(character) < 32 or 0xD800 <= ord(character) < 0xE000 for character in value):
        raise SegmentError(path, "has a control character.")
    return value


def _day(node: Node, name: str, *, path: str) -> date | None:
    if name not in node:
        return None
    text = _text(node[name], f"{path}.{name}")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SegmentError(f"{path}.{name}", "needs a date such as 2026-01-31.") from None
