"""What is said or pressed finds its command or its conversation; the conversation goes on in the database."""

from dataclasses import replace
from functools import partial

from sqlmodel import Session

from bot import asking_back, dialog, turning
from bot.commands import answering, general, offering, passing_on, remembering, voting
from bot.commands.base import Asked, Command, Reply, words_only
from bot.registry import COMMANDS, DIALOGS
from bot.words import conversing as words
from bot.words import general as general_words
from bot.words import urgent as urgent_words
from domain import choosing, rights
from domain.cases import looks_like_a_case
from domain.folding import fold
from domain.rights import Refusal
from store import dialogs

NOT_UNDERSTOOD = Command(general.not_understood, only_shows=True)
#: Commands that mean nothing but what is open: with another number they are a slip, and no order.
_ONLY_CONFIRMS = frozenset({"senden"})


def find(session: Session, asked: Asked) -> Command:
    """Return what answers this text or button: a command, the open conversation, or that it was not understood."""
    return _pressed(session, asked) if asked.payload else _said(session, asked)


def command_word(text: str) -> str:
    """Return the first word of a text, folded; a slash and a bot's name, before or behind, are allowed."""
    words_ = text.split()
    if len(words_) > 1 and words_[0].startswith("@"):
        del words_[0]
    return fold(words_[0].lstrip("/").split("@")[0]) if words_ else ""


def _pressed(session: Session, asked: Asked) -> Command:
    if (ballot := voting.pressed(session, asked)) is not None:
        return ballot
    if (answer := answering.pressed(session, asked)) is not None:
        return answer
    if (reminder := remembering.pressed(asked)) is not None:
        return _allowed(reminder, asked)
    named = dialog.command_of(asked.payload)
    if named is not None:
        return _allowed(COMMANDS.get(named, NOT_UNDERSTOOD), asked)
    found = dialog.read_payload(asked.payload)
    mine = DIALOGS.get(found[0].dialog) if found is not None else None
    if found is None or mine is None:
        return NOT_UNDERSTOOD
    step, key = found
    stored = _open(session, asked)
    if stored is not None and (stored.name, stored.step) == (step.dialog, step.step):
        if dialog.has_lapsed(mine, stored.step, stored.asked_at, asked.now):
            return Command(turning.lapsed)
        if stored.name == asking_back.NAME:
            return Command(partial(_meant, stored, key))
        step = turning.state_of(stored)
    elif step.step not in mine.always_open:
        return Command(general.too_old, only_shows=True)
    return _allowed(Command(partial(turning.choose, mine, stored, step, key), right=mine.right), asked)


def _said(session: Session, asked: Asked) -> Command:
    if looks_like_a_case(asked.text):
        return Command(general.not_kept, only_shows=True)
    if asked.forwarded and asked.asker.direct and asked.asker.joined:
        return _allowed(Command(passing_on.take, right=passing_on.DIALOG.right), asked)
    if (offer := offering.said(asked.text)) is not None:
        return _allowed(offer, asked)
    command = COMMANDS.get(command_word(asked.text))
    if command is None and voting.names_a_date(asked.text) and (ballot := voting.said(session, asked)) is not None:
        return ballot
    stored = _open(session, asked)
    if stored is not None and (answer := _answer(session, asked, stored, command)) is not None:
        return answer
    if command is not None:
        return _allowed(command, asked)
    return (
        voting.said(session, asked)
        or answering.said(session, asked)
        or _button_named(session, asked)
        or _stopped(asked)
        or _nearly(asked)
        or NOT_UNDERSTOOD
    )


def _answer(session: Session, asked: Asked, stored: dialogs.Stored, command: Command | None) -> Command | None:
    """Return how the open conversation goes on, or None for a text that is no answer to it."""
    mine = DIALOGS.get(stored.name)
    if mine is None or rights.refusal(mine.right, asked.asker) is not None:
        return None
    if dialog.has_lapsed(mine, stored.step, stored.asked_at, asked.now):
        return None if command is not None else Command(turning.lapsed)
    question = mine.ask(turning.state_of(stored), mine.load(session, asked))
    if not dialog.names_option(question, asked.text):
        is_text = stored.step in mine.free_text and not is_bare(asked.text)
        if command_word(asked.text) in _ONLY_CONFIRMS and (phrase := dialog.meant_phrase(question, asked.text)):
            return Command(partial(_slipped, phrase), only_shows=True)
        if command is not None and not is_text:
            return None
        if dialog.is_word(asked.text, *words.CANCEL):
            return Command(turning.cancel)
        if command is not None and stored.step in mine.taken_whole and (word := _order(asked, command)):
            if asking_back.is_same(word, stored):
                return None
            return Command(
                partial(turning.go_on_with, asking_back.DIALOG, asking_back.holding(stored, asked.text, word))
            )
    heard = dialog.hear(question, asked.text)
    if stored.name == asking_back.NAME and len(heard.chosen) == 1:
        return Command(partial(_meant, stored, heard.chosen[0]))
    return Command(partial(turning.answer, mine, stored, heard))


