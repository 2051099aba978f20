"""Files of people: read, checked and stored in one transaction by COPY and set-based SQL."""

from subscribers.importing.faults import ImportFileError
from subscribers.importing.runs import request, unfinished, work
from subscribers.importing.storing import Counts

__all__ = ["Counts", "ImportFileError", "request", "unfinished", "work"]
