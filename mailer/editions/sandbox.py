"""The sandbox of our templates: they read fields of frozen values and call what is ours (S2)."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from jinja2 import Undefined
from jinja2.environment import TemplateModule
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

# What Jinja2 itself hands to a template: imported macros, loops and variables of a block.
_OWN: Final = (TemplateModule, LoopContext, Namespace)
# What templates define, and may call.
_TEMPLATES: Final = (Macro, BlockReference)


class Sandbox(ImmutableSandboxedEnvironment):
    """Allows what is named and refuses the rest, where Jinja2's own refuses what is known."""

    def getattr(self, obj: object, attribute: str) -> Any | Undefined:
        """A field of a frozen dataclass, or what `is_safe_attribute` allows."""
        kind: Any = type(obj)
        if attribute in _readable(kind):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:  # noqa: ARG002
        """Attributes of Jinja2's own helpers; everything else a template reads by `getattr`."""
        return isinstance(obj, _OWN) and not attr.startswith("_")

    def is_safe_callable(self, obj: object) -> bool:
        """Macros and blocks of our templates, and the functions given to all of them."""
        return isinstance(obj, _TEMPLATES) or id(obj) in self._functions

    @cached_property
    def _functions(self) -> frozenset[int]:
        return frozenset(id(value) for value in self.globals.values())


@lru_cache(maxsize=256)
def _readable(kind: type) -> frozenset[str]:
    """The public fields and properties of a frozen dataclass; none of anything else."""
    if not is_dataclass(kind) or not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return frozenset()
    names = {field.name for field in fields(kind)}
    names |= {name for name in dir(kind) if isinstance(getattr(kind, name), property)}
    return frozenset(name for name in names if not name.startswith("_"))
