"""Regions from the places that a text names: not from datelines, seats, namesakes, streets, newspapers or clubs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from content.places import Place
from content.tagging_text import WORD, fold, parts
from content.tagging_words import Part

_KINDS = frozenset({
    "altkreis", "bergstadt", "buergermeister", "einheitsgemeinde", "flecken", "gemeinde", "gemeinden", "hansestadt",
    "huettenstadt", "inselgemeinde", "kommune", "kreis", "kreise", "kreises", "kreisstadt", "kreisverband",
    "kreisverein", "landeshauptstadt", "landkreis", "landkreise", "landkreisen", "landkreises", "landraetin",
    "landrat", "lk", "mittelzentrum", "oberbuergermeister", "ortsteil", "raum", "region", "regionalverbund",
    "samtgemeinde", "stadt", "stadtteil", "staedte", "universitaetsstadt",
})  # fmt: skip
#: What has its seat somewhere and is no news about that place; between it and the place only these may stand.
_SEATS = frozenset({
    "ag", "arbg", "bundesagentur", "bundespolizeidirektion", "fg", "generalstaatsanwaltschaft", "gericht", "gerichte",
    "gerichten", "gerichts", "lab", "lag", "landesamt", "landesaufnahmebehoerde", "landesbehoerde", "landesbehoerden",
    "landesmuseum", "landesregierung", "landesschulbehoerde", "landtag", "lg", "ls", "lsg", "ministerium", "ni",
    "nlsb", "nvwz", "oberfinanzdirektion", "olg", "ovg", "regionaldirektion", "senat", "senats", "sozialministerium",
    "staatsanwaltschaft", "staatskanzlei", "vg", "vgh",
})  # fmt: skip
_BETWEEN = frozenset({
    "am", "bremen", "familie", "fuer", "im", "in", "jugend", "mit", "niedersachsen", "niedersachsenbremen",
    "niedersachsens", "sitz", "soziales", "und", "zu",
})  # fmt: skip
_COURT = re.compile(r"gericht(?:s|e|en|es|shof|shofs)?$")
#: "SG" is a Samtgemeinde too; these towns have a Sozialgericht.
_SOCIAL_COURTS = frozenset({
    "aurich", "braunschweig", "hannover", "hildesheim", "lueneburg", "oldenburg", "osnabrueck", "stade",
})  # fmt: skip
_PERSONS = frozenset({
    "dr", "familie", "frau", "herr", "herrn", "minister", "ministerin", "prinz", "prof", "professor", "professorin",
    "sprecher", "sprecherin",
})  # fmt: skip
_CLUBS = frozenset({
    "btsv", "eintracht", "ev", "fc", "hsg", "sc", "sg", "sv", "tsv", "tus", "tv", "vfb", "vfl", "werder",
})  # fmt: skip
_AFTER_CLUB = frozenset({
    "96", "grizzlys", "indians", "recken", "scorpions",
})  # fmt: skip
_CITIES = frozenset({
    "berlin", "bonn", "bremen", "bremerhaven", "bruessel", "dresden", "duesseldorf", "erfurt", "frankfurt", "genf",
    "hamburg", "karlsruhe", "kassel", "kiel", "kiew", "koeln", "kyjiw", "leipzig", "luxemburg", "magdeburg", "mainz",
    "muenchen", "nuernberg", "paris", "rom", "strassburg", "wien", "wiesbaden",
})  # fmt: skip
_STREET = re.compile(
    r"^(?:str|strasse|strassen|allee|weg|wege|platz|tor|chaussee|ring|damm|messe|messegelaende|flughafen|airport|rede|"
    r"haus)$"
)
_OTHER_AFTER_ADJECTIVE = re.compile(
    r"^(?:neue|neuen|neuer|allgemeine|tageblatt|nachrichten|presse|anzeiger|kurier|rundschau|post|volksblatt|"
    r"volkszeitung|erklaerung|heide|modell|forsch|wissenschaft|studie|universitaet|uni$|hochschule|professor|historiker|"
    r"migrationsforsch|rechtsprofessor|richter|justiz|landesregierung|ministeri|landtag|staatsanwalt|anwalt|rechtsanwalt|kanzlei)"
    r"|zeitung|gericht|strasse$|allee$|konzern$"
)
_CIVIC = re.compile(
    r"^(?:rathaus|kreis|stadt|landrat|landraet|buergermeister|oberbuergermeister|verwaltung|beratung|koordin|integrat|"
    r"innenstadt|auslaender|schul|jobcenter|tafel|fluechtling)"
)
_LANDS = (
    "holstein|dithmarschen|schleswig-holstein|nrw|nordrhein-westfalen|westfalen|bayern|hessen|sachsen|sachsen-anhalt|"
    "th[üu]e?ringen|brandenburg|mecklenburg-vorpommern|mecklenburg|baden-w[üu]e?rttemberg|baden|w[üu]e?rttemberg|"
    "rheinland-pfalz|pfalz|saarland|österreich|schweiz|ruhrgebiet|niederlanden?|d[äa]e?nemark|usa|belgien|polen|"
    "s[üu]e?dafrika|kanada"
)
_ELSEWHERE_AFTER = re.compile(
    rf"\s*[,(]?\s*(?:(?:in|im|aus)\s+)?(?:{_LANDS}|holst\.|westf\.|meckl\.|s\.-h\.)(?![\w-])"
    r"|\s+(?:an der|am|bei|ob der)\s+"
    r"(?:Wein|Main|Rhein|Ruhr|Donau|Orla|Titisee|Hamburg|Kiel|Dosse|Rennsteig|Saale)"
    r"|/(?:Holstein|Ruhr|Westf)",
    re.IGNORECASE,
)
#: How the first word of the above begins.
_ELSEWHERE_FIRST = re.compile(rf"{_LANDS}|in|im|aus|an|am|bei|ob|holst|westf|meckl|s|ruhr", re.IGNORECASE)
_LAND_BEFORE = re.compile(
    r"(?:holsteinisch|westf[äa]e?lisch|bayerisch|\bs[äa]e?chsisch|hessisch|brandenburgisch|th[üu]e?ringisch)\w*\s*$",
    re.IGNORECASE,
)
_AGENCY = r"\((?:[^)]*(?:dpa|epd|afp|kna|ots|lni|red|idn|nds|pm|rnd|dapd|taz|apd|mhe)[^)]*)\)"
_DATELINE_END = re.compile(
    rf"\s*(?:{_AGENCY}\s*[.:–—-]*|\.\s|\s[–—-]{{1,2}}\s|[–—]\s"
    r"|,\s*(?:den\s+)?\d{1,2}\.\s?(?:\d{1,2}\.|\w+)\s?(?:\d{2,4})?)",
    re.IGNORECASE,
)
_COLON = re.compile(r"\s*:\s")
_GOVERNMENT = re.compile(
    r"\b(?:Landtag|[Mm]inister|\w+minister|Landesregierung|Staatskanzlei|Kabinett|Koalition|Parlament|Landesverwaltung|"
    r"Landesbehörde|Staatssekret|Landesbeauftragt|Landespolitik)"
)
_RESEARCH = re.compile(r"\bStudien?\b|untersuch|[Ff]orsch|Wissenschaftl|Professor|Institut")
#: A body of the Land or of a trade, with all of its name, right before the place where it sits.
_BODY = re.compile(
    r"(?:Landesamt|Bundesamt|Hauptzollamt|Zollamt|Landesanstalt|Landesinstitut|[Kk]ammer|Akademie|[Bb]ewilligungsstelle|"
    r"Landesmuseum|Staatstheater|Staatsgalerie|Landeszentrale|Landesverband|Geschäftsstelle|Regionaldirektion|Direktion|"
    r"Parlament|Zentrale|Landesbehörde)(?:s|es|n|en)?(?:\s(?:für|der|des|zur|zum|gegen)\s[^.,;:!?–]{0,70}?)?"
    r"(?:\s(?:in|zu|mit Sitz in))?\s$"
)


#: One of these is in each of them: looked for first, since most texts have none.
_BODY_STEMS = (
    "amt", "anstalt", "institut", "ammer", "kademie", "stelle", "museum", "Staats", "entrale", "verband", "irektion",
    "arlament", "behörde",
)  # fmt: skip
#: All of the Land's counties: "Landkreise, kreisfreie Städte und die Region Hannover".
_ALL_COUNTIES = re.compile(r"(?:Städten?|Landkreisen?|Kommunen)\s(?:und|sowie|oder)\s(?:die|der)?\s?$")
#: Before "Niedersachsen" with a capital, and no name of an institution.
_BEFORE_LAND = frozenset({"alle", "auch", "bundesland", "fuer", "ganz", "land", "landes", "nach", "nur", "ueber"})
#: "Bremen und Niedersachsen": two Länder of several.
_NEIGHBOURS = frozenset({"bremen", "hamburg", "hessen", "berlin"})
#: Bodies and things that have all of the Land in their name and in their care: "Ehrenamtskarte Niedersachsen".
_BODIES = re.compile(
    r"kammer$|vereinigung$|sportbund$|zentrum$|netzwerk$|netz$|karte$|beirat$|verbund$|migrationsarbeit$|stelle$"
)
#: After "Niedersächsisches": one house of the Land, not all of it.
_HOUSES = re.compile(r"gericht|^(?:ovg|olg|lsg|landesamt|landesmuseum|staatstheater|staatsarchiv|akademie|institut)")
_OTHER_LANDS = re.compile(
    r"Schleswig-Holstein|Nordrhein-Westf|\bNRW\b|\bBayern|Hessen|Sachsen-Anhalt|Thüringen|Brandenburg|Mecklenburg|"
    r"Baden-Württ|Rheinland-Pfalz|Saarland|\bSachsen\b|Thüringer|\b[Ss]ächsisch|[Hh]essisch|[Bb]ayerisch|\bMünch(?:en|ner)|"
    r"\bBerlin(?:er)?\b|\bHamburg|\bBremen|Düsseldorf|Stuttgart|Mainz|Kiel\b|Kieler|Magdeburg|Schwerin|Potsdam|Erfurt|"
    r"Dresden|Wiesbaden|Saarbrücken"
)


def names_land(part: Part, at: int) -> bool:
    """Return whether a word names Lower Saxony itself: not a court, an office or an association by its name."""
    word = part.words[at].folded
    text, start, end = part.text, part.starts[at], part.end(at)
    if not word.startswith("niedersa"):
        return True
    if word.startswith("niedersaechsisch"):
        return at + 1 == len(part.words) or not _HOUSES.search(part.words[at + 1].folded)
    if word not in ("niedersachsen", "niedersachsens") or text.startswith(" packt an", end):
        return False
    if not at or (start and text[start - 1] not in ' („"/'):
        return not start
    before = part.words[at - 1]
    if before.folded in ("und", "oder") and at > 1 and part.words[at - 2].folded in _NEIGHBOURS:
        return False
    is_joined = text[part.end(at - 1) : start] == " "
    is_name = before.word[0].isupper() and len(before.word) > 3 and before.folded not in _BEFORE_LAND
    return not (is_joined and (is_name or before.word.isupper()) and not _BODIES.search(before.folded))


def names_other_land(text: str) -> bool:
    """Return whether another Land is named beside Lower Saxony: then it is compared, or the matter is the other's."""
    return _OTHER_LANDS.search(text) is not None


