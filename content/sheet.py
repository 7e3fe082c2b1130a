"""An invitation to be printed: what it says, and as HTML, with a code to scan for each way in.

The HTML says everything that the PDF (content/sheet_pdf.py) says and is read by screen readers; that is for printers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.message import escape

_STYLE = (
    "body{font:12pt/1.45 sans-serif;max-width:42em;margin:2em auto;padding:0 1em;color:#000;background:#fff}"
    "h1{font-size:1.8em}h2{font-size:1.25em;margin-top:1.6em}.code{font:bold 1.7em monospace}"
    ".way{display:flex;gap:1.5em;align-items:flex-start;break-inside:avoid}.way svg{flex:none}"
    "a{color:#00407a;overflow-wrap:anywhere}@media print{body{margin:0}}"
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in. steps: what to do, in order; link: what is scanned; notes: what to know before."""

    heading: str
    steps: tuple[str, ...]
    link: str
    scan: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an invitation says."""

    title: str
    lines: tuple[str, ...]
    code_label: str
    code: str
    ways: tuple[Way, ...]
    closing: tuple[str, ...]


def to_html(sheet: Sheet) -> str:
    """Return a sheet as one page of HTML without anything from elsewhere."""
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="de"><head><meta charset="utf-8"><title>{escape(sheet.title)}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(sheet.title)}</h1>",
        *(f"<p>{escape(line)}</p>" for line in sheet.lines),
        f'<p>{escape(sheet.code_label)} <strong class="code">{escape(sheet.code)}</strong></p>',
        *(part for way in sheet.ways for part in _way_as_html(way)),
        *(f"<p>{escape(line)}</p>" for line in sheet.closing),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _way_as_html(way: Way) -> Iterator[str]:
    import segno  # only who prints needs it

    picture = segno.make(way.link, error="m").svg_inline(scale=4, title=way.scan, omitsize=False)
    yield f'<section><h2>{escape(way.heading)}</h2><div class="way">{picture}<div><ol>'
    yield from (f"<li>{escape(step)}</li>" for step in way.steps)
    yield f'</ol><p><a href="{escape(way.link)}">{escape(way.link)}</a></p></div></div>'
    yield from (f"<p>{escape(note)}</p>" for note in way.notes)
    yield "</section>"
