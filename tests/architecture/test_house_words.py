"""No file names a package index, somebody's folder, or leaves work for later."""

import re

from tests.architecture.tree import files, text

TEXT = (
    ".py", ".sql", ".html", ".mjml", ".md", ".txt", ".toml", ".yml", ".yaml", ".css", ".json",
    ".in", ".po", ".sh", ".cfg", "Makefile", "Dockerfile", "Procfile", ".importlinter",
)  # fmt: skip

# Put together here, so that this file does not name what it forbids.
INDEXES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("registry", "yarnpkg"),
    )
]
FOLDERS = re.compile("|".join([f"/{home}/[a-z]" for home in ("home", "Users")]))
LATER = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3 + r"\b")))


def where(pattern: re.Pattern[str]) -> list[str]:
    """Places that match, as path:line."""
    return [
        f"{path}:{number}"
        for path in files(endings=TEXT)
        for number, line in enumerate(text(path).splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_package_index() -> None:
    """Design, traps: pinned requirements carry hashes, not addresses."""
    assert where(re.compile("|".join(map(re.escape, INDEXES)))) == []
    assert files(endings=("uv.lock", "package-lock.json", "yarn.lock")) == []


def test_nobodys_folder() -> None:
    """House: what runs on one machine only is not in the repository."""
    assert where(FOLDERS) == []


def test_nothing_is_left_for_later() -> None:
    """House: what is worth doing is done, or it is an issue."""
    assert where(LATER) == []
