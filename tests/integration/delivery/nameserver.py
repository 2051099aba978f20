"""A name server on loopback that knows the TXT and MX records that a test gives it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[tuple[str, str], Sequence[str]]


@contextmanager
def nameserver(records: Records) -> Iterator[str]:
    """Answers for ('name', 'TXT') and the like, from what `records` holds then; 'host:port'."""

    class Answer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, channel = self.request
            channel.sendto(_answer(data, records), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _answer(data: bytes, records: Records) -> bytes:
    query = dns.message.from_wire(data)
    question = query.question[0]
    kind = dns.rdatatype.to_text(question.rdtype)
    name = question.name.to_text(omit_final_dot=True).lower()
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.RA
    found = records.get((name, kind), ())
    if found:
        reply.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
    elif not any(known == name for known, _ in records):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire()
