"""What was told as a letter for those who are not here yet: text, HTML, and a mail that only needs an address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP

from content import document as documents
from content import render, words
from content.as_html import html_of
from content.blocks import Block, Document, Heading, Paragraph, Style, paragraph, plain_text
from content.lines import lay_out
from content.text import one_line
from domain.message import Form, escape

#: A letter is not divided, however long it is.
_WHOLE = 1_000_000_000
_PART = re.compile(r"\(Teil \d+ von \d+\)")
#: Headings of messages begin with h3, as the networks' clients want it; those of a page of its own with h1.
_HEADING = re.compile(r"<(/?)h([3-6])>")
_STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:42rem;margin:1rem auto;padding:0 1rem;color:#000;background:#fff}"
    "h1{font-size:1.4rem}h2{font-size:1.2rem}h3{font-size:1.05rem}a{color:#00408b}pre{white-space:pre-wrap}"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice as a letter. document begins with its heading."""

    subject: str
    document: Document


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail."""

    name: str
    mime: str
    content: bytes


def letter(title: str, html: Sequence[str], *, internal: bool = False) -> Letter:
    """Return a letter from the HTML of a notice's parts, as it is stored with it: so it says what everybody was sent.

    html may be of any kind of notice.
    """
    blocks = [block for part in html for block in documents.from_html(part).blocks if not _is_mark(block)]
    first = _heading(blocks[0]) if blocks else None
    if first is None:
        blocks.insert(0, Heading(paragraph(one_line(title)).runs, 1))
    else:
        blocks[0] = first
    subject = one_line(plain_text(blocks[0].runs)) if isinstance(blocks[0], Heading) else one_line(title)
    # An edition's own headings begin again at the level below.
    rest = [_at_level(block, _highest(blocks[1:])) for block in blocks[1:]]
    if internal:
        rest.insert(0, paragraph(words.INTERNAL_LETTER))
        subject = f"{words.INTERNAL_SUBJECT} {subject}"
    return Letter(subject, Document((blocks[0], *rest, paragraph(words.LETTER_FROM))))


def as_text(one: Letter) -> str:
    """Return a letter as plain text, addresses written out."""
    return "\n\n".join(body.text for body in render.render(one.document, Form.PLAIN, max_units=_WHOLE)) + "\n"


def as_html(one: Letter) -> str:
    """Return a letter as a page of its own: with its language, title and headings, and links that say where they go.

    Source: https://www.w3.org/WAI/WCAG22/quickref/ (2.4.2, 2.4.6, 3.1.1).
    """
    inside = _HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) - 2}>", html_of(lay_out(one.document)))
    return (
        '<!DOCTYPE html>\n<html lang="de">\n<head>\n<meta charset="utf-8"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{escape(one.subject)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{inside}\n</main>\n</body>\n</html>\n"
    )


def as_mail(one: Letter, files: Sequence[Enclosure] = ()) -> bytes:
    """Return a letter as a mail: text, HTML and files; who sends it fills in the addresses.

    Mail programs that know X-Unsent open it as a draft.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one.subject
    mail["X-Unsent"] = "1"
    mail.set_content(as_text(one), cte="quoted-printable")
    mail.add_alternative(as_html(one), subtype="html", cte="quoted-printable")
    for part in list(mail.iter_parts()):
        part["Content-Language"] = "de"
    for file in files:
        main, _, sub = file.mime.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub or "octet-stream", filename=file.name)
    return mail.as_bytes()


def _is_mark(block: Block) -> bool:
    return isinstance(block, Paragraph) and _PART.fullmatch(plain_text(block.runs).strip()) is not None


def _heading(block: Block) -> Heading | None:
    """Return the first line of a notice as its heading: it is one already, or a paragraph that is bold throughout."""
    if isinstance(block, Heading):
        return replace(block, level=1)
    if isinstance(block, Paragraph) and block.runs and all(Style.BOLD in run.styles for run in block.runs):
        return Heading(tuple(replace(run, styles=run.styles - {Style.BOLD}) for run in block.runs), 1)
    return None


def _highest(blocks: Sequence[Block]) -> int:
    return min((block.level for block in blocks if isinstance(block, Heading)), default=2)


def _at_level(block: Block, highest: int) -> Block:
    return replace(block, level=min(block.level - highest + 2, 4)) if isinstance(block, Heading) else block
