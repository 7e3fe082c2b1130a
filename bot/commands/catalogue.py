"""`pflegen`: the Koordination changes regions, counties, topics and keywords: step by step, or in one line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlmodel import Session

from bot import changing, turning
from bot.cataloguing import AddTopic, Cataloguing, MoveCounty, NameRegion, NameTopic, PointTo
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import catalogue as words
from content.blocks import Block, Bullets, Document, Heading, Run, paragraph
from content.foreign import disarmed_text
from domain import choosing
from domain.rights import Need, Right
from store import reference

NAME = "catalogue"
MENU, REGION, REGION_NAME = "menu", "region", "regionname"
COUNTY_REGION, COUNTY, COUNTY_TO = "countyregion", "county", "countyto"
TOPIC, TOPIC_NAME, NEW_TOPIC, WORDS_OF, WORDS = "topic", "topicname", "newtopic", "wordsof", "words"
_BACK, _DONE, _NEW, _RIGHT = "back", "done", "new", "right"
_MENU = {
    REGION: (words.REGIONS_LABEL, words.REGIONS_WORDS),
    COUNTY_REGION: (words.COUNTIES_LABEL, words.COUNTIES_WORDS),
    TOPIC: (words.TOPICS_LABEL, words.TOPICS_WORDS),
    WORDS_OF: (words.KEYWORDS_LABEL, words.KEYWORDS_WORDS),
}
_MOST = 80
_LINE = re.compile(
    r"(?:@\S+\s+)?/?pflegen\S*\s+(?P<kind>\w+)\s*(?P<what>[^:]*?)\s*(?::\s*(?P<value>.*\S))?\s*",
    re.DOTALL | re.IGNORECASE,
)
_KEYWORD_KINDS = ("wort", "woerter", "schlagwort", "schlagwoerter")
_COUNTY_KINDS = ("kreis", "landkreis", "stadt")


@dataclass(frozen=True, slots=True)
class County:
    """A county or city, and the code of the region to which it belongs."""

    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What there is: regions and topics by their codes, counties by their official keys; all in order."""

    regions: Mapping[str, str]
    confirmed: Mapping[str, bool]
    topics: Mapping[str, str]
    keywords: Mapping[str, Sequence[str]]
    counties: Mapping[str, County]

    def is_taken(self, name: str, but: str) -> bool:
        """Return whether something other than `but` is called so: who writes the name must be understood."""
        named = {**self.regions, **self.topics}
        return any(choosing.plain(name) in (choosing.plain(one), code) for code, one in named.items() if code != but)


def load(session: Session, _asked: Asked) -> Lists:
    """Fetch the lists."""
    return Lists(
        reference.region_names(session),
        reference.region_confirmed(session),
        reference.topic_names(session),
        reference.topic_keywords(session),
        {ags: County(name, region) for ags, name, region in reference.counties(session)},
    )


def tend(session: Session, asked: Asked) -> list[Reply]:
    """Change what the line says, ask for what it leaves open, or show all that there is."""
    if not _behind(asked.text):
        return turning.begin(DIALOG, MENU, session, asked)
    lists = load(session, asked)
    turn = _line(asked.text, lists)
    if turn is None:
        return [Reply(Document(_overview(lists)))]
    if turn.state is not None:
        return turning.go_on_with(DIALOG, turn, session, asked)
    for change in turn.changes:
        changing.carry_out(session, asked, change)
    return [Reply(Document(turn.says))]


def _behind(text: str) -> str:
    return " ".join(text.split()[1:])


# --- what is asked


def ask(state: State, lists: Lists) -> Question:
    """Return what is asked at a step."""
    back = Option(_BACK, words.BACK, words.BACK_WORDS)
    told, options, per_row = _asked_at(state, lists)
    if state.step == MENU:
        return Question((Heading((Run(words.TITLE),), 1), paragraph(told)), options)
    return Question((paragraph(told),), (*options, back), per_row)


