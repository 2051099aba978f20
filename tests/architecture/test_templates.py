"""Web templates parse, keep to the Content Security Policy, and their macros escape."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from tests.architecture.tree import ROOT, files, text

WEB = files("templates/web", endings=(".html",))
INLINE = re.compile(
    r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|hx-on|javascript:|\shx-vals=.js:",
    re.IGNORECASE,
)
HOSTILE = "\"'><script>alert(1)</script>"


def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
    )
    env.install_gettext_callables(str, lambda one, _many, _n: one, newstyle=True)  # type: ignore[attr-defined]
    return env


def macro(call: str, **values: object) -> str:
    names = "field, select, checkbox, choices, alert, badge, table, page_header, link_button"
    source = f'{{% from "macros.html" import {names} %}}{{{{ {call} }}}}'
    return environment().from_string(source).render(values)


@pytest.mark.parametrize("path", WEB, ids=str)
def test_templates_parse(path: Path) -> None:
    """Style 9: no template can reach a reader broken."""
    assert environment().parse(text(path)).body


@pytest.mark.parametrize("path", WEB, ids=str)
def test_nothing_inline(path: Path) -> None:
    """S31: the policy knows no unsafe-inline, so no template may need it."""
    assert INLINE.findall(text(path)) == []


@pytest.mark.parametrize(
    "call",
    [
        "field(x, x, value=x, hint=x, error=x)",
        "field(x, x, value=x, rows=3)",
        "select(x, x, [(x, x)], value=x)",
        "checkbox(x, x, value=x)",
        "choices(x, x, [(x, x)], value=x, hint=x)",
        "alert(x, x)",
        "badge(x)",
        "page_header(x, over=x, lead=x)",
        "link_button(x, x)",
        "table(x, [x], [[x]])",
    ],
)
def test_macros_escape(call: str) -> None:
    """S8: what comes from elsewhere is text, wherever a macro puts it."""
    html = macro(call, x=HOSTILE)
    assert HOSTILE not in html
    assert "<script" not in html
    assert str(escape(HOSTILE)) in html


def test_fields_tie_hint_and_error() -> None:
    """P26 (WCAG 1.3.1, 3.3.1): a field's hint and error belong to it for everybody."""
    html = macro("field('email', 'E', hint='H', error='Wrong', type='email')")
    assert 'aria-describedby="id_email-hint id_email-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_email-hint"' in html
    assert 'id="id_email-error"' in html
    assert 'for="id_email"' in html


def test_the_shell_renders_without_a_request() -> None:
    """P21, P27: an error page has the shell too, with a title, a language and its links."""
    env = environment()
    env.globals.update(static=str, url=str, get_language=lambda: "de")
    page = env.get_template("base.html").render(
        city="Jena", languages=[("de", "Deutsch")], imprint_url="/i", accessibility_url="/a"
    )
    assert '<html lang="de">' in page
    assert "<title>Newsletter – Jena</title>" in page
    assert 'href="/i"' in page
    assert 'href="/a"' in page
    assert "Privacy" not in page
    assert "<nav" not in page


def test_passwords_are_never_sent_back() -> None:
    """S33: a password field that comes back is empty."""
    assert "geheim" not in macro("field('p', 'P', type='password', value='geheim')")


def test_tables_keep_their_roles_when_narrow() -> None:
    """P26 (WCAG 1.3.1, 1.4.10): rows become lists at 320 px and stay a table for screen readers."""
    html = macro("table('T', ['A', {'text': 'B', 'numeric': true}], [['x', 1]], footer=['y', 2])")
    for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert f'role="{role}"' in html
    assert 'data-label="B"' in html
