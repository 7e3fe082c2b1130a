"""Answers to polls, in whatever form they come: words, buttons, signs, ticks; each is answered, none is dropped."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.commands import naming, showing_name
from bot.commands.base import Asked, Command, Reply
from bot.words import polls as words
from content import dates, poll_words
from content.blocks import Document, paragraph
from domain import ballots
from domain.lane import Lane
from domain.poll import Answer, Option, PollState, Unit
from scheduler import polling
from scheduler.polling import Ballot, Cast, Verdict
from store import members, polls, surfaces
from store.polls import StoredPoll

#: How a ballot came.
WORDS, BUTTON, SIGN, TICKS = "words", "button", "sign", "ticks"


def pressed(session: Session, asked: Asked) -> Command | None:
    """Return what counts a button of a ballot, or None for another button."""
    press = ballots.read_payload(asked.payload)
    if press is None:
        return None
    poll = polls.load(session, press.poll)
    if poll is None:
        return Command(partial(_say, words.NO_SUCH_POLL), only_shows=True)
    answers, revs = {press.option: press.answer}, {press.option: press.rev}
    return _voting(poll, answers, BUTTON, revs)


def said(session: Session, asked: Asked) -> Command | None:
    """Return what counts a text as an answer to the poll that somebody is asked in, or None for any other text."""
    text = _unaddressed(asked.text)
    person = who(session, asked)
    if person is None and names_a_date(text) and polls.has_open(session):
        return Command(partial(_say, words.STRANGER), only_shows=True)
    if person is None or not _looks_like_one(text):
        return None
    found = polls.open_for(session, person)
    if not found:
        over = polls.last_for(session, person) if names_a_date(text) else None
        return None if over is None else of_text(over, text)
    fitting = [poll for poll in found if _read(text, poll).answers]
    if len(found) > 1:
        return Command(partial(_say, _which(found)), only_shows=True) if fitting else None
    return of_text(found[0], text) if fitting or _read(text, found[0]).unknown else None


def names_a_date(text: str) -> bool:
    """Return whether a text says in full what it answers to which dates: then it is no answer to anything else."""
    return any(sign.isdigit() for sign in text) and _looks_like_one(_unaddressed(text))


def _unaddressed(text: str) -> str:
    """Return a text without the name of the bot before it, as it stands in a group."""
    first, _, rest = text.strip().partition(" ")
    return rest if first.startswith("@") and rest else text


def _looks_like_one(text: str) -> bool:
    """Return whether a text may be an answer: a number or "alle" with an answer, or an answer alone."""
    return (len(text) < 300 and not ballots.read(text, range(1, 100)).unclear) or ballots.is_answer(text)


def of_text(poll: StoredPoll, text: str) -> Command:
    """Return what counts a text as an answer to this poll."""
    found = _read(text, poll)
    if not found.answers and not found.unknown:
        return Command(partial(_say, words.NO_ANSWER_READ), only_shows=True)
    if not found.answers:
        return Command(partial(_say, _unknown(found.unknown)), only_shows=True)
    by_id = {option.id: found.answers[option.number] for option in poll.options if option.number in found.answers}
    return _voting(poll, by_id, WORDS, None, _unknown(found.unknown) if found.unknown else "")


def _read(text: str, poll: StoredPoll) -> ballots.Said:
    return ballots.read(text, [option.number for option in poll.open_options])


def _unknown(numbers: Sequence[int]) -> str:
    return words.UNKNOWN_NUMBER.format(numbers=poll_words.listed(numbers))


def _which(found: Sequence[StoredPoll]) -> str:
    lines = [
        words.POLL_LINE.format(number=poll.id, title=poll.title, until=dates.moment(poll.closes_at)) for poll in found
    ]
    return words.WHICH_POLL.format(number=found[0].id, polls="\n".join(lines))


def heard(session: Session, asked: Asked, payload: Mapping[str, Any]) -> Command | None:
    """Return what counts a sign at a message of ours, or ticks in a poll of the network's own; None: it is neither."""
    about = str(payload.get("message", ""))
    number = polls.sent_with(session, asked.who.account, asked.who.chat, about) if about else None
    poll = polls.load(session, number) if number is not None else None
    if poll is None:
        return None
    if "answers" in payload:
        ids = polls.native_ids(session, asked.who.account, asked.who.chat, about)
        return ticked(poll, payload["answers"], ballots.shown_in(ids))
    sign = ballots.sign_number(str(payload.get("payload", "")))
    return signed(poll, sign) if sign else None


def undecrypted(session: Session, asked: Asked, payload: Mapping[str, Any]) -> bool:
    """Return whether what could not be decrypted answers a poll of ours."""
    about = str(payload.get("message", ""))
    return bool(about) and polls.sent_with(session, asked.who.account, asked.who.chat, about) is not None


def not_decrypted() -> Reply:
    """Return what is said to a vote that we cannot decrypt: it is never dropped."""
    return Reply(Document((paragraph(words.UNDECRYPTED),)))


def signed(poll: StoredPoll, number: int) -> Command:
    """Return what counts a sign like 2️⃣ as a yes to the date with this number."""
    option = poll.numbered(number)
    if option is None:
        return Command(partial(_say, _unknown([number])), only_shows=True)
    return _voting(poll, {option.id: Answer.YES}, SIGN, None)


def ticked(poll: StoredPoll, ids: Sequence[str], shown: Mapping[int, int]) -> Command:
    """Return what counts ticks in a network's own poll. shown: the dates that it shows, with their revisions."""
    found = ballots.read_ticks(ids, shown)
    if found.spoiled:
        return Command(partial(_say, words.SPOILED), only_shows=True)
    return _voting(poll, found.answers, TICKS, found.revs)


