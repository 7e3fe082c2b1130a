"""The rules of tagging as values, read from tagging.toml, and the topics' keywords read by the same general rules."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import resources
from typing import Any, NamedTuple, Protocol

from content import start_data
from content.tagging_text import WORD, fold

STRONG, GATED, FAIR, WEAK = 3.0, 2.5, 2.0, 1.0
_POINTS = {
    "strong": (STRONG, False),
    "bound": (STRONG, True),
    "fair": (FAIR, False),
    "gated": (GATED, True),
    "weak": (WEAK, True),
}
#: Endings that a whole word may have.
ENDINGS = frozenset({"", "e", "n", "s", "en", "er", "es", "em", "ern", "in", "innen"})
_ADJECTIVE = re.compile(r"(?<=....)(?:e|er|en|es|em)$")
_LAST_VOWEL = re.compile(r"(au|a|o|u)(?=[^aeiouy]{1,3}$)")
_SHORTEST = 4
#: In a phrase: up to four words may stand here.
_GAP = "…"


class TopicWords(Protocol):
    """A topic and the words that point to it."""

    @property
    def code(self) -> str: ...
    @property
    def keywords(self) -> Sequence[str]: ...


class Kind(Enum):
    """What a word or phrase does when it is found."""

    #: Says a topic.
    TOPIC = "topic"
    #: A clear or faint sign that the text is about migration work, or a sign of another world.
    CLEAR = "clear"
    FAINT = "faint"
    AGAINST = "against"
    #: A sign of crime reports, foreign news, history, culture: migration is named in them in passing.
    ASIDE = "aside"
    #: Another state, of those whose people seldom seek refuge here; Germany and what belongs to it.
    ABROAD = "abroad"
    HOME = "home"
    #: A false friend: what it covers does not count.
    FRIEND = "friend"
    #: For the whole of Lower Saxony, and what says that it is another Land.
    STATEWIDE = "statewide"
    #: Lower Saxony itself is named: where no place in it is, the matter is the Land's.
    LAND = "land"
    ELSEWHERE = "elsewhere"


class Effect(NamedTuple):
    """What finding something means. points: how much it says for a topic; gated: only with a sign of migration work.

    is_firm: it says what happens, and does not merely name people, an office or a place. is_own: a keyword that was
    added to those that are shipped, of which nothing is learned: the rules alone judge it.
    """

    kind: Kind
    topic: str = ""
    points: float = 0
    gated: bool = False
    is_firm: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """How one word is recognised.

    text: folded, or as written if exact (an abbreviation). at_start, at_end: where in a longer word it may stand;
    both: a whole word with its endings.
    """

    text: str
    exact: bool = False
    at_start: bool = False
    at_end: bool = False

    def fits(self, word: str, folded: str) -> bool:
        """Return whether a word (as written, and folded) is or contains this one."""
        if self.exact:
            return word == self.text or word == f"{self.text}s"
        if self.at_start:
            return folded.startswith(self.text) and (not self.at_end or folded[len(self.text) :] in ENDINGS)
        return self.text in folded


@dataclass(frozen=True, slots=True)
class Phrase:
    """Several words in order; gaps[i]: up to four words may stand before words[i]. anchor: what to look for first."""

    words: tuple[Pattern, ...]
    gaps: tuple[bool, ...]
    anchor: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Paragraphs of a law that say a topic. numbers: "25a", "60/5" for Absatz 5, "*"; alone: clear without the law."""

    law: str
    topic: str
    numbers: frozenset[str]
    alone: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that tagging goes by."""

    #: Topics whose strong words are signs of migration work themselves.
    clear_topics: frozenset[str]
    #: Topics whose words often name but the place where something else happens.
    settings: frozenset[str]
    #: Topics whose words are often named in passing.
    passing: frozenset[str]
    #: Topics that say what kind of news it is, not what it is about.
    forms: frozenset[str]
    words: tuple[tuple[Pattern, Effect], ...]
    phrases: tuple[tuple[Phrase, Effect], ...]
    paragraphs: tuple[Paragraph, ...]


def load(topics: Iterable[TopicWords]) -> Rules:
    """Return the rules that are shipped, together with the keywords of these topics."""
    return parse(resources.files("content").joinpath("tagging.toml").read_text(encoding="utf-8"), topics)


def parse(text: str, topics: Iterable[TopicWords]) -> Rules:
    """Return the rules of a text of the form of tagging.toml, together with the keywords of these topics.

    Only topics that there are get tags. A keyword that the rules name too has the weight that they give it.
    """
    tables = tomllib.loads(text)
    topics = tuple(topics)
    shipped = {(topic.code, word) for topic in start_data.load().topics for word in topic.keywords}
    named: dict[tuple[str, str], Effect] = {}
    for topic in topics:
        of_topic = tables["topic"].get(topic.code, {})
        setting = frozenset(of_topic.get("setting", ()))
        for name, (points, gated) in reversed(_POINTS.items()):
            named |= {
                (topic.code, word): Effect(
                    Kind.TOPIC, topic.code, points, gated, is_firm=points > FAIR and word not in setting
                )
                for word in of_topic.get(name, ())
            }
        known = {fold(word.lstrip("=^")) for _, word in named}
        gated = topic.code in tables["gated_topics"]
        for word in topic.keywords:
            if not word.startswith("§") and fold(word) not in known:
                named[topic.code, word] = Effect(
                    Kind.TOPIC,
                    topic.code,
                    GATED if gated else STRONG,
                    gated,
                    is_firm=word not in setting,
                    is_own=(topic.code, word) not in shipped,
                )
    plain = [(word, effect) for (_, word), effect in named.items()]
    for kind, words in _other_words(tables):
        plain += [(word, Effect(kind)) for word in words]
    single = tuple((_pattern(word), effect) for word, effect in plain if " " not in word)
    phrases = tuple((_phrase(word), effect) for word, effect in plain if " " in word)
    own = tuple(_own_paragraph(topic.code, word) for topic in topics for word in topic.keywords if word[0] == "§")
    clear = frozenset(tables["clear_topics"])
    settings, passing, forms = (frozenset(tables[name]) for name in ("settings", "passing", "forms"))
    paragraphs = (*_paragraphs(tables, {topic.code for topic in topics}), *own)
    return Rules(clear, settings, passing, forms, (*single, *_umlauted(single)), phrases, paragraphs)


def _other_words(tables: dict[str, Any]) -> list[tuple[Kind, list[str]]]:
    signs, friends, statewide = tables["signs"], tables["friends"], tables["statewide"]
    return [
        (Kind.CLEAR, signs["clear"]),
        (Kind.FAINT, signs["faint"]),
        (Kind.AGAINST, signs["against"]),
        (Kind.ASIDE, signs["aside"]),
        (Kind.ABROAD, signs["abroad"]),
        (Kind.HOME, signs["home"]),
        (Kind.FRIEND, [*friends["words"], *friends["phrases"]]),
        (Kind.STATEWIDE, [*statewide["words"], *statewide["phrases"]]),
        (Kind.LAND, statewide["land"]),
        (Kind.ELSEWHERE, statewide["elsewhere"]),
    ]


def _pattern(word: str) -> Pattern:
    """Return how a single word is recognised: abbreviations whole and as written, long stems inside compounds."""
    mark, bare = (word[0], word[1:]) if word[0] in "=^" else ("", word)
    if is_abbreviation(bare):
        return Pattern(bare, exact=True)
    at_end = bare.endswith("$")
    folded = fold(bare.rstrip("$"))
    if not mark and not at_end and len(folded) > 6:
        folded = re.sub(r"(?<=.....)(?:en|e)$", "", folded)
    whole = mark == "=" or len(folded) < _SHORTEST
    return Pattern(folded, at_start=whole or mark == "^" or len(folded) <= _SHORTEST, at_end=whole or at_end)


def is_abbreviation(word: str) -> bool:
    """Return whether a word is one that is written in one way only: "JMD", "AufenthG", "2001/55/EG"."""
    return all(
        part.isupper() or any(char.isupper() or char.isdigit() for char in part[1:]) for part in re.split(r"[-–]", word)
    )


def _phrase(text: str) -> Phrase:
    words: list[Pattern] = []
    gaps: list[bool] = []
    gap = False
    for token in text.split():
        if token == _GAP:
            gap = True
            continue
        for word in WORD.findall(token) or [token]:
            words.append(_word_of_phrase(f"={word}" if token[0] == "=" else word))
            gaps.append(gap and len(words) > 1)
            gap = False
    anchor = max(range(len(words)), key=lambda at: (len(words[at].text) + 8 * words[at].exact, -at))
    return Phrase(tuple(words), tuple(gaps), anchor)


def _word_of_phrase(word: str) -> Pattern:
    if is_abbreviation(word) or word.isupper():
        return Pattern(word, exact=True)
    folded = fold(word.lstrip("="))
    if word[0] == "=" or len(folded) < _SHORTEST or (word[0].islower() and len(folded) <= _SHORTEST):
        return Pattern(folded, at_start=True, at_end=True)
    if word[0].islower():
        folded = _ADJECTIVE.sub("", folded)
    return Pattern(folded, at_start=True)


def _umlauted(words: Iterable[tuple[Pattern, Effect]]) -> list[tuple[Pattern, Effect]]:
    """Return the words again with the vowel that a plural may have: Antrag, Anträge."""
    found = []
    for pattern, effect in words:
        if pattern.exact or len(pattern.text) < 6 or pattern.text.endswith(("ung", "ion", "tat", "haft", "isch")):
            continue
        other = _LAST_VOWEL.sub(lambda match: {"au": "aeu"}.get(match[1], f"{match[1]}e"), pattern.text)
        if other != pattern.text:
            found.append((Pattern(other, at_start=pattern.at_start, at_end=pattern.at_end), effect))
    return found


# --- Paragraphs


def _paragraphs(tables: dict[str, Any], codes: set[str]) -> list[Paragraph]:
    return [
        Paragraph(row["law"], row["topic"], _numbers(row["of"]), frozenset(row.get("alone", ())))
        for row in tables["paragraph"]
        if row["topic"] in codes
    ]


def _numbers(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        first, _, last = text.partition("-")
        if not last:
            found.add(text)
        elif last.isdigit():
            found |= {str(number) for number in range(int(first), int(last) + 1)}
        else:
            base = first[:-1]
            found |= {f"{base}{chr(letter)}" for letter in range(ord(first[-1]), ord(last[-1]) + 1)}
    return frozenset(found)


_OWN = re.compile(r"§+\s*(\d+[a-z]?)(?:\s*Abs(?:\.|atz)\s*(\d+[a-z]?))?\s*(\S.*)?")


def _own_paragraph(topic: str, keyword: str) -> Paragraph:
    """Return the paragraph that a keyword names; one without a law is looked for with and without one."""
    match = _OWN.match(keyword)
    if match is None:
        return Paragraph("", topic, frozenset(), frozenset())
    number = match[1] + (f"/{match[2]}" if match[2] else "")
    alone = frozenset() if match[3] else frozenset({number})
    return Paragraph(match[3] or "", topic, frozenset({number}), alone)
