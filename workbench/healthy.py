"""`python -m workbench.healthy NAME`: exit 0 if the container's own process answers."""

import os
import socket
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def main(name: str) -> bool:
    """Ask the web server or the inbox by HTTP, workers and beat by Celery's ping."""
    if name == "web":
        site = urlsplit(os.environ.get("SITE_URL", ""))
        return _page(int(os.environ.get("WEB_PORT", "8000")), host=site.hostname or "127.0.0.1")
    if name == "inbox":
        return _page(8025, host="127.0.0.1")
    return _ping(f"{name}@{socket.gethostname()}")


def _page(port: int, *, host: str) -> bool:
    """Any answer below 500 counts: the process lives and reaches its settings."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310
            return bool(answer.status < 500)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _ping(node: str) -> bool:
    from config.celery import app

    return bool(app.control.inspect(destination=[node], timeout=10.0).ping())


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1]) else 1)
