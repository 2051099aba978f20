"""One import from its waiting row to its counts: all or nothing, however often it is nudged.

The row of the run stays locked while it works, so that a second worker passes by, and a killed
one leaves everything as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from django.core.files import File
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.models import User
from staff.sheets import safe_cell
from subscribers.consent import ConsentError, demand_basis
from subscribers.importing.faults import ImportFileError
from subscribers.importing.reading import Fault, people
from subscribers.importing.storing import Counts, Grounds, stage, store
from subscribers.locks import Namespace, take, try_take
from subscribers.models import ImportRun, List, Topic, Wording
from subscribers.models.imports import ImportState

Progress = Callable[[int], None]
_OPEN = (ImportState.WAITING, ImportState.RUNNING)


def request(
    file: BinaryIO,
    name: str,
    *,
    wanted: List,
    basis: str,
    proof: str = "",
    dry_run: bool = False,
    by: User | None = None,
) -> ImportRun:
    """Store a file to be imported; ConsentError at once if the legal basis does not fit (P3)."""
    demand_basis(wanted, basis, proof=proof)
    run = ImportRun(list=wanted, basis=basis, proof=proof, dry_run=dry_run, started_by=by, words="")
    run.file.save(PurePath(name).name, File(file), save=False)
    run.save()
    return run


def unfinished() -> list[int]:
    """Ids of the imports that wait, or whose worker died."""
    with transaction.atomic():
        rows = ImportRun.objects.select_for_update(skip_locked=True)
        return list(rows.filter(state__in=_OPEN).order_by("pk").values_list("pk", flat=True))


def work(import_id: int, *, wait: bool = False, progress: Progress | None = None) -> bool:
    """Do an import now; False if it is done, another worker has it, or one is under way.

    One runs at a time, since two with the same people would wait for each other in a ring. With
    `wait`, this one waits its turn, and for a worker that was faster: it is done afterwards,
    whoever did it. What is wrong with the file stands in the run's words.
    """
    _mark_running(import_id)
    try:
        with transaction.atomic():
            return _work(import_id, wait=wait, progress=progress or (lambda _: None))
    except (OperationalError, InterfaceError):
        raise  # the database went away: the run still waits, and will be nudged again
    except Exception as error:
        words = _("Stopped by a fault of the program (%(kind)s); nothing was stored.")
        ImportRun.objects.filter(pk=import_id).update(
            state=ImportState.FAILED,
            words=words % {"kind": type(error).__name__},
            finished_at=timezone.now(),
        )
        raise


def _mark_running(import_id: int) -> None:
    with transaction.atomic():
        rows = ImportRun.objects.select_for_update(skip_locked=True)
        run = rows.filter(pk=import_id, state=ImportState.WAITING).first()
        if run is not None:
            run.state = ImportState.RUNNING
            run.save(update_fields=["state"])


def _work(import_id: int, *, wait: bool, progress: Progress) -> bool:
    rows = ImportRun.objects.select_for_update(skip_locked=not wait, of=("self",))
    run = rows.select_related("list").filter(pk=import_id, state__in=_OPEN).first()
    if run is None:
        return False
    if wait:
        take(Namespace.IMPORT, [0])
    elif not try_take(Namespace.IMPORT, 0):
        return False
    with TemporaryFile("w+b") as errors:
        try:
            run.counts = _load(run, errors, progress=progress)._asdict()
            run.state = ImportState.DONE
        except (ImportFileError, ConsentError) as fault:
            run.state, run.words = ImportState.FAILED, str(fault)
        _finish(run, errors)
    return True


def _load(run: ImportRun, errors: BinaryIO, *, progress: Progress) -> Counts:
    """Read and store in a savepoint, which a dry run rolls back after counting."""
    demand_basis(run.list, run.basis, proof=run.proof)
    name = PurePath(run.file.name or "").name
    grounds = Grounds(run.basis, run.proof, name, run.pk)
    faults = _ErrorFile(errors)
    try:
        with transaction.atomic(), run.file.open("rb") as file:
            rows = people(cast(BinaryIO, file), topics=_topics(), wordings=_wordings(run.list_id))
            read = stage(rows, grounds, refuse=faults.add, progress=progress)
            counts = store(run.list, grounds, at=timezone.now(), read=read, errors=faults.count)
            transaction.set_rollback(run.dry_run)
    finally:
        faults.flush()
    return counts


def _finish(run: ImportRun, errors: BinaryIO) -> None:
    run.finished_at = timezone.now()
    if errors.tell():
        run.errors.save(f"errors-{run.pk}.csv", File(errors), save=False)
    run.save()
    if run.state == ImportState.DONE and not run.dry_run:
        audit.note("import", run, by=run.started_by, office_id=run.list.office_id, **run.counts)
    # Stored or not: another copy of these people in a folder would only have to be erased (P13).
    storage, name = run.file.storage, run.file.name or ""
    transaction.on_commit(lambda: storage.delete(name))


def _topics() -> dict[str, int]:
    """Topics by slug and by each of their names."""
    known = {}
    for topic in Topic.objects.all():
        known.update({word.casefold(): topic.pk for word in (topic.slug, *topic.names.values())})
    return known


def _wordings(list_id: int) -> dict[tuple[str, int], int]:
    """The list's own words by language and version."""
    rows = Wording.objects.filter(list=list_id).values_list("language", "version", "pk")
    return {(language, version): pk for language, version, pk in rows}


class _ErrorFile:
    """The downloadable list of rows left out; spreadsheets open it, so cells are made safe."""

    def __init__(self, file: BinaryIO) -> None:
        self.count = 0
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._text, delimiter=";")

    def add(self, fault: Fault) -> None:
        """Write down a row that was left out."""
        if not self.count:
            self._rows.writerow([_("Row"), _("Column"), _("Fault")])
        self.count += 1
        self._rows.writerow([fault.row, safe_cell(fault.column), safe_cell(fault.words)])

    def flush(self) -> None:
        """Hand everything over to the file beneath, which stays open."""
        self._text.flush()
        self._text.detach()
