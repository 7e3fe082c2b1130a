"""Tagging: what an entry is about and for which regions, with the words that say so. Precision comes first.

Everything is made ready once; tagging then reads no file and asks no clock. The rules: tagging.toml, tagging_rules.py.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from content import deadlines, paragraphs, tagging_rules, tagging_scores
from content.deadlines import Deadline
from content.places import Place
from content.tagging_found import Found
from content.tagging_places import Gazetteer
from content.tagging_rules import Effect, Kind, Pattern, Phrase, TopicWords
from content.tagging_scores import FIRST, LEAD, REST, TITLE, Hit, where
from content.tagging_text import fold
from content.tagging_words import Lexicon, Meaning, Part

STATEWIDE = "landesweit"
_GAP = 4
_REST_OF_LAW = "aufenthalt"
#: Visas and embassies belong to this one: they are no topic of their own beside it.
_NEEDS_VISA = "familie"
#: What is about entering the country: words of the rules, and the paragraph for single hard cases.
_OF_VISA = re.compile(r"vis[au]|einreise|auslandsvertret| 22 AufenthG")
#: A lead has about as many characters; what stands further on says less.
_LEAD = 500
#: A text of so many words would name its subject more than once.
_LEAD_WORDS = 12
_TITLE_OF = re.compile(r"Aufenthalts?\w*\s+(?:nach|gemäß|gem\.|aus|laut|im Sinne des|i\.\s?S\.\s?d\.)\s+$")

#: Where news from abroad begins: "Den Haag: …", "ROM (dpa) – …".
_CAPITALS = (
    "Den Haag", "Paris", "London", "Rom", "Madrid", "Warschau", "Wien", "Bern", "Kopenhagen", "Stockholm", "Oslo",
    "Helsinki", "Athen", "Budapest", "Prag", "Lissabon", "Dublin", "Washington", "New York", "Ankara", "Istanbul",
    "Tirana", "Belgrad", "Kiew", "Kyjiw", "Moskau", "Minsk", "Beirut", "Tunis", "Kairo", "Damaskus", "Kabul",
    "Teheran", "Bagdad", "Tripolis",
)  # fmt: skip
_FIRST_OF_CAPITALS = frozenset(fold(name.split()[0]) for name in _CAPITALS)
_ABROAD = re.compile(rf"\s*(?:{'|'.join(_CAPITALS)})\s*(?::|\.\s|\([a-z/]+\)|[–—]\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """A code of a topic or region, and why: the words as they stand in the text."""

    code: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tags:
    """What an entry is about (most important first), which regions it names, and until when something must be done."""

    topics: tuple[Tag, ...] = ()
    regions: tuple[Tag, ...] = ()
    deadline: Deadline | None = None


class Tagger:
    """Tags entries by topics with their keywords, by the shipped rules and by the places of Lower Saxony."""

    def __init__(self, topics: Iterable[TopicWords], places: Iterable[Place]) -> None:
        topics = tuple(topics)
        rules = tagging_rules.load(topics)
        self._order = {topic.code: at for at, topic in enumerate(topics)}
        self._phrases = rules.phrases
        self._rules = rules
        self._paragraphs = _by_law(rules.paragraphs)
        self._gazetteer = Gazetteer(places)
        self._lexicon = Lexicon(rules.words, [phrase for phrase, _ in rules.phrases], self._gazetteer.first_words)

    def tag(self, title: str, text: str, *, published: date | None = None) -> Tags:
        """Return the tags of an entry; published: the day from which a deadline without a year is counted."""
        found = Found(self._rules.clear_topics)
        regions: dict[str, list[str]] = {}
        parts = (self._lexicon.read(title), True), (self._lexicon.read(text), False)
        whole = f"{parts[0][0].text}\n{parts[1][0].text}"
        for part, is_title in parts:
            places = self._words(part, found, is_title=is_title)
            if places:
                named = self._gazetteer.regions(part, places, whole, is_title=is_title)
                for code, said in named.items():
                    regions.setdefault(code, []).append(where(said, TITLE if is_title else REST))
        if found.statewide and not found.names(Kind.ELSEWHERE):
            regions[STATEWIDE] = [f"„{said}“" for said in dict.fromkeys(found.statewide)]
        tagged = tuple(Tag(code, tuple(dict.fromkeys(said))) for code, said in regions.items())
        is_abroad = found.is_abroad and not (regions or any(one.is_home for part, _ in parts for one in part.words))
        is_abroad = is_abroad or any(_begins_abroad(part) for part, _ in parts)
        is_lead = len(parts[1][0].words) >= _LEAD_WORDS
        topics = () if is_abroad or (is_lead and found.is_lone) else self._topics(found)
        return Tags(topics, tagged, deadlines.find(parts[0][0].text, parts[1][0].text, published))

    def _words(self, part: Part, found: Found, *, is_title: bool) -> list[int]:
        """Take up what the words of a part say; return those that may begin the name of a place."""
        starts = part.starts
        meant = [(at, part.words[at]) for at in part.telling]
        gone: set[int] = set()
        phrases: list[tuple[int, int, int]] = []
        for number, first, last in self._spans(part, meant):
            if self._phrases[number][1].kind is Kind.FRIEND:
                gone.update(range(first, last + 1))
            else:
                phrases.append((number, first, last))
        self._cite(part, found, gone, is_title=is_title)
        said: dict[str, set[int]] = {}
        for number, first, last in self._best_first(phrases):
            effect, span = self._phrases[number][1], range(first, last + 1)
            covered = said.setdefault(effect.topic, set())
            if gone.isdisjoint(span) and (effect.kind is not Kind.TOPIC or covered.isdisjoint(span)):
                covered.update(span)
                start = starts[first]
                place = _place(part, start, is_title=is_title)
                found.add(f"#{number}", effect, place, part.text[start : part.end(last)])
        for at, one in meant:
            if one.effects and at not in gone:
                place = _place(part, starts[at], is_title=is_title)
                for key, effect in one.effects:
                    if not said or at not in said.get(effect.topic, ()):
                        found.add(key, effect, place, one.word)
        return [at for at, one in meant if one.is_place]

    def _best_first(self, phrases: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """Return phrases so that of those of one topic that overlap the one comes first that says most."""
        if len(phrases) < 2:
            return phrases
        return sorted(phrases, key=lambda one: (-self._phrases[one[0]][1].points, one[1] - one[2]))

    def _spans(self, part: Part, meant: Sequence[tuple[int, Meaning]]) -> Iterator[tuple[int, int, int]]:
        """Yield the phrases in a part, each with its first and last word."""
        present: set[int] = set()
        for _, one in meant:
            if one.partners:
                present.update(one.partners)
        for at, one in meant:
            numbers = [number for number in one.anchors if number in present] if one.anchors else []
            for number in sorted([*numbers, *one.sure]) if one.sure else numbers:
                span = _span(part, self._phrases[number][0], at)
                if span is not None:
                    yield number, *span

    def _cite(self, part: Part, found: Found, gone: set[int], *, is_title: bool) -> None:
        """Take up the paragraphs that a part cites; their words say nothing more then."""
        if "§" not in part.text and "aragra" not in part.text:
            return
        for one in paragraphs.find(part.text):
            place = _place(part, one.start, is_title=is_title)
            said = part.text[one.start : one.end].strip()
            if one.law and one.law != "?":
                # "Aufenthaltserlaubnis nach § 24 AufenthG" is about what the paragraph is about.
                title_of = _TITLE_OF.search(part.text, max(0, one.start - 50), one.start)
                start = title_of.start() if title_of else one.start
                gone.update(at for at, begin in enumerate(part.starts) if start <= begin < one.end)
            for topic, gated in _topics_of(self._paragraphs, one):
                # Aufenthalt takes what is left of its law: such a paragraph says less than one named in the rules.
                key = f"{'' if topic == _REST_OF_LAW else '§'} {one.number} {one.law}"
                found.add(key, Effect(Kind.TOPIC, topic, tagging_rules.STRONG, gated, is_firm=True), place, said)
                if not gated and one.law.startswith("A") and one.law != "AGG":
                    found.clear = found.is_prominent = True

    def _topics(self, found: Found) -> tuple[Tag, ...]:
        against, aside = found.names(Kind.AGAINST), found.names(Kind.ASIDE)
        found.clear = found.clear or (found.titled and not against)
        is_elsewhere = bool(against or aside)
        is_doubtful = is_elsewhere and not found.clear
        if is_doubtful and (len(against) > 1 or not found.faint):
            return ()
        hits: Collection[Hit] = found.hits.values()
        if len(aside) > 1:
            # Crime reports, news from abroad, history: only what a clear word in the title says.
            titled = {one.effect.topic for one in hits if one.place == TITLE and one.is_clear}
            hits = [one for one in hits if one.effect.topic in titled]
        chosen = tagging_scores.choose(
            hits,
            self._order,
            is_migration=found.is_migration,
            is_doubtful=is_doubtful,
            is_elsewhere=is_elsewhere,
            rules=self._rules,
        )
        tags = tuple(Tag(code, because) for code, because in chosen)
        if any(tag.code == _NEEDS_VISA for tag in tags) and not any(
            hit.is_clear and hit.effect.topic == _REST_OF_LAW and not _OF_VISA.match(hit.key) for hit in hits
        ):
            tags = tuple(tag for tag in tags if tag.code != _REST_OF_LAW)
        return tags


def _begins_abroad(part: Part) -> bool:
    return bool(part.words) and part.words[0].folded in _FIRST_OF_CAPITALS and bool(_ABROAD.match(part.text))


def _place(part: Part, start: int, *, is_title: bool) -> int:
    """Return where a word stands that begins here."""
    if is_title:
        return TITLE
    if not part.sentences or start < part.sentences[0]:
        return FIRST
    return LEAD if start < _LEAD else REST


def _span(part: Part, phrase: Phrase, at: int) -> tuple[int, int] | None:
    """Return from which word to which a phrase stands whose anchor is the word at this place, or None."""
    words = part.words
    first = last = at
    for index in range(phrase.anchor - 1, -1, -1):
        found = _next(words, phrase.words[index], first, -1, _GAP if phrase.gaps[index + 1] else 0)
        if found is None:
            return None
        first = found
    for index in range(phrase.anchor + 1, len(phrase.words)):
        found = _next(words, phrase.words[index], last, 1, _GAP if phrase.gaps[index] else 0)
        if found is None:
            return None
        last = found
    start, end = part.starts[first], part.starts[last]
    return None if any(start < border <= end for border in part.sentences) else (first, last)


def _next(words: Sequence[Meaning], pattern: Pattern, at: int, direction: int, gap: int) -> int | None:
    """Return the place of the next word in this direction that fits, at most so many words further on."""
    for place in range(at + direction, at + direction * (gap + 2), direction):
        if not 0 <= place < len(words):
            return None
        if pattern.fits(words[place].word, words[place].folded):
            return place
    return None


def _by_law(rules: Iterable[tagging_rules.Paragraph]) -> Mapping[str, Mapping[str, list[str]]]:
    """Return law -> number ("*" for all others) -> topics; law "" for numbers that are clear without one."""
    found: dict[str, dict[str, list[str]]] = {}
    for rule in rules:
        for number in rule.numbers:
            if rule.law:
                _put(found, rule.law, number, rule.topic)
        for number in rule.alone:
            _put(found, "", number, rule.topic)
            if not rule.law:
                _put(found, "AufenthG", number, rule.topic)
    return found


def _put(found: dict[str, dict[str, list[str]]], law: str, number: str, topic: str) -> None:
    topics = found.setdefault(law, {}).setdefault(number, [])
    if topic not in topics:
        topics.append(topic)


def _topics_of(rules: Mapping[str, Mapping[str, list[str]]], one: paragraphs.Citation) -> list[tuple[str, bool]]:
    """Return the topics that a paragraph says, each with whether it needs a sign of migration work."""
    of_law = rules.get(one.law)
    if of_law is None:
        return []
    for number in (f"{one.number}/{one.section}", one.number, "*"):
        if number in of_law:
            return [(topic, not one.law or one.law.startswith("SGB")) for topic in of_law[number]]
    return []
