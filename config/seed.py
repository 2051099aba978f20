"""What every installation starts with: audiences, tellings, an office, a sender, three lists."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mailer.dispatch.tellings import easy_audiences
from mailer.models import ReportSource, SourceKind, Telling
from staff.models import Membership, Office, Role, User
from subscribers import legal
from subscribers.models import Audience, LegalBasis, List, PageName, Sender, Topic, Wording

AUDIENCES = {
    "citizens": {"de": "Bürgerinnen und Bürger", "en": "Citizens"},
    "councils": {"de": "Rat und Ausschüsse", "en": "Councils"},
    "partner-cities": {"de": "Partnerstädte", "en": "Partner cities"},
}
PURPOSES = {
    "citizens": {
        "de": "Neues aus der Stadt, kurz und verständlich.",
        "en": "News from the city, short and plain.",
    },
    "councils": {
        "de": "Berichte der Verwaltung an die Mitglieder des Rates und seiner Ausschüsse.",
        "en": "Reports of the administration to members of the council and its committees.",
    },
    "partner-cities": {
        "de": "Erfahrungen, die andere Städte übernehmen können.",
        "en": "Experience that other cities can take over.",
    },
}
TOPICS = {
    "smart-city": {"de": "Smarte Stadt", "en": "Smart city"},
    "mobility": {"de": "Mobilität", "en": "Mobility"},
    "climate": {"de": "Klima und Umwelt", "en": "Climate and environment"},
    "culture": {"de": "Kultur", "en": "Culture"},
    "education": {"de": "Bildung", "en": "Education"},
    "participation": {"de": "Beteiligung", "en": "Participation"},
    "building": {"de": "Bauen und Wohnen", "en": "Building and housing"},
    "health": {"de": "Gesundheit", "en": "Health"},
}
CONSENT = {
    "de": "Ich möchte „{name}“ per E-Mail erhalten: {purpose} Ich kann mich jederzeit abmelden.",
    "en": "I would like to get '{name}' by e-mail: {purpose} I can unsubscribe at any time.",
}
PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True, slots=True)
class House:
    """Who runs the installation; the address is the sender's and has to be one's own domain."""

    city: str
    sender_address: str
    imprint: str
    office: str = "Presse- und Öffentlichkeitsarbeit"


@transaction.atomic
def foundation(house: House) -> Office:
    """Make what is missing of the basics; what is there already stays as it is."""
    office, _ = Office.objects.get_or_create(slug="press", defaults={"name": house.office})
    sender = _sender(house, office)
    for slug, names in TOPICS.items():
        Topic.objects.get_or_create(slug=slug, defaults={"names": names})
    for slug, names in AUDIENCES.items():
        audience, _ = Audience.objects.get_or_create(slug=slug, defaults={"names": names})
        _telling(audience)
        _list(audience, office, sender=sender)
    _pages(house)
    ReportSource.objects.get_or_create(
        slug="given",
        defaults={"name": "Von Hand", "kind": SourceKind.GIVEN, "office": office},
    )
    return office


def user(email: str, office: Office, *roles: Role, password: str | None = None) -> User:
    """A member of staff with these roles in this office; made or completed."""
    found = User.objects.filter(email=email.lower()).first()
    found = found or User.objects.create_user(email, password)
    if password:
        found.set_password(password)
        found.save()
    for role in roles:
        Membership.objects.get_or_create(user=found, office=office, role=role)
    return found


def _sender(house: House, office: Office) -> Sender:
    defaults = {
        "office": office,
        "name": f"Stadt {house.city}",
        "address": house.sender_address,
        "imprints": {"de": house.imprint, "en": house.imprint},
        "imprint_url": settings.IMPRINT_URL or f"{settings.SITE_URL}/imprint",
        "privacy_url": settings.PRIVACY_URL or f"{settings.SITE_URL}/privacy",
        "accessibility_url": settings.ACCESSIBILITY_URL or f"{settings.SITE_URL}/accessibility",
    }
    sender, _ = Sender.objects.get_or_create(slug="city", defaults=defaults)
    return sender


def _pages(house: House) -> None:
    """First versions of the city's pages, from what is known, with gaps for the rest."""
    known = {
        "city": house.city,
        "imprint": house.imprint,
        "sender": house.sender_address,
        "site": settings.SITE_URL,
        "confirm_days": settings.CONFIRM_DAYS,
        "window": -(-settings.SIGNUP_WINDOW // 60),
    }
    for name in PageName:
        for language, _ in legal.languages(name):
            if not legal.versions(name, language):
                text = (PAGES / f"{name}.{language}.md").read_text(encoding="utf-8")
                legal.save(name, language, text=text.format(**known), by=None)


def _telling(audience: Audience) -> None:
    defaults = {"audience": audience, "data": {}}
    Telling.objects.get_or_create(slug=audience.slug, defaults=defaults)


def _list(audience: Audience, office: Office, *, sender: Sender) -> None:
    council = audience.slug == "councils"
    created, new = List.objects.get_or_create(
        slug=audience.slug,
        defaults={
            "office": office,
            "sender": sender,
            "audience": audience,
            "names": audience.names,
            "purposes": PURPOSES[audience.slug],
            "basis": LegalBasis.PUBLIC_TASK if council else LegalBasis.CONSENT,
            "is_public": not council,
            "easy_language": audience.slug in easy_audiences(),
        },
    )
    if new:
        for language, words in CONSENT.items():
            text = words.format(
                name=created.name(language), purpose=PURPOSES[audience.slug][language]
            )
            Wording.objects.create(list=created, language=language, version=1, text=text)
