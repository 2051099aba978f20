"""Files of people: read, checked and stored in one transaction by COPY and set-based SQL."""

from subscribers.importing.faults import ImportFileError
from subscribers.importing.runs import request, unfinished, work

__all__ = ["ImportFileError", "request", "unfinished", "work"]
