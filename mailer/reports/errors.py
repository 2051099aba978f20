"""What can be wrong with a report's source, each with file, place and remedy in de and en."""

from __future__ import annotations

from typing import ClassVar


class ReportError(Exception):
    """A source that cannot become a Report.

    `file` is a file name or an address, `place` where in it ('line 3', 'XML declaration'),
    `remedy` what a person can do. `code` names the kind for machines.
    """

    code: ClassVar[str] = "unreadable"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": ("ist nicht lesbar", "Bitte die Datei neu speichern und noch einmal versuchen."),
        "en": ("cannot be read", "Save the file again and retry."),
    }

    def __init__(self, file: str, place: str = "", remedy: str = "") -> None:
        self.file = file
        self.place = place
        self.remedy = remedy or self.words["en"][1]
        self._own_remedy = remedy
        super().__init__(file, place, remedy)

    def sentence(self, language: str = "en") -> str:
        """One sentence on what is wrong and one on what to do, in 'de' or 'en'."""
        problem, remedy = self.words.get(language, self.words["en"])
        where = f" ({self.place})" if self.place else ""
        return f"{self.file}{where} {problem}. {self._own_remedy or remedy}"

    def __str__(self) -> str:
        """The English sentences, for logs."""
        return self.sentence()


class EmptySourceError(ReportError):
    """No words in it."""

    code = "empty"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": ("enthält keinen Text", "Bitte eine Datei mit Text ablegen."),
        "en": ("contains no text", "Provide a file with text in it."),
    }


class UnknownFormatError(ReportError):
    """A suffix that no reader exists for."""

    code = "format"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": ("hat ein unbekanntes Format", "Bitte als .txt, .md, .html oder .docx speichern."),
        "en": ("has an unknown format", "Save it as .txt, .md, .html or .docx."),
    }


class NotTextError(ReportError):
    """Bytes that are no text under a text suffix."""

    code = "binary"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": ("ist keine Textdatei", "Bitte als UTF-8-Text oder als .docx speichern."),
        "en": ("is no text file", "Save it as UTF-8 text or as .docx."),
    }


class UnknownLanguageError(ReportError):
    """A text that is neither German nor English, and nothing that says what it is."""

    code = "language"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": (
            "ist anscheinend weder deutsch noch englisch, und nirgends steht die Sprache",
            "Bitte die Sprache oben in der Datei („Sprache: fr“) oder bei der Quelle angeben.",
        ),
        "en": (
            "seems to be neither German nor English, and nothing says which language it is",
            "Name the language at the top of the file (“language: fr”), or at its source.",
        ),
    }


class TooLargeError(ReportError):
    """More bytes, elements or depth than a report can have."""

    code = "too-large"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": ("ist zu groß", "Bitte den Bericht kürzen oder große Bilder entfernen."),
        "en": ("is too large", "Shorten the report or remove large pictures."),
    }


class BrokenFeedError(ReportError):
    """A feed that is neither RSS, Atom nor JSON Feed, or not well-formed."""

    code = "feed"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": (
            "ist kein lesbarer Feed",
            "Bitte die Adresse prüfen: Sie muss auf RSS, Atom oder JSON Feed zeigen.",
        ),
        "en": (
            "is no readable feed",
            "Check the address: it must point to RSS, Atom or JSON Feed.",
        ),
    }


class UnsafeSourceError(ReportError):
    """Refused for safety: entity declarations, archive bombs."""

    code = "unsafe"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": (
            "wurde aus Sicherheitsgründen abgelehnt",
            "Bitte die Quelle ohne eigene Entitäten und ohne gepackte Archive anbieten.",
        ),
        "en": (
            "was refused for safety",
            "Offer the source without entity declarations and packed archives.",
        ),
    }


class AddressRefusedError(ReportError):
    """An address that may not be fetched (S17)."""

    code = "address"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": (
            "darf nicht abgerufen werden",
            "Eine öffentliche http(s)-Adresse angeben oder den Host für diese Quelle erlauben.",
        ),
        "en": (
            "may not be fetched",
            "Give a public http(s) address, or allow the host for this source.",
        ),
    }


class FetchError(ReportError):
    """The other side did not answer well; worth trying again later."""

    code = "fetch"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": ("war nicht abrufbar", "Später noch einmal versuchen und die Adresse prüfen."),
        "en": ("could not be fetched", "Try again later and check the address."),
    }


class MissingFolderError(ReportError):
    """A watched folder that is not there."""

    code = "folder"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": ("ist kein Ordner", "Bitte den Ordner unter SOURCES_ROOT anlegen."),
        "en": ("is no folder", "Make the folder below SOURCES_ROOT."),
    }


class NotStoredError(ReportError):
    """A report that was read but could not be stored."""

    code = "store"
    words: ClassVar[dict[str, tuple[str, str]]] = {
        "de": ("konnte nicht gespeichert werden", "Bitte den Text vereinfachen oder melden."),
        "en": ("could not be stored", "Simplify the text, or report this as a fault."),
    }
