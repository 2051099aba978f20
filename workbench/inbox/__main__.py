"""`python -m workbench.inbox`: the inbox by itself, as a container runs it."""

import signal
import sys
from pathlib import Path

import click

from workbench.inbox import Inbox


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--smtp-port", default=8026, show_default=True)
@click.option("--http-port", default=8025, show_default=True)
@click.option("--maildir", default=Path(".rundbrief/inbox"), type=click.Path(path_type=Path))
@click.option("--site-url", envvar="SITE_URL", default="", help="Whose images may be shown.")
def main(*, host: str, smtp_port: int, http_port: int, maildir: Path, site_url: str) -> None:
    """Take every mail by SMTP, deliver none, and show them on a page."""
    stop = {signal.SIGINT, signal.SIGTERM}
    # Blocked before the servers' threads start, so that only sigwait below gets them.
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    try:
        inbox = Inbox(
            maildir, smtp_port=smtp_port, http_port=http_port, host=host, site_url=site_url
        ).start()
    except OSError as error:
        click.echo(f"The inbox cannot start: {error}", err=True)
        sys.exit(1)
    click.echo(f"Mail to {inbox.smtp_url}, pages at {inbox.url}")
    signal.sigwait(stop)
    inbox.stop()


if __name__ == "__main__":
    main()
