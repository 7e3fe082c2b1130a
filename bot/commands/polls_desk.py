"""Commands about polls: `umfrage`, `zwischenstand`, `schliessen`, `festlegen`, `für …`, `mailtext umfrage`."""

import re

from sqlmodel import Session

from bot import meeting_draft, turning
from bot.commands import general, meeting, offering, poll_changing, polling, showing_name, voting
from bot.commands.base import Asked, Command, Made, Reply, words_only
from bot.dialog import hear
from bot.poll_rights import runs
from bot.publishers import publisher_of
from bot.words import polls as words
from content import dates, poll_document, poll_picture, poll_words
from content.blocks import Document, paragraph
from domain import ballots
from domain.poll import Option, PollState
from domain.recipient import Role
from domain.rights import Need, Refusal, Right, sees_names
from scheduler import convening
from scheduler import polling as running
from store import audit, dialogs, editors, meetings, polls, surfaces
from store.polls import StoredPoll

_CHANGED = re.compile(r"^(?:Nr\.?\s*)?(\d{1,6})[\s:]+([^\W\d].*)$", re.IGNORECASE | re.DOTALL)
_NUMBERED = re.compile(r"^(?:Nr\.?\s*)?(\d{1,6})\s*(?::\s*(.*))?$", re.DOTALL)
_PICTURE = re.compile(r"\b(?:als\s+)?bild\b", re.IGNORECASE)
_WITHOUT = re.compile(r"\bohne\s+(?:einladung|treffen)\b", re.IGNORECASE)
_FOR = re.compile(r"^(?:für|fuer)\s+(?:(\d{1,6})\s+)?(.+?)\s*:\s*(.+)$", re.IGNORECASE | re.DOTALL)


def _behind(text: str) -> str:
    """Return what stands behind the first word."""
    return text.strip().partition(" ")[2].strip() if " " in text.strip() else text.strip().partition("\n")[2].strip()


def poll(session: Session, asked: Asked) -> list[Reply]:
    """Show polls, take an answer to one by its number, or begin a new one."""
    rest = _behind(asked.text).lstrip(": ")
    numbered = _NUMBERED.match(rest)
    if not rest:
        return _overview(session, asked)
    changed = _CHANGED.match(rest)
    if changed is not None and poll_changing.means_a_change(changed[2]):
        mine = _mine(session, asked, changed[1], "umfrage")
        if isinstance(mine, list):
            return mine
        _note(session, asked, "poll.changed", mine)
        return poll_changing.change(session, asked, mine, changed[2])
    if numbered is not None:
        found = polls.load(session, int(numbered[1]))
        if found is None:
            return words_only(words.NO_SUCH_POLL)
        if numbered[2]:
            return voting.of_text(found, numbered[2]).answer(session, asked)
        return _show(session, asked, found)
    if asked.asker.role is Role.MEMBER:
        return general.refuse(Refusal.NOT_LEAD, session, asked)
    return polling.begin(session, asked, rest)


def _overview(session: Session, asked: Asked) -> list[Reply]:
    editor = editors.editor(session, asked.person)
    if editor is not None and editor.role is not Role.MEMBER:
        found = [one for one in polls.alive(session) if runs(editor, one)]
        return words_only("\n".join([*(_lines(found) or [words.NONE_TO_DO]), words.HOW_TO_ASK]))
    found = polls.open_for(session, asked.person) if asked.person is not None else []
    return words_only("\n".join(_lines(found)) or words.NONE_OPEN)


def _lines(found: list[StoredPoll]) -> list[str]:
    return [words.POLL_LINE.format(number=one.id, title=one.title, until=dates.moment(one.closes_at)) for one in found]


def standing(session: Session, asked: Asked) -> list[Reply]:
    """Show how a poll stands, and bring one's own message up to date."""
    rest = _behind(asked.text)
    pictured = _PICTURE.search(rest) is not None
    found = _meant(session, asked, _PICTURE.sub("", rest).strip(), "zwischenstand")
    if isinstance(found, list):
        return found
    return _picture(session, asked, found) if pictured else _show(session, asked, found)


def _show(session: Session, asked: Asked, found: StoredPoll) -> list[Reply]:
    person = voting.who(session, asked)
    editor = editors.editor(session, person)
    is_run = runs(editor, found)
    if not is_run and (person is None or not polls.is_asked(session, found.id, person)):
        return words_only(words.NO_SUCH_POLL)
    in_full = asked.asker.direct and (is_run or asked.asker.confirmed)
    own = person if asked.asker.direct else None
    named = asked.asker.direct and sees_names(asked.asker, found.regions)
    tally = polls.tally(session, found)
    shown = running.as_shown(session, found, tally, person=own, in_full=in_full, named=named)
    if own is not None:
        surfaces.attach(session, polls.subject(found.id), found.notice, person=own)
        surfaces.mark(session, polls.subject(found.id), person=own)
    return [Reply(poll_document.document(shown))]


