"""Lines as HTML, with tags of the Matrix specification's list only, well nested."""

from collections.abc import Sequence

from content import marks, telling
from content.lines import Kind, Line, Look, Step
from domain.message import escape

_TAGS = {marks.BOLD: "strong", marks.ITALIC: "em", marks.STRIKE: "del", marks.CODE: "code"}


def html_of(lines: Sequence[Line]) -> str:
    """Return lines as HTML."""
    written: list[str] = []
    opened: tuple[Step, ...] = ()
    for line in lines:
        kept = _common(opened, line.path)
        written += [f"</{step.kind}>" for step in reversed(opened[kept:])]
        written += [_opening(line.path, index) for index in range(kept, len(line.path))]
        written.append(_line(line))
        opened = line.path
    written += [f"</{step.kind}>" for step in reversed(opened)]
    return "".join(written)


def _common(one: tuple[Step, ...], other: tuple[Step, ...]) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def _opening(path: tuple[Step, ...], index: int) -> str:
    step = path[index]
    if step.kind is Kind.NUMBERED and index + 1 < len(path) and path[index + 1].count != 1:
        return f'<ol start="{path[index + 1].count}">'
    return f"<{step.kind}>"


def _line(line: Line) -> str:
    match line.look:
        case Look.HEADING:
            tag = f"h{min(line.level + 2, 6)}"
            return f"<{tag}>{_inline(line)}</{tag}>"
        case Look.CODE:
            language = f' class="language-{escape(line.language)}"' if line.language else ""
            return f"<pre><code{language}>{escape(line.text)}</code></pre>"
        case Look.RULE:
            return "<hr/>"
        case Look.TEXT:
            directly_in_item = line.opens and bool(line.path) and line.path[-1].kind is Kind.ITEM
            return _inline(line) if directly_in_item else f"<p>{_inline(line)}</p>"


def _inline(line: Line) -> str:
    written: list[str] = []
    for piece in marks.pieces(telling.told(line.runs), within_bold=line.look is Look.HEADING):
        written += ["</a>" if mark.url else f"</{_TAGS[mark.type]}>" for mark in piece.closed]
        written += [f'<a href="{escape(mark.url)}">' if mark.url else f"<{_TAGS[mark.type]}>" for mark in piece.opened]
        written.append(escape(piece.text).replace("\n", "<br/>"))
    return "".join(written)
