"""The sandbox of our templates: what is named can be read and called, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from jinja2.exceptions import SecurityError, TemplateAssertionError, UndefinedError

from mailer.editions.html import environment
from mailer.reports.model import Quote

QUOTE = Quote("Wasser für alle.", "Stadtwerke")


@dataclass
class Loose:
    """Not frozen: no value for a template."""

    words: str = "open"


def shown(source: str, **values: object) -> str:
    """What a template shows of these values."""
    return environment("de").from_string(source).render(**values)


def test_fields_of_frozen_values_are_read() -> None:
    """S1: templates get frozen dataclasses; text is held back from the compilers."""
    assert shown("{{ quote.speaker }}", quote=QUOTE) == f"q0x{b'Stadtwerke'.hex()}x0q"


def test_loops_macros_and_our_functions_are_there() -> None:
    """S2: the white list holds what our own templates need."""
    source = (
        "{% macro mark() %}!{% endmacro %}"
        "{% for quote in quotes %}{% if loop.last %}{{ attribution(quote) }}{{ mark() }}{% endif %}"
        "{% endfor %}"
    )
    assert shown(source, quotes=[QUOTE]) == f"q0x{b'Stadtwerke'.hex()}x0q!"


@pytest.mark.parametrize(
    "source",
    [
        "{{ quote.__class__ }}",
        "{{ quote['__class__'] }}",
        "{{ quote.speaker.upper() }}",
        "{{ quote.speaker.format(1) }}",
        "{{ quote['speaker'] }}",
        "{{ loose.words }}",
        "{{ kind.__globals__ }}",
        "{{ quotes.append(quote) }}",
        "{{ call(1) }}",
        "{{ quote._hidden }}",
        "{{ quote|attr('speaker') }}",
        "{{ self._TemplateReference__context }}",
    ],
)
def test_everything_else_is_refused(source: str) -> None:
    """S2: no attribute and no callable that is not on the list, by whatever way."""
    with pytest.raises((SecurityError, UndefinedError, TemplateAssertionError)):
        shown(source, quote=QUOTE, quotes=[QUOTE], loose=Loose(), call=abs)
