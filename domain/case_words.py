"""Words by which people tell of somebody's case, and of who is no case: parts of patterns, and folded words."""

MONTHS = (
    "januar|jänner|februar|märz|maerz|april|mai|juni|juli|august|september|oktober|november|dezember"
    "|jan|feb|mär|mrz|apr|jun|jul|aug|sep|sept|okt|nov|dez|january|february|march|may|june|july|october|december"
)
#: "geb. 1.2.1990", "Geburtsdatum: …", "* 01.02.1990".
BORN = (
    r"(?:\bgeb(?:\.|oren)?|\bgeburtsdatum|\bgeburtstag|\bgeb\.?-?datum|(?<![\w*])\*"
    r"|\bborn|\bdob|\bdate of birth|\bnacid[oa]|\bnée?|\bdoğum tarihi|\bнар\.?|\bнародил\w+|\bродил\w+"
    r"|\bдата рождения|\bдата народження|\bتاريخ الميلاد)"
)
#: Whoever is advised; and who is so when they are ours.
CLIENTS = r"klient(?:in|en)?|mandant(?:in|en)?|ratsuchende[rn]?|kl\.|mdt\.|mandantschaft"
CLIENTS_TOO = (
    r"antragsteller(?:in|s)?|asylbewerber(?:in|s)?|schutzsuchende[rn]?|betroffene[rn]?|patient(?:in|en)?|bewohner(?:in|s)?"
    r"|teilnehmer(?:in|s)?|jugendliche[rn]?|schüler(?:in|s)?|geflüchtete[rn]?|betreute[rn]?|mündel|uma"
)
#: Who belongs to them.
RELATIVES = r"ehemann(?:es)?|ehefrau|sohn(?:es)?|tochter|kind(?:es)?|bruders?|schwester|mutter|vaters?|baby|zwillinge"
COUNTRIES = (
    r"ägypten|äthiopien|afghanistan|albanien|algerien|angola|armenien|aserbaidschan|bangladesch|belarus|benin|bosnien"
    r"|brasilien|bulgarien|burkina faso|burundi|china|elfenbeinküste|eritrea|gambia|georgien|ghana|griechenland|guinea"
    r"|haiti|indien|irak|iran|italien|jemen|jordanien|kamerun|kasachstan|kenia|kirgisistan|kolumbien|kongo|kosovo"
    r"|kroatien|kuba|libanon|liberia|libyen|mali|marokko|mauretanien|mazedonien|nordmazedonien|moldau|moldawien"
    r"|montenegro|myanmar|nepal|niger|nigeria|pakistan|palästina|philippinen|polen|ruanda|rumänien|russland|sambia"
    r"|senegal|serbien|sierra leone|simbabwe|somalia|sri lanka|sudan|südsudan|syrien|tadschikistan|tansania|thailand"
    r"|togo|tschad|tschetschenien|türkei|tunesien|turkmenistan|uganda|ukraine|usbekistan|venezuela|vietnam"
)
#: As forms have them; in capitals only.
COUNTRY_CODES = (
    "AFG|SYR|IRQ|IRN|ERI|ETH|SOM|SDN|SSD|NGA|GHA|GIN|GMB|SEN|CIV|TUR|UKR|GEO|ARM|AZE|RUS|PAK|IND|BGD|VNM|COL|VEN"
)
NATIONALS = (
    r"(?:afghan|syr|irak|iran|eritre|somal|sudan|nigeri|ghana|guine|gambi|ivor|türk|kurd|ukrain|georg|armen"
    r"|aserbaidschan|russ|pakistan|ind|bangladesch|vietnam|kolumbian|venezolan|alban|kosovar|serb|bosn|mazedon|rumän"
    r"|bulgar|marokkan|algeri|tunes|libanes|palästinens|jordan|jemenit|äthiop|kamerun|kongoles|tschetschen|moldau)"
    r"(?:isch(?:e[rsnm]?)?|er(?:in)?|erin|e[rn]?|in)"
    r"|syrer(?:in)?|afghan(?:e|in)|iraker(?:in)?|iraner(?:in)?|eritreer(?:in)?|somalier(?:in)?|sudanes(?:e|in)"
    r"|türk(?:e|in)|kurd(?:e|in)|jesid(?:e|in)|êzîd(?:e|in)|jesidisch\w*|rom(?:a|ni)"
)
TITLES_OF_STAY = (
    r"(?:dauer)?duldung|ausbildungsduldung|beschäftigungsduldung|aufenthaltsgestattung|gestattung|aufenthaltserlaubnis"
    r"|aufenthaltstitel|niederlassungserlaubnis|fiktionsbescheinigung|reiseausweis|nationalpass|grenzübertrittsbescheinigung"
    r"|(?:subsidiäre[rnm]?|internationale[rnm]?|vorübergehende[rnm]?)\s(?:schutz|status)|subsidiärschutz|flüchtlingseigenschaft"
    r"|flüchtlingsstatus|abschiebungsverbot|chancen-aufenthaltsrecht|visum|ae\b|ag\b|bümA"
)
#: What a case is about. It is told of in meetings too, so it counts only beside something that is somebody's own.
MATTERS = (
    r"abschiebung|abgeschoben|abschiebehaft|überstell\w+|anhörung|asyl\w*|folgeantrag|klage|klagefrist|widerspruch|bescheid"
    r"|ablehnung|abgelehnt|dublin|einbürgerung|familiennachzug|nachzug|nachholen|arbeitserlaubnis|wohnsitzauflage"
    r"|umverteil\w+|härtefall\w*|widerruf\w*|pass|passbeschaffung|verlängerung|kindergeld|bürgergeld|jobcenter|abh|bamf"
    r"|ausländerbehörde|kirchenasyl|strafbefehl|botschaft|obdachlos|wohnungslos|krankenversicherung|kita-?platz|frauenhaus"
    r"|wohnung|sprachkurs|ausbildung|eingereist|seit 20\d\d|grundsicherung|rente|anwalt|geduldet|ausreisepflichtig"
)
#: Of whom it is told because of their office or their part in public life, or who is to be asked.
PUBLIC = (
    r"minister\w*|landesbeauftragte\w*|abgeordnete\w*|mdl|mdb|referent(?:in)?|referier\w+|ansprech\w+|rückfragen"
    r"|anmeldung\w*|leitung|leiter(?:in)?|leitet|koll?eg\w+|vorsitz\w*|vorstand\w*|(?:presse)?sprecher(?:in)?|presse\w*"
    r"|interview|lesung|podium\w*|fachtag\w*|fortbildung\w*|workshop|webinar|seminar|vortrag\w*|moderat\w+|moderier\w+"
    r"|einzelrichter\w*|berichterstatter\w*|ruhestand|verabschied\w+|autor(?:in)?|prof|professor(?:in)?|gedenk\w*"
    r"|memoriam|ehrung|preis|(?:bundes)?kanzler\w*|präsident\w*|ministerpräsident\w*|vertretung|sprechzeit\w*|übernimmt|gez"
    r"|gezeichnet|sachbearbeit\w+|bearbeiter(?:in)?|durchwahl|berater(?:in)?|spricht (?:über|zu[mr]?|auf|beim?|am|von)"
    r"|kandidier\w+|protokoll|anwesend|bürgermeister\w*|landrat|landrätin|oberbürgermeister\w*|politiker\w*"
    r"|schriftsteller\w*|philosoph\w*|roman|film|ausstellung|konzert|olympia\w*|nobelpreis\w*|gestorben|verstorben"
    r"|ermordet\w*|geschäftsführ\w+|koordinator\w*|koordinierungsstelle|regionalkoordinator\w*|team|mitarbeiter\w*"
    r"|dozent\w*|trainer(?:in)?|expert\w+|studie|sozialarbeiter\w*|grußwort|begrüßt|eröffnet|e-mail|ausschuss|sitzung"
    r"|praktikant\w*|bverfg|bverwg|eugh|egmr|(?:urteil|beschluss)\s(?:vom|v\.)|treffen|teilnehmerliste|berichtet|flüchtlingsrat"
)
#: What somebody does who is no case, right behind their name.
DOINGS = (
    r"fragen?|thema|themen|berichtet|berät|sagt|schreibt|meint|informiert|erklärt|lädt|nimmt|bittet|leitet|fragt|vom"
    r"|von der"
)
#: Of whom books tell.
PUBLIC_LIFE = (
    r"(?:bundes)?kanzler\w*|minister\w*|(?:bundes)?präsident\w*|memoriam|lesung|gedenk\w*|todestag|gestorben|verstorben"
    r"|schriftsteller\w*|philosoph\w*|politiker\w*|bürgermeister\w*|nobelpreis\w*|biogra\w+|ausstellung|künstler\w*"
)
HEALTH = (
    r"schwanger|hochschwanger|ptbs|traumatisier\w+|trauma|diabetes|krebs\w*|hiv|suizid\w*|psychisch krank|dialyse"
    r"|behindert|schwerbehindert|pflegegrad|epilepsie|im krankenhaus|in der klinik|depress\w+|fgm|vergewaltig\w+"
    r"|zwangsverheirat\w+|rollstuhl|blind|gehörlos|tumor|transplant\w+"
)
FAMILY = (
    r"(?:\d|ein|eine[mn]?|zwei|drei|vier|fünf|sechs|sieben)\s(?:kleine[nmr]?\s|minderjährige[nmr]?\s)?kind(?:er|ern)?"
    r"|alleinerziehend\w*|verwitwet|geschieden|verheiratet|ledig"
)
#: Nobody is called so: words in front of the dates of laws, rulings and events, and ends of words like them.
# fmt: off
NO_NAMES = frozenset({
    "gesetz", "erlass", "runderlass", "urteil", "beschluss", "verordnung", "richtlinie", "konvention", "abkommen",
    "vertrag", "grundgesetz", "fassung", "stand", "frist", "stichtag", "termin", "treffen", "sitzung", "datum", "seit",
    "bis", "ab", "vom", "am", "zum", "nach", "vor", "der", "die", "das", "im", "den", "dem", "und", "oder", "wann",
    "wer", "was", "wie", "ist", "gilt", "neue", "neuer", "neues", "alte", "aktuelle", "rundschreiben", "meldung",
    "protokoll", "verbundtreffen", "fortbildung", "seminar", "kurs", "bundesgesetzblatt", "ministerium", "land",
    "niedersachsen", "deutschland", "bund", "europa", "syrien", "afghanistan", "irak", "iran", "ukraine", "genfer",
    "dublin", "schengen", "oldenburg", "lueneburg", "hannover", "braunschweig", "goettingen", "osnabrueck", "celle",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "beginn", "ende", "einfuehrung",
    "bitte", "danke", "hallo", "guten", "tag", "liebe", "sehr", "grund", "artikel", "absatz", "fluechtlingskonvention",
    "abteilung", "referat", "suche", "eilt", "einladung", "kriegsende", "mauerfall", "nummer", "satz", "buchstabe",
    "klasse", "kategorie", "anlage", "kapitel", "teil", "gruppe", "frau", "herr", "herrn", "familie", "caritas",
    "diakonie", "awo", "drk", "landkreis", "stadt", "region", "raum", "haus", "kreis", "uhr", "geflüchtete",
    "gefluechtete", "personen", "menschen", "kinder", "alter", "stufe", "ausgabe", "band", "kein", "keine", "meine",
    "mein", "unsere", "unser", "unserem", "unseren", "meinem", "meinen", "meiner", "unserer", "eine", "ein",
})
NO_NAME_ENDS = (
    "ung", "heit", "keit", "schaft", "gesetz", "erlass", "recht", "vertrag", "abkommen", "konvention", "tag", "treffen",
    "urteil", "beschluss", "titel", "gericht", "amt", "behoerde", "ministerium", "verordnung", "richtlinie", "kurs",
    "tion", "ismus", "blatt", "buch", "schreiben", "plan", "programm", "beratung", "stelle", "nummer", "zeichen",
)
# fmt: on
