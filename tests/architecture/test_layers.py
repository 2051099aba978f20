"""The borders that imports do not show: tables named in SQL, and plain parts without Django."""

import ast
import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.architecture.tree import PRODUCT, ROOT, files, modules, strings, text, tree

VIEW = "subscribers_mailable"
TABLE = re.compile(r"\bsubscribers_[a-z0-9_]+", re.IGNORECASE)
DOORS = {"audience", "consent", "correspondence", "signals"}
PLAIN = ("mailer/reports", "mailer/editions", "mailer/delivery")
PURE = [
    Path("mailer/schedules", name) for name in ("clock.py", "cadence.py", "windows.py", "words.py")
]
FRAMEWORKS = {"django", "celery", "psycopg", "redis"}


def imported(path: Path) -> set[str]:
    """The dotted names a module imports, at its top or inside functions."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def foreign_tables(found: str) -> set[str]:
    """Tables of subscribers that a text names, the view left out."""
    return {name for name in TABLE.findall(found) if name.lower() != VIEW}


def test_the_border_is_noticed() -> None:
    """Guards the guard: a table is seen, the view is not."""
    assert foreign_tables("SELECT 1 FROM subscribers_subscriber") == {"subscribers_subscriber"}
    assert foreign_tables(f"FROM {VIEW} AS person") == set()


def test_mail_reads_people_through_the_view() -> None:
    """Design, layers: no SQL in mailer/ names a table of subscribers/ other than the view."""
    in_sql = {str(path): foreign_tables(text(path)) for path in files("mailer", endings=(".sql",))}
    in_code = {
        f"{path}:{line}": foreign_tables(found)
        for path in files("mailer", endings=(".py",))
        for line, found in strings(path)
    }
    assert {where: names for where, names in (in_sql | in_code).items() if names} == {}


def test_mail_knows_four_doors_to_people() -> None:
    """Design, layers: mailer/ imports four modules of subscribers/ only."""
    beyond = {
        str(path): sorted(
            name
            for name in imported(path)
            if name.startswith("subscribers.") and name.split(".")[1] not in DOORS
        )
        for path in modules("mailer")
    }
    assert {path: names for path, names in beyond.items() if names} == {}


def test_plain_parts_know_no_framework() -> None:
    """Design, layers: reports, editions, delivery and the dates of schedules are plain."""
    framed = {
        str(path): sorted(name for name in imported(path) if name.split(".")[0] in FRAMEWORKS)
        for path in [*modules(*PLAIN), *PURE]
    }
    assert len(framed) > len(PURE)
    assert {path: names for path, names in framed.items() if names} == {}


@pytest.mark.parametrize("package", PRODUCT)
def test_contracts_cover_every_package(package: str) -> None:
    """Design, layers: import-linter watches each package of the product."""
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    assert package in contracts["importlinter"]["root_packages"].split()


def test_queries_say_why() -> None:
    """Style: named SQL files begin with a comment that gives the reason for their form."""
    found = files("mailer", "subscribers", "staff", endings=(".sql",))
    assert [str(path) for path in found if not text(path).lstrip().startswith("--")] == []