def _picture(session: Session, asked: Asked, found: StoredPoll) -> list[Reply]:
    """Show how a poll stands as a picture, and in words; it names organisations, so only to those whom it asks."""
    replies = _show(session, asked, found)
    if (
        not asked.asker.direct
        or not asked.asker.confirmed
        or replies[0].document == words_only(words.NO_SUCH_POLL)[0].document
    ):
        return replies
    drawn = poll_picture.draw(running.full_title(session, found), polls.tally(session, found))
    told = Document((paragraph(drawn.alt),))
    return [Reply(told, files=(Made(f"umfrage-{found.id}.png", drawn.png, words.PICTURE),))]


def close(session: Session, asked: Asked) -> list[Reply]:
    """Close a poll before its time."""
    found = _mine(session, asked, _behind(asked.text), "schliessen")
    if isinstance(found, list):
        return found
    if not convening.close(session, found, asked.now):
        return words_only(words.ALREADY_CLOSED.format(number=found.id))
    _note(session, asked, "poll.closed", found)
    return words_only(words.CLOSED.format(number=found.id))


def choose(session: Session, asked: Asked) -> list[Reply]:
    """Choose the date of a poll, "festlegen 3 2": shows the invitation, which is sent by words of its own.

    Without a number it is the proposed date of the only poll. "ohne Einladung" only tells the date, at once.
    """
    rest = _behind(asked.text)
    numbers = [int(one) for one in re.findall(r"\d+", rest)]
    in_full = len(numbers) > 1
    found = _mine(session, asked, str(numbers[0]) if in_full else "", "festlegen")
    if isinstance(found, list) and len(numbers) == 1:
        # One number is a date of the only poll; where there are more polls, it is one of these.
        named = _mine(session, asked, str(numbers.pop()), "festlegen")
        found = named if not isinstance(named, list) else found
    if isinstance(found, list):
        return found
    option = found.numbered(numbers[-1]) if numbers else found.option(found.proposed)
    if _WITHOUT.search(rest):
        return _choose_only(session, asked, found, option if in_full else None)
    return convene(session, asked, found, option)


def convene(session: Session, asked: Asked, found: StoredPoll, option: Option | None) -> list[Reply]:
    """Show the invitation to a date of a closed poll; of a decided one that nobody invited to, to its own.

    Once its meeting is cancelled, any of its dates may be invited to.
    """
    if found.is_open:
        return words_only(words.STILL_OPEN.format(number=found.id, until=dates.moment(found.closes_at)))
    if found.state is PollState.DECIDED:
        result, before = found.option(found.result), meetings.of_poll(session, found.id)
        if before is not None and before.meeting.cancelled:
            option = option or result
        elif before is not None or result is None or (option is not None and option.id != result.id):
            return words_only(offering.came_to(session, found))
        else:
            option = result
    if option is None:
        return words_only(words.ASK_CHOICE.format(number=found.id))
    return meeting.begin(session, asked, "", meeting_draft.from_poll(found, option, asked.now))


def _choose_only(session: Session, asked: Asked, found: StoredPoll, option: Option | None) -> list[Reply]:
    """Choose a date and tell it, without a meeting: both numbers have to be said for that."""
    if found.state is PollState.DECIDED:
        return words_only(offering.came_to(session, found))
    if found.is_open:
        return words_only(words.STILL_OPEN.format(number=found.id, until=dates.moment(found.closes_at)))
    if option is None:
        proposed = found.option(found.proposed) or next(iter(found.open_options), None)
        number = proposed.number if proposed is not None else 1
        return words_only(words.CHOSEN_HOW.format(number=found.id, option=number))
    editor = editors.editor(session, asked.person)
    by = publisher_of(asked)
    if not running.decide(session, found, option, editor.id if editor is not None else None, by):
        return words_only(words.DATE_PAST.format(when=poll_words.when(option.when)))
    _note(session, asked, "poll.decided", found)
    return words_only(words.CHOSEN.format(date=poll_words.when(option.when), number=found.id))


