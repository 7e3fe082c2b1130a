"""Links that say where they go, for those who hear a message or see only its links.

Bare addresses become links with a name, "hier" becomes "hier (bamf.de)", and a file says of which kind it is.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from content import links
from content.blocks import Run, Style, plain_text

_BARE = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"“”„|]+")
_AT_END = ".,;:!?…'’*_`"
_BRACKETS = {")": "(", "]": "["}
#: Words that name no goal. A link whose text holds nothing else says where it goes beside them.
_VAGUE = frozenset({
    "aktuelles", "alles", "an", "anhang", "anlage", "anmelden", "anmeldung", "anschauen", "ansehen", "artikel",
    "aufrufen", "auf", "bitte", "da", "das", "datei", "den", "der", "details", "die", "diese", "diesem", "diesen",
    "dieser", "dieses", "dokument", "dort", "download", "downloads", "erfahren", "es", "finden", "ganze", "ganzen",
    "geht", "here", "hier", "hierzu", "homepage", "im", "in", "info", "information", "informationen", "infos",
    "internet", "ist", "klick", "klicken", "lesen", "link", "mehr", "meldung", "more", "nachlesen", "öffnen", "online",
    "pdf", "quelle", "read", "seite", "sie", "unter", "und", "url", "vollständige", "vollständigen", "webseite",
    "website", "weiter", "weitere", "weiteren", "weiteres", "weiterlesen", "zu", "zum", "zur",
})  # fmt: skip
_WORD = re.compile(r"\w+")


def told(runs: tuple[Run, ...], *, to_mail: bool = True) -> tuple[Run, ...]:
    """Return runs whose every link says where it goes.

    to_mail: a link may lead to an e-mail address. Where it may not, the address stands there to be read.
    """
    if not any(run.url or "://" in run.text or "www." in run.text for run in runs):
        return runs
    with_links = (piece for run in runs for piece in with_bare_links(run))
    found: list[Run] = []
    for url, group in groupby(with_links, key=lambda run: run.url):
        if url is None:
            found.extend(group)
        elif url.startswith("mailto:") and not to_mail:
            found.extend(_written_out(tuple(group), url))
        else:
            found.extend(_named(tuple(group), url))
    return tuple(found)


def with_bare_links(run: Run) -> Iterator[Run]:
    """Return run with each address in its text as a link of its own; code and links stay as they are."""
    if run.url or Style.CODE in run.styles or ("://" not in run.text and "www." not in run.text):
        yield run
        return
    place = 0
    for match in _BARE.finditer(run.text):
        written = _without_ending(match[0])
        url = links.allowed(written if "://" in written else f"https://{written}")
        if url is None or "." not in written:
            continue
        if place < match.start():
            yield replace(run, text=run.text[place : match.start()])
        yield replace(run, text=written, url=links.clean(url))
        place = match.start() + len(written)
    if place < len(run.text):
        yield replace(run, text=run.text[place:])


def _without_ending(address: str) -> str:
    """Return address without what belongs to the sentence: a full stop, a bracket that was opened before it."""
    while address:
        last = address[-1]
        if last in _AT_END or (last in _BRACKETS and address.count(last) > address.count(_BRACKETS[last])):
            address = address[:-1]
        else:
            break
    return address


def _named(runs: tuple[Run, ...], url: str) -> tuple[Run, ...]:
    """Return the runs of one link to url, with what their text does not say yet."""
    text = plain_text(runs)
    name = links.name(url)
    if links.is_address(text):
        return (replace(runs[0], text=name),)
    kind = links.kind(url)
    if all(word in _VAGUE for word in _WORD.findall(text.casefold())):
        missing = name.replace(" (", ", ").rstrip(")") if kind else name
    elif kind and kind.casefold() not in text.casefold():
        missing = kind
    else:
        return runs
    return (*runs[:-1], replace(runs[-1], text=f"{runs[-1].text} ({missing})"))


def _written_out(runs: tuple[Run, ...], url: str) -> Iterator[Run]:
    address = links.name(url)
    for run in runs:
        yield replace(run, url=None)
    if address.casefold() not in plain_text(runs).casefold():
        yield Run(f" ({address})")
