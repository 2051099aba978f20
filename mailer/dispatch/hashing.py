"""The hash that an approval is of: content, tellings, templates and audience rule (invariant 8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from django.conf import settings

from mailer.dispatch import marks
from mailer.dispatch.appearance import theme
from mailer.dispatch.languages import offers_easy
from mailer.dispatch.tellings import data_of, easy_data
from mailer.models import Campaign, Issue, Telling
from subscribers import audience
from subscribers.audience import SenderInfo

UNSEEN = frozenset({"office_id", "signs_here", "relay", "warm_up_from"})


def issue_hash(issue: Issue) -> str:
    """SHA-256 over all that decides what this issue says and to whom."""
    list_ids = list(issue.lists.values_list("list_id", flat=True))
    audiences = {entry.audience for entry in audience.lists(ids=list_ids)}
    reports = issue.reports.values_list("revision__report", flat=True)
    return _digest(
        {
            **_voice(list_ids, issue.campaign.layout),
            "marks": marks.digest(reports, audiences),
            "reports": list(issue.reports.values_list("revision__content_hash", flat=True)),
            "frequency": issue.frequency,
            "segment": issue.segment_rule,
            **_own(issue),
        }
    )


def _own(issue: Issue) -> dict[str, object]:
    """What it says of its own; nothing for most issues, whose approvals must outlive an upgrade."""
    heads = {"heads": issue.heads} if issue.heads else {}
    if issue.corrects_id is None:
        return heads
    return {"corrects": issue.corrects_id, "correction": issue.correction, **heads}


def plan_hash(campaign: Campaign) -> str:
    """SHA-256 over what a standing approval covers: everything but the reports to come."""
    list_ids = list(campaign.lists.values_list("list_id", flat=True))
    return _digest(
        {
            **_voice(list_ids, campaign.layout),
            "content": campaign.content,
            "report": campaign.report_id,
            "topics": campaign.topics,
            "frequency": campaign.frequency,
            "segment": campaign.segment.rule if campaign.segment else None,
            "cadence": [
                campaign.cadence,
                campaign.zone,
                campaign.at.isoformat(),
                campaign.weekdays,
                campaign.day,
                campaign.nth,
            ],
        }
    )


def _voice(list_ids: Sequence[int], layout: str) -> dict[str, object]:
    lists = audience.lists(ids=list_ids)
    audiences = sorted({entry.audience for entry in lists})
    tellings = Telling.objects.filter(audience__slug__in=audiences).order_by("slug")
    return {
        "lists": [[entry.slug, entry.names] for entry in lists],
        "order": list(list_ids),
        "senders": [_shown(entry.sender) for entry in lists],
        "tellings": {telling.slug: data_of(telling, layout=layout) for telling in tellings},
        "easy": {
            entry.slug: easy_data(entry.audience, layout=layout)
            for entry in lists
            if offers_easy(entry)
        },
        "templates": templates_digest(),
        "theme": theme(),
    }


def _shown(sender: SenderInfo) -> dict[str, object]:
    """What recipients see of a sender; who signs and which relay takes it changes no word."""
    return {name: value for name, value in asdict(sender).items() if name not in UNSEEN}


@cache
def templates_digest() -> str:
    """SHA-256 over all mail templates; they change with a release only."""
    folder = Path(settings.BASE_DIR) / "templates" / "emails"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
