"""`quelle 3 themen …`: a source's topics and regions by default, and what of it goes into the edition unseen."""

import re
from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session

from bot.commands import sourcing
from bot.commands.base import Asked, Reply
from bot.words import sourcing as words
from content.blocks import Document, paragraph
from content.foreign import disarmed_text
from domain import choosing
from store import audit, editors, errands, reference, source_rules, sources
from store.errands import ErrandKind
from store.source_rules import Rule
from store.sources import SourceRow

_LINE = re.compile(r"\w+\s+(?P<number>\d+)\s+(?P<what>\w+)\s*:?\s*(?P<value>.*\S)\s*", re.DOTALL)
_TOPICS, _REGIONS, _EDITION = ("themen", "thema"), ("region", "regionen"), ("ausgabe",)
_NONE = frozenset({"keine", "keins", "aus", "nichts"})


def change(session: Session, asked: Asked) -> list[Reply]:
    """Try a new source, show one, change what the line says of one, or show how it is changed."""
    parts = asked.text.split()
    if len(parts) > 1 and choosing.plain(parts[1]) == "neu":
        return _try(session, asked, parts[2] if len(parts) > 2 else "")
    if len(parts) == 2 and (one := _numbered(session, parts[1])) is not None:
        return sourcing.show(session, asked, one.id)
    return [Reply(Document((paragraph(_change(session, asked)),)))]


def _try(session: Session, asked: Asked, url: str) -> list[Reply]:
    """Have a source tried; what it brings comes with the answer to that."""
    if not url.casefold().startswith(("http://", "https://")):
        return [Reply(Document((paragraph(words.NEW_HOW),)))]
    known = next((at for at, one in enumerate(sources.listing(session), 1) if one.url == url), None)
    if known is not None:
        return [Reply(Document((paragraph(words.KNOWN.format(number=known)),)))]
    errands.send(session, asked.who, asked.thread, ErrandKind.SOURCE, {"url": url}, asked.now)
    return [Reply(Document((paragraph(words.TRYING),)))]


def _numbered(session: Session, number: str) -> SourceRow | None:
    """Return the source that has this number in the list."""
    found = dict(enumerate(sources.listing(session), 1))
    return found.get(int(number)) if number.isdecimal() and len(number) < 6 else None


def _change(session: Session, asked: Asked) -> str:
    found = _LINE.fullmatch(" ".join(asked.text.split()))
    what = choosing.plain(found["what"]) if found else ""
    if found is None or what not in (*_TOPICS, *_REGIONS, *_EDITION):
        return words.HOW
    source = _numbered(session, found["number"])
    editor = editors.editor(session, asked.person)
    if source is None or editor is None:
        return words.NO_SOURCE.format(number=found["number"])
    names = reference.region_names(session) if what in _REGIONS else reference.topic_names(session)
    codes = _codes(names, found["value"])
    if isinstance(codes, str):
        return words.UNKNOWN.format(what=codes, names=", ".join(names.values()))
    rule = source_rules.rule_of(session, source.id)
    if what in _EDITION and codes and not rule.official:
        return words.ONLY_OFFICIAL.format(title=disarmed_text(source.title or source.url))
    source_rules.decide(session, source.id, _changed(rule, what, codes))
    field = "topics" if what in _TOPICS else "regions" if what in _REGIONS else "into_edition"
    audit.note(
        session, editor.key, "source.changed", f"source:{source.id}", asked.now, f"{field}={','.join(codes) or '-'}"
    )
    told = words.CHANGED_RULE if codes else words.CHANGED_NONE
    return told[field].format(title=disarmed_text(source.title or source.url), names=named(names, codes))


def _changed(rule: Rule, what: str, codes: tuple[str, ...]) -> Rule:
    if what in _TOPICS:
        return replace(rule, topics=codes)
    return replace(rule, regions=codes) if what in _REGIONS else replace(rule, into_edition=codes)


def _codes(names: Mapping[str, str], said: str) -> tuple[str, ...] | str:
    """Return the codes of what was named, or the first word that names nothing."""
    if choosing.plain(said) in _NONE:
        return ()
    codes: list[str] = []
    for part in filter(None, (one.strip() for one in said.split(","))):
        found = choosing.exact(part, {code: (code, name) for code, name in names.items()})
        if len(found) != 1:
            return part
        codes += [found[0]] if found[0] not in codes else []
    return tuple(codes)


def named(names: Mapping[str, str], codes: tuple[str, ...]) -> str:
    """Return codes by their names, in the order in which they were said."""
    return ", ".join(names.get(code, code) for code in codes)
