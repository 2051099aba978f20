"""A report whose sections each have a part to play: what happened, what to do, until when.

The profiles of a layout find them by their headings. Nothing is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailer.editions.told import Passage
from mailer.editions.weigh import Lens, Weighed, weigh_section
from mailer.reports.model import Block, ItemList, Paragraph, Section, Text


@dataclass(frozen=True, slots=True)
class Cast:
    """A section and its role, the name of the profile that speaks most for it; '' for none."""

    weighed: Weighed
    role: str

    @property
    def section(self) -> Section:
        """The section as it is in the report."""
        return self.weighed.section

    def passage(self) -> Passage:
        """The whole section."""
        level = min(max(self.section.level, 2), 3) if self.section.heading else 2
        return Passage(self.section.heading, self.section.blocks, level=level, role=self.role)


def cast(sections: Sequence[Section], lens: Lens) -> tuple[Cast, ...]:
    """All sections, in the order of the profiles; those without a role behind, in their own."""
    profiles = lens.telling.voice(lens.report_language).profiles
    names = [profile.name for profile in profiles]
    found = [_cast(section, lens, index=i) for i, section in enumerate(sections)]
    return tuple(sorted(found, key=lambda one: names.index(one.role) if one.role else len(names)))


def in_role(sections: Sequence[Section], lens: Lens, *, role: str) -> tuple[Section, ...]:
    """The sections that play this role; none for ''."""
    found = cast(sections, lens) if role else ()
    return tuple(one.section for one in found if one.role == role)


def first_link(sections: Sequence[Section]) -> str:
    """The first web address that these sections link; '' if there is none."""
    texts = (text for section in sections for block in section.blocks for text in _texts(block))
    links = (span.href for text in texts for span in text)
    return next((link for link in links if link.lower().startswith("http")), "")


def _cast(section: Section, lens: Lens, *, index: int) -> Cast:
    weighed = weigh_section(section, lens, index=index)
    strongest = weighed.strongest
    return Cast(weighed, strongest.profile.name if strongest else "")


def _texts(block: Block) -> Sequence[Text]:
    if isinstance(block, Paragraph):
        return (block.text,)
    return block.items if isinstance(block, ItemList) else ()