class Named(NamedTuple):
    """A place that a text names: the words that name it, from word to word, and where they stand."""

    place: Place
    first: int
    last: int
    #: "name", or "adjective" ("Osnabrücker"), or "part" of a compound ("Hannover-Linden").
    form: str


class Meant(NamedTuple):
    """A region that a text is about, the words that name it, and whether they name a town or county in it."""

    region: str
    said: str
    is_town: bool


@dataclass(frozen=True, slots=True)
class _Name:
    rest: tuple[str, ...]
    places: tuple[Place, ...]
    form: str


class Gazetteer:
    """All names of places, found by their first word."""

    def __init__(self, places: Iterable[Place]) -> None:
        by_words: dict[tuple[tuple[str, ...], str], dict[Place, None]] = {}
        for place in places:
            words = tuple(fold(word) for word in WORD.findall(place.name))
            if not words:
                continue
            by_words.setdefault((words, "name"), {})[place] = None
            if len(words) == 1:
                if not place.needs_context and len(words[0]) > 4 and words[0][-1] not in "sxz":
                    by_words.setdefault(((f"{words[0]}s",), "name"), {})[place] = None
                for adjective in _adjectives(words[0]):
                    by_words.setdefault(((adjective,), "adjective"), {})[place] = None
        self._names: dict[str, list[_Name]] = {}
        for (words, form), found in by_words.items():
            self._names.setdefault(words[0], []).append(_Name(words[1:], tuple(found), form))
        for names in self._names.values():
            names.sort(key=lambda name: (-len(name.rest), name.form != "name"))

    @property
    def first_words(self) -> Iterable[str]:
        """Return the first word of every name, folded."""
        return self._names.keys()

    def named(self, part: Part, at: Sequence[int], whole: str, *, is_title: bool) -> list[Meant]:
        """Return the places that a part of a text is about, each region once a kind.

        at: the words that may begin a name; whole: the text with its title, for signs that stand elsewhere in it.
        """
        named = list(self._named(part, at))
        if not named:
            return []
        dateline = _dateline(part, named, is_title=is_title)
        meant: dict[tuple[str, bool], Meant] = {}
        blocked: set[int] = set()
        for one in named:
            if part.starts[one.first] < dateline:
                continue
            if _is_elsewhere(part, one, blocked):
                blocked.add(one.last)
            elif not one.place.needs_context or _has_sign(part, one, whole, is_title=is_title):
                is_town = one.place.kind != "landschaft"
                meant.setdefault((one.place.region, is_town), Meant(one.place.region, _quoted(part, one), is_town))
        return list(meant.values())

    def _named(self, part: Part, at: Sequence[int]) -> Iterator[Named]:
        words = part.words
        after = 0
        for index in at:
            if index < after:
                continue
            text = words[index].word
            if not text[0].isupper() and not text[0].isdigit():
                continue
            for one in self._at(part, index, text):
                after = max(after, one.last + 1)
                yield one

    def _at(self, part: Part, index: int, text: str) -> list[Named]:
        for name in self._names.get(part.words[index].folded, ()):
            last = index + len(name.rest)
            if not name.rest or tuple(word.folded for word in part.words[index + 1 : last + 1]) == name.rest:
                return [Named(place, index, last, name.form) for place in name.places]
        if "-" not in text and "–" not in text:
            return []
        found = []
        for number, piece in enumerate(parts(text)):
            if number and _STREET.match(fold(piece)):
                return []
            if number == 0 and fold(piece) in ("hamburg", "berlin", "bremen"):
                return []
            for name in self._names.get(fold(piece), ()):
                if not name.rest and name.form == "name":
                    found += [Named(place, index, index, "part") for place in name.places if not place.needs_context]
        return found


