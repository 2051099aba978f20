"""The Celery application: Redis as broker only, no results, ids as arguments, three queues."""

from __future__ import annotations

import gc
import os
from importlib import import_module
from multiprocessing.sharedctypes import RawValue

from celery import Celery
from celery.signals import worker_init, worker_shutting_down
from celery.worker import WorkController
from django.conf import settings
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Celery runs Django's checks and looks at none of the answers; they would load every page.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

QUEUES = ("bulk", "transactional", "intake")


# Static UTC ticks: what is due stands in rows, with local time and zone (invariant 2).
TICKS = {
    "mailer.tasks.check_due": 10.0,
    "mailer.tasks.pull_sources": 15.0,
    "mailer.tasks.reconcile": 20.0,
    "mailer.tasks.look_up_domains": 60.0,
    "subscribers.tasks.run_imports": 20.0,
    "subscribers.tasks.answer_wishes": 5.0,
    "mailer.tasks.reconcile_notices": 5.0,
    "subscribers.tasks.seal_evidence": 60.0,
    "subscribers.tasks.clean_up": 3600.0,
    "subscribers.tasks.finish_erasures": 30.0,
}
# What the tasks of a queue need, loaded before the pool forks, so that its processes share it.
# Others, such as composing for an urgent issue among the single mails, load it when it comes.
NEEDED = {
    "bulk": ("mailer.dispatch.sending", "mailer.dispatch.expansion"),
    "transactional": ("mailer.dispatch.sending", "mailer.notices.sending"),
    "intake": ("mailer.dispatch.calendar", "mailer.dispatch.looking", "mailer.intake.pull"),
}
# Ticks that single mails depend on go to the worker that no campaign keeps busy.
QUICK = {
    "subscribers.tasks.answer_wishes",
    "subscribers.tasks.finish_erasures",
    "mailer.tasks.reconcile_notices",
}


def tick(task: str, seconds: float) -> dict[str, object]:
    """One entry of beat; ticks that found no worker in time are dropped, not piled up."""
    options = {"expires": seconds} | ({"queue": "transactional"} if task in QUICK else {})
    return {"task": task, "schedule": seconds, "options": options}


def broker(url: str) -> str:
    """kombu's spelling of a Redis URL: a socket is `redis+socket://`, not `unix://`."""
    return url.replace("unix://", "redis+socket://", 1) if url.startswith("unix://") else url


app = Celery("rundbrief", broker=broker(settings.REDIS_URL))
app.conf.update(
    task_queues=[Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
    task_default_queue="intake",
    task_create_missing_queues=False,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    task_serializer="json",
    accept_content=["json"],
    timezone="UTC",
    enable_utc=True,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 900,
        # In turn: ticks must not wait until nothing is left to send.
        "queue_order_strategy": "round_robin",
        # An issue's priority, see dispatch.nudges; what has none is a tick or as quick as one.
        "priority_steps": list(range(10)),
        # A broker that is down must not hold up a web request: the reconciler nudges later.
        "max_retries": 1,
        "interval_start": 0,
        "interval_max": 0.2,
    },
    beat_schedule={task: tick(task, seconds) for task, seconds in TICKS.items()},
)
app.autodiscover_tasks(["mailer", "subscribers"])

# Celery's warm shutdown waits for running tasks but never tells them. This flag is made before
# the pool forks, so that the children share it and long tasks hand over when it is set. It has
# no lock: a child killed while it held one would block the others.
draining = RawValue("b", 0)


def collect_seldom() -> None:
    """Let the garbage collector run less often: letters die young and in no circles, and what is
    loaded by now stays (and stays shared with the pool). Saves a worker some 3 % of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@worker_init.connect
def _get_ready(sender: WorkController, **_: object) -> None:
    from mailer.dispatch import drain

    drain.watch(draining)
    for queue in sender.app.amqp.queues.consume_from:
        for module in NEEDED[queue]:
            import_module(module)
    collect_seldom()


@worker_shutting_down.connect
def _drain(**_: object) -> None:
    draining.value = 1
