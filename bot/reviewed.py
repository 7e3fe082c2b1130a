"""Carries out what becomes of entries and of what members hand in, in the transaction that answers."""

import hashlib
from dataclasses import replace

from sqlmodel import Session

from bot import edited, proposed
from bot.commands.base import Asked
from bot.editing import (
    AddSource,
    AnswerQuestion,
    ChangeSource,
    CorrectEntry,
    DiscardEntry,
    HandIn,
    Release,
    ReleaseEntry,
    Reviewing,
)
from bot.publishers import publisher_of
from bot.words import reviewing as words
from content.foreign import disarmed_text
from domain.notice import NoticeKind
from scheduler import letters, publishing, releasing, tagging
from scheduler.publishing import Publisher
from store import assets, audit, entries, handed_in, members, source_rules, sources, tags, waiting
from store.editors import Editor
from store.handed_in import GivenKind
from store.source_rules import Rule
from store.tags import EntryTags, TagRow


def hand_in(session: Session, asked: Asked, person: int, change: HandIn) -> None:
    """Write down what a member hands in, with the topics and regions that it names, and tell the Koordination."""
    name = hashlib.sha256(f"{change.kind}:{asked.who.account}:{asked.serial}".encode()).hexdigest()
    entry = handed_in.hand_in(session, change.kind, person, (change.title, change.text, change.link), name, asked.now)
    assets.keep_for_entry(session, entry, change.files, asked.now)
    found = tagging.tag(tagging.tagger_of(session), change.title, change.text, "", asked.now)
    if not found.regions:
        here = members.subscription(session, person).regions
        found = EntryTags(found.topics, tuple(TagRow(code, (words.GIVERS_REGION,)) for code in here), found.deadline)
    tags.put(session, entry, name, found)
    audit.note(session, "member", f"{change.kind.value}.given", f"entry:{entry}", asked.now)
    text = words.NEW_GIVEN[change.kind].format(title=disarmed_text(change.title))
    koordination = waiting.may_approve(session, frozenset(), statewide=True, not_by="")
    letters.write(session, f"given-{entry}", [one for one in koordination if one.person != person], text, asked.now)


def carry_out(session: Session, asked: Asked, editor: Editor, change: Reviewing) -> None:
    """Make what an editor has decided about an entry, and tell who handed it in."""
    by = publisher_of(asked)
    match change:
        case AddSource():
            _add_source(session, asked, editor, change)
        case ChangeSource():
            _change_source(session, asked, editor, change)
        case ReleaseEntry():
            _release(session, asked, editor, change, by)
        case CorrectEntry(entry, goes_out):
            if goes_out and asked.office.four_eyes:
                proposed.propose_changed_entry(session, asked, editor, entry)
                _note(session, asked, editor, "entry.correction_written", entry)
                return
            if goes_out:
                releasing.release_changed(session, entry, editor.key, by)
            else:
                entries.settle_review(session, entry)
            _note(session, asked, editor, "entry.corrected" if goes_out else "entry.kept", entry)
        case DiscardEntry(entry, into):
            if into:
                handed_in.merge(session, entry, into)
            else:
                entries.discard(session, entry)
            _note(
                session,
                asked,
                editor,
                "entry.merged" if into else "entry.discarded",
                entry,
                f"into={into}" if into else "",
            )
            _tell(session, asked, entry, words.TOLD_MERGED if into else words.TOLD_DISCARDED)
        case AnswerQuestion(entry, title, answer):
            handed_in.mark_answered(session, entry, asked.now)
            _note(session, asked, editor, "question.answered", entry)
            _tell(session, asked, entry, words.TOLD_ANSWER, title=title, answer=answer)


def _add_source(session: Session, asked: Asked, editor: Editor, change: AddSource) -> None:
    added = sources.add(session, change.url, asked.now, change.title)
    if added.fresh:
        source_rules.decide(session, added.id, Rule(official=change.official))
        audit.note(session, editor.key, "feed.added", f"feed:{added.id}", asked.now)


def _change_source(session: Session, asked: Asked, editor: Editor, change: ChangeSource) -> None:
    if change.enabled is not None:
        if change.enabled:
            sources.resume(session, change.url, asked.now)
        else:
            sources.pause(session, change.url)
    if change.official is not None:
        rule = source_rules.rule_of(session, change.source)
        source_rules.decide(session, change.source, replace(rule, official=change.official))
    audit.note(session, editor.key, "source.changed", f"source:{change.source}", asked.now)


def _release(session: Session, asked: Asked, editor: Editor, change: ReleaseEntry, by: Publisher) -> None:
    if entries.mark_released(session, change.entry) is not None:
        return
    _learn(session, asked, change)
    assert change.new.kind is NoticeKind.FACHINFORMATION
    if change.report_at is None:
        publishing.hold_for_edition(session, change.new, by)
        _note(session, asked, editor, "entry.for_edition", change.entry)
        _tell(session, asked, change.entry, words.TOLD_EDITION)
        return
    edited.release(session, asked, editor, Release(change.new, change.report_at))
    if not asked.office.four_eyes:
        # What waits for a second pair of eyes is not out yet, and may never be.
        _tell(session, asked, change.entry, words.TOLD_RELEASED)


def _learn(session: Session, asked: Asked, change: ReleaseEntry) -> None:
    """Write down what an entry is about as a person sees it, if that is not what was found."""
    row = entries.load(session, change.entry)
    if change.tagged.by_hand and row is not None:
        words_ = (row.title, row.summary)
        topics, regions = list(change.tagged.topics), list(change.tagged.regions)
        handed_in.note_correction(session, change.entry, words_, topics, regions, asked.now)


def _note(session: Session, asked: Asked, editor: Editor, action: str, entry: int, detail: str = "") -> None:
    audit.note(session, editor.key, action, f"entry:{entry}", asked.now, detail)


def _tell(session: Session, asked: Asked, entry: int, text: str, *, title: str = "", answer: str = "") -> None:
    """Tell who handed an entry in what became of it; a question that was answered needs no second word."""
    given = handed_in.given(session, entry)
    if given is None or (given.kind is GivenKind.QUESTION and given.answered and not answer):
        return
    row = entries.load(session, entry)
    to = waiting.written_to(session, given.key)
    if row is None or to is None:
        return
    said = text.format(title=disarmed_text(title or row.title), answer=disarmed_text(answer))
    letters.write(session, f"given-{entry}-{asked.serial}", [to], said, asked.now)
