"""Words and forms that the rules of Leichte Sprache look for; German only."""

from __future__ import annotations

import re
from typing import Final

NESTED: Final = re.compile(
    r"(?:,\s(?:(?:auf|an|in|mit|für|bei|von|zu|aus|über|um|durch)\s)?"
    r"(?:dass|ob|weil|wenn|falls|obwohl|während|nachdem|bevor|sobald|solange|sodass|damit|indem|"
    r"warum|wie|wann|wer|was|wo|wohin|womit|wofür|welche[mnrs]?|de[rmn]|die|das|denen|dessen|"
    r"deren)\s[^,]*?(?:[a-zäöüß]+(?:t|en|te|rn|ln|nd)|war|muss|kann|soll|darf|will|wird|sei|"
    r"werde|habe)(?=[.,!?]|$)|,\s(?:um\s|ohne\s|statt\s)?[^,]*\bzu\s[a-zäöüß]+n(?=[.,!?]|$)|"
    r",\s[^,]*[a-zäöüß]zu[a-zäöüß]+n(?=[.,!?]|$)|"
    r"^(?:Wenn|Weil|Wer|Was|Wo|Falls|Obwohl|Nachdem|Bevor|Sobald|Solange|Während|Ob|Dass|Damit|"
    r"Da|Um)\s[^,?]*,)"
)
_NOUN: Final = r"[A-ZÄÖÜ][\wäöüß-]+"
# Capitalised at the beginning of a sentence, but no nouns.
_NO_NOUN: Final = (
    r"(?!(?:Ab|Mit|Bei|Von|Zu|Nach|Seit|Aus|In|An|Auf|Über|Unter|Vor|Hinter|Neben|Zwischen|Ist|Hat|"
    r"Wird|War|Auch|Und|Oder|Aber|Als|Dass|Ob|Wenn|Weil|Da|Wo|Wie|Gegenüber|Laut|Hier|Dort|Heute|"
    r"Morgen|Gestern|Jetzt|Dann|Nun|So|Nur|Sie|Er|Es|Wir|Ich|Das|Die|Der|Sogar|Bis|Außer|Samt|Nachdem|Sobald|Solange|Bevor|Obwohl|Falls|Damit|"
    r"Wann|Warum|Wer|Was|Alle|Viele|Einige|Wieder|Bald|Oft|Immer|Dabei|Danach|Dazu|Darum|Deshalb|Bleibt|Kommt|Geht|Gibt|Steht|"
    r"Liegt|Zeigt|Folgt|Kann|Muss|Soll|Will|Darf|Sind|Haben|Werden|Waren|Wurde|Hatte)\b)"
)
# Their last letter belongs to the word.
_STEM: Final = (
    r"(?!\w*(?:[Hh]aus|[Kk]urs|[Pp]reis|[Kk]reis|nis|[Gg]las|[Gg]as|[Gg]ras|[Ll]os|Eis)\b)"
)
_BETWEEN: Final = r"(?:[a-zäöüß]+(?:en|er)\s)?"
GENITIVE: Final = re.compile(
    rf"(?:\bdes\s\w+|\beines\s{_BETWEEN}{_NOUN}|"
    rf"\b(?:dieses|jedes|jenes|meines|deines|seines|ihres|Ihres|unseres|keines)\s{_BETWEEN}"
    rf"{_STEM}{_NOUN}(?<!ss)s\b|"
    r"\b(?:[Ww]egen|[Tt]rotz|[Ii]nnerhalb|[Aa]ußerhalb|[Aa]ufgrund|[Aa]nhand|[Aa]nstelle|"
    r"[Mm]ithilfe|[Bb]ezüglich|[Hh]insichtlich|[Aa]nlässlich|[Ii]nfolge|[Aa]ngesichts|"
    r"[Zz]ugunsten|[Ss]eitens|[Uu]nterhalb|[Oo]berhalb|[Dd]iesseits|[Jj]enseits)\s"
    r"(?:de[sr]|eine[sr]|diese[sr]|ihre[sr]|seine[sr]|unsere[sr])\s\w+|"
    r"\bWährend\s(?:der|des|einer|eines)\s\w+|"
    rf"\b{_NO_NOUN}{_NOUN}\s(?:der|einer|dieser|ihrer|seiner|unserer)\s{_BETWEEN}{_NOUN})"
)
# Persons and bodies that give or help somebody: behind their verb, 'der' is a dative.
DATIVE_VERB: Final = re.compile(
    r"\b(?:h[ie]lf\w*|hilft|half|dank\w*|g[ie]bt|gab\w*|geben|geh[öo]r\w*|schenk\w*|zeig\w*|"
    r"sag\w*|antwort\w*|folg\w*|schick\w*|bring\w*)\s(?:[a-zäöüß]+\s)?(?:der|einer)\b"
)
SUBJUNCTIVE: Final = re.compile(
    r"\b(?:würde(?:n|st|t)?|wäre(?:n|st|t)?|hätte(?:n|st|t)?|könnte(?:n|st|t)?|müsste(?:n|st|t)?|"
    r"dürfte(?:n|st|t)?|käme(?:n|st|t)?|gäbe(?:n)?|ginge|bliebe|ließe|fände(?:n)?|"
    r"läge(?:n)?|stünde(?:n)?|bräuchte(?:n)?|wüsste(?:n)?|sähe(?:n)?|hielte|sei|seien|"
    r"könne|müsse|dürfe|wolle|solle|werde|habe|gehe|komme|bleibe|gelte)\b(?!\sSie\b)"
)
FIRST_PERSON: Final = re.compile(r"\b[Ii]ch\b")
NUMBER: Final = re.compile(
    r"\b(?:(?:[Zz]wei|[Dd]rei|[Vv]ier|[Ff]ünf|[Ss]echs|[Ss]ieben|[Aa]cht|[Nn]eun|[Zz]ehn|[Ee]lf|"
    r"[Zz]wölf|(?:[Dd]rei|[Vv]ier|[Ff]ünf|[Ss]ech|[Ss]ieb|[Aa]cht|[Nn]eun)zehn|"
    r"(?:\w+und)?(?:[Zz]wan|[Vv]ier|[Ff]ünf|[Ss]ech|[Ss]ieb|[Aa]cht|[Nn]eun)zig|"
    r"(?:\w+und)?[Dd]reißig|(?:ein|\w+)?[Hh]undert(?:e|en)?|(?:ein|\w+)?[Tt]ausend(?:e|en)?)"
    r"\b(?!\s(?:den|auf|der)\b)|[IVX]{2,}\b\.?|(?<=\s)[IVX]\.)"
)
NEGATION: Final = re.compile(
    r"\b(?:[Nn]icht|[Nn]ichts|[Kk]ein(?:e[nmrs]?)?|[Nn]ie|[Nn]iemals|[Nn]iemand(?:en|em)?|"
    r"[Nn]irgend\w+|[Ww]eder|NICHTS?|"
    r"KEINE?[NMRS]?|NIE)\b"
)
PRETERITE: Final = re.compile(
    r"\b(?:gab|gaben|ging|gingen|kam|kamen|nahm|nahmen|sah|sahen|stand|standen|fand|fanden|blieb|"
    r"blieben|hielt|hielten|ließ|ließen|lag|lagen|fuhr|fuhren|sprach|sprachen|schrieb|schrieben|"
    r"begann|begannen|beschloss|beschlossen(?=\s\w)|sang|sangen|trug|trugen|traf|trafen|zog|zogen|"
    r"half|halfen|rief|riefen|bot|boten|brachten?|dachten?|wussten?|erhielt|erhielten|gewann|"
    r"gewannen|schlug|schlugen|stieg|stiegen|wuchs|entstand|entstanden|schien|saß|saßen|hieß|"
    r"(?<!\w)(?!hatte|konnte|sollte|musste|durfte|wollte|mochte|wurde|könnte|müsste|dürfte|möchte|"
    r"hätte|bräuchte|wüsste|hielte|heute|bitte|letzte|beste|erste|bunte|breite|alte|gute|weite|"
    r"echte|rechte|leichte|schlechte|feste|späte|laute|harte|kalte|nette|zweite|dritte|vierte|"
    r"fünfte|achte|heutige|beliebte|bekannte|gesamte|nächste|meiste|größte|kleinste|"
    r"ge\w+te|\w+ste\b|\w+(?:ierte)\s[A-ZÄÖÜ])"
    r"[a-zäöüß]{2,}te(?:n)?(?=\s(?:die|der|das|den|dem|ein\w*|sich|Gäste|[A-ZÄÖÜ]?[a-zäöüß]*)|[,.]))"
    r"\b"
)
_INFINITIVES: Final = (
    r"arbeiten|bieten|warten|leiten|starten|kosten|halten|treten|bitten|raten|beraten|"
    r"verwalten|gestalten|betreten|vertreten|enthalten|behalten|erhalten|bedeuten|"
    r"beobachten|achten|richten|einrichten|berichten|unterrichten|beantworten|antworten|"
    r"bearbeiten|erwarten|verbreiten|vorbereiten|begleiten|testen|retten|betten|Karten|"
    r"zeiten|weiten|alten|guten|ersten|letzten|besten|nächsten|meisten|zweiten|dritten|"
    r"bunten|kalten|rechten|leichten|gesamten|bekannten|beliebten|sollten|konnten|mussten|"
    r"durften|wollten|hatten|möchten|könnten|müssten|dürften|hätten|streiten|schalten|"
    r"falten|kälten|gelten|selten|unten|hinten|mitten|festen|späten"
)
NO_PRETERITE: Final = re.compile(
    rf"\w*(?:{_INFINITIVES})|\w+(?:sten|nten|schnitten)|benachbarten?|tote|daten"
)
SIGN: Final = re.compile(r"[§&%;()/\[\]…„“”»«*_]|(?<=\w):(?=in\w)")
LONG_NOUN: Final = re.compile(r"(?<![\w·-])[A-ZÄÖÜ][a-zäöüß]{10,}(?![\w·-])")
# Derived words are long but are no compounds; a compound is still long without such an ending.
DERIVED: Final = re.compile(
    r"(?:(?:(?:arbeiter|nehmer|leiter|bewohner|besucher|bürger|teilnehmer)?innen|[a-z]*ungen|ung|"
    r"ationen|ation|ionen|keiten|keit|heiten|heit|schaften|schaft|isierung\w*|nissen?|lichen?)$)"
)
WELL_KNOWN: Final = re.compile(
    r"(?:Ober)?[Bb]ürgermeister(?:in|innen|s)?|Krankenhaus|Hausmeister(?:in)?|Straßenbahn|Donnerstag|Telefonnummer|"
    r"Mitarbeiter\w*|Universität\w*|Deutschland|Interessierte\w*|Verantwortliche\w*|Angehörige\w*|Beschwerden|Geschichten?|Intelligenz|Vorsitzende\w*|Entschuldig\w*|"
    r"Jugendliche\w*|Dolmetsch\w*|Erwachsene\w*|Freiwillige\w*|Außerdem|Anschließend|Gleichzeitig|Selbstverständlich"
)
