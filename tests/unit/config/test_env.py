"""Settings are read by typed helpers that name the fault and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import env
from config.env import EnvError

RING = "b:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S33: NAME_FILE names the file; its line end is not part of the secret."""
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "secret"))
    assert env.text("THING") == "from a file"
    monkeypatch.setenv("THING_FILE", str(tmp_path / "missing"))
    with pytest.raises(EnvError, match=r"THING_FILE.*cannot be read"):
        env.text("THING")


@pytest.mark.parametrize(
    ("value", "meaning"), [("1", True), ("Yes", True), ("off", False), ("", True)]
)
def test_flags(value: str, meaning: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Yes and no in the usual spellings; nothing means the default."""
    monkeypatch.setenv("THING", value)
    assert env.flag("THING", default=True) is meaning


def test_what_cannot_be_understood_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message names the setting."""
    monkeypatch.setenv("THING", "perhaps")
    for read in (lambda: env.flag("THING", default=True), lambda: env.number("THING", 1)):
        with pytest.raises(EnvError, match=r"THING: 'perhaps'"):
            read()
    with pytest.raises(EnvError, match="THING: write a JSON object"):
        env.table("THING")
    with pytest.raises(EnvError, match="THING: each key"):
        env.ring("THING")


def test_a_ring_has_its_active_key_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invariant 12: rings, apart from SECRET_KEY."""
    monkeypatch.setenv("THING", f"a:{'_' * 43}, {RING}")
    assert [key.id for key in env.ring("THING")] == ["a", "b"]
    assert all(len(key.secret) == 32 for key in env.ring("THING"))


def test_a_database_behind_a_socket() -> None:
    """The socket's folder comes percent-encoded in the query."""
    found = env.database("postgresql://me:p%40ss@/city?host=%2Frun%2Fpg&sslmode=disable")
    assert (found["HOST"], found["USER"], found["PASSWORD"]) == ("/run/pg", "me", "p@ss")
    assert found["OPTIONS"] == {"sslmode": "disable"}
    with pytest.raises(EnvError, match="PostgreSQL"):
        env.database("sqlite:///x")
