"""Words that tell people from other capitalised words: first names, roles, verbs of speech."""

from __future__ import annotations

import re
from typing import Final

from mailer.reports.prose.wordset import wordset

FEMALE: Final = wordset(
    """Anna Anne Anja Andrea Angela Angelika Anke Annette Antje Astrid Aylin Ayse Barbara Beate
    Bettina Birgit Brigitte Britta Carmen Carola Caroline Charlotte Christa Christiane Christina
    Christine Claudia Clara Cornelia Dagmar Daniela Diana Doris Dorothea Edith Elena Elif
    Elisabeth Elke Ella Ellen Elisa Emilia Emine Emma Emily Erika Esra Esther Eva Eveline Fatima
    Fatma Franziska Frauke Gabriele Gabi Gerda Gisela Gudrun Hanna Hannah Hannelore Heide Heidi
    Heike Helena Helga Henriette Ida Ilona Ilse Ines Inge Ingrid Irene Iris Isabel Isabell
    Isabella Jana Janine Jasmin Jenny Jessica Johanna Josephine Judith Julia Juliane Jutta Karin
    Karla Karoline Katharina Kathrin Katja Katrin Kerstin Kirsten Klara Kristin Lara Laura Lea
    Lena Leonie Leyla Lina Linda Lisa Luisa Luise Lydia Magdalena Maike Maja Manuela Mara
    Mareike Margarete Margit Maria Marie Marina Marion Marlene Martha Martina Mathilde Meike
    Melanie Mia Michaela Miriam Mona Monika Nadine Nadja Natalie Nele Nicole Nina Nora Olga
    Paula Petra Pia Ramona Rebecca Regina Renate Ricarda Rita Romy Rosa Rosemarie Ruth Sabine
    Sabrina Samira Sandra Sara Sarah Sibylle Sigrid Silke Silvia Simone Sina Sofia Sonja Sophia
    Sophie Stefanie Steffi Stephanie Susann Susanne Svenja Swantje Sylvia Tamara Tanja Tatjana
    Teresa Theresa Thea Tina Ulla Ulrike Ursula Ute Uta Valentina Vanessa Vera Verena Veronika
    Viktoria Waltraud Wiebke Yasemin Yvonne Zeynep Alice Amanda Amelia Amy Beth Catherine Chloe
    Deborah Elizabeth Fiona Grace Heather Helen Jane Janet Jennifer Joanna Karen Kate Katie
    Kathleen Kelly Linda Louise Lucy Margaret Mary Megan Michelle Nancy Olivia Patricia Rachel
    Rebecca Rose Sally Samantha Sharon Sheila Susan Tracy Victoria Zoe Priya Aisha Ingeborg
    Friederike Gesine Hilde Imke Insa Jule Kira Lotte Merle Mirjam Saskia Selma Sieglinde
    Solveig Tabea Annett Henrike Nour Marta Leni Frieda Hatice Sevgi Olena Natalia Miray"""
)
MALE: Final = wordset(
    """Adrian Achim Albert Albrecht Alexander Alfred Ali Andre André Andreas Anton Armin Arne Arno
    Arthur Axel Bastian Ben Benedikt Benjamin Bernd Bernhard Bert Björn Boris Bruno Burkhard
    Carl Carsten Christian Christof Christoph Christopher Claus Clemens Cornelius Daniel David
    Dennis Detlef Dieter Dietmar Dirk Dominik Eberhard Eckhard Edgar Egon Elias Emil Emre Enrico
    Eric Erich Erik Ernst Eugen Fabian Felix Ferdinand Finn Florian Frank Franz Frederik
    Friedrich Fritz Georg Gerald Gerd Gerhard Gero Gert Gregor Guido Günter Günther Gustav
    Hannes Hans Harald Hartmut Hasan Heiko Heiner Heinrich Heinz Helmut Hendrik Henning Henrik
    Henry Herbert Hermann Holger Horst Hubert Hugo Ibrahim Ingo Ivan Jakob Jan Jannik Jens
    Joachim Jochen Johann Johannes Jonas Jonathan Jörg Jörn Josef Joseph Julian Julius Jürgen
    Kai Karl Karlheinz Karsten Kevin Klaus Konrad Konstantin Kurt Lars Lennart Leo Leon Leonard
    Levin Lorenz Lothar Ludwig Luca Lukas Lutz Manfred Manuel Marc Marcel Marco Marcus Mario
    Marius Mark Marko Markus Martin Mathias Matteo Matthias Max Maximilian Mehmet Michael Mirko
    Moritz Murat Mustafa Nico Nicolas Niels Niklas Nikolaus Nils Noah Norbert Olaf Ole Oliver
    Omar Oskar Oswald Otto Pascal Patrick Paul Peter Philip Philipp Pierre Rainer Ralf Ralph
    Raphael Reiner Reinhard Reinhold René Richard Robert Robin Roland Rolf Roman Ronald Ronny
    Rudi Rudolf Rüdiger Sascha Sebastian Siegfried Simon Sören Stefan Steffen Stephan Steven
    Sven Theo Theodor Thilo Thomas Thorsten Till Tilo Tim Timo Tobias Tom Torben Torsten Udo Ulf
    Uli Ullrich Ulrich Uwe Valentin Viktor Vincent Volker Walter Werner Wilfried Wilhelm Willi
    Winfried Wolf Wolfgang Wolfram Yannick Yusuf Aaron Adam Alan Andrew Anthony Brian Bruce
    Charles Colin Craig Donald Douglas Edward Gareth Gary George Gordon Graham Greg Harry Ian
    Jack James Jason Jeremy Jim Joe John Keith Kenneth Liam Luke Matthew Mike Neil Nicholas
    Nigel Owen Philip Roger Ryan Sam Samuel Scott Sean Stephen Steve Stuart Timothy Tony William
    Ravi Ahmed Mohammed Emmerich Falk Gunnar Hauke Ilja Jost Malte Veit
    Ferhat Hakan Enno Janek Tarek Omid Samir"""
)
FIRST: Final = FEMALE | MALE
PARTICLES: Final = wordset("von van de der den zu zur vom del di da dos al el ten ter la le")

