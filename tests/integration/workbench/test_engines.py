"""PostgreSQL and Redis from their wheels: on a private socket, by an unprivileged user."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from workbench.daemon import Daemon, EngineError
from workbench.engines import engines, running
from workbench.places import SOCKET_LIMIT, PlaceError
from workbench.postgres import Postgres
from workbench.redis import Redis

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over to another user")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that anybody may enter, as a checkout below /srv or /home would be."""
    path = Path(tempfile.mkdtemp(prefix="rundbrief-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def _sum(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT sum(x) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_postgres_keeps_its_data_through_stop_and_kill(folder: Path) -> None:
    """Invariant 1: the row is the truth, after an orderly stop and after a crash."""
    server = Postgres(folder / "pg", durable=True)
    with server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 20 AS x")
        server.stop()
        server.start()
        with psycopg.connect(server.url) as connection:
            connection.execute("INSERT INTO kept VALUES (22)")
        server.kill()
        assert server.pid is None
        server.start()
        assert _sum(server.url) == 42
    with Postgres(folder / "pg") as second:
        assert _sum(second.url) == 42
        second.remove()
    assert not (folder / "pg").exists()


def test_postgres_speaks_unicode_and_utc(folder: Path) -> None:
    with Postgres(folder / "pg", durable=False) as server:
        with psycopg.connect(server.url) as link:
            row = link.execute(
                "SELECT lower('ÄÖÜ'), current_setting('server_encoding'),"
                " current_setting('timezone'), current_setting('listen_addresses'),"
                " current_setting('server_version_num')::int"
            ).fetchone()
        server.remove()
    assert row is not None
    assert row[:4] == ("äöü", "UTF8", "UTC", "")
    assert row[4] >= 180000


@AS_ROOT
def test_engines_do_not_run_as_root(folder: Path) -> None:
    for server in (Postgres(folder / "pg", durable=False), Redis(folder / "redis", durable=False)):
        with server:
            assert Path(f"/proc/{server.pid}").stat().st_uid == server.identity.uid != 0
            server.remove()


@AS_ROOT
@pytest.mark.parametrize("engine", [Postgres, Redis])
def test_a_folder_closed_to_others_is_no_obstacle(folder: Path, engine: type[Daemon]) -> None:
    """A checkout below /root: the data go elsewhere, are found again, and leave with the rest."""
    folder.chmod(0o700)
    server = engine(folder / "engine", durable=False)
    server.start()
    server.close()
    elsewhere = Path((folder / "engine" / "elsewhere").read_text().strip())
    assert list((elsewhere / "data").iterdir()) or engine is Redis
    again = engine(folder / "engine", durable=False).start()
    assert Path((folder / "engine" / "elsewhere").read_text().strip()) == elsewhere
    again.remove()
    assert not elsewhere.exists()


def test_redis_keeps_what_is_durable(folder: Path) -> None:
    with Redis(folder / "redis") as server:
        redis.Redis.from_url(server.url).set("name", "Rundbrief")
        server.stop()
        server.start()
        assert redis.Redis.from_url(server.url).get("name") == b"Rundbrief"
        server.remove()


def test_sockets_keep_within_the_limit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long TMPDIR is passed over: a socket's path has 107 bytes at most."""
    deep = folder / ("x" * 120)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    server = Postgres(folder / "pg")
    path = server.sockets / server.socket_name
    server.close()
    assert len(os.fsencode(path)) <= SOCKET_LIMIT
    assert not path.is_relative_to(deep)


def test_one_folder_has_one_server(folder: Path) -> None:
    with Redis(folder / "redis") as first:
        with pytest.raises(EngineError, match="already running"):
            Redis(folder / "redis").start()
        with pytest.raises(EngineError, match="already running"):
            Redis(folder / "redis").remove()
        assert first.pid is not None
        first.remove()


def test_an_orphan_of_a_killed_parent_is_ended(folder: Path) -> None:
    """kill -9 on `make demo` leaves its engines behind: the next run takes over."""
    child = os.fork()
    if child == 0:
        Redis(folder / "redis").start()
        os._exit(0)  # no exit handler, as after a kill
    os.waitpid(child, 0)
    orphan = int((folder / "redis" / "pid").read_text())
    assert Path(f"/proc/{orphan}/cwd").exists()
    with Redis(folder / "redis") as server:
        assert server.pid != orphan
        assert redis.Redis.from_url(server.url).ping()
        server.remove()
    assert not Path(f"/proc/{orphan}/cwd").exists()


def test_a_failure_shows_the_end_of_the_log(folder: Path) -> None:
    with Redis(folder / "redis") as server:
        server.stop()
        (folder / "redis" / "data" / "appendonly.aof").write_bytes(b"nonsense")
        with pytest.raises(EngineError, match=r"(?s)Redis stopped while starting.*Bad file format"):
            server.start()
        assert server.pid is None
        server.remove()


def test_a_missing_wheel_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(PlaceError, match="embedded"):
        Redis(Path("/nonexistent"))._program()


def test_engines_start_only_what_is_missing(folder: Path) -> None:
    given = {"DATABASE_URL": "postgresql://x", "SMTP_URL_FILE": "/x", "SECRET_KEY": "x"}
    with engines(folder / "run", durable=False, env=given) as added:
        assert {"DATABASE_URL", "SMTP_URL", "SECRET_KEY_FILE"}.isdisjoint(added)
        assert redis.Redis.from_url(added["REDIS_URL"]).ping()
        assert Path(added["TOKEN_KEYS_FILE"]).exists()
        assert added["SITE_URL"] == f"http://127.0.0.1:{added['WEB_PORT']}"
        assert running(folder / "run") == added
    assert running(folder / "run") == {}
    assert not (folder / "run").exists()
