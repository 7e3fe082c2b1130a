"""What an error of the Bot API means for the message that was to be sent: the table, and nothing else. Pure.

The texts are those of the official server. Source: https://github.com/tdlib/telegram-bot-api (Client.cpp)
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from channels.telegram.request import AnswerLostError, FloodError, NotSentError
from domain.outcome import GiveUp, Moved, Outcome, TryLater, Unsure
from domain.state import Op

#: A little more than what the server asks for, because its clock and ours count in whole seconds.
_MARGIN = timedelta(seconds=0.5)
#: How long everything waits when the token was refused: nothing can be sent until somebody looks.
_REFUSED_PAUSE = timedelta(minutes=1)
_REASON_LENGTH = 120

_GONE = re.compile(
    r"bot was blocked|user is deactivated|bot was kicked|not a member of|chat was deleted"
    r"|can't initiate conversation|can't send messages to (?:bots|the user)"
)
_NO_CHAT = re.compile(r"chat not found|user not found|peer_id_invalid|chat_id_invalid|group chat was deactivated")
_NO_TOPIC = re.compile(r"message thread not found|topic_deleted|topic_id_invalid")
_OUR_LENGTH = re.compile(
    r"(?:message|caption) is too long|message text is empty|message_too_long|media_caption_too_long"
)
_OUR_ENTITIES = re.compile(r"can't parse (?:message)?\s*entit|entit(?:y|ies)")
_NO_FILE = re.compile(
    r"wrong (?:remote )?file identifier|wrong file_id|file_reference_|file reference expired|file_id_invalid"
    r"|type of file mismatch|can't use file of type"
)
_NO_PHOTO = re.compile(r"photo_[a-z_]*invalid|photo has unsupported|image_process_failed")
_NO_TEXT = "there is no text in the message to edit"
_UNCHANGED = re.compile(r"message is not modified|message_not_modified|chat_not_modified")
#: What is not there any more needs no deleting and no unpinning.
_NOT_THERE = (
    (Op.DELETE, re.compile(r"message to delete not found")),
    (Op.UNPIN, re.compile(r"message to unpin not found")),
)


class Instead(Enum):
    """What can be done at once, within the same call, because the server refused this form of the message."""

    #: Our entities were wrong: the text without any.
    PLAIN = "plain"
    #: The topic is gone: the group's General topic.
    GENERAL = "general"
    #: It does not know this file any more: the bytes again.
    UPLOAD = "upload"
    #: It does not take this picture as a photo: the same as a document.
    DOCUMENT = "document"
    #: The message is a file: its caption.
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from an error. alarm: somebody has to look, and this is what for; empty for the daily ones."""

    follows: Outcome | Instead
    alarm: str = ""


def meaning(error: TelegramError, op: Op, *, is_group: bool, attempt: int) -> Meaning | None:
    """Return what an error means for a call, or None: what was asked for is so already, which is a success.

    is_group: the chat is a group or channel, so that a flood there concerns nobody else. attempt: counts from 1.
    """
    match error:
        case FloodError():
            wait = timedelta(seconds=error.wait) + _MARGIN
            return Meaning(TryLater(error.message, wait, whole_account=not is_group))
        case ChatMigrated():
            return Meaning(Moved(str(error.new_chat_id)))
        case NotSentError():
            return Meaning(TryLater(error.message))
        case AnswerLostError():
            return Meaning(Unsure(error.message))
        case Forbidden():
            text = error.message.lower()
            return Meaning(GiveUp(_reason(text), recipient_gone=_GONE.search(text) is not None))
        case BadRequest():
            return _bad_request(error.message.lower(), op, attempt)
        case InvalidToken():
            later = TryLater("the token was refused", _REFUSED_PAUSE, whole_account=True)
            return Meaning(later, "telegram.token_refused")
        case Conflict():
            return Meaning(TryLater("another process uses the token"), "telegram.conflict")
        case _:
            return Meaning(GiveUp(_reason(error.message)), "telegram.unknown_error")


def _bad_request(text: str, op: Op, attempt: int) -> Meaning | None:
    if (_UNCHANGED.search(text) and op in (Op.EDIT, Op.PIN, Op.UNPIN)) or any(
        op is done and found.search(text) for done, found in _NOT_THERE
    ):
        return None
    if _NO_CHAT.search(text):
        # Seen for chats that are there after all, so it takes a second one to be believed.
        gone = GiveUp("chat not found", recipient_gone=True)
        return Meaning(TryLater("chat not found", counts=True) if attempt == 1 else gone)
    if _NO_TOPIC.search(text):
        return Meaning(Instead.GENERAL, "telegram.topic_gone")
    if "topic_closed" in text:
        return Meaning(GiveUp("the topic is closed", recipient_gone=True))
    if op is Op.EDIT and _NO_TEXT in text:
        return Meaning(Instead.CAPTION)
    if _NO_FILE.search(text):
        return Meaning(Instead.UPLOAD)
    if _NO_PHOTO.search(text):
        return Meaning(Instead.DOCUMENT)
    if _OUR_LENGTH.search(text):
        return Meaning(GiveUp(_reason(text)), "telegram.bad_length")
    if _OUR_ENTITIES.search(text):
        return Meaning(Instead.PLAIN, "telegram.bad_entities")
    return Meaning(GiveUp(_reason(text), recipient_gone=_GONE.search(text) is not None))


def _reason(text: str) -> str:
    return text[:_REASON_LENGTH]
