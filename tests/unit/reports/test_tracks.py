"""Links that follow readers lose what follows, and nothing else."""

from __future__ import annotations

import pytest

from mailer.reports.model import Contact, ItemList, Paragraph, Report, Section, Source, Span
from mailer.reports.tracks import tracks, untracked, without_tracks


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://a.example/p?utm_source=x&utm_medium=y", "https://a.example/p"),
        ("https://a.example/p?id=7&fbclid=z&b=%C3%A4#top", "https://a.example/p?id=7&b=%C3%A4#top"),
        ("https://a.example/p?UTM_Source=x&gclid", "https://a.example/p"),
        ("https://a.example/p?a=1&a=2&empty=", "https://a.example/p?a=1&a=2&empty="),
        ("https://a.example/?q=utm_source", "https://a.example/?q=utm_source"),
        ("https://a.example/?", "https://a.example/?"),
        ("mailto:a@b.example?subject=x", "mailto:a@b.example?subject=x"),
        ("http://[broken", "http://[broken"),
        ("", ""),
    ],
)
def test_only_what_follows_readers_goes(before: str, after: str) -> None:
    """M68, invariant 11: the rest of an address stays letter by letter."""
    assert untracked(before) == after
    assert before == "http://[broken" or tracks(after) == []


def test_every_link_of_a_report_is_looked_at() -> None:
    """Issue 5: text, lists, sources, contact and the report's own address."""
    bad, good = "https://a.example/p?x=1&utm_source=feed", "https://a.example/p?x=1"

    def made(url: str) -> Report:
        text = (Span("vor "), Span("Link", href=url))
        blocks = (Paragraph(text), ItemList((text,)))
        return Report(
            language="de",
            title="utm_source=feed",
            lead=text,
            sections=(Section("a", blocks),),
            sources=(Source("q", url),),
            contact=Contact(url=url),
            url=url,
        )

    assert without_tracks(made(bad)) == made(good)
    assert without_tracks(made(good)) == made(good)
