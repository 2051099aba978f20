"""A real Postfix: takes mail for example.org, refuses some at once, bounces others later.

Its programs come out of Debian's package, which is unpacked and not installed; it needs root, as
its master always does. Its log is the ground truth.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from benchmarks import tools

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
meta_directory = {folder}/etc
daemon_directory = {program}/lib/postfix/sbin
command_directory = {program}/sbin
shlib_directory = {program}/lib/postfix
import_environment = MAIL_CONFIG MAIL_LOGTAG POSTLOG_SERVICE TZ LD_LIBRARY_PATH
mail_owner = mail
setgid_group = games
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_maps = static:all
virtual_transport = discard:
transport_maps = regexp:{folder}/etc/transport
smtpd_recipient_restrictions = check_recipient_access regexp:{folder}/etc/access, permit
smtpd_relay_restrictions = permit_mynetworks, reject
default_process_limit = 20
"""
MASTER = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
QUEUES = {
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop",
    "pid", "private", "public", "saved", "trace",
}  # fmt: skip
_TO = re.compile(r"/(?:discard|smtp)\[\d+\]: (\w+): to=<([^@>]+)@([^>]+)>.* status=(sent|bounced)")
_NOTICE = re.compile(r"/bounce\[\d+\]: \w+: sender non-delivery notification: (\w+)")


class Postfix:
    """Refuses recipients that match `refused`; hands those that match `further`, and its notices
    to bounce.example.org, to the server at the port `following`, and bounces what that refuses.
    """

    def __init__(self, *, refused: str, further: str, following: int) -> None:
        memory = Path("/dev/shm")  # noqa: S108 (a queue is synced for every message)
        place = str(memory) if memory.is_dir() else None
        self.folder = Path(tempfile.mkdtemp(prefix="rb-postfix-", dir=place))
        self._rules = {
            "access": f"/^{refused}@/ 550 5.1.1 no such user\n",
            "transport": (
                f"/^{further}@/ smtp:[127.0.0.1]:{following}\n"
                f"/@bounce\\.example\\.org$/ smtp:[127.0.0.1]:{following}\n"
            ),
        }

    @contextmanager
    def serving(self, port: int) -> Iterator[Self]:
        """It listens on this port, and all of it is gone afterwards."""
        self._lay_out(port)
        master = tools.postfix() / "lib" / "postfix" / "sbin" / "master"
        place = str(self.folder / "etc")
        env = tools.environment() | {"MAIL_CONFIG": place}
        process = subprocess.Popen([str(master), "-c", place, "-d"], env=env)
        try:
            self._await(port)
            yield self
        finally:
            process.terminate()
            process.wait(20)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _lay_out(self, port: int) -> None:
        """The files that its own script would make, for users that every Debian has."""
        self.folder.chmod(0o755)
        for name in ("etc", "data", "queue"):
            (self.folder / name).mkdir()
        words = {"folder": self.folder, "program": tools.postfix(), "port": f"127.0.0.1:{port}"}
        own = {"main.cf": MAIN.format(**words), "master.cf": MASTER.format(**words)}
        for name, text in (own | self._rules).items():
            (self.folder / "etc" / name).write_text(text)
        shutil.chown(self.folder / "data", "mail")
        for name in QUEUES:
            (self.folder / "queue" / name).mkdir(mode=0o700)
            shutil.chown(self.folder / "queue" / name, "root" if name == "pid" else "mail")
        (self.folder / "queue" / "pid").chmod(0o755)

    @property
    def log(self) -> Path:
        """Its log, in syslog's form."""
        return self.folder / "log"

    def taken(self) -> Counter[str]:
        """Who got how many messages, those it bounced later too."""
        return Counter(self._sent_to("example.org", "sent", "bounced"))

    def bounced(self) -> set[str]:
        """Whose message it took and could not deliver."""
        return set(self._sent_to("example.org", "bounced"))

    def returned(self) -> list[str]:
        """The return paths, before the @, that notices of non-delivery went to."""
        notices = {match[1] for match in self._lines(_NOTICE)}
        return self._sent_to("bounce.example.org", "sent", of=notices)

    def _sent_to(self, domain: str, *states: str, of: Container[str] | None = None) -> list[str]:
        found = (match for match in self._lines(_TO) if match[3] == domain and match[4] in states)
        return [match[2] for match in found if of is None or match[1] in of]

    def _lines(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        with self.log.open(encoding="utf-8", errors="replace") as file:
            return [match for line in file if (match := pattern.search(line))]

    def _await(self, port: int) -> None:
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", port), 5) as found:
                    if found.recv(100).startswith(b"220 "):
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"Postfix does not answer: {self.log.read_text()[-2000:]}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
