"""Mails in wrong colours, each element with an id: what axe and our own rule have to agree on."""

from __future__ import annotations

import random
import re
from itertools import count

from mailer.editions.skeleton import filled_html
from tests.browser.test_mails import VALUES
from tests.unit.editions.layouts import laid_out

COLOURS = (
    *("#000", "#333333", "#767676", "#777777", "#999", "#ffffff", "#0a4a6e", "#b4540a"),
    *("red", "navy", "gold", "white", "rgb(10,74,110)", "rgba(0,0,0,0.6)", "hsl(120,60%,30%)"),
)
PAPERS = (*COLOURS, "transparent", "", "", "")
BUTTON = (
    "<table role='presentation'><tr><td bgcolor='#0a4a6e' style='{paper}'>"
    "<a href='https://a.test/4' style='{ink}{paper}padding:12px' class='C'>Ein Knopf</a>"
    "</td></tr></table>"
)
# What a mail is made of; in braces an ink and a paper, said or left out.
PARTS = (
    "<p style='{ink}{paper}' class='C'>Ein Absatz</p>",
    "<h2 style='{ink}{paper}' class='C'>Eine Überschrift</h2>",
    "<h3 style='font-size:17px;{ink}' class='C'>Eine kleine</h3>",
    "<p style='{paper}'>Mehr steht <a href='https://a.test/1'>ohne Farbe dort</a>.</p>",
    "<p style='{ink}'><a href='https://a.test/2' style='{ink}' class='C'>Ein Link</a></p>",
    "<p style='{ink}'><a href='https://a.test/3' class='C'><b>Ein fetter</b></a></p>",
    BUTTON,
    "<p class='small C' style='{ink}'>Bildzeile <span style='{ink}'>(Bild: Amt)</span></p>",
    "<div style='{paper}' class='C'><p style='{ink}'>Kasten <strong>und fett</strong></p></div>",
    "<table bgcolor='#eef1f4'><tr><td class='C'>In einer Zelle</td></tr></table>",
    "<ul style='{ink}'><li style='{paper}'>Eins</li><li class='C'>Zwei</li></ul>",
    "<blockquote style='{paper}'><p style='color:inherit' class='C'>Ein Zitat</p></blockquote>",
    "<p><font color='#777777'>Alte Farbe</font> <em class='C'>und neue</em></p>",
    "<div style='{paper}' class='foot C'><p>Am Fuß <a href='https://a.test/5'>Weg</a></p></div>",
)
# What mails of ours say of colours, for what is to be wrong with them.
SAYS_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
OPENS = re.compile(r"<([a-z][a-z0-9]*)(?=[ >])")
MAILS = (
    ("photo", "councils"),
    ("", "partner-cities"),
    ("crisis", "citizens"),
    ("invitation", "citizens"),
    ("digest", "citizens"),
)


def chance(dice: random.Random, name: str, values: tuple[str, ...]) -> str:
    value = dice.choice(values)
    return f"{name}:{value};" if value else ""


def painted(seed: str) -> str:
    """Parts of mails in random colours on random grounds, nested, with rules for the dark."""
    dice = random.Random(seed)
    # axe takes a ground that nobody painted for white, also where chromium makes it dark.
    rules, body = ["body { background-color: #101418 !important; color: #f0f0f0; }"], []
    for number in range(56):
        outer = chance(dice, "background-color", PAPERS)
        part = PARTS[number % len(PARTS)].replace("C'", f"p{number}'")
        while "{" in part:
            part = part.replace("{ink}", chance(dice, "color", (*COLOURS, "", "")), 1)
            part = part.replace("{paper}", chance(dice, "background", PAPERS), 1)
        body.append(f'<div style="{outer}" class="o{number}">{part}</div>')
        if dice.random() < 0.5:
            important = " !important" if dice.random() < 0.8 else ""
            rules.append(f".p{number} {{ color: {dice.choice(COLOURS)}{important}; }}")
        if dice.random() < 0.3:
            rules.append(f".o{number} {{ background: {dice.choice(COLOURS)} !important; }}")
    rules.append(
        ".foot p, .small { color: #b6c1cc !important; } .foot a { color: gold !important; }"
    )
    return (
        '<!DOCTYPE html><html lang="de"><head><title>T</title>'
        '<meta name="color-scheme" content="light dark"><style>p { color: #222222; } '
        f"@media (prefers-color-scheme: dark) {{ {' '.join(rules)} }}</style></head>"
        f'<body style="background-color:#fdfdfd;">{"".join(body)}</body></html>'
    )


def repainted(layout: str, audience: str) -> str:
    """A mail of ours in which a third of the colours are others, each everywhere."""
    html = filled_html(laid_out(layout, audience, "de"), VALUES)
    dice = random.Random(f"{layout}{audience}")
    others = [colour for colour in COLOURS if len(colour) == 7]
    swap = {
        colour: dice.choice(others) if dice.random() < 0.35 else colour
        for colour in sorted(set(SAYS_COLOUR.findall(html)))
    }
    return SAYS_COLOUR.sub(lambda found: swap[found[0]], html)


def named(html: str) -> str:
    """Every element of a body with an id, to tell which one is meant."""
    number = count()
    head, body = html.split("<body", 1)
    body = OPENS.sub(lambda tag: f"<{tag[1]} id='e{next(number)}'", body)
    return f"{head}<body{body}"
