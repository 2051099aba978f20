"""Catalogues are complete or named: what is missing, empty, fuzzy or wrongly filled."""

from pathlib import Path

import pytest

from workbench import catalogues
from workbench.catalogues import Domain, faults

DOMAIN = Domain("shop", ("code",), (("skip/**", "ignore"), ("**.py", "python")), {"say": None})
SOURCE = 'say("Hello")\ngettext("%(n)s apples")\npgettext("verb", "Open")\n'
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
GOOD = (
    'msgid "Hello"\nmsgstr "Hallo"\n\n'
    '#, python-format\nmsgid "%(n)s apples"\nmsgstr "%(n)s Äpfel"\n\n'
    'msgctxt "verb"\nmsgid "Open"\nmsgstr "Öffnen"\n'
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setitem(DOMAIN.keywords, "pgettext", ((1, "c"), 2))
    (tmp_path / "code" / "skip").mkdir(parents=True)
    (tmp_path / "code" / "a.py").write_text(SOURCE)
    (tmp_path / "code" / "skip" / "b.py").write_text('say("Not ours")\n')
    (tmp_path / "locale" / "de" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def _catalogue(root: Path, text: str) -> None:
    (root / "locale/de/LC_MESSAGES/shop.po").write_text(HEAD + text, encoding="utf-8")


def test_a_complete_catalogue_has_no_faults(root: Path) -> None:
    _catalogue(root, GOOD)
    assert list(faults(DOMAIN, "de")) == []


def test_no_catalogue_is_one_fault(root: Path) -> None:
    (fault,) = faults(DOMAIN, "de")
    assert "shop.po: missing" in fault


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('msgid "Hello"', 'msgid "Bye"', "lacks 'Hello' (code/a.py)"),
        ('msgstr "Hallo"', 'msgstr ""', "not translated: 'Hello'"),
        ('msgid "Hello"', '#, fuzzy\nmsgid "Hello"', "fuzzy: 'Hello'"),
        ("%(n)s Äpfel", "%(m)s Äpfel", "'%(n)s apples'"),
        ('msgctxt "verb"\n', "", "lacks 'Open'"),
    ],
)
def test_each_fault_is_named(root: Path, old: str, new: str, named: str) -> None:
    _catalogue(root, GOOD.replace(old, new))
    found = list(faults(DOMAIN, "de"))
    assert len(found) == 1
    assert named in found[0]
