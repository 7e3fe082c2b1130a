"""The start list of sources, read from sources.toml and checked: none was ever tried, so all begin switched off."""

import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class StartSource:
    """A source that is worth trying. evidence: where its address is from, in German."""

    title: str
    url: str
    official: bool
    evidence: str


def load() -> tuple[StartSource, ...]:
    """Return the list that is shipped; a ValueError says what is wrong with the file."""
    return parse(resources.files("content").joinpath("sources.toml").read_text(encoding="utf-8"))


def parse(text: str) -> tuple[StartSource, ...]:
    """Return the list in a text of the form of sources.toml; a ValueError says what is wrong with it."""
    try:
        rows = tomllib.loads(text).get("source", [])
        found = tuple(StartSource(**row) for row in rows)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise ValueError(f"sources.toml ist nicht lesbar: {error}") from error
    seen: set[str] = set()
    for one in found:
        if not (one.title and one.evidence and one.url.startswith("https://")) or one.url in seen:
            raise ValueError(f"sources.toml: Die Quelle „{one.title or one.url}“ ist unvollständig oder doppelt")
        seen.add(one.url)
    return found
