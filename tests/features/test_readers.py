"""What readers, staff and operators live through with a running installation."""

from __future__ import annotations

import json
import re
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from tests.features.conftest import Watched as City
from tests.features.reader import Colleague
from tests.features.traces import traces
from tests.installation import PASSWORD

EDITOR, APPROVER = "editor@stadt.example.org", "approver@stadt.example.org"
OFFICER, ERIKA = "daten@stadt.example.org", "erika.sample@example.org"
PEOPLE = ["ada@example.org", "ben@example.org", "cem@example.org"]
RAT, TWIN = "rat@example.org", "stadt@example.com"
FOUNTAIN = """Erster Trinkbrunnen am Markt

Die Stadt Jena hat am Markt den ersten Trinkbrunnen eröffnet. Das Wasser ist kostenlos.

Was sich für die Menschen ändert

Alle Bürgerinnen und Bürger können dort von April bis Oktober Trinkwasser zapfen.

Was wir gelernt haben

Der erste Standort scheiterte an einer Leitung. Andere Städte sollten zuerst das Netz prüfen.

Kosten

Der Brunnen kostet 38.000 Euro. Der Stadtrat hat die Mittel im März beschlossen.
"""
BATH = """Das Bad am Fluss öffnet

Das Bad öffnet am 4. Mai. „Willkommen, {{ vorname }}!“ steht auf dem Schild.

Preise

Der Eintritt kostet drei Euro.
"""


@pytest.fixture(scope="module", autouse=True)
def people(city: City) -> None:
    """Three citizens."""
    city.people("citizens", PEOPLE)


def send(city: City, title: str) -> list[EmailMessage]:
    """Send a report to all citizens; the mails of this issue by recipient's order."""
    file = city.folder / f"{title}.txt"
    file.write_text(f"{title}\n\nDie Stadt Jena berichtet über: {title}.\n\nMehr\n\nMehr dazu.\n")
    [report] = city.ask("reports", "add", str(file))
    plan = city.ask(
        "campaigns", "create", title, "--report", str(report["report"]), "--list", "citizens",
        "--as", EDITOR,
    )  # fmt: skip
    issue = str(city.ask("issues", "open", str(plan["campaign"]), "--as", EDITOR)["issue"])
    city.run("issues", "approve", issue, "--as", APPROVER)
    city.run("issues", "send", issue, "--as", APPROVER)
    city.until(lambda: city.state(int(issue))["state"] == "sent", seconds=60, what="it is sent")
    mails = [mail for mail in city.mails() if title in str(mail.message["Subject"])]
    return [mail.message for mail in sorted(mails, key=lambda mail: mail.entry.rcpt_to)]


def recipients(mails: list[EmailMessage]) -> list[str]:
    """The bare addresses in the To headers."""
    return [str(mail["To"].addresses[0].addr_spec) for mail in mails]


def links(mail: EmailMessage) -> set[str]:
    """All web addresses in both parts."""
    parts = [mail.get_body((kind,)) for kind in ("plain", "html")]
    words = " ".join(str(part.get_content()) for part in parts if part is not None)
    return set(re.findall(r"https?://[^\s\"<>)]+", words))


