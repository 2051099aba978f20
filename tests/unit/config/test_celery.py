"""What goes through the queue, and what never does."""

from __future__ import annotations

import inspect

from config.celery import TICKS, app

OURS = ("mailer.", "subscribers.", "staff.")


def test_json_only_and_no_results() -> None:
    """S34: no pickle; nothing of a task is kept anywhere."""
    assert (app.conf.task_serializer, app.conf.accept_content) == ("json", ["json"])
    assert app.conf.result_backend is None
    assert app.conf.task_ignore_result


def test_tasks_take_ids_only() -> None:
    """S34, invariant 1: no address and no content stands in the queue."""
    app.loader.import_default_modules()
    found = {name: task for name, task in app.tasks.items() if name.startswith(OURS)}
    assert found.keys() >= TICKS.keys()
    for name, task in found.items():
        kinds = {kind.annotation for kind in inspect.signature(task.run).parameters.values()}
        assert kinds <= {"int"}, name
