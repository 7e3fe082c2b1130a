"""Notices and editions as Documents: what stands where. The sentences are in words.py, the looks in render.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content import dates, foreign, links, words
from content.blocks import Block, Document, Heading, Paragraph, Run, bold, paragraph
from content.text import one_line, shorten
from content.words import FollowUp
from domain.asset import Attachment
from domain.message import Body
from domain.notice import Level

#: Characters of a summary in an edition; more is read behind the link.
MAX_SUMMARY = 300


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """What a notice says.

    source: a name, an address, or both ("BAMF, Trägerrundschreiben 02/26, https://…").
    topics, regions: German names as they are to be read; no regions means landesweit.
    foreign: title, text and source come from a feed: no name or sign in them calls anybody or anything.
    attachments: files that come behind it, as words.attachment has them.
    """

    title: str
    document: Document
    level: Level = Level.INFO
    deadline: datetime | None = None
    source: str | None = None
    topics: Sequence[str] = ()
    regions: Sequence[str] = ()
    follow_up: FollowUp | None = None
    foreign: bool = False
    attachments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One notice in an edition; foreign and attachments as with NoticeContent."""

    title: str
    summary: str = ""
    deadline: datetime | None = None
    source: str | None = None
    level: Level = Level.INFO
    foreign: bool = False
    attachments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Items of an edition under one heading."""

    title: str
    items: Sequence[Item]


def notice_document(notice: NoticeContent) -> Document:
    """Return a notice as it is sent: first line, text, source, deadline, topics and regions."""
    until = dates.due(notice.deadline) if notice.deadline else None
    first = words.first_line(notice.level, one_line(notice.title), until, notice.follow_up)
    document = Document((paragraph(bold(first)), *notice.document.blocks, *_ending(notice, until)))
    return foreign.disarmed(document) if notice.foreign else document


def short_correction_document(title: str, changed: str = "", follow_up: FollowUp = FollowUp.CORRECTION) -> Document:
    """Return the short new message after a sent notice was edited: an edit alone makes no sound."""
    return _with_text(words.followed(one_line(title), follow_up), one_line(changed), words.FOLLOWED[follow_up])


def withdrawn_document(title: str, reason: str = "") -> Document:
    """Return what replaces a notice that was withdrawn."""
    return _with_text(words.withdrawn(one_line(title)), one_line(reason), words.WITHDRAWN)


def digest_document(title: str, sections: Sequence[Section], intro: str = words.GREETING) -> Document:
    """Return a person's selection, e.g. "Wochenüberblick 48/2026": sections of items, each short, with its source."""
    blocks = _sections(sections)
    blocks = blocks or [paragraph(words.NOTHING_NEW)]
    return Document((Heading((Run(one_line(title)),), 1), *_text(intro), *blocks, *_below(sections)))


def edition_document(title: str, sections: Sequence[Section], intro: str = words.GREETING, dated: str = "") -> Document:
    """Return a whole edition as places get it: like a digest, with how much it holds, its number and its day."""
    filled = [section for section in sections if section.items]
    size = words.count(sum(len(section.items) for section in filled), len(filled))
    heading = Heading((Run(f"{one_line(title)}{words.BETWEEN}{size}"),), 1)
    return Document((heading, *_text(dated), *_text(intro), *_sections(filled), *_below(filled)))


def file_body(attachment: Attachment) -> Body:
    """Return the message that brings a file: its text says what it is, so that nobody must open it to know."""
    return Body(words.attachments([described(attachment)]), file=attachment.file)


def described(attachment: Attachment) -> str:
    """Return what a file is in words: its name for people, its kind and size."""
    file = attachment.file
    return words.attachment(attachment.label or file.name, links.file_kind(file.name), file.size or None)


def late_heading(deadline: datetime) -> str:
    """Return the line above a notice that can only be sent after its deadline."""
    return words.too_late(dates.day(deadline))


def repeat_heading() -> str:
    """Return the line above a message that may have arrived before."""
    return words.REPEATED


def source_runs(source: str) -> tuple[Run, ...]:
    """Return a source as text, with its address behind words that say where it leads."""
    source = one_line(source)
    found = links.first_in(source)
    if found is None:
        return (Run(source),) if source else ()
    url, rest = found
    return (Run(rest or links.name(url), url=links.clean(url)),)


def _ending(notice: NoticeContent, until: str | None) -> list[Block]:
    lines: list[tuple[Run, ...]] = []
    if until and notice.level is not Level.URGENT:
        lines.append((bold(words.DEADLINE), Run(until)))
    if notice.source and (source := source_runs(notice.source)):
        lines.append((Run(words.SOURCE), *source))
    if notice.attachments:
        lines.append((Run(words.attachments(notice.attachments)),))
    ending: list[Block] = [Paragraph(_below_each_other(lines))] if lines else []
    return [*ending, paragraph(_tags(notice.topics, notice.regions))]


def _tags(topics: Sequence[str], regions: Sequence[str]) -> str:
    parts = []
    if topics:
        parts.append((words.TOPIC if len(topics) == 1 else words.TOPICS) + ", ".join(topics))
    names = ", ".join(regions) or words.STATEWIDE
    parts.append((words.REGIONS if len(regions) > 1 else words.REGION) + names)
    return words.BETWEEN.join(parts)


def _sections(sections: Sequence[Section]) -> list[Block]:
    blocks: list[Block] = []
    for section in sections:
        if section.items:
            blocks.append(Heading((Run(one_line(section.title)),), 2))
            for item in section.items:
                shown = Document((_item(item),))
                blocks.extend((foreign.disarmed(shown) if item.foreign else shown).blocks)
    return blocks


def _item(item: Item) -> Paragraph:
    """Return an item as one paragraph, so that it is not divided between two parts of a message."""
    title = words.first_line(item.level, one_line(item.title), None, None)
    lines: list[tuple[Run, ...]] = [(bold(title),)]
    if item.summary.strip():
        lines.append((Run(shorten(one_line(item.summary), MAX_SUMMARY)),))
    if item.deadline:
        lines.append((Run(words.DEADLINE + dates.due(item.deadline)),))
    if item.source and (source := source_runs(item.source)):
        lines.append((Run(words.SOURCE), *source))
    if item.attachments:
        lines.append((Run(words.attachments(item.attachments)),))
    return Paragraph(_below_each_other(lines))


def _below(sections: Sequence[Section]) -> tuple[Block, ...]:
    """Return what says where the files of an edition are."""
    has_files = any(item.attachments for section in sections for item in section.items)
    return (paragraph(words.FILES_FOLLOW),) if has_files else ()


def _below_each_other(lines: Sequence[tuple[Run, ...]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for line in lines:
        if runs:
            runs.append(Run("\n"))
        runs.extend(line)
    return tuple(runs)


def _text(text: str) -> tuple[Block, ...]:
    return (paragraph(text.strip()),) if text.strip() else ()


def _with_text(first: str, *sentences: str) -> Document:
    return Document((paragraph(bold(first)), *(paragraph(sentence) for sentence in sentences if sentence)))