def _slipped(phrase: str, _session: Session, _asked: Asked) -> list[Reply]:
    """Say which words release what is open; it stays open, with its number."""
    return words_only(urgent_words.EXACTLY.format(phrase=phrase))


def _order(asked: Asked, command: Command) -> str:
    """Return the word of a command that a text could be, with its words behind it; "" for one that it cannot be."""
    word = command_word(asked.text)
    may = word in asking_back.WITH_WORDS and rights.refusal(command.right, asked.asker) is None
    return word if may else ""


def _meant(stored: dialogs.Stored, key: str, session: Session, asked: Asked) -> list[Reply]:
    """Take what was asked about as the answer, or as the command, where the conversation stood before."""
    inner, said = asking_back.held(stored.data), replace(asked, text=str(stored.data["said"]), payload="")
    dialogs.save(session, asked.who, stored, inner.dialog, inner.step, inner.data, asked.now)
    command, mine, before = COMMANDS.get(command_word(said.text)), DIALOGS[inner.dialog], _open(session, said)
    if key == asking_back.COMMAND and command is not None:
        return _allowed(command, said).answer(session, said)
    assert before is not None
    question = mine.ask(inner, mine.load(session, said))
    return turning.answer(mine, before, dialog.hear(question, said.text), session, said)


def _stopped(asked: Asked) -> Command | None:
    """Return the answer to who breaks off where nothing is open."""
    return Command(general.nothing_open, only_shows=True) if dialog.is_word(asked.text, *words.CANCEL) else None


def is_bare(text: str) -> bool:
    """Return whether a text is one word, or one with a number: a command, where any other text would be an answer."""
    parts = text.split()
    return len(parts) < 2 or (len(parts) == 2 and choosing.is_number(parts[1]))


def _button_named(session: Session, asked: Asked) -> Command | None:
    """Return what the button with this number or label means, of the last message of ours that had buttons."""
    if not asked.asker.direct:
        return None
    offered = dialogs.last_buttons(session, asked.who.account, asked.who.chat, asked.now)
    labels = {number: (button.label,) for number, button in enumerate(offered)}
    chosen = choosing.numbers(asked.text, len(offered)) or choosing.exact(asked.text, labels)
    if len(chosen) != 1:
        return None
    pressed = replace(asked, text="", payload=offered[chosen[0]].payload)
    command = _pressed(session, pressed)
    return replace(command, answer=lambda session, _asked: command.answer(session, pressed))


def _nearly(asked: Asked) -> Command | None:
    """Return an offer of the one command of the help that a single word comes close to."""
    if len(asked.text.split()) != 1:
        return None
    names = {name: (name,) for name, _ in general_words.HELP_COMMANDS}
    found = choosing.close(command_word(asked.text), names)
    return Command(partial(general.did_you_mean, found[0]), only_shows=True) if len(found) == 1 else None


def _open(session: Session, asked: Asked) -> dialogs.Stored | None:
    """Return where somebody is. In a group there are no conversations: what is asked there concerns everybody."""
    return dialogs.load(session, asked.who) if asked.asker.direct else None


def _allowed(command: Command, asked: Asked) -> Command:
    refused = rights.refusal(command.right, asked.asker)
    if refused is None:
        return command
    return Command(partial(general.refuse, refused, instead=_meant_instead(command, asked)), only_shows=True)


def _meant_instead(command: Command, asked: Asked) -> str:
    """Return the command that somebody may have meant, if they may give it, on another network at least; or ""."""
    other = COMMANDS.get(command.instead)
    may = other is not None and rights.refusal(other.right, asked.asker) in (None, Refusal.NOT_ON_THIS_NETWORK)
    return command.instead if may else ""