def _adjectives(name: str) -> list[str]:
    """Return what a place's name becomes before a noun: Osnabrücker, Vechtaer, Göttinger, Hannoversche."""
    found = [f"{name}r" if name.endswith("e") else f"{name}er"]
    if name.endswith("en"):
        found.append(f"{name[:-2]}er")
    if name == "hannover":
        found = ["hannoveraner", *(f"hannoversch{ending}" for ending in ("e", "en", "er", "es"))]
    found += [f"{name}isch{ending}" for ending in ("e", "en", "er", "es")]
    if name.endswith("land"):
        found += [f"{name[:-4]}laend{ending}" for ending in ("er", "ische", "ischen", "ischer", "isches")]
    return found


def _quoted(part: Part, one: Named) -> str:
    first = one.first
    if first and part.words[first - 1].folded in _KINDS:
        first -= 1
    return part.text[part.starts[first] : part.end(one.last)]


def _has_sign(part: Part, one: Named, whole: str, *, is_title: bool) -> bool:
    """Return whether something says that the place is meant, where its name is also another word."""
    # "Leer: Schule eröffnet"; not "Hagen: …", which is rather the city elsewhere.
    if (
        is_title
        and not one.first
        and part.text.startswith(": ", part.end(one.last))
        and f"in {one.place.name}" in one.place.signs
    ):
        return True
    if one.form == "adjective":
        following = part.words[one.last + 1].folded if one.last + 1 < len(part.words) else ""
        return bool(_CIVIC.match(following))
    return any(_stands(sign, whole) for sign in one.place.signs)


