"""What a poll looks like: as it is sent, as it stands, for one person, for who asked, and when it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from content import invitation
from content import poll_words as words
from content.blocks import Block, Document, bold, paragraph
from content.dates import moment
from content.foreign import disarmed_text
from domain import ballots
from domain.meeting import Meeting
from domain.message import Body, Button, NativePoll
from domain.poll import MOST_NATIVE, Answer, Option, PollState, Quorum
from domain.tally import Row, Tally, Voter, decided_by, proposal, ranking

_ANSWERS = (Answer.YES, Answer.IF_NEEDED, Answer.NO)
#: How many names of organisations one line of the overview has.
_NAMED = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """A poll as it is shown. title: with where it is for. own: what the reader said, by the id of the date."""

    number: int
    title: str
    state: PollState
    options: tuple[Option, ...]
    closes_at: datetime
    quorum: Quorum | None = None
    tally: Tally | None = None
    result: Option | None = None
    own: Mapping[int, Answer | None] | None = None
    #: The organisations that come and those that are missing too, for who asked.
    in_full: bool = False
    #: Names by voter, where they may be shown.
    names: Mapping[str, str] | None = None
    #: The meeting that it came to, and its number.
    meeting: Meeting | None = None
    meeting_number: int = 0


def document(poll: Shown) -> Document:
    """Return a poll as a document; without a tally, as it is sent."""
    title = words.TITLE if poll.state is PollState.OPEN else words.CLOSED_TITLE
    shown = title.format(number=poll.number, title=disarmed_text(poll.title))
    blocks: list[Block] = [paragraph(bold(shown)), paragraph("\n".join(_dates(poll)))]
    blocks += _end(poll)
    if poll.own is not None:
        blocks.append(paragraph(_own(poll)))
    if poll.in_full and poll.tally is not None:
        blocks += _in_full(poll, poll.tally)
    return Document(tuple(blocks))


def _dates(poll: Shown) -> list[str]:
    rows = {row.option.id: row for row in poll.tally.rows} if poll.tally is not None else {}
    lines = []
    for option in poll.options:
        lines.append(f"{option.number}) {words.when(option.when)}")
        if option.id in rows:
            lines.append(f"    {_counts(rows[option.id])}")
    return lines


def _counts(row: Row) -> str:
    return words.COUNTS.format(yes=len(row.yes), if_needed=len(row.if_needed), no=len(row.no))


def _end(poll: Shown) -> list[Block]:
    answered = ""
    if poll.tally is not None:
        template = words.ANSWERED_ONE if poll.tally.answered == 1 else words.ANSWERED
        answered = template.format(answered=poll.tally.answered, voters=poll.tally.voters)
    if poll.state is PollState.OPEN:
        until = words.UNTIL.format(moment=moment(poll.closes_at))
        how = words.HOW if len(poll.options) > 1 else words.HOW_ONE
        return [paragraph(f"{until} {answered}".strip()), paragraph(how)]
    if poll.meeting is not None:
        return [paragraph(bold(_came_to(poll.meeting))), *_how_to_come(poll)]
    if poll.result is not None:
        return [paragraph(bold(words.CHOSEN.format(date=words.when(poll.result.when))))]
    return [paragraph(f"{words.OVER} {answered}".strip()), paragraph(proposed(poll.tally, poll.quorum))]


def _came_to(meeting: Meeting) -> str:
    if meeting.cancelled:
        return words.MEETING_CANCELLED.format(date=words.when(meeting.when))
    return words.CHOSEN.format(date=words.when(meeting.when))


def _how_to_come(poll: Shown) -> list[Block]:
    assert poll.meeting is not None
    return [] if poll.meeting.cancelled else [paragraph(words.HOW_TO_COME.format(number=poll.meeting_number))]


def proposed(tally: Tally | None, quorum: Quorum | None) -> str:
    """Return what is proposed, and why."""
    ranks = ranking(tally, quorum) if tally is not None else []
    best = proposal(ranks)
    if best is None:
        return words.NO_PROPOSAL
    because = words.reasons(best, decided_by(ranks), quorum)
    return words.PROPOSED.format(date=f"{best.option.number}) {words.when(best.option.when)}", because=because)


def order(quorum: Quorum | None) -> str:
    """Return by what order a date will be proposed, as it is announced."""
    first = words.ORDER_QUORUM.format(quorum=words.quorum(quorum)) if quorum is not None else ""
    return words.ORDER.format(quorum=first)


def _own(poll: Shown) -> str:
    assert poll.own is not None
    said = [f"{option.number} {_answer(poll.own.get(option.id))}" for option in poll.options]
    if all(poll.own.get(option.id) is None for option in poll.options):
        return words.OWN_NONE if poll.state is PollState.OPEN else ""
    return words.OWN.format(answers=" · ".join(said))


def _answer(answer: Answer | None) -> str:
    return words.ANSWERS[answer] if answer is not None else "–"


def _in_full(poll: Shown, tally: Tally) -> list[Block]:
    lines = [
        words.COMING.format(
            number=row.option.number, yes=_bodies(row.yes, poll.names), if_needed=_bodies(row.if_needed, poll.names)
        )
        for row in tally.rows
    ]
    blocks: list[Block] = [paragraph("\n".join(lines))]
    if poll.state is PollState.OPEN and tally.silent:
        blocks.append(paragraph(missing(tally.silent)))
    return blocks


def missing(voters: Sequence[Voter]) -> str:
    """Return which organisations have not answered yet, and how many without one."""
    bodies = sorted({voter.organisation for voter in voters if voter.organisation})
    alone = sum(not voter.organisation for voter in voters)
    names = _some(bodies) if bodies else words.NO_BODY.format(count=alone)
    if bodies and alone:
        names = words.MISSING_BOTH.format(names=names, count=alone)
    return words.MISSING_BODIES.format(names=names)


def _bodies(voters: Sequence[Voter], names: Mapping[str, str] | None) -> str:
    """Return the organisations of voters; where names may be shown, the names of those who have one too."""
    known: dict[str, int] = {}
    alone = 0
    for voter in voters:
        if names and voter.key in names:
            body = f" ({voter.organisation})" if voter.organisation else ""
            known[disarmed_text(names[voter.key]) + body] = 1
        elif voter.organisation:
            name = words.ENTERED.format(name=voter.organisation) if voter.entered else voter.organisation
            known[disarmed_text(name)] = known.get(disarmed_text(name), 0) + 1
        else:
            alone += 1
    shown = [name if number == 1 else f"{name} ({number})" for name, number in sorted(known.items())]
    shown += [words.NO_BODY.format(count=alone)] if alone else []
    return _some(shown) if shown else words.NOBODY


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_NAMED])} und {more} weitere"


def result(poll: Shown) -> Document:
    """Return what is told when the date is chosen."""
    assert poll.result is not None
    title = words.RESULT_TITLE.format(title=disarmed_text(poll.title))
    row = next((one for one in poll.tally.rows if one.option.id == poll.result.id), None) if poll.tally else None
    lines = [words.when(poll.result.when), *([_counts(row)] if row is not None else [])]
    return Document((paragraph(bold(title)), paragraph("\n".join(lines))))


def native(poll: Shown) -> Body | None:
    """Return a poll of the network's own, two answers for each date, or None where the dates are too many for one."""
    if not poll.options or len(poll.options) > MOST_NATIVE:
        return None
    question = words.NATIVE_QUESTION.format(title=disarmed_text(poll.title))
    answers: list[tuple[str, str]] = []
    for option in poll.options:
        yes, if_needed = ballots.ticks(option)
        label = f"{option.number}) {words.when(option.when)}"
        answers += [(yes, label), (if_needed, f"{label} – {words.ANSWERS[Answer.IF_NEEDED]}")]
    return Body("\n".join([question, *(label for _, label in answers)]), poll=NativePoll(question, tuple(answers)))


def buttons(poll: Shown) -> tuple[tuple[Button, ...], ...]:
    """Return the ballot of a poll that is open, a row of three for each date; then the answers to its meeting."""
    if poll.meeting is not None:
        return invitation.buttons(poll.meeting, poll.meeting_number)
    if poll.state is not PollState.OPEN:
        return ()
    return tuple(
        tuple(
            Button(f"{option.number} {words.ANSWERS[answer]}", ballots.payload(poll.number, option, answer))
            for answer in _ANSWERS
        )
        for option in poll.options
    )
