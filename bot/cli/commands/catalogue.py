"""region …, topic …: the Koordination's lists, also from the command line."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import results_catalogue as r
from bot.cli import words_catalogue as words
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import not_found, refused
from bot.cli.words_catalogue import Help

if TYPE_CHECKING:
    from sqlmodel import Session

_Code = Annotated[str, typer.Argument(metavar="KÜRZEL", help=Help.CODE)]
_Topic = Annotated[str, typer.Argument(metavar="KÜRZEL", help=Help.TOPIC_CODE)]
_Name = Annotated[str, typer.Argument(metavar="NAME", help=Help.NAME)]


@answers(r.RegionList)
def regions(desk: Desk) -> r.RegionList:
    """List regions with their counties."""
    from store import reference

    names, confirmed = desk.read(reference.region_names), desk.read(reference.region_confirmed)
    counties = desk.read(reference.counties)
    found: list[r.RegionLine] = [
        {
            "code": code,
            "name": name,
            "confirmed": confirmed[code],
            "counties": [{"ags": ags, "name": county} for ags, county, region in counties if region == code],
        }
        for code, name in names.items()
    ]
    return {"schema": 1, "regions": found}


@answers(r.Tended)
def rename_region(desk: Desk, code: _Code, name: _Name) -> r.Tended:
    """Give a region its right name."""
    from store import catalogue, reference

    _known(code, desk.read(reference.region_codes))
    return _tended(desk, f"region:{code}", name, lambda session: catalogue.rename_region(session, code, name))


@answers(r.Tended)
def county(desk: Desk, ags: Annotated[str, typer.Argument(metavar="AGS", help=Help.AGS)], code: _Code) -> r.Tended:
    """Let a county belong to another region."""
    from store import catalogue, reference

    _known(code, desk.read(reference.region_codes))
    _known(ags, desk.read(reference.region_of_county))
    return _tended(desk, f"county:{ags}", code, lambda session: catalogue.move_county(session, ags, code))


@answers(r.TopicList)
def topics(desk: Desk) -> r.TopicList:
    """List topics with their keywords."""
    from store import reference

    names, keywords = desk.read(reference.topic_names), desk.read(reference.topic_keywords)
    found: list[r.TopicLine] = [
        {"code": code, "name": name, "keywords": list(keywords[code])} for code, name in names.items()
    ]
    return {"schema": 1, "topics": found}


@answers(r.Tended)
def add_topic(desk: Desk, name: _Name) -> r.Tended:
    """Add a topic."""
    from store import catalogue

    code = desk.write(lambda session: catalogue.add_topic(session, name))
    if code is None:
        raise refused("taken", words.taken(name))
    desk.write(lambda session: desk.note(session, "catalogue.changed", f"topic:{code}", name))
    return {"schema": 1, "subject": f"topic:{code}", "changed": True}


@answers(r.Tended)
def rename_topic(desk: Desk, code: _Topic, name: _Name) -> r.Tended:
    """Call a topic something else."""
    from store import catalogue, reference

    _known(code, desk.read(reference.topic_names))
    return _tended(desk, f"topic:{code}", name, lambda session: catalogue.rename_topic(session, code, name))


@answers(r.Tended)
def keyword(
    desk: Desk,
    code: _Topic,
    word: Annotated[str, typer.Argument(metavar="WORT", help=Help.WORD)],
    remove: Annotated[bool, typer.Option("--remove", help=Help.REMOVE)] = False,
) -> r.Tended:
    """Let a word point to a topic, or not any more."""
    from store import catalogue, reference

    _known(code, desk.read(reference.topic_names))
    change = catalogue.remove_keyword if remove else catalogue.add_keyword
    said = f"{'-' if remove else '+'}{word}"
    return _tended(desk, f"topic:{code}", said, lambda session: change(session, code, word))


def _known(code: str, codes: Collection[str]) -> None:
    if code not in codes:
        raise not_found("not_found", words.unknown(code), words.HINT)


def _tended(desk: Desk, subject: str, said: str, change: "Callable[[Session], bool]") -> r.Tended:
    def write(session: "Session") -> bool:
        changed = change(session)
        if changed:
            desk.note(session, "catalogue.changed", subject, said)
        return changed

    return {"schema": 1, "subject": subject, "changed": desk.write(write)}
