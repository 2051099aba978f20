"""What mailer may know of lists, senders, audiences, topics and segments, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from subscribers.models.lists import by_language


@dataclass(frozen=True)
class SenderInfo:
    """An identity that mails come from, with its legal notice by language (P21)."""

    id: int
    slug: str
    office_id: int
    name: str
    address: str
    reply_to: str
    domain: str
    imprints: dict[str, str]
    imprint_url: str
    privacy_url: str
    accessibility_url: str
    signs_here: bool
    relay: str
    warm_up_from: date | None


@dataclass(frozen=True)
class ListInfo:
    """A list; `names` and `purposes` by language."""

    id: int
    slug: str
    public_id: str
    office_id: int
    names: dict[str, str]
    purposes: dict[str, str]
    audience_id: int
    audience: str
    sender: SenderInfo
    is_public: bool
    is_sensitive: bool
    is_editorial: bool
    may_leave: bool
    welcomes: bool
    easy_language: bool

    def name(self, language: str) -> str:
        """The name in this language, else in the first one that there is."""
        return by_language(self.names, language)


@dataclass(frozen=True)
class AudienceInfo:
    """A group spoken to in one voice."""

    id: int
    slug: str
    names: dict[str, str]


@dataclass(frozen=True)
class TopicInfo:
    """What a report may be about."""

    id: int
    slug: str
    names: dict[str, str]


@dataclass(frozen=True)
class SegmentInfo:
    """A saved rule, without the rule."""

    id: int
    slug: str
    name: str
    office_id: int
