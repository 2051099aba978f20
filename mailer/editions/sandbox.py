"""The sandbox of our templates: they read fields of frozen values and call what is ours (S2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, Undefined
from jinja2.environment import TemplateModule
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

# What Jinja2 itself hands to a template: imported macros, loops and variables of a block.
_OWN: Final = (TemplateModule, LoopContext, Namespace)
_NOTHING: Final = object()
# Others than the blank itself mean something in a template.
_BLANKS: Final = re.compile(r"  +")
# What templates define, and may call.
_TEMPLATES: Final = (Macro, BlockReference)
# What compiled templates add to the arguments of a call for functions that want the context.
_SCOPES: Final = ("_loop_vars", "_block_vars")


class Dense(FileSystemLoader):
    """Reads templates without the blanks that set their lines in, and without empty lines."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The same lines: readers of a mail would get the blanks, too."""
        source, path, up_to_date = super().get_source(environment, template)
        lines = (_BLANKS.sub(" ", line).strip() for line in source.split("\n"))
        return "\n".join(filter(None, lines)), path, up_to_date


class Sandbox(ImmutableSandboxedEnvironment):
    """Allows what is named and refuses the rest, where Jinja2's own refuses what is known."""

    def getattr(self, obj: object, attribute: str) -> Any | Undefined:
        """A field of a frozen dataclass, or what `is_safe_attribute` allows."""
        kind: Any = type(obj)
        if attribute in _readable(kind):
            return getattr(obj, attribute)
        found = _NOTHING
        if kind in _OWN and attribute[0] != "_":
            found = getattr(obj, attribute, _NOTHING)
        return super().getattr(obj, attribute) if found is _NOTHING else found

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what may be called. Jinja2 asks every time what it wants to be passed; macros and
        most of our functions are known.
        """
        if type(obj) is not Macro and id(obj) not in self._plain:
            return super().call(context, obj, *args, **kwargs)
        for name in _SCOPES:
            kwargs.pop(name, None)
        own = (context.eval_ctx,) if type(obj) is Macro else ()
        return obj(*own, *args, **kwargs)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:  # noqa: ARG002
        """Attributes of Jinja2's own helpers; everything else a template reads by `getattr`."""
        return isinstance(obj, _OWN) and not attr.startswith("_")

    def is_safe_callable(self, obj: object) -> bool:
        """Macros and blocks of our templates, and the functions given to all of them."""
        return isinstance(obj, _TEMPLATES) or id(obj) in self._functions

    @cached_property
    def _functions(self) -> frozenset[int]:
        return frozenset(id(value) for value in self.globals.values())

    @cached_property
    def _plain(self) -> frozenset[int]:
        """Those of our functions that get nothing but their arguments."""
        marked = (f for f in self.globals.values() if hasattr(f, "jinja_pass_arg"))
        return self._functions - {id(function) for function in marked}


@lru_cache(maxsize=256)
def _readable(kind: type) -> frozenset[str]:
    """The public fields and properties of a frozen dataclass; none of anything else."""
    if not is_dataclass(kind) or not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return frozenset()
    names = {field.name for field in fields(kind)}
    names |= {name for name in dir(kind) if isinstance(getattr(kind, name), property)}
    return frozenset(name for name in names if not name.startswith("_"))
