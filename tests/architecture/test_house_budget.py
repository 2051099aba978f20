"""The house budget: small modules, small functions, keywords, and a word on what each is for."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import PRODUCT, Function, decorators, functions, modules, text, tree

MODULE, TEST, FUNCTION, DOCSTRING, POSITIONAL = 300, 400, 40, 5, 2

# Frameworks call these by position. Keep the list short, and say who calls.
BY_POSITION_FIRST = {
    "request": "Django calls views, and passes what stands in the URL, as it likes",
    "server": "aiosmtpd calls its handlers with server, session, envelope",
}
BY_POSITION_DECORATORS = {
    "argument": "click hands over arguments and options",
    "option": "click hands over arguments and options",
    "connect": "Celery's signals",
    "receiver": "Django's signals",
}
BY_POSITION_NAMES = {
    "connect_tcp": "httpcore's network backends",
    "start_tls": "httpcore's network streams",
    "send_mail": "allauth's adapters",
    "is_safe_attribute": "Jinja2's sandbox",
}

OURS = modules(*PRODUCT, "benchmarks")
EVERYTHING = [*OURS, *modules("tests")]


def positional(function: Function, *, bound: bool) -> int:
    """How many parameters a caller may pass by position, self and cls not counted."""
    return len(function.args.posonlyargs) + len(function.args.args) - bound


def called_by_framework(function: Function, *, bound: bool) -> bool:
    """Whether one of the written exceptions holds."""
    first = [*function.args.posonlyargs, *function.args.args][bound:][:1]
    last_words = {name.rpartition(".")[2] for name in decorators(function)}
    return (
        (function.name.startswith("__") and function.name.endswith("__"))
        or function.name in BY_POSITION_NAMES
        or any(argument.arg.lstrip("_") in BY_POSITION_FIRST for argument in first)
        or not last_words.isdisjoint(BY_POSITION_DECORATORS)
    )


def test_there_is_something_to_measure() -> None:
    """Guards the guards: an empty walk would let everything pass."""
    assert Path("mailer/schedules/cadence.py") in OURS
    assert Path("tests/architecture/test_house_budget.py") in EVERYTHING


@pytest.mark.parametrize("folders", [(*PRODUCT, "benchmarks"), ("tests",)], ids=["code", "tests"])
def test_modules_are_short(folders: tuple[str, ...]) -> None:
    """House budget: modules have at most 300 lines, tests 400."""
    limit = TEST if folders == ("tests",) else MODULE
    lengths = {str(path): len(text(path).splitlines()) for path in modules(*folders)}
    assert {path: length for path, length in lengths.items() if length > limit} == {}


def test_functions_are_short() -> None:
    """House budget: functions have at most 40 lines."""
    long = {
        f"{path}:{function.lineno} {function.name}": (function.end_lineno or 0)
        - function.lineno
        + 1
        for path in EVERYTHING
        for function, _ in functions(path)
    }
    assert {where: length for where, length in long.items() if length > FUNCTION} == {}


def test_parameters_are_keyword_only_from_the_third() -> None:
    """House budget: a call with three bare values cannot be read."""
    found = [
        f"{path}:{function.lineno} {function.name}"
        for path in modules(*PRODUCT)
        for function, bound in functions(path)
        if positional(function, bound=bound) > POSITIONAL
        and not called_by_framework(function, bound=bound)
    ]
    assert not found, "\n".join(found)


def test_modules_say_what_they_are_for() -> None:
    """House budget: one to five lines at the head of each module."""
    heads = {str(path): ast.get_docstring(tree(path)) or "" for path in EVERYTHING}
    lengths = {path: len(head.strip().splitlines()) for path, head in heads.items()}
    found = [
        f"{path}: {length}" for path, length in lengths.items() if not 1 <= length <= DOCSTRING
    ]
    assert not found, "\n".join(found)
