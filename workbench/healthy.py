"""`python -m workbench.healthy NAME`: exit 0 if the container's own process answers."""

import os
import socket
import subprocess
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def main(name: str) -> bool:
    """Ask the web server or the inbox by HTTP, workers and beat by Celery's ping."""
    if name == "web":
        host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "127.0.0.1"
        return page(int(os.environ.get("WEB_PORT", "8000")), "/health/ready", host=host)
    if name == "inbox":
        return page(8025, "/healthz", host="127.0.0.1")
    return _ping(f"{name}@{socket.gethostname()}")


def page(port: int, path: str, *, host: str) -> bool:
    """Whether a loopback server answers well; a redirect to HTTPS is an answer too."""
    connection = HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status < 400
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _ping(node: str) -> bool:
    command = ["celery", "--quiet", "-A", "config.celery", "inspect", "ping", "--timeout", "10"]
    done = subprocess.run([*command, "--destination", node], check=False, capture_output=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1]) else 1)
