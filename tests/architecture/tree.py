"""The files of the project, as the tests in this folder read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("config", "mailer", "subscribers", "staff", "workbench")
NOT_OURS = {".git", ".venv", ".rundbrief", "node_modules", "staticfiles", "__pycache__", "vendor"}
CACHES = {".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str, endings: tuple[str, ...]) -> list[Path]:
    """Our own files under these folders (all, without any), as paths from the root, sorted."""
    found = [path for folder in folders or (".",) for path in _walk(ROOT / folder)]
    return sorted(path.relative_to(ROOT) for path in found if path.name.endswith(endings))


def modules(*folders: str) -> list[Path]:
    """Our own Python modules; migrations are written by Django."""
    return [path for path in files(*folders, endings=(".py",)) if "migrations" not in path.parts]


@cache
def text(path: Path) -> str:
    """A file's text."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse(text(path), filename=str(path))


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string in a module, docstrings too, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def functions(path: Path) -> Iterator[tuple[Function, bool]]:
    """Every function of a module, and whether it takes self or cls."""
    for parent in ast.walk(tree(path)):
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, Function):
                static = "staticmethod" in decorators(node)
                yield node, isinstance(parent, ast.ClassDef) and not static


def decorators(function: Function) -> list[str]:
    """The dotted names of a function's decorators, without what they are called with."""
    bare = [node.func if isinstance(node, ast.Call) else node for node in function.decorator_list]
    return [ast.unparse(node) for node in bare]


def _walk(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            if path.name not in NOT_OURS | CACHES:
                yield from _walk(path)
        elif path.is_file():
            yield path
