"""One edition: telling, MJML, inlining and text against bare MJML; the check against all that."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from mjml import mjml2html

from benchmarks.measure import Row, cpu
from mailer.editions.check import Facts, check
from mailer.editions.compose import compose
from mailer.editions.html import written
from mailer.editions.model import Edition, Identity, Item, Theme
from mailer.editions.tell import tell
from mailer.editions.telling import Telling, shipped, telling_from
from mailer.reports.model import Report
from mailer.reports.read import read_report

SAMPLE = Path(__file__).parent.parent / "samples" / "reports" / "ratsvorlage.txt"
URL = "https://rundbrief.example.org/a/1"
THEME = Theme(city="Jena")
IDENTITY = Identity(
    name="Stadt Jena", address="rundbrief@stadt.example.org", imprint="Stadt Jena, Musterplatz 1"
)


@cache
def report() -> Report:
    """A sample report."""
    return read_report(SAMPLE.name, SAMPLE.read_bytes())


@cache
def composed() -> Edition:
    """The sample as councils get it: the whole report."""
    return _compose()


@cache
def telling() -> Telling:
    """How councils are told: read once for all editions of an issue."""
    return telling_from(shipped()["councils"])


def _compose() -> Edition:
    items = [Item(report=report(), url=URL)]
    return compose(items, telling(), language="de", theme=THEME, identity=IDENTITY, browser_url=URL)


def measure() -> list[Row]:
    """CPU time per edition."""
    told = tell([Item(report=report(), url=URL)], telling(), language="de", city="Jena")
    markup = written(told, theme=THEME, identity=IDENTITY, browser_url=URL)
    inliner = CSSInliner(load_remote_stylesheets=False)

    def bare() -> str:
        return inliner.inline(mjml2html(markup, fonts={}))

    ours, reference = cpu(_compose, times=5), cpu(bare, times=5)
    facts = Facts(identity=IDENTITY, own_hosts=frozenset({"rundbrief.example.org"}))
    checked = cpu(lambda: check(composed(), facts), times=5)
    return [
        Row("one edition, against bare MJML and inlining", ours, reference, 4, "CPU s"),
        Row("checking one edition, against compiling it", checked, ours, 3, "CPU s"),
    ]