ROLE: Final = re.compile(
    r"(?:bürgermeister|meister|leiter|leitung|direktor|minister|staatssekretär|sekretär|präsident"
    r"|vorsitzende[rnm]?|sprecher|dezernent|beauftragte[rnm]?|professor|chef|manager|koordinator"
    r"|referent|geschäftsführer|intendant|stadtrat|stadträtin|landrat|landrätin|architekt|planer"
    r"|ingenieur|forscher|wissenschaftler|lehrer|schüler|student|arzt|ärztin|anwohner|teilnehmer"
    r"|besucher|inhaber|gründer|kurator|archivar|trainer|kämmerer|abgeordnete[rnm]?|senator"
    r"|experte|expertin|redakteur|autor|mitarbeiter|händler|mitglied|vorstand|organisator"
    r"|betreiber|moderator|pädagoge|pädagogin|bibliothekar|förster|gärtner|wehrführer|kanzler"
    r"|rektor|dekan|pfarrer|künstler|entwickler|berater|verantwortliche[rnm]?|ansprechpartner"
    r"|mayor|councillor|director|head|chair(?:man|woman|person)?|president|officer|lead"
    r"|spokes(?:person|man|woman)|commissioner|secretary|leader|founder|coordinator|planner"
    r"|teacher|curator|librarian|engineer|architect|researcher|cdo|cio|ceo|cto|resident|member"
    r"|kommissar|oberrat|brandrat|amtsrat|rentner|rentnerin|auszubildende[rnm]?|hausmeister|pfleger|pflegekraft"
    r"|volunteer|organiser|organizer|expert|student|owner|chief)(?:innen|in|s|n|en|es)?",
    re.IGNORECASE,
)
BODY: Final = re.compile(
    r"(?:verwaltung|werke|pressestelle|polizei|feuerwehr|jury|ministerium|beirat|ausschuss|verein"
    r"|verband|(?:ortsteil|gemeinde|stadt|kreis|jugend|senioren|ältesten)rat|stiftung|initiative|council|committee|ministry|department|team)(?:s|es)?",
    re.IGNORECASE,
)
GERMAN_VERBS: Final = wordset(
    """sagte sagt erklärte erklärt betonte betont meinte meint berichtete berichtet ergänzte
    ergänzt unterstrich unterstreicht hob hebt lobte lobt freute freut würdigte würdigt forderte
    fordert kündigte kündigt verwies verweist warnte warnt bekräftigte bekräftigt begrüßte
    begrüßt dankte dankt erinnerte erinnert fasste fasst resümierte resümiert fügte fügt wies
    weist schloss äußerte äußert beschrieb beschreibt erläuterte erläutert schilderte schildert
    antwortete antwortet fragte fragt rief ruft bat bittet appellierte appelliert hoffte hofft
    findet fand weiß wusste versicherte versichert versprach verspricht urteilte urteilt
    kommentierte kommentiert bilanzierte bilanziert räumte räumt gab gibt teilte teilt führte
    führt stellte stellt machte macht zeigte zeigt erzählte erzählt bestätigte bestätigt schrieb
    schreibt sprach spricht plädierte plädiert mahnte mahnt zitierte zitiert stellt nannte nennt
    verdeutlichte verdeutlicht jubelte jubelt schwärmte schwärmt strahlte strahlt klagte klagt
    beklagte beklagt kritisierte kritisiert scherzte scherzt lachte lacht gestand gesteht bedauerte
    bedauert konstatierte konstatiert meldete meldet bemerkte bemerkt argumentierte argumentiert
    wunderte wundert staunte staunt vermutete vermutet entgegnete entgegnet gratulierte
    gratuliert rät riet empfahl empfiehlt formulierte formuliert"""
)
ENGLISH_VERBS: Final = wordset(
    """said says explained explains added adds noted notes emphasised emphasized emphasises
    emphasizes stressed stresses told tells commented comments concluded concludes remarked
    remarks stated states argued argues announced announces asked asks replied replies recalled
    recalls warned warns admits admitted recalls believes thinks hopes suggests insisted insists
    promised promises agreed agrees laughs laughed continued continues reported reports declared
    cautioned welcomed welcomes wrote writes put summed"""
)
VERBS: Final = GERMAN_VERBS | ENGLISH_VERBS
# Finite verbs end a role as well ('Anna Weber vom Bauhof hat ...').
FINITE: Final = VERBS | wordset(
    """warb wirbt begründete begründet bezeichnete bezeichnet begann beginnt schlug schlägt zog
    zieht nahm nimmt blieb bleibt trug trägt ließ lässt lud lädt hielt hält sah sieht ging geht kam
    kommt empfahl empfiehlt setzte setzt wünschte wünscht rät riet präsentierte präsentiert
    moderierte moderiert eröffnete eröffnet leitete leitet hat hatte ist war wird wurde will wollte
    möchte kann konnte soll sollte muss sind waren has had is was will would can could are were
    called presented opened led leads joined joins took takes made gave gives"""
)
SMALL: Final = wordset(
    """Der Die Das Den Dem Des Ein Eine Einen Einem Einer Im In Am An Auf Mit Für Bei Beim Nach Zu
    Zum Zur Von Vom Und Oder Aber Auch Als Wie Wir Ich Sie Er Es Ihr Unser Unsere Diese Dieser
    Dieses Alle Viele Mehr Neue Neuer Neues Neu So Seit Über Unter Aus Um Durch Gegen Ohne Vor
    Während Weil Wenn Dass Ob Doch Denn Damit Dabei Dazu Darüber Hier Heute Gestern Morgen
    Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag Januar Februar März
    April Mai Juni Juli August September Oktober November Dezember The A At On For To From By
    With Of And Or But As It We He She They This That These Those Our His Her Their Its New
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March May June
    July October December Smart City Cities Stadt Stadtrat Land Bund Kreis Region Herr Frau Mr
    Mrs Ms Dr Prof Frage Antwort Danach Anschließend Zudem Außerdem Schließlich Zuletzt Später
    Zuvor Seither Bisher Deshalb Daher Trotzdem Ebenso Insgesamt Sein Seine Ihre Man Viel Viele
    Manche Einige Später Later Then Also However There When Every All Some Many What Who How Why
    Gemeinsam Nicht Nur Was Wer Wo Wann Warum Dort Dann Jetzt Rund Laut Open Source Council"""
)

THING: Final = re.compile(
    r"(?:ung|ungen|heit|keit|schaft|tion|tionen|tät|ismus|amt|ministerium|werke|straße|platz"
    r"|verein|projekt|kongress|zentrum|verwaltung|haus|schule|tag|woche|jahr|konzept|plan|park"
    r"|programm|euro|wesen|rathaus|saal|gasse|weg|hof|stelle|raum|netz|street|hall|centre|center"
    r"|square|office|programme|library|university|universität|hochschule|institut|strategie"
    r"|digital|government|bildung|kultur)s?",
    re.IGNORECASE,
)
FEMININE: Final = re.compile(r"(?:\w{3,}(?:rin|tin|gin|din|sin|frau)\b|\b(?:Frau|Mrs|Ms)\b)")


def finite(word: str) -> bool:
    """Whether it is a verb that is known, or an English one in -ed."""
    return word in FINITE or (word.endswith("ed") and word.islower() and len(word) > 4)
