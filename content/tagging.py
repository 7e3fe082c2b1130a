"""Tagging: what an entry is about and for which regions, with the words that say so. Precision comes first.

Everything is made ready once; tagging then reads no file and asks no clock. The rules: tagging.toml, tagging_rules.py.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from content import deadlines, paragraphs, tagging_learned, tagging_rules, tagging_scores
from content.deadlines import Deadline
from content.places import Place
from content.tagging_found import Found
from content.tagging_learned import IN_FIRST, IN_REST, IN_TITLE, Learned, Ruled, evidence
from content.tagging_places import Gazetteer, Meant, names_land, names_other_land
from content.tagging_rules import Effect, Kind, Pattern, Phrase, TopicWords
from content.tagging_scores import FIRST, LEAD, MOST_TOPICS, REST, TITLE, Hit, where
from content.tagging_text import fold
from content.tagging_verdict import TELLING, Parts, Verdict, is_text
from content.tagging_words import Lexicon, Meaning, Part, numbers_of

STATEWIDE = "landesweit"
#: Looked up once: an enum's member costs more than a name.
_FRIEND, _LAND, _TOPIC = Kind.FRIEND, Kind.LAND, Kind.TOPIC
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

#: A topic that the rules do not choose is not looked at further with a learned score below these: where no word of
#: theirs says it, and where one does.
_UNLIKELY, _HOPELESS = 0.0, -0.9
_MOST_WORDS = 4

#: A matter of the Bund or of all Länder.
_FEDERAL = re.compile(
    r"\bBund(?:es(?!l[aä]nd)\w+)?\b|\bLänder(?:n)?\b|\bEU\b|\bBAMF\b|Etatentwurf|ministerkonferenz|Steuerschätzung"
)
#: A body of all Länder.
_OF_ALL_LANDS = re.compile(r"\bBundesrat|ministerkonferenz|\bIMK\b")
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

    def __init__(self, topics: Iterable[TopicWords], places: Iterable[Place], learned: Learned | None = None) -> None:
        """learned: the weights that are shipped, unless others are given."""
        topics = tuple(topics)
        rules = tagging_rules.load(topics)
        self._order = {topic.code: at for at, topic in enumerate(topics)}
        self._phrases = rules.phrases
        self._rules = rules
        self._paragraphs = _by_law(rules.paragraphs)
        self._gazetteer = Gazetteer(places)
        self._learned = tagging_learned.load() if learned is None else learned
        self._lexicon = Lexicon(
            rules.words, [phrase for phrase, _ in rules.phrases], self._gazetteer.first_words, self._learned
        )

    def tag(self, title: str, text: str, *, published: date | None = None) -> Tags:
        """Return the tags of an entry; published: the day from which a deadline without a year is counted."""
        found, parts, regions = self._read(title, text)
        tagged = tuple(Tag(code, tuple(dict.fromkeys(said))) for code, said in regions.items())
        topics = self._topics(found, parts)
        return Tags(topics, tagged, deadlines.find(parts.title.text, parts.text.text, published))

    def _read(self, title: str, text: str) -> tuple[Found, Parts, dict[str, list[str]]]:
        """Return what the words of an entry say, its parts, and the regions that it names with their reasons."""
        found = Found(self._rules.clear_topics)
        regions: dict[str, list[str]] = {}
        parts = Parts(self._lexicon.read(title), self._lexicon.read(text))
        named: list[tuple[Meant, bool]] = []
        whole = f"{parts.title.text}\n{parts.text.text}"
        for part in parts:
            is_title = part is parts.title
            places = self._words(part, found, is_title=is_title)
            if places:
                named += [(one, is_title) for one in self._gazetteer.named(part, places, whole, is_title=is_title)]
        # A landscape lies in several regions: beside a town or county it says nothing more.
        towns = [one for one in named if one[0].is_town]
        for one, is_title in towns or named:
            regions.setdefault(one.region, []).append(where(one.said, TITLE if is_title else REST))
        if found.statewide and not found.names(Kind.ELSEWHERE):
            regions[STATEWIDE] = [f"„{said}“" for said in dict.fromkeys(found.statewide)]
        elif found.land and not regions and not names_other_land(whole) and _is_land(found, parts):
            regions[STATEWIDE] = found.land
        found.regional = bool(regions)
        return found, parts, regions

    def _words(self, part: Part, found: Found, *, is_title: bool) -> list[int]:
        """Take up what the words of a part say; return those that may begin the name of a place."""
        starts = part.starts
        meant = [(at, part.words[at]) for at in part.telling]
        gone: set[int] = set()
        phrases: list[tuple[int, int, int]] = []
        for number, first, last in self._spans(part, meant):
            if self._phrases[number][1].kind is _FRIEND:
                gone.update(range(first, last + 1))
            else:
                phrases.append((number, first, last))
        self._cite(part, found, gone, is_title=is_title)
        said: dict[str, set[int]] = {}
        for number, first, last in self._best_first(phrases):
            effect, span = self._phrases[number][1], range(first, last + 1)
            covered = said.setdefault(effect.topic, set())
            if gone.isdisjoint(span) and (effect.kind is not _TOPIC or covered.isdisjoint(span)):
                covered.update(span)
                start = starts[first]
                place = _place(part, start, is_title=is_title)
                found.add(f"#{number}", effect, place, part.text[start : part.end(last)])
        for at, one in meant:
            if one.effects and at not in gone:
                place = _place(part, starts[at], is_title=is_title)
                for key, effect in one.effects:
                    if effect.kind is _LAND and not names_land(part, at):
                        continue
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
        phrased = [(at, one) for at, one in meant if one.is_phrased]
        if not phrased:
            return
        present = 0
        for word in part.words:
            present |= word.partners
        for at, one in phrased:
            for number in numbers_of((present & one.anchors) | one.sure):
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

    def ruled(self, title: str, text: str) -> tuple[list[float], dict[str, Ruled]]:
        """Return the learned scores in an entry and what the rules say of each topic: what weights are learned from."""
        found, parts, _ = self._read(title, text)
        verdict = self._verdict(found, parts)
        return self._scores(parts), {code: verdict.of(code) for code in self._learned.codes}

    def _verdict(self, found: Found, parts: Parts) -> Verdict:
        """Return what the rules alone say."""
        is_abroad = found.is_abroad and not (found.regional or any(w.is_home for part in parts for w in part.words))
        is_abroad = is_abroad or _begins_abroad(parts.title) or _begins_abroad(parts.text)
        is_lead = len(parts.text.words) >= _LEAD_WORDS
        is_lone = is_lead and found.is_lone
        chosen = None if is_abroad else self._chosen(found)
        is_cut = chosen is None
        # One word, once, and nothing else: that may be a figure of speech.
        chosen = None if is_lone else chosen
        hits = tagging_scores.by_topic(found.hits.values(), is_migration=found.is_migration)
        around = dict(zip(self._learned.codes, self._scores(parts, without_title=True), strict=True)) if is_lone else {}
        is_against, is_aside = bool(found.names(Kind.AGAINST)), len(found.names(Kind.ASIDE)) > 1
        return Verdict(
            dict(chosen or ()),
            hits,
            found.is_migration,
            is_against,
            is_cut,
            is_abroad,
            is_aside,
            is_lone,
            around,
            is_text(parts),
        )

    def _chosen(self, found: Found) -> list[tuple[str, tuple[str, ...]]] | None:
        """Return the topics that the rules choose with their reasons; None if they take it for another world."""
        against, aside = found.names(Kind.AGAINST), found.names(Kind.ASIDE)
        found.clear = found.clear or (found.titled and not against)
        is_elsewhere = bool(against or aside)
        is_doubtful = is_elsewhere and not found.clear
        if is_doubtful and (len(against) > 1 or not found.faint):
            return None
        hits: Collection[Hit] = found.hits.values()
        if len(aside) > 1:
            # Crime reports, news from abroad, history: only what a clear word in the title says.
            titled = {one.effect.topic for one in hits if one.place == TITLE and one.is_clear}
            hits = [one for one in hits if one.effect.topic in titled]
        return tagging_scores.choose(
            hits,
            self._order,
            is_migration=found.is_migration,
            is_doubtful=is_doubtful,
            is_elsewhere=is_elsewhere,
            rules=self._rules,
        )

    def _scores(self, parts: Parts, *, without_title: bool = False) -> list[float]:
        """Return how much the words of an entry say for each topic of which something is learned."""
        title, text = parts
        border = bisect_left(text.starts, text.sentences[0]) if text.sentences else len(text.words)
        total = square = 0
        for words, weight in (
            (() if without_title else title.words, IN_TITLE),
            (text.words[:border], IN_FIRST),
            (text.words[border:], IN_REST),
        ):
            total += weight * sum([one.learned for one in words])
            square += weight * weight * sum([one.known for one in words])
        return self._learned.scores(total, square)

    def _topics(self, found: Found, parts: Parts) -> tuple[Tag, ...]:
        """Return the topics that the rules and what is learned say together, the surest first."""
        scores = self._scores(parts)
        if found.is_silent and max(scores, default=0.0) <= TELLING:
            return ()
        verdict = self._verdict(found, parts)
        if verdict.is_abroad:
            return ()
        # A topic or keyword that was added here: nothing is learned of it. A paragraph in a title is plain enough.
        sure = {
            code: math.inf
            for code in verdict.chosen
            if code not in self._learned.codes or any(hit.effect.is_own or hit.is_cited for hit in verdict.hits[code])
        }
        second, best = sorted(scores)[-2:] if len(scores) > 1 else (0.0, 0.0)
        for code, score, wanted in zip(self._learned.codes, scores, self._learned.least, strict=False):
            if code in sure or code not in self._order:
                continue
            if code not in verdict.chosen and score < (_HOPELESS if code in verdict.hits else _UNLIKELY):
                continue
            if score <= TELLING and code not in verdict.hits and not verdict.is_migration:
                # What `allows` would say in the end.
                continue
            ruled = verdict.of(code)
            says = self._learned.says(evidence(score, second if score == best else best, ruled))
            # How sure it must be is learned from entries that have a text; a title alone seldom says more.
            least = 0.0 if ruled.is_chosen and not parts.text.words else wanted
            if says > least and verdict.allows(ruled, score):
                sure[code] = says
        if (
            _NEEDS_VISA in sure
            and _REST_OF_LAW in sure
            and not any(hit.is_clear and not _OF_VISA.match(hit.key) for hit in verdict.hits.get(_REST_OF_LAW, ()))
        ):
            del sure[_REST_OF_LAW]
        ordered = sorted(sure, key=lambda code: (-sure[code], self._order[code]))[:MOST_TOPICS]
        return tuple(Tag(code, self._because(code, verdict, parts)) for code in ordered)

    def _because(self, code: str, verdict: Verdict, parts: Parts) -> tuple[str, ...]:
        """Return the words that say a topic: those of the rules, or else those that are learned to say it."""
        if code in verdict.chosen:
            return verdict.chosen[code]
        if code in verdict.hits:
            return tagging_scores.reasons(verdict.hits[code])
        at = self._learned.codes.index(code)
        title, text = parts
        named = {one.word: place for part, place in ((text, REST), (title, TITLE)) for one in part.words}
        words = ((one.word, one.learned) for part in parts for one in part.words)
        return tuple(where(word, named[word]) for _, word in self._learned.shares(words, at)[:_MOST_WORDS])


def _is_land(found: Found, parts: Parts) -> bool:
    """Return whether the Land's matter is meant: not the Bund's, of which only the end says what it means here."""
    title, text = parts
    if _OF_ALL_LANDS.search(title.text):
        # "Bundesrat lehnt … ab": Lower Saxony is but one of those who asked, unless the title names it.
        return found.is_land_titled
    if found.is_land_early:
        return True
    return not (_FEDERAL.search(title.text) or _FEDERAL.search(text.text[: next(iter(text.sentences), _LEAD)]))


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