def _asked_at(state: State, lists: Lists) -> tuple[str, tuple[Option, ...], int]:
    step, data = state.step, state.data
    if step == MENU:
        done = Option(_DONE, words.DONE_LABEL, words.DONE_WORDS)
        return words.ASK_MENU, (*(Option(key, *one) for key, one in _MENU.items()), done), 1
    if step in (REGION, COUNTY_REGION):
        told = words.ASK_REGION if step == REGION else words.ASK_COUNTY_REGION
        return told, tuple(Option(code, name, (code,)) for code, name in lists.regions.items()), 2
    if step == REGION_NAME:
        return _asked_for_a_region(str(data["region"]), lists)
    if step in (COUNTY, COUNTY_TO):
        return _asked_for_a_county(state, lists)
    if step in (TOPIC, WORDS_OF):
        topics = tuple(Option(code, name, (code,)) for code, name in lists.topics.items())
        new = (Option(_NEW, words.NEW_TOPIC, words.NEW_TOPIC_WORDS),)
        return (words.ASK_TOPIC, (*topics, *new), 2) if step == TOPIC else (words.ASK_WORDS_OF, topics, 2)
    if step == NEW_TOPIC:
        return words.ASK_NEW_TOPIC, (), 1
    topic = str(data["topic"])
    if step == TOPIC_NAME:
        return words.ASK_TOPIC_NAME.format(name=_safe(lists.topics[topic])), (), 1
    drops = tuple(Option(_drop(topic, word), _drop_label(word)) for word in lists.keywords[topic])
    return f"{_keywords(topic, lists)} {words.ASK_WORD}", drops, 2


def _asked_for_a_region(region: str, lists: Lists) -> tuple[str, tuple[Option, ...], int]:
    known = lists.confirmed[region]
    told = words.ASK_REGION_NAME.format(name=_safe(lists.regions[region]), open="" if known else words.OPEN)
    # The key names what it is about: a button of another region's question must not say it of this one.
    right = () if known else (Option(f"{_RIGHT}-{region}", words.NAME_IS_RIGHT, words.NAME_IS_RIGHT_WORDS),)
    return told, right, 1


def _asked_for_a_county(state: State, lists: Lists) -> tuple[str, tuple[Option, ...], int]:
    if state.step == COUNTY:
        region = str(state.data["region"])
        own = {ags: one for ags, one in lists.counties.items() if one.region == region}
        told = words.ASK_COUNTY.format(region=_safe(lists.regions[region]))
        return told, tuple(Option(ags, one.name) for ags, one in own.items()), 2
    ags = str(state.data["ags"])
    county = lists.counties[ags]
    told = words.ASK_COUNTY_TO.format(county=county.name, region=_safe(lists.regions[county.region]))
    return told, tuple(Option(f"{ags}-{code}", name, (code,)) for code, name in lists.regions.items()), 2


def _drop(topic: str, word: str) -> str:
    """Return the key of the button that strikes a word: no other word's, and none of another topic's."""
    return blake2b(f"{topic}\0{word}".encode(), digest_size=8).hexdigest()


def _drop_label(word: str) -> str:
    return words.DROP_LABEL.format(word=_safe(word))


def _keywords(topic: str, lists: Lists) -> str:
    known = ", ".join(map(_safe, lists.keywords[topic])) or words.NONE
    return words.WORDS.format(name=_safe(lists.topics[topic]), words=known)


def _safe(text: str) -> str:
    return disarmed_text(text)


# --- what an answer comes to


def answer(state: State, heard: Heard, lists: Lists) -> Turn:
    """Decide what an answer comes to."""
    if (line := _line(heard.text, lists)) is not None:
        return line if line.state is not None else Turn(State(NAME, MENU), line.changes, line.says)
    if heard.chosen == (_DONE,):
        return Turn(None, says=(paragraph(words.FINISHED),))
    if heard.chosen == (_BACK,) or choosing.plain(heard.text).startswith("pflegen"):
        return Turn(State(NAME, MENU))
    key = heard.chosen[0] if len(heard.chosen) == 1 else ""
    match state.step:
        case "menu":
            return Turn(State(NAME, key)) if key in _MENU else _again(state, heard)
        case "region":
            return _region(key) if key in lists.regions else _again(state, heard)
        case "regionname":
            return _name_region(state, key, heard, lists)
        case "countyregion" | "county" | "countyto":
            return _county(state, key, heard, lists)
        case "wordsof":
            return Turn(State(NAME, WORDS, {"topic": key})) if key in lists.topics else _again(state, heard)
        case "words":
            return _words(state, heard, lists)
        case _:
            return _topic(state, key, heard, lists)


def _again(state: State, heard: Heard) -> Turn:
    return Turn(state, says=(paragraph(words.UNKNOWN.format(what=_safe(heard.text[:60]))),) if heard.text else ())


def _region(code: str) -> Turn:
    return Turn(State(NAME, REGION_NAME, {"region": code}))


def _name_region(state: State, key: str, heard: Heard, lists: Lists) -> Turn:
    region = str(state.data["region"])
    is_right = key == f"{_RIGHT}-{region}"
    return _done(state, *_region_named(region, lists.regions[region] if is_right else _name(heard.text), lists))


