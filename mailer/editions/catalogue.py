"""The product's own words in mails, from locale/<language>/LC_MESSAGES/mail.po."""

from __future__ import annotations

import io
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALE: Final = Path(__file__).resolve().parents[2] / "locale"
DOMAIN: Final = "mail"
LANGUAGES: Final = ("de", "en")


def known(language: str) -> str:
    """The language among ours that comes nearest ('de-AT' is 'de'); German where none does."""
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else LANGUAGES[0]


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Translations:
    """The messages of one language; read from the .po, so that they cannot be out of date."""
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, domain=DOMAIN))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


def marked(message: str) -> str:
    """The same message; tells the extraction that it will be said later."""
    return message


def say(message: str, language: str, **values: str) -> str:
    """One message in a language, its {placeholders} filled."""
    return fill(_words(message, language), **values)


@lru_cache(maxsize=1024)
def _words(message: str, language: str) -> str:
    return str(catalogue(known(language)).ugettext(message))


def fill(pattern: str, **values: str) -> str:
    """Put values for {names} in one pass, so that a value is never read as a pattern."""
    out: list[str] = []
    rest = pattern
    while True:
        before, brace, after = rest.partition("{")
        name, closing, tail = after.partition("}")
        out.append(before)
        if not brace:
            return "".join(out)
        if closing and name in values:
            out.append(values[name])
            rest = tail
        else:
            out.append(brace)
            rest = after


def long_date(day: date | None, language: str) -> str:
    """'20. November 2024' or '20 November 2024'; '' without a day."""
    # en_GB: day before month, as everywhere in Europe
    return format_date(day, "long", locale="en_GB" if language == "en" else language) if day else ""


def long_moment(moment: datetime | None, language: str) -> str:
    """'20. November 2024, 14:30 Uhr' or '20 November 2024, 14:30'; '' without a moment."""
    if moment is None:
        return ""
    form = "d MMMM y, HH:mm" if known(language) == "en" else "d. MMMM y, HH:mm 'Uhr'"
    return format_datetime(moment, form, tzinfo=moment.tzinfo, locale=known(language))


def language_name(code: str, language: str) -> str:
    """What a language is called in another ('Deutsch', 'German')."""
    try:
        name = Locale.parse(code, sep="-").get_language_name(language)
    except (ValueError, UnknownLocaleError):
        name = None
    return name or code