def _stands(phrase: str, text: str) -> bool:
    """Return whether a phrase stands in a text as whole words."""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            return True
        at = text.find(phrase, at + 1)
    return False


def _sits_there(text: str, start: int) -> bool:
    """Return whether a body stands right before the name of a place, which is only where it sits."""
    begin = max(0, start - 110)
    before = text[begin:start]
    return any(stem in before for stem in _BODY_STEMS) and bool(_BODY.search(text, begin, start))


def _is_elsewhere(part: Part, one: Named, blocked: set[int]) -> bool:
    """Return whether a mention is not about the place: a seat, a namesake, a street, a newspaper, a club, a person."""
    words, text = part.words, part.text
    start, end = part.starts[one.first], part.end(one.last)
    after = one.last + 1
    nearby = after < len(words) and not text[end : part.starts[after]].strip(" -–")
    next_word = words[after].folded if nearby else ""
    for phrase in one.place.elsewhere:
        if phrase in text and _inside(text, phrase, start, end):
            return True
    before_it = text[max(0, start - 30) : start]
    if one.place.kind == "region" and _ALL_COUNTIES.search(before_it):
        return True
    is_followed = after < len(words) and _may_be_land(words[after].word)
    if (is_followed and _ELSEWHERE_AFTER.match(text, end)) or (
        "isch" in before_it.lower() and _LAND_BEFORE.search(before_it)
    ):
        return True
    if next_word and (_is_street(next_word) or next_word in _AFTER_CLUB):
        return True
    if one.form == "adjective" and _OTHER_AFTER_ADJECTIVE.search(next_word):
        return True
    before = words[one.first - 1].folded if one.first else ""
    is_municipality = before == "sg" and words[one.first].folded not in _SOCIAL_COURTS
    if before in _PERSONS or (before in _CLUBS and not is_municipality):
        return True
    if one.form != "adjective" and _sits_there(text, start):
        return True
    return _is_seat(part, one, blocked) or _is_capital(part, one, before)