def _county(state: State, key: str, heard: Heard, lists: Lists) -> Turn:
    if state.step == COUNTY_TO:
        ags, _, region = key.partition("-")
        if ags != state.data["ags"] or region not in lists.regions:
            return _again(state, heard)
        return _done(state, *_moved(ags, region, lists))
    if key in lists.regions:
        return Turn(State(NAME, COUNTY, {"region": key}))
    found = (key,) if key in lists.counties else _counties(heard.text, lists)
    if len(found) > 1:
        return Turn(state, says=(paragraph(words.SEVERAL.format(what=_safe(heard.text[:60]))),))
    return Turn(State(NAME, COUNTY_TO, {"ags": found[0]})) if found else _again(state, heard)


def _topic(state: State, key: str, heard: Heard, lists: Lists) -> Turn:
    if state.step == TOPIC_NAME:
        return _done(state, *_topic_named(str(state.data["topic"]), _name(heard.text), lists))
    if state.step == NEW_TOPIC:
        return _done(state, *_topic_added(_name(heard.text), lists))
    if key == _NEW:
        return Turn(State(NAME, NEW_TOPIC))
    return Turn(State(NAME, TOPIC_NAME, {"topic": key})) if key in lists.topics else _again(state, heard)


def _words(state: State, heard: Heard, lists: Lists) -> Turn:
    """Take words in, or strike some: by a button, its number or its label; a word that only resembles one is new."""
    topic = str(state.data["topic"])
    by_key = {_drop(topic, word): word for word in lists.keywords[topic]}
    is_meant = not heard.text or choosing.numbers(heard.text, len(by_key)) is not None
    struck = heard.chosen if is_meant else choosing.exact(heard.text, {k: (_drop_label(w),) for k, w in by_key.items()})
    if struck:
        said = [f"-{by_key[key]}" for key in struck if key in by_key]
    else:
        said = [" ".join(part.split()) for part in re.split(r"[,;\n]", heard.text) if part.strip()]
    changes: list[Cataloguing] = []
    says: list[Block] = []
    for one in said:
        change, told = _pointed(topic, one, lists)
        changes += [change] if change is not None else []
        says.append(paragraph(told))
    return Turn(State(NAME, WORDS, state.data), tuple(changes), tuple(says))


def _done(state: State, change: Cataloguing | None, said: str) -> Turn:
    """Go back to the menu with what was changed, or ask again."""
    if change is None and said != words.SAME:
        return Turn(state, says=(paragraph(said),))
    return Turn(State(NAME, MENU), () if change is None else (change,), (paragraph(said),))


def _name(text: str) -> str:
    """Return a name as it was meant: quotes keep one apart that is a command too."""
    return " ".join(text.split()).strip("„“”\"'+ ")


# --- what is changed, and what is said of it


def _region_named(region: str, name: str, lists: Lists) -> tuple[Cataloguing | None, str]:
    if wrong := _wrong(name, region, lists):
        return None, wrong
    if lists.regions[region] == name and lists.confirmed[region]:
        return None, words.SAME
    return NameRegion(region, name), words.DONE.format(what=_safe(name))


def _moved(ags: str, region: str, lists: Lists) -> tuple[Cataloguing | None, str]:
    county = lists.counties[ags]
    if county.region == region:
        return None, words.SAME
    return MoveCounty(ags, region), words.DONE.format(what=f"{county.name}: {_safe(lists.regions[region])}")


def _topic_added(name: str, lists: Lists) -> tuple[Cataloguing | None, str]:
    return (
        (None, wrong) if (wrong := _wrong(name, "", lists)) else (AddTopic(name), words.DONE.format(what=_safe(name)))
    )


def _topic_named(topic: str, name: str, lists: Lists) -> tuple[Cataloguing | None, str]:
    if wrong := _wrong(name, topic, lists):
        return None, wrong
    if lists.topics[topic] == name:
        return None, words.SAME
    return NameTopic(topic, name), words.DONE.format(what=_safe(name))


def _pointed(topic: str, said: str, lists: Lists) -> tuple[Cataloguing | None, str]:
    counts, word = said[:1] not in "-–", _name(said.lstrip("+-–").strip())
    if not _is_name(word):
        return None, words.NOT_READ
    if len(word) > _MOST:
        return None, words.TOO_LONG.format(most=_MOST)
    there = next((one for one in lists.keywords[topic] if one == word), None) or next(
        (one for one in lists.keywords[topic] if choosing.plain(one) == choosing.plain(word)), None
    )
    if counts and there is not None:
        return None, words.SAME
    if not counts and there is None:
        return None, words.NOT_THERE.format(word=_safe(word))
    said = f"{'+' if counts else '-'}{_safe(there or word)}"
    return PointTo(topic, there or word, counts), words.DONE.format(what=said)