def _voting(
    poll: StoredPoll, answers: Mapping[int, Answer | None], way: str, revs: Mapping[int, int] | None, also: str = ""
) -> Command:
    return Command(partial(_vote, poll, answers, way, revs, also), however_late=True)


def _vote(
    poll: StoredPoll, answers: Mapping[int, Answer | None], way: str, revs: Mapping[int, int] | None, also: str,
    session: Session, asked: Asked,
) -> list[Reply]:  # fmt: skip
    person = who(session, asked)
    if person is None:
        return _say(words.STRANGER, session, asked)
    account, said_at = asked.who.account, asked.said_at or asked.now
    ballot = Ballot(person, answers, f"inbox:{account}:{asked.serial}", way, account, said_at, revs)
    done = polling.cast(session, poll, ballot, asked.now)
    if done.verdict is Verdict.COUNTED:
        showing_name.ask(session, asked, poll, person)
    told = [*_told(done, way), *([also] if also else [])]
    if done.verdict is Verdict.COUNTED and not done.stale and not done.gone and not also:
        doubtful = way == TICKS and any(answer is not Answer.YES for _, answer in done.counted)
        quiet = way == BUTTON or (way in (SIGN, TICKS) and not asked.asker.direct and not doubtful)
        if quiet and surfaces.of_person(session, polls.subject(poll.id), person):
            # Their own message says it already.
            return _ask_who(session, asked, poll)
        if not asked.asker.direct:
            # What somebody can is not talked about before others.
            letter = polling.Letter(
                f"v{asked.serial}", Document((paragraph(" ".join(told)),)), poll.closes_at, Lane.REPLY
            )
            polling.tell(session, person, letter, asked.now)
            return []
    return [*_say(" ".join(told), session, asked), *(_ask_who(session, asked, poll) if done.counted else [])]


def _ask_who(session: Session, asked: Asked, poll: StoredPoll) -> list[Reply]:
    """Ask whom somebody works for, where the poll counts organisations, and nobody knows."""
    counts = poll.quorum is not None and poll.quorum.unit is Unit.ORGANISATIONS
    return naming.ask_after(session, asked, (naming.ORGANISATION,)) if counts else []


def who(session: Session, asked: Asked) -> int | None:
    """Return the person who speaks: in a group they are known by their own address on the same account."""
    if asked.asker.direct:
        return asked.person if asked.asker.joined else None
    return members.known_as(session, asked.who.account, asked.who.user)


def _told(done: Cast, way: str) -> list[str]:
    match done.verdict:
        case Verdict.LATE:
            return [_late(done.poll), *_come(done)]
        case Verdict.NOT_ASKED:
            return [words.NOT_ASKED.format(where=_where(done.poll))]
        case Verdict.REPEATED:
            return []
        case Verdict.STALE | Verdict.COUNTED:
            return [*_counted(done, way), *_changed(done)]


def _late(poll: StoredPoll) -> str:
    result = poll.option(poll.result)
    if poll.state is PollState.DECIDED and result is not None:
        return words.DECIDED.format(title=poll.title, date=poll_words.when(result.when))
    moment = dates.moment(min(poll.closes_at, poll.closed_at or poll.closes_at))
    return words.LATE.format(title=poll.title, moment=moment)


def _come(done: Cast) -> list[str]:
    """Return how one answers to the meeting that a poll came to, while that is still ahead."""
    if done.meeting is None:
        return []
    if done.meeting.meeting.cancelled:
        return [words.DECIDED_CANCELLED]
    return [words.DECIDED_COME.format(meeting=done.meeting.id)]


def _where(poll: StoredPoll) -> str:
    if poll.role is not None:
        return poll_words.LEADS
    return poll_words.THOSE_OF_REGION if poll.regions else poll_words.EVERYWHERE


def _counted(done: Cast, way: str) -> list[str]:
    if not done.counted:
        return []
    if all(answer is None for _, answer in done.counted):
        return [words.NOTHING_TICKED]
    shown = [_answer(option, answer) for option, answer in done.counted]
    told = [words.SAVED.format(answers="; ".join(shown))]
    options = {option.id: option for option, _ in done.counted}
    for at, account in dict.fromkeys((one.at, one.account) for one in done.replaced):
        before = [
            f"{options[one.option].number} {poll_words.ANSWERS[one.answer]}"
            for one in done.replaced
            if (one.at, one.account) == (at, account)
        ]
        network = account.partition(":")[0].capitalize() or words.ENTERED_WAY
        told.append(words.REPLACED.format(moment=dates.moment(at), network=network, answers=", ".join(before)))
    noes = [option.number for option, answer in done.counted if answer is Answer.NO]
    if way == TICKS and len(done.counted) > 1 and len(noes) == len(done.counted) - 1:
        # Apps that take one tick only take the one before away with each.
        told.append(words.ONE_TICK)
    if way == TICKS and noes:
        told.append(words.SAID_NO.format(numbers=poll_words.listed(noes), example=noes[0]))
    if done.missing:
        told.append(words.STILL_MISSING.format(numbers=poll_words.listed(one.number for one in done.missing)))
    return told


def _answer(option: Option, answer: Answer | None) -> str:
    shown = poll_words.ANSWERS[answer] if answer is not None else words.TAKEN_BACK
    return words.SAVED_ONE.format(number=option.number, date=poll_words.when(option.when), answer=shown)


def _changed(done: Cast) -> list[str]:
    moved = [words.STALE.format(number=one.number, date=poll_words.when(one.when)) for one in done.stale]
    return [*moved, *(words.GONE_OPTION.format(number=one.number) for one in done.gone)]


def _say(text: str, _session: Session, _asked: Asked) -> list[Reply]:
    return [Reply(Document((paragraph(text),)))] if text else []
