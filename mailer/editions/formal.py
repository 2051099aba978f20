"""What a report holds beside its news: who was there, whom to ask, what is not decided."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from mailer.reports.model import Block, ItemList, Paragraph, Report, Section, Text, plain

_FORMAL: Final = re.compile(
    r"(?:Anwesend|Abwesend|Entschuldigt|Protokoll\w*|Sitzungsleitung|Schriftführung|Verteiler|"
    r"Aktenzeichen|Drucksache|Vorlage-Nr|Present|Apologies|Attendance|In attendance|Minutes)"
    r"\b[^:]{0,20}:"
)
_ATTENDED: Final = re.compile(r"(?:Anwesend|Present|Attendance|Apologies)\b[^:]{0,20}:")
_TOP: Final = ("TOP ", "Tagesordnungspunkt ", "Agenda item ")
# What stands below such a heading is not decided yet.
_PROPOSED: Final = re.compile(
    r"\b(?:Beschluss(?:vorschlag|entwurf|empfehlung)|Antrag|Anträge\b"
    r"|(?:proposed|draft|recommended) (?:resolution|decision)|motion\b)",
    re.IGNORECASE,
)
_DECISION: Final = re.compile(r"(?:Beschluss|Decision|Resolution|Resolved)\b[^:]{0,20}: ")
_CARRIED: Final = re.compile(
    r"\b(?:angenommen|beschlossen|einstimmig|mehrheitlich|zugestimmt|carried|agreed|approved|"
    r"adopted|unanimous\w*)\b",
    re.IGNORECASE,
)
# Whom to ask and when belongs below 'Questions?'; a note at the foot tells of a figure only.
_ASK: Final = re.compile(r"(?:Tel\.|Tel:|Telefon|Hotline|Fax|phone|call) [^!?]{0,30}?\d{3}")
_MARK: Final = re.compile(r"(?<=\S)\s?\[\d{1,2}\]")
_NOTE: Final = re.compile(r"\[\d{1,2}\]|gez\. ")
# What a report says of itself, to whom it owes thanks, and that somebody spoke.
_ITSELF: Final = re.compile(
    r"(?:D(?:er|ieser) (?:vorliegende )?Bericht (?:wurde|gliedert|ist|dient)\b|Er gliedert sich|"
    r"Mit diese[mr] (?:Bericht|Vorlage|Schreiben|Rundbrief)|Redaktionsschluss|"
    r"Grundlagen? (?:ist|sind|war|waren|des Berichts)|(?:Für .{3,60}|Wir|Ich) (?:be)?danken?\b|"
    r"(?:Liebe|Sehr geehrte|Dear) |This (?:report|paper|document) (?:is|was|looks back)\b|"
    r"It is structured|First,? (?:we|it) |Thank you|(?:We|I) (?:would like to )?thank |"
    r"(?:Herr|Frau|Mr|Ms|Mrs|Cllr|D(?:er|ie) (?:Vorsitzende|Verwaltung))\b[^,;:]{0,50} (?:"
    r"berichtet (?:über|zu)|informiert über|eröffnet die Sitzung|stellt [^,;:]* vor\.|presented|"
    r"introduced)[^,;:]*$)"
)
# Who spoke, but not what; that a paper was noted; how the
# votes were cast; how many things follow; a ranking without what was ranked.
_EMPTY: Final = re.compile(
    r"(?:Zur Eröffnung|Zur Begrüßung|Zum Auftakt|Zum Abschluss|Zum Schluss|Zu Beginn|Anschließend) "
    r"(?:sprach|sprachen|begrüßten?|redeten?|traten?|eröffneten?)\b[^,;:]*$|"
    r"(?:Abstimmung|Abstimmungsergebnis|Votes?|Voting)\b[^:]{0,20}:|"
    r"(?:D(?:er|ie) )?[A-ZÄÖÜ][\w-]+ (?:nimmt|nahm|nehmen) [^,;:]{3,60} zur Kenntnis\.?$|"
    r"The (?:committee|council|board|panel) (?:noted|received) (?:the|this) [^,;:]{3,40}$|"
    r"(?:Zwei|Drei|Vier|Fünf|Two|Three|Four|Five) (?:Dinge|Punkte|Gründe|Lehren|Erkenntnisse|"
    r"Fragen|things|points|reasons|lessons|questions)\b[^,:;]*$|"
    r"(?:Am \w+sten|Most often|Most frequently) \w+ (?:wird|werden|wurden?|was|were|is|are)\b"
)
_TO_READERS: Final = re.compile(r"(?:möchten|wollen) wir (?:Ihnen|Sie|euch)\b")


def of_itself(sentence: str) -> bool:
    """Whether it tells of the report rather than of what that reports."""
    return bool(_ITSELF.match(sentence) or (" wir " in sentence and _TO_READERS.search(sentence)))


def no_news(sentence: str) -> bool:
    """Whether it may stand in a report, but is none of its main points."""
    asks = "@" in sentence or _ASK.search(sentence)
    said = _NOTE.match(sentence) or _FORMAL.match(sentence) or _EMPTY.match(sentence)
    return bool(asks or said) or of_itself(sentence)


def formal(block: Block) -> bool:
    """Whether a list is the head or foot of minutes: who was there, who wrote it down."""
    return isinstance(block, ItemList) and any(_FORMAL.match(plain(i)) for i in block.items)


def proposed(section: Section) -> bool:
    """Whether what stands in a section is not decided yet."""
    return bool(_PROPOSED.search(section.heading)) and not _decided(section)


def decision(line: str) -> bool:
    """Whether it says what was decided: 'Beschluss: ...'."""
    return line.startswith(("Beschluss", "Decision", "Resol")) and bool(_DECISION.match(line))


def _decided(section: Section) -> bool:
    """Whether a line of it says what was decided, and another how the votes were cast."""
    lists = [b.items for b in section.blocks if isinstance(b, ItemList)]
    lines = [plain(item) for items in lists for item in items]
    return any(map(decision, lines)) and any(map(_CARRIED.search, lines))


def minutes(sections: Iterable[Section]) -> bool:
    """Whether these are the items of a meeting, of which each has its own subject."""
    found = tuple(sections)
    lists = (b.items for s in found[:2] for b in s.blocks if isinstance(b, ItemList))
    attended = any(_ATTENDED.match(plain(item)) for items in lists for item in items)
    return attended or any(section.heading.startswith(_TOP) for section in found)


def without_notes(report: Report) -> Report:
    """A report without the notes at its foot and the numbers in brackets that point to them.

    Where only parts are told, they would point to nothing.
    """
    foot = (block for section in report.sections[-2:] for block in section.blocks)
    if not any(map(_is_note, foot)):
        return report
    sections = tuple(
        replace(s, blocks=tuple(_unmarked(b) for b in s.blocks if not _is_note(b)))
        for s in report.sections
    )
    kept = tuple(section for section in sections if section.blocks or section.heading)
    return replace(report, lead=_without_marks(report.lead), sections=kept)


def _is_note(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(_NOTE.match(plain(block.text)))


def _unmarked(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(_without_marks(block.text))
    if isinstance(block, ItemList):
        return replace(block, items=tuple(map(_without_marks, block.items)))
    return block


def _without_marks(text: Text) -> Text:
    return tuple(replace(span, text=_MARK.sub("", span.text)) for span in text)