def _is_name(said: str) -> bool:
    return any(sign.isalnum() for sign in said) and not choosing.is_mere_answer(said)


def _wrong(name: str, but: str, lists: Lists) -> str:
    if not _is_name(name):
        return words.NOT_READ
    if len(name) > _MOST:
        return words.TOO_LONG.format(most=_MOST)
    return words.TAKEN.format(name=_safe(name)) if lists.is_taken(name, but) else ""


# --- in one line


def _line(text: str, lists: Lists) -> Turn | None:
    """Return what a whole line comes to: a change, a step of the conversation that it leaves open, or None."""
    found = _LINE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    kind, what, value = choosing.plain(found["kind"]), found["what"], found["value"] or ""
    if kind in _KEYWORD_KINDS:
        return _line_of_words(what, value, lists)
    if kind in ("region", "regionen"):
        region = _meant(lists.regions, what)
        if not what:
            return Turn(State(NAME, REGION))
        if region is not None and not value:
            return _region(region)
        return (
            _said(words.UNKNOWN.format(what=_safe(what)))
            if region is None
            else _end(*_region_named(region, value, lists))
        )
    if kind in _COUNTY_KINDS:
        return _line_of_county(what if kind == "kreis" else f"{kind} {what}".strip(), value, lists)
    if kind in ("thema", "themen"):
        return _line_of_topic(what, value, lists)
    return None


def _line_of_words(what: str, value: str, lists: Lists) -> Turn:
    topic = _meant(lists.topics, what)
    if not what:
        return Turn(State(NAME, WORDS_OF))
    if topic is None:
        return _said(words.UNKNOWN.format(what=_safe(what)))
    return _end(*_pointed(topic, value, lists)) if value else Turn(State(NAME, WORDS, {"topic": topic}))


def _line_of_county(what: str, value: str, lists: Lists) -> Turn:
    if choosing.plain(what) in ("", *_COUNTY_KINDS):
        return Turn(State(NAME, COUNTY_REGION))
    found = _counties(what, lists)
    if len(found) != 1:
        return _said((words.SEVERAL if found else words.UNKNOWN).format(what=_safe(what)))
    region = _meant(lists.regions, value)
    if not value:
        return Turn(State(NAME, COUNTY_TO, {"ags": found[0]}))
    return _said(words.UNKNOWN.format(what=_safe(value))) if region is None else _end(*_moved(found[0], region, lists))


def _line_of_topic(what: str, value: str, lists: Lists) -> Turn:
    if not what:
        return Turn(State(NAME, TOPIC))
    if choosing.plain(what) == "neu":
        return _end(*_topic_added(value, lists)) if value else Turn(State(NAME, NEW_TOPIC))
    topic = _meant(lists.topics, what)
    if topic is None:
        return _said(words.UNKNOWN.format(what=_safe(what)))
    return _end(*_topic_named(topic, value, lists)) if value else Turn(State(NAME, TOPIC_NAME, {"topic": topic}))


def _end(change: Cataloguing | None, said: str) -> Turn:
    return Turn(None, () if change is None else (change,), (paragraph(said),))


def _said(text: str) -> Turn:
    return Turn(None, says=(paragraph(text),))


def _meant(names: Mapping[str, str], said: str) -> str | None:
    found = choosing.exact(said, {code: (code, name) for code, name in names.items()})
    return found[0] if len(found) == 1 else None


def _counties(what: str, lists: Lists) -> tuple[str, ...]:
    """Return the counties of that name; "Osnabrück" is a city and a county."""
    wanted = choosing.plain(what)
    exact = tuple(ags for ags, one in lists.counties.items() if choosing.plain(one.name) == wanted)
    return exact or tuple(
        ags for ags, one in lists.counties.items() if wanted and choosing.plain(one.name).endswith(f" {wanted}")
    )


def _overview(lists: Lists) -> tuple[Block, ...]:
    regions = [
        words.REGION.format(name=_safe(name), code=code, open="" if lists.confirmed[code] else words.OPEN)
        for code, name in lists.regions.items()
    ]
    topics = [
        words.TOPIC.format(name=_safe(name), code=code, count=len(lists.keywords[code]))
        for code, name in lists.topics.items()
    ]
    return (
        Heading((Run(words.TITLE),), 1),
        Heading((Run(words.REGIONS),), 2),
        Bullets(tuple((paragraph(line),) for line in regions)),
        Heading((Run(words.TOPICS),), 2),
        Bullets(tuple((paragraph(line),) for line in topics)),
        paragraph(words.HOW),
    )


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.COORDINATION),
    free_text=frozenset({REGION_NAME, TOPIC_NAME, NEW_TOPIC}),
)  # fmt: skip
