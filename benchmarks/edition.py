"""One edition: telling, MJML, inlining and text against bare MJML; the check against all that."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from mjml import mjml2html

from benchmarks.measure import Row, cpu, cpu_by_turns
from mailer.editions.check import Facts, check
from mailer.editions.compose import compose
from mailer.editions.html import written
from mailer.editions.model import Edition, Identity, Item, Theme
from mailer.editions.references import stands_alone
from mailer.editions.sentences import spans_of_sentences
from mailer.editions.tell import tell
from mailer.editions.telling import Telling, shipped, telling_from
from mailer.reports.model import Report
from mailer.reports.read import read_report

SAMPLES = Path(__file__).parent.parent / "samples" / "reports"
URL = "https://rundbrief.example.org/a/1"
THEME = Theme(city="Jena")
IDENTITY = Identity(
    name="Stadt Jena", address="rundbrief@stadt.example.org", imprint="Stadt Jena, Musterplatz 1"
)


@cache
def report() -> Report:
    """A report of ten sections, out of two samples."""
    first, second = (
        read_report(name, (SAMPLES / name).read_bytes())
        for name in ("ratsvorlage.txt", "stadtgaerten.txt")
    )
    return replace(first, sections=(*first.sections, *second.sections)[:10])


@cache
def composed() -> Edition:
    """The report as councils get it: whole."""
    return _compose("councils")


@cache
def telling(audience: str) -> Telling:
    """How an audience is told: read once for all editions of an issue."""
    return telling_from(shipped()[audience])


def _compose(audience: str) -> Edition:
    """As if nobody had told this report before."""
    spans_of_sentences.cache_clear()
    stands_alone.cache_clear()
    items = [Item(report=report(), url=URL)]
    return compose(
        items, telling(audience), language="de", theme=THEME, identity=IDENTITY, browser_url=URL
    )


def measure() -> list[Row]:
    """CPU time per edition.

    Citizens get one of the ten sections and three sentences, partner cities four sections: all are
    read and weighed, little of it is MJML.
    """
    rows = [_row(audience) for audience in ("councils", "citizens", "partner-cities")]
    facts = Facts(identity=IDENTITY, own_hosts=frozenset({"rundbrief.example.org"}))
    checked = cpu(lambda: check(composed(), facts), times=5)
    return [
        *rows,
        Row("checking one edition, against compiling it", checked, rows[0].ours, 3, "CPU s"),
    ]


def _row(audience: str) -> Row:
    told = tell([Item(report=report(), url=URL)], telling(audience), language="de", city="Jena")
    markup = written(told, theme=THEME, identity=IDENTITY, browser_url=URL)
    inliner = CSSInliner(load_remote_stylesheets=False)

    def bare() -> str:
        return inliner.inline(mjml2html(markup, fonts={}))

    ours, reference = cpu_by_turns(lambda: _compose(audience), bare, times=40)
    name = f"an edition for {audience}, against bare MJML and inlining"
    return Row(name, ours, reference, 4, "CPU s")