@lru_cache(maxsize=20_000)
def _may_be_land(word: str) -> bool:
    return _ELSEWHERE_FIRST.match(word) is not None


@lru_cache(maxsize=20_000)
def _is_street(word: str) -> bool:
    return _STREET.match(word) is not None


def _inside(text: str, phrase: str, start: int, end: int) -> bool:
    at = text.find(phrase)
    while at >= 0:
        if at <= start and end <= at + len(phrase):
            return True
        at = text.find(phrase, at + 1)
    return False


def _is_seat(part: Part, one: Named, blocked: set[int]) -> bool:
    """Return whether a court or an office is named by this place: "OVG Lüneburg", "Verwaltungsgericht in Celle"."""
    words = part.words
    in_between = False
    for index in range(one.first - 1, max(-1, one.first - 8), -1):
        word = words[index].folded
        gap = part.text[part.end(index) : part.starts[index + 1]]
        if "." in gap or ":" in gap or ";" in gap:
            return False
        if index in blocked and (in_between or index == one.first - 1):
            return True
        if word in _SEATS or _COURT.search(word):
            return True
        if word in ("universitaet", "uni", "hochschule", "leuphana"):
            return bool(_RESEARCH.search(part.text))
        if word not in _BETWEEN and word not in ("oder", "sowie"):
            return False
        in_between = True
    return False


def _is_capital(part: Part, one: Named, before: str) -> bool:
    """Return whether Hannover (or the place of a press conference) is named only as where government speaks."""
    if before != "in" or one.form != "name":
        return False
    start = part.starts[one.first]
    ends = part.sentences
    begin = max((end for end in ends if end <= start), default=0)
    finish = min((end for end in ends if end > start), default=len(part.text))
    sentence = part.text[begin:finish]
    return part.words[one.first].folded == "hannover" and bool(_GOVERNMENT.search(sentence))


def _dateline(part: Part, named: Sequence[Named], *, is_title: bool) -> int:
    """Return where the dateline ends that a part begins with, 0 for none: "HANNOVER. ", "Hannover/Berlin (dpa) –"."""
    at_place = {index for one in named for index in range(one.first, one.last + 1)}
    last = -1
    for index, word in enumerate(part.words[:6]):
        # "Greifswald/Oldenburg." is a dateline too, wherever the first one lies.
        is_joined = part.text.startswith("/", part.end(index)) and word.word[0].isupper()
        if index not in at_place and word.folded not in _CITIES and not is_joined:
            break
        last = index
    if last < 0 or part.text[: part.starts[0]].strip(" (+*"):
        return 0
    end = part.end(last)
    match = _DATELINE_END.match(part.text, end)
    if match is None or (is_title and "(" not in match[0] and "." not in match[0]):
        return end if not is_title and _COLON.match(part.text, end) else 0
    if match[0].strip() in ("–", "-", "—") and is_title:
        return 0
    return match.end()