def one_click(mail: EmailMessage) -> str:
    """The address of RFC 8058."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return str(mail["List-Unsubscribe"]).strip(" <>")


def test_a_link_scanner_that_follows_everything_changes_nothing(city: City) -> None:
    """S12, M17: GET and HEAD on every link of every mail leave everybody subscribed."""
    mails = send(city, "Scanner")
    for mail in mails:
        own = [link for link in links(mail) if link.startswith(city.env["SITE_URL"])]
        assert one_click(mail) in own
        for link in own:
            assert httpx.get(link, follow_redirects=True).status_code == 200, link
            assert httpx.head(link, follow_redirects=True).status_code == 200, link
    assert recipients(send(city, "Danach")) == PEOPLE


def test_one_click_takes_effect_before_the_answer(city: City) -> None:
    """M15, M16, M53: a POST without cookie or login, and nothing is sent to this person again."""
    first = send(city, "Vorher")[1]
    answer = httpx.post(one_click(first), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert recipients(send(city, "Nachher")) == ["ada@example.org", "cem@example.org"]


def test_the_page_in_the_browser_is_the_mail_without_the_person(city: City) -> None:
    """M70: same words, no address, no personal link, kept out of search engines."""
    mail = send(city, "Ansehen")[0]
    [page] = [link for link in links(mail) if re.search(r"/a/[\w-]+$", link)]
    answer = httpx.get(page)
    assert "Ansehen" in answer.text
    assert "ada@example.org" not in answer.text
    assert not re.search(r"/[up]/v1\.", answer.text)
    assert "noindex" in answer.headers["X-Robots-Tag"]
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy


def test_a_watched_folder_is_read_and_a_broken_file_disturbs_no_other(city: City) -> None:
    """Section 3: each fault names file and remedy, and the rest comes in."""
    folder = Path(city.env["SOURCES_ROOT"]) / "press"
    folder.mkdir(parents=True)
    (folder / "gut.md").write_text("# Neuer Park\n\nDer Park ist offen.\n")
    (folder / "kaputt.docx").write_bytes(b"no zip at all")
    city.run("reports", "source", "press", "--folder", "press")
    # What was written a moment ago may not be complete: it is left alone for two seconds.
    city.until(lambda: _has_park(city), seconds=150, what="the folder is pulled by itself")
    city.run("reports", "pull", "--source", "press", code=4)


def test_errors_have_codes_of_their_own(city: City) -> None:
    """Section 2: one sentence on stderr, an exit code per kind."""
    city.run("issues", "show", "999", code=3)
    city.run("reports", "add", str(city.folder / "missing.txt"), code=4)
    people = ("--list", "citizens", "--basis", "consent")
    city.run("subscribers", "import", str(city.folder / "missing.csv"), *people, code=4)
    city.run("issues", "approve", "1", "--as", EDITOR, code=5)
    city.run("issues", "open", "1", "--as", "nobody@example.org", code=3)
    city.run("campaigns", "create", "x", "--list", "citizens", "--as", EDITOR, code=2)


def test_the_doctor_finds_nothing_wrong(city: City) -> None:
    """All parts answer, every queue has a worker."""
    findings = {entry["what"]: entry["words"] for entry in city.ask("doctor")}
    assert set(findings.values()) == {"fine"}, findings


def test_nothing_of_an_erased_person_is_found_anywhere(city: City) -> None:
    """P10, P11, P13: no address in a dump, in Redis, in mailboxes, logs or files; imports are
    refused; what was told before (Art. 15) is complete.
    """
    city.run("staff", "add", OFFICER, "--role", "data_officer", "--password", "lange Leine am Ufer")
    city.people("citizens", [ERIKA])
    text = "Neues vom Markt\n\nDie Stadt Jena berichtet über: Neues.\n"
    issue = city.send("Erika", text, "citizens")
    city.until(lambda: city.state(issue)["state"] == "sent", seconds=60, what="it is sent")
    httpx.post(f"{city.env['SITE_URL']}/link", data={"email": ERIKA}, timeout=20)
    city.until(lambda: len(_mails_to(city, ERIKA)) == 2, seconds=60, what="the link is mailed")
    answers = city.folder / "answers"
    city.run("subscribers", "export", ERIKA, "--out", str(answers), "--as", OFFICER)
    told = json.loads(next(answers.glob("*.json")).read_text())
    assert [mail["state"] for mail in told["deliveries"]] == ["accepted"]
    before = traces(city, ERIKA)
    assert "table subscribers_subscriber" in before
    assert any("inbox" in place for place in before)

    city.run("subscribers", "erase", ERIKA, "--as", OFFICER)
    assert traces(city, ERIKA) == []
    assert traces(city, PEOPLE[0])
    assert {mail.entry.rcpt_to for mail in city.mails()} == {(address,) for address in PEOPLE}

    file = city.folder / "again.csv"
    file.write_text(f"E-Mail\n{ERIKA}\n")
    counts = city.ask(
        "subscribers", "import", str(file), "--list", "citizens", "--basis", "consent",
        "--proof", "t",
    )  # fmt: skip
    assert (counts["suppressed"], counts["new_people"]) == (1, 0)
    assert traces(city, ERIKA) == []


def test_one_report_is_told_in_three_ways(city: City) -> None:
    """Issue 5: an editor's mark survives a new revision, and each audience gets its own mail; the
    dry run names who is left out.
    """
    city.people("councils", [RAT, PEOPLE[0]])
    city.people("partner-cities", [TWIN])
    editor, approver = _staff(city)
    _bring(editor, "brunnen.txt", FOUNTAIN)
    editor.follow("Fassungen nebeneinander")
    parts = editor.page.css("section[id^=section-]")
    change = next(part for part in parts if "Was sich für die Menschen" in part.text())
    place = f"#{change.attributes['id']}"
    editor.press("Speichern", within=place, **{"wish-citizens": "hide"})
    _bring(editor, "brunnen.txt", FOUNTAIN.replace("38.000", "39.000"))
    _plan(editor, "citizens", "councils", "partner-cities")
    issue = editor.url
    assert "bekommt es über einen anderen Verteiler" in editor.open(f"{issue}/recipients").words
    wanted = {PEOPLE[0], PEOPLE[2], RAT, TWIN}
    texts = _sent(city, approver, issue, wanted=wanted, about="Trinkbrunnen")
    assert len({text.partition("http")[0] for text in texts.values()}) == 3
    assert "39.000 Euro" in texts[RAT]
    assert "Trinkwasser zapfen" not in texts[PEOPLE[2]]


def test_a_bad_mail_is_refused_waived_and_corrected(city: City) -> None:
    """Issue 5, P29: nobody can approve it before a reason is written; once it turns out wrong,
    two of its three readers are corrected, and the one who left is not.
    """
    editor, approver = _staff(city)
    _bring(editor, "bad.txt", BATH)
    issue = _plan(editor, "councils", "partner-cities")
    assert "Freigeben und jetzt senden" not in approver.open(issue).words
    assert "{{ vorname }}" in approver.words
    approver.press("Zulassen", reason="So steht es auf dem Schild am Eingang.")
    wanted = {PEOPLE[0], RAT, TWIN}
    _sent(city, approver, issue, wanted=wanted, about="Bad")
    [mail] = [mail.message for mail in city.mails() if mail.entry.rcpt_to == (TWIN,)][-1:]
    httpx.post(one_click(mail), data={"List-Unsubscribe": "One-Click"})
    _bring(editor, "bad.txt", BATH.replace("{{ vorname }}", "Sie").replace("4. Mai", "5. Mai"))
    words = {"words-de": "Das Bad öffnet am 5. Mai.", "words-en": "The pool opens on 5 May."}
    editor.open(issue).press("Korrektur vorbereiten", **words)
    texts = _sent(city, approver, editor.url, wanted={PEOPLE[0], RAT}, about="Korrektur")
    assert all(
        text.startswith("Korrektur:") and words["words-de"] in text for text in texts.values()
    )


def _staff(city: City) -> tuple[Colleague, Colleague]:
    site = city.env["SITE_URL"]
    return Colleague(site, EDITOR, PASSWORD), Colleague(site, APPROVER, PASSWORD)


def _bring(editor: Colleague, name: str, text: str) -> None:
    """Give a report as a file; its page is shown then."""
    editor.open(urljoin(editor.url, "/desk/reports/add")).attach(name, text).press(
        "Bericht hinzufügen"
    )


def _plan(editor: Colleague, *lists: str) -> str:
    """Plan to send the report that is shown, at once; the address of the issue."""
    editor.follow("Diesen Bericht versenden").press("Zur Freigabe vorlegen", lists=list(lists))
    return editor.url


def _sent(
    city: City, approver: Colleague, issue: str, *, wanted: set[str], about: str
) -> dict[str, str]:
    """Approve and send it: the text parts by address, once just these people have one each."""
    approver.open(issue).press("Freigeben und jetzt senden")

    def found() -> list[tuple[str, EmailMessage]]:
        mails = [(mail.entry.rcpt_to[0], mail.message) for mail in city.mails()]
        # One of the citizens leaves in another story.
        there = [(to, mail) for to, mail in mails if to != PEOPLE[1]]
        return [(to, mail) for to, mail in there if about in str(mail["Subject"])]

    city.until(lambda: len(found()) >= len(wanted), seconds=60, what=f"'{about}' has arrived")
    city.until(lambda: "versandt" in approver.open(issue).words, seconds=60, what="it is sent")
    assert sorted(to for to, _ in found()) == sorted(wanted)
    bodies = {to: mail.get_body(("plain",)) for to, mail in found()}
    return {to: str(body.get_content()) for to, body in bodies.items() if body is not None}


def _mails_to(city: City, address: str) -> list[object]:
    return [mail for mail in city.mails() if mail.entry.rcpt_to == (address,)]


def _has_park(city: City) -> bool:
    return any(row["title"] == "Neuer Park" for row in city.ask("reports", "list"))
