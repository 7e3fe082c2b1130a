"""`pflegen`: the Koordination renames regions and topics, moves counties, and changes keywords; each in one line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot.commands.base import Asked, Reply
from bot.words import catalogue as words
from content.blocks import Block, Bullets, Document, Heading, Run, paragraph
from domain import choosing
from store import audit, catalogue, reference

_MOST = 80
_LINE = re.compile(r"\w+\s+(?P<kind>\w+)\s*(?P<what>[^:]*?)\s*(?::\s*(?P<value>.*\S))?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lists:
    """What there is: code -> name, and county -> names."""

    regions: Mapping[str, str]
    topics: Mapping[str, str]
    counties: Mapping[str, str]


def tend(session: Session, asked: Asked) -> list[Reply]:
    """Change what the line says, or show what there is and how it is changed."""
    found = _LINE.fullmatch(" ".join(asked.text.split()))
    if found is None:
        return [Reply(Document(_overview(session)))]
    lists = Lists(
        reference.region_names(session),
        reference.topic_names(session),
        {ags: name for ags, name, _ in reference.counties(session)},
    )
    said = _change(session, asked, lists, choosing.plain(found["kind"]), found["what"], found["value"] or "")
    return [Reply(Document(tuple(map(paragraph, said))))]


def _change(session: Session, asked: Asked, lists: Lists, kind: str, what: str, value: str) -> list[str]:
    if len(value) > _MOST:
        return [words.TOO_LONG.format(most=_MOST)]
    if kind in ("wort", "woerter", "schlagwort"):
        return _keyword(session, asked, lists.topics, what, value)
    if not value:
        return [words.NOT_READ, words.HOW]
    if kind == "region":
        code = _meant(lists.regions, what)
        return _told(
            session, asked, f"region:{code}", value, code and catalogue.rename_region(session, code, value), what
        )
    if kind in ("kreis", "landkreis", "stadt"):
        return _county(session, asked, lists, what if kind == "kreis" else f"{kind} {what}", value)
    if kind == "thema" and choosing.plain(what) == "neu":
        new = catalogue.add_topic(session, value)
        return _told(session, asked, f"topic:{new}", value, new is not None, what)
    if kind == "thema":
        code = _meant(lists.topics, what)
        return _told(
            session, asked, f"topic:{code}", value, code and catalogue.rename_topic(session, code, value), what
        )
    return [words.NOT_READ, words.HOW]


def _county(session: Session, asked: Asked, lists: Lists, what: str, value: str) -> list[str]:
    region = _meant(lists.regions, value)
    if region is None:
        return [words.UNKNOWN.format(what=value)]
    wanted = choosing.plain(what)
    exact = [ags for ags, name in lists.counties.items() if choosing.plain(name) == wanted]
    found = exact or [
        ags for ags, name in lists.counties.items() if wanted and choosing.plain(name).endswith(f" {wanted}")
    ]
    if len(found) > 1:
        return [words.SEVERAL.format(what=what)]
    ags = found[0] if found else None
    said = f"{lists.counties[ags]}: {lists.regions[region]}" if ags else what
    return _told(session, asked, f"county:{ags}", said, ags and catalogue.move_county(session, ags, region), what)


def _keyword(session: Session, asked: Asked, topics: Mapping[str, str], what: str, value: str) -> list[str]:
    code = _meant(topics, what)
    if code is None:
        return [words.UNKNOWN.format(what=what)]
    if not value:
        known = ", ".join(reference.topic_keywords(session)[code]) or words.NONE
        return [words.WORDS.format(name=topics[code], words=known)]
    word = value.lstrip("+-–").strip()
    if not word:
        return [words.NOT_READ, words.HOW]
    change = catalogue.remove_keyword if value[0] in "-–" else catalogue.add_keyword
    return _told(session, asked, f"topic:{code}", value, change(session, code, word), what)


def _told(session: Session, asked: Asked, subject: str, said: str, changed: bool | str | None, what: str) -> list[str]:
    """Return what is said of a change, and note it. changed None or "": there is nothing of that name."""
    if changed is None or changed == "":
        return [words.UNKNOWN.format(what=what)]
    if not changed:
        return [words.SAME]
    audit.note(session, "coordination", "catalogue.changed", subject, asked.now, said)
    return [words.DONE.format(what=said)]


def _meant(names: Mapping[str, str], said: str) -> str | None:
    found = choosing.exact(said, {code: (code, name) for code, name in names.items()})
    return found[0] if len(found) == 1 else None


def _overview(session: Session) -> tuple[Block, ...]:
    known, keywords = reference.region_confirmed(session), reference.topic_keywords(session)
    regions = [
        words.REGION.format(name=name, code=code, open="" if known.get(code) else words.OPEN)
        for code, name in reference.region_names(session).items()
    ]
    topics = [
        words.TOPIC.format(name=name, code=code, count=len(keywords[code]))
        for code, name in reference.topic_names(session).items()
    ]
    return (
        Heading((Run(words.TITLE),), 1),
        Heading((Run(words.REGIONS),), 2),
        Bullets(tuple((paragraph(line),) for line in regions)),
        Heading((Run(words.TOPICS),), 2),
        Bullets(tuple((paragraph(line),) for line in topics)),
        paragraph(words.HOW),
    )
