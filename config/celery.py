"""The Celery application: Redis as broker only, no results, ids as arguments, three queues."""

from __future__ import annotations

import os
from multiprocessing.sharedctypes import RawValue

from celery import Celery
from celery.signals import worker_init, worker_shutting_down
from django.conf import settings
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

QUEUES = ("bulk", "transactional", "intake")


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
    broker_transport_options={"visibility_timeout": 900, "queue_order_strategy": "priority"},
    task_routes={
        "mailer.tasks.send_batches": {"queue": "bulk"},
        "mailer.tasks.expand_issue": {"queue": "bulk"},
    },
    # Static UTC ticks: what is due stands in rows, with local time and zone (invariant 2).
    beat_schedule={
        "check due": {"task": "mailer.tasks.check_due", "schedule": 10.0},
        "pull sources": {"task": "mailer.tasks.pull_sources", "schedule": 15.0},
        "reconcile": {"task": "mailer.tasks.reconcile", "schedule": 20.0},
        "imports": {"task": "subscribers.tasks.run_imports", "schedule": 20.0},
    },
)
app.autodiscover_tasks(["mailer", "subscribers"])

# Celery's warm shutdown waits for running tasks but never tells them. This flag is made before
# the pool forks, so that the children share it and long tasks hand over when it is set. It has
# no lock: a child killed while it held one would block the others.
draining = RawValue("b", 0)


@worker_init.connect
def _share_flag(**_: object) -> None:
    from mailer.dispatch import drain

    drain.watch(draining)


@worker_shutting_down.connect
def _drain(**_: object) -> None:
    draining.value = 1