def enter(session: Session, asked: Asked) -> list[Reply]:
    """Enter what an organisation says that is not in the bot: "für Jobcenter Vechta: 1 ja"."""
    match = _FOR.match(asked.text.strip())
    if match is None:
        return _for_whom(session, asked) or words_only(words.FOR_HOW)
    found = _mine(session, asked, match[1] or "", "für")
    if isinstance(found, list):
        return found
    if not found.is_open:
        return words_only(words.ALREADY_CLOSED.format(number=found.id))
    said = ballots.read(match[3], [option.number for option in found.open_options])
    if said.unknown or not said.answers:
        told = words.UNKNOWN_NUMBER.format(numbers=poll_words.listed(said.unknown)) if said.unknown else words.FOR_HOW
        return words_only(told)
    by_id = {option.id: said.answers[option.number] for option in found.open_options if option.number in said.answers}
    name = " ".join(match[2].split())[:120]
    key = f"inbox:{asked.who.account}:{asked.serial}"
    running.cast_for(session, found, name, by_id, asked.person, key, asked.now)
    shown = ", ".join(f"{number} {poll_words.ANSWERS[answer]}" for number, answer in sorted(said.answers.items()))
    return words_only(words.ENTERED.format(name=name, answers=shown))


def _for_whom(session: Session, asked: Asked) -> list[Reply]:
    """Let "für Heide" be an answer to the poll that is just being made, if one is."""
    stored = dialogs.load(session, asked.who)
    if stored is None or stored.name != polling.NAME:
        return []
    question = polling.ask(turning.state_of(stored), polling.load(session, asked))
    return turning.answer(polling.DIALOG, stored, hear(question, asked.text), session, asked)


def mail(session: Session, asked: Asked) -> list[Reply]:
    """Give the text of a poll for those who are not in the bot."""
    found = _mine(session, asked, _behind(asked.text), "mailtext umfrage")
    if isinstance(found, list):
        return found
    lines = [words.DATE.format(number=one.number, date=poll_words.when(one.when)) for one in found.open_options]
    text = words.MAIL_TEXT.format(
        title=found.title, where=running.where(session, found), dates="\n".join(lines),
        until=dates.moment(found.closes_at),
    )  # fmt: skip
    return words_only(text)


def _meant(session: Session, asked: Asked, number: str, word: str) -> StoredPoll | list[Reply]:
    """Return the poll that is meant: by its number, or the only one that concerns whoever asks."""
    if match := _NUMBERED.match(number):
        return polls.load(session, int(match[1])) or words_only(words.NO_SUCH_POLL)
    person = voting.who(session, asked)
    editor = editors.editor(session, person)
    alive = polls.alive(session)
    mine = {one.id for one in polls.open_for(session, person)} if person is not None else set()
    found = [one for one in alive if one.id in mine or (runs(editor, one))]
    return _only(found, word)


def _mine(session: Session, asked: Asked, number: str, word: str) -> StoredPoll | list[Reply]:
    """Return the poll that is meant, if whoever asks runs it."""
    editor = editors.editor(session, asked.person)
    if match := _NUMBERED.match(number):
        found = polls.load(session, int(match[1]))
        if found is None:
            return words_only(words.NO_SUCH_POLL)
        return found if runs(editor, found) else words_only(words.NOT_YOURS)
    return _only([one for one in polls.alive(session) if runs(editor, one)], word)


def _only(found: list[StoredPoll], word: str) -> StoredPoll | list[Reply]:
    if len(found) == 1:
        return found[0]
    if not found:
        return words_only(words.NONE_TO_DO)
    return words_only(words.WHICH_ONE.format(word=word, number=found[0].id, polls="\n".join(_lines(found))))


def _note(session: Session, asked: Asked, action: str, found: StoredPoll) -> None:
    editor = editors.editor(session, asked.person)
    actor = f"person:{editor.key}" if editor is not None else "member"
    audit.note(session, actor, action, f"poll:{found.id}", asked.now)


_LEAD = Right(Need.LEAD)
_MEMBER = Right(Need.JOINED)
COMMANDS: dict[str, Command] = {
    "umfrage": Command(poll, right=_MEMBER),
    "umfragen": Command(poll, right=_MEMBER),
    "terminumfrage": Command(poll, right=_MEMBER),
    showing_name.SHOW: Command(showing_name.show, right=_MEMBER),
    showing_name.HIDE: Command(showing_name.hide, right=_MEMBER),
    "zwischenstand": Command(standing, right=Right(in_groups=True)),
    "schliessen": Command(close, right=_LEAD),
    "festlegen": Command(choose, right=_LEAD),
    "fuer": Command(enter, right=_LEAD),
}
DIALOGS = {polling.DIALOG.name: polling.DIALOG}
