"""Catalogues are complete or named: what is missing, empty, fuzzy or wrongly filled."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

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


def test_a_message_that_nothing_collects_is_a_fault(root: Path) -> None:
    """Babel reads no calls inside of f-strings."""
    _catalogue(root, GOOD)
    source = SOURCE + "x = 1\ny = f\"{say('Hello')} {x} {say('Bye')}\"\n"
    (root / "code" / "a.py").write_text(source)
    [fault] = faults(DOMAIN, "de")
    assert fault == "code/a.py:5: 'Bye' stands in an f-string, where nothing collects it"


def test_an_update_adds_keeps_and_drops(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New messages come in empty, translations stay, what no source says goes; twice is once."""
    monkeypatch.setattr(catalogues, "DOMAINS", (DOMAIN,))
    monkeypatch.setattr(catalogues, "LANGUAGES", ("de",))
    old = 'msgid "Hello"\nmsgstr "Hallo"\n\nmsgid "Gone"\nmsgstr "Weg"\n'
    _catalogue(root, old)
    path = DOMAIN.path("de")
    CliRunner().invoke(catalogues.main, ["update"], catch_exceptions=False)
    first = path.read_text(encoding="utf-8")
    CliRunner().invoke(catalogues.main, ["update"], catch_exceptions=False)
    assert path.read_text(encoding="utf-8") == first
    assert 'msgid "Hello"\nmsgstr "Hallo"' in first
    assert 'msgctxt "verb"\nmsgid "Open"\nmsgstr ""' in first
    assert "Gone" not in first


def test_words_that_only_data_name_are_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "DOMAINS", (replace(DOMAIN, keeps=True),))
    monkeypatch.setattr(catalogues, "LANGUAGES", ("de",))
    _catalogue(root, 'msgid "Gone"\nmsgstr "Weg"\n')
    CliRunner().invoke(catalogues.main, ["update"], catch_exceptions=False)
    assert 'msgid "Gone"\nmsgstr "Weg"' in DOMAIN.path("de").read_text(encoding="utf-8")
