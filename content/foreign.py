"""What others wrote means nothing to a network: no name in it calls anybody, no word in it is a command or a link.

Clients, and Telegram's server, make "@bamf", "/stopp", "#frist" and "$EUR" in any text into something to press,
formatted or not. In what comes from a feed a word joiner, which nobody sees or hears, is put behind the sign.
What people of the network write in a notice, and what the bot says, stays as it is: there "/hilfe" is meant.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from content import telling
from content.blocks import Block, Bullets, Document, Heading, Paragraph, Quote, Run, Style, Table, plain_text

#: U+2060 takes no room, is no letter and allows no line break.
JOINER = "\u2060"

#: The signs that begin something for Telegram, unless they stand within a word ("und/oder", "rat@haus.de").
_SIGN = re.compile(r"(?<!\w)[@#＃/$](?=\S|\Z)")
#: A dot between two words: "Antrag.in" would be a site in India. What ends as German addresses do is meant as one,
#: and so is an address of e-mail, which is found first.
_DOT = re.compile(r"(?<=\w)\.(?=([^\W\d_]{2,24})\b(?![@.]))")
_MAIL_OR_DOT = re.compile(rf"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|{_DOT.pattern}")
_MEANT = frozenset({"at", "ch", "com", "de", "eu", "gov", "info", "int", "net", "nrw", "org", "bayern", "berlin"})


def disarmed(document: Document) -> Document:
    """Return document, which somebody outside the network wrote, so that it calls nobody and nothing."""
    return Document(_blocks(document.blocks))


def disarmed_text(text: str) -> str:
    """Return text, which somebody outside the network wrote, so that it calls nobody and nothing."""
    text = _SIGN.sub(rf"\g<0>{JOINER}", text)
    # Looking for addresses takes a while, and without this sign there are none.
    return (_MAIL_OR_DOT if "@" in text else _DOT).sub(_after_dot, text)


def _after_dot(match: re.Match[str]) -> str:
    ending: str | None = match[1]
    return match[0] if ending is None or ending.casefold() in _MEANT else match[0] + JOINER


def _blocks(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(_block(block) for block in blocks)


def _block(block: Block) -> Block:
    match block:
        case Heading(runs):
            # Code in a heading is shown as a part of it, which protects nothing.
            return replace(block, runs=_runs(tuple(replace(run, styles=run.styles - {Style.CODE}) for run in runs)))
        case Paragraph(runs):
            return Paragraph(_runs(runs))
        case Quote(blocks):
            return Quote(_blocks(blocks))
        case Bullets(items):
            return replace(block, items=tuple(_blocks(item) for item in items))
        case Table(head, rows):
            # Heads are shown as text: code in them is none any more.
            heads = tuple(_runs((Run(plain_text(cell)),)) for cell in head)
            return Table(heads, tuple(tuple(map(_runs, row)) for row in rows))
        case _:
            return block


def _runs(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return runs without what calls; an address that stands in them stays whole, and a link to the web."""
    pieces = (piece for run in runs for piece in telling.with_bare_links(run))
    return tuple(_run(piece) for piece in pieces)


def _run(run: Run) -> Run:
    """Return run so that it calls nobody. Within code and within a link to the web, clients look for nothing more."""
    url = None if run.url and _is_pill(run.url) else run.url
    if Style.CODE in run.styles or (url and not url.startswith("mailto:")):
        return run
    return replace(run, text=disarmed_text(run.text), url=url)


def _is_pill(url: str) -> bool:
    """Return True for a link that Matrix clients show as a person or a room."""
    parts = urlsplit(url)
    return parts.hostname == "matrix.to" and parts.fragment.startswith(("/@", "/#", "/!"))
