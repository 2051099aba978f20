"""The pages in docs/ say what the code says: settings, commands, states, checks, links.

Commands are asked for their options, since what a decorator adds stands in no one place.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from config.cli import main
from config.cli.errors import Code
from mailer.dispatch.recovery import REPAIRS
from mailer.editions.check import rules
from mailer.models import DeliveryState, IssueState
from mailer.notices import recovery as notices
from tests.architecture.tree import ROOT, files, text, tree

SETTINGS = Path("docs/settings.md")
CLI = Path("docs/cli.md")
DELIVERY = Path("docs/delivery.md")
PAGES = [Path("README.md"), Path("CONTRIBUTING.md"), *files("docs", endings=(".md",))]
ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
OPTION = re.compile(r"^\| `(--[a-z-]+)` \|", re.MULTILINE)
COMMAND = re.compile(r"^### `rundbrief ([^`]+)`$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"^(?: {4}|```).*$", re.MULTILINE)
VARIABLE = re.compile(r"\$\{([A-Z][A-Z_]+)(?::-[^}]*)?\}")


def read_by_settings() -> set[str]:
    """The names that config/settings.py reads by `env.text("NAME")` and its like."""
    calls = (node for node in ast.walk(tree(Path("config/settings.py"))) if type(node) is ast.Call)
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) == "env"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def documented_settings() -> set[str]:
    """The names in the first columns of docs/settings.md; checks and URL options are no names."""
    return {name for name in ROW.findall(text(SETTINGS)) if re.fullmatch(r"[A-Z_]+", name)}


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that call it."""
    with click.Context(group) as ctx:
        for name in group.list_commands(ctx):
            found = group.get_command(ctx, name)
            assert found is not None
            if isinstance(found, click.Group):
                yield from commands(found, f"{path}{name} ")
            else:
                yield f"{path}{name}", found


def options(command: click.Command) -> set[str]:
    """The long options of a command."""
    return {
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
        if name.startswith("--")
    }


def documented_commands() -> dict[str, set[str]]:
    """The commands of docs/cli.md, without their arguments, and the options in their tables."""
    _, *parts = COMMAND.split(text(CLI))
    heads, bodies = parts[::2], parts[1::2]
    return {
        " ".join(word for word in head.split() if not word.isupper() and "." not in word): set(
            OPTION.findall(body)
        )
        for head, body in zip(heads, bodies, strict=True)
    }


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    heads = HEADING.findall(CODE.sub("", text(page)))
    plain = (re.sub(r"[^\w\- ]", "", head.lower()) for head in heads)
    return {head.replace(" ", "-") for head in plain}


def test_each_setting_is_documented() -> None:
    """Issue 2, the house: each setting in docs/settings.md, and nothing that is none."""
    outside = {
        name
        for file in ("Procfile", "docker-compose.yml")
        for name in VARIABLE.findall(text(Path(file)))
    }
    assert documented_settings() == read_by_settings() | outside


def test_each_command_is_documented() -> None:
    """Issue 2, two commands: docs/cli.md names each command with its options, and no other."""
    assert documented_commands() == {path: options(found) for path, found in commands(main)}


def test_each_exit_code_is_documented() -> None:
    """Style 10: codes are a contract, so they stand where people look."""
    rows = re.findall(r"^\| (\d) \| `([A-Z_]+)` \|", text(CLI), re.MULTILINE)
    assert rows == [(str(code.value), code.name) for code in Code]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("States of an issue", set(IssueState.values)),
        ("States of a delivery", set(DeliveryState.values)),
        ("Reconcilers", {repair.__name__ for repair in REPAIRS}),
        ("Reconcilers of single mails", {repair.__name__ for repair in notices.REPAIRS}),
    ],
)
def test_each_state_and_reconciler_is_documented(heading: str, expected: set[str]) -> None:
    """Habit 10: a stranger can operate it; docs/delivery.md leaves no state unexplained."""
    _, _, behind = text(DELIVERY).partition(f"## {heading}\n")
    table, _, _ = behind.partition("\n## ")
    rows = set(re.findall(r"^\| ([a-z_]+) \|", table, re.MULTILINE))
    assert rows - {"state", "name"} == expected


def test_each_check_is_documented() -> None:
    """Issue 2, the house: startup checks with ids say what is wrong and what to do."""
    ids = re.compile(r"\brundbrief\.[EW]\d{3}\b")
    assert set(ids.findall(text(SETTINGS))) == set(ids.findall(text(Path("config/checks.py"))))


def test_each_rule_of_the_gate_is_documented() -> None:
    """Issue 5: docs/checks.md has every rule as the code has it, with severity, why and remedy."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", text(Path("docs/checks.md")), re.MULTILINE)
    documented = {name: tuple(rest.split(" | ")) for name, rest in rows}
    assert documented == {
        rule.id: (
            str(rule.severity),
            rule.says,
            " ".join((rule.test.__doc__ or "").split()),
            rule.remedy,
        )
        for rule in rules().values()
    }


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    """Habit 10: what a page points to exists, headings included."""
    dead = []
    for link in LINK.findall(CODE.sub("", text(page))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page.parent / path).resolve() if path else ROOT / page
        there = target.exists()
        if not there or (anchor and anchor not in anchors(target.relative_to(ROOT))):
            dead.append(link)
    assert not dead


def test_the_guide_to_tellings_shows_what_there_is() -> None:
    """Issue 5: the commands of docs/telling.md exist, and its pictures are there, and small."""
    page = text(Path("docs/telling.md"))
    known = {path: options(found) for path, found in commands(main)}
    shown = re.findall(r"^    \$ rundbrief (.+)$", page, re.MULTILINE)
    for line in shown:
        name = next(path for path in known if line.startswith(f"{path} "))
        assert set(re.findall(r"--[a-z-]+", line)) <= known[name], line
    assert {line.split()[0] for line in shown} == {"render", "reports", "readability"}
    pictures = [ROOT / "docs" / link for link in re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", page)]
    assert {path.name for path in pictures} == {p.name for p in (ROOT / "docs/pictures").iterdir()}
    assert sum(path.stat().st_size for path in pictures) < 600_000


def test_files_named_in_the_readme_exist() -> None:
    """Issue 2, done when 4: who looks for where a report becomes a mail finds it."""
    found = re.findall(r"`((?:[\w.-]+/)+[\w.*-]*)`", text(Path("README.md")))
    named = [name for name in found if not name.startswith(".rundbrief/")]  # the demo makes it
    missing = [name for name in named if not any(ROOT.glob(name.rstrip("/")))]
    assert named
    assert not missing
