"""The inbox's own words in German and English; German where a browser asks for neither."""

from collections.abc import Mapping

_GERMAN = {
    "inbox": "Posteingang",
    "purpose": "Alles, was Rundbrief hier verschickt, bleibt auf diesem Rechner.",
    "search": "Empfänger oder Betreff",
    "find": "Suchen",
    "reset": "Suche aufheben",
    "reload": "Neu laden",
    "one": "1 E-Mail",
    "many": "{count} E-Mails",
    "one_found": "1 E-Mail gefunden",
    "many_found": "{count} E-Mails gefunden",
    "empty": "Noch keine E-Mails",
    "empty_hint": "Sobald Rundbrief etwas verschickt, steht es hier. Laden Sie dann die Seite neu.",
    "nothing": "Keine E-Mail passt",
    "nothing_hint": "Gesucht wird in Empfänger und Betreff; alle Wörter müssen vorkommen.",
    "no_subject": "(kein Betreff)",
    "pages": "Seiten",
    "page": "Seite {page} von {pages}",
    "newer": "Neuere",
    "older": "Ältere",
    "back": "Zum Posteingang",
    "from": "Von",
    "to": "An",
    "bounces": "Rückläufer an",
    "arrived": "Eingang",
    "size": "Größe",
    "attachments": "Anhänge",
    "views": "Ansichten",
    "desktop": "Bildschirm",
    "phone": "Telefon",
    "text": "Text",
    "headers": "Kopfzeilen",
    "source": "Quelltext",
    "download": "Als .eml laden",
    "newer_mail": "Neuere E-Mail",
    "older_mail": "Ältere E-Mail",
    "frame": "Inhalt der E-Mail, Ansicht {view}",
    "no_html": "Diese E-Mail hat keinen HTML-Teil.",
    "no_text": "Diese E-Mail hat keinen Textteil.",
    "cut": "Gezeigt werden die ersten {size}; alles steht in der .eml-Datei.",
    "missing": "Diese Seite gibt es nicht",
    "missing_hint": "Die E-Mail wurde gelöscht, oder die Adresse ist falsch.",
    "skip": "Zum Inhalt springen",
}

_ENGLISH = {
    "inbox": "Inbox",
    "purpose": "Whatever Rundbrief sends here stays on this machine.",
    "search": "Recipient or subject",
    "find": "Search",
    "reset": "Clear search",
    "reload": "Reload",
    "one": "1 email",
    "many": "{count} emails",
    "one_found": "1 email found",
    "many_found": "{count} emails found",
    "empty": "No email yet",
    "empty_hint": "As soon as Rundbrief sends something it appears here. Reload the page then.",
    "nothing": "No email matches",
    "nothing_hint": "Recipient and subject are searched; every word has to occur.",
    "no_subject": "(no subject)",
    "pages": "Pages",
    "page": "Page {page} of {pages}",
    "newer": "Newer",
    "older": "Older",
    "back": "Back to the inbox",
    "from": "From",
    "to": "To",
    "bounces": "Bounces to",
    "arrived": "Arrived",
    "size": "Size",
    "attachments": "Attachments",
    "views": "Views",
    "desktop": "Screen",
    "phone": "Phone",
    "text": "Text",
    "headers": "Headers",
    "source": "Source",
    "download": "Download .eml",
    "newer_mail": "Newer email",
    "older_mail": "Older email",
    "frame": "Content of the email, view {view}",
    "no_html": "This email has no HTML part.",
    "no_text": "This email has no text part.",
    "cut": "The first {size} are shown; everything is in the .eml file.",
    "missing": "There is no such page",
    "missing_hint": "The email was removed, or the address is wrong.",
    "skip": "Skip to the content",
}

WORDS: Mapping[str, Mapping[str, str]] = {"de": _GERMAN, "en": _ENGLISH}


def language(accepted: str) -> str:
    """The best of our languages for an Accept-Language header (RFC 9110 12.5.4)."""
    best, weight = "de", 0.0
    for entry in accepted.split(","):
        tag, _, parameter = entry.strip().lower().partition(";")
        code, value = tag.partition("-")[0], _weight(parameter)
        if code in WORDS and value > weight:
            best, weight = code, value
    return best


def _weight(parameter: str) -> float:
    try:
        return float(parameter.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
