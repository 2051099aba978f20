"""Logs as one JSON object a line, or in colour on a terminal; never with addresses or tokens."""

from __future__ import annotations

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, Processor

# Addresses of token pages and anything that looks like a mail address (S31).
_TOKEN = re.compile(r"(/[cdopu]/)[\w.:~-]+")
_ADDRESS = re.compile(r"[^\s<>\"',;()]+@[^\s<>\"',;()]+")


class WithoutSecrets:
    """A processor of structlog that blots out tokens and mail addresses in the message."""

    def __call__(self, _logger: object, _name: str, event: EventDict) -> EventDict:
        """The event with its message cleaned."""
        words = _TOKEN.sub(r"\1•••", str(event.get("event", "")))
        return {**event, "event": _ADDRESS.sub("•••", words)}


def formatter() -> logging.Formatter:
    """A formatter for standard and structlog records alike."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        WithoutSecrets(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
