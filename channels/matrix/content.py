"""A message as Matrix takes it, and what of it is read back. Pure.

Matrix has no buttons: they are numbered choices below the text, and stand in the content too, so that a number that
somebody types or reacts with can be turned back into what the button meant, also after a restart.
"""

import hashlib
import re
from typing import Any

from channels.matrix import polls, words
from channels.matrix.jsons import Json, inner, listed, text
from domain.asset import File
from domain.folding import fold
from domain.message import Body, Button, Message, escape

#: Which dispatch an event came from. Outside the encryption stands its transaction id instead, which the server knows.
KEY = "de.verbundbote.key"
CHOICES = "de.verbundbote.choices"
MESSAGE = "m.room.message"
NOTICE = "m.notice"
RELATES = "m.relates_to"
REPLACE, ANNOTATION, THREAD = "m.replace", "m.annotation", "m.thread"
HTML = "org.matrix.custom.html"
_KEYCAP = re.compile("([1-9])\ufe0f?\u20e3|(\U0001f51f)")
_CONSENT_SIGNS = frozenset("👍✅✔☑👌")
#: Colours of skin, and the sign that asks for a picture rather than a letter.
_COLOURS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
_TYPED = re.compile(r"\s*(?:Nr\.?\s*)?([1-9]\d?)\s*[.)]?\s*", re.IGNORECASE)

Rows = tuple[tuple[Button, ...], ...]


def transaction(key: str) -> str:
    """Return the transaction id of a dispatch: always the same, and of a length that every server takes."""
    return "vb-" + hashlib.sha256(key.encode()).hexdigest()[:32]


def compose(message: Message, key: str, *, thread: str = "", in_direct: bool = True) -> dict[str, Any]:
    """Return the content of a new message. key: of its dispatch. thread: the event below which a talk goes on.

    A later part stands in a thread on the first one: a reader sees a short message that opens, and nobody writes in
    between. Only files follow directly in a direct room, where they are looked for.

    An answer is a notice, which makes no sound; everything else is a text.
    Source: https://spec.matrix.org/v1.16/client-server-api/#mroommessage-msgtypes
    """
    if message.body.poll is not None:
        return {**polls.start(message.body.poll, message.body.text), KEY: key}
    quiet = message.is_answer or message.silent
    content: dict[str, Any] = {
        "msgtype": NOTICE if quiet else "m.text",
        **_body(message),
        "m.mentions": {},
        KEY: key,
    }
    if message.body.file is not None:
        content |= _described(message.body.file)
    relation = _relation(message, thread, in_direct=in_direct)
    if relation:
        content[RELATES] = relation
    return content


def _described(file: File) -> dict[str, Any]:
    """Return what a message says that brings a file; its body, beside that, is the caption.

    Source: https://spec.matrix.org/v1.16/client-server-api/#media-captions
    """
    info: dict[str, Any] = {"mimetype": file.mime, "size": file.size}
    if file.is_image:
        info |= {"w": file.width, "h": file.height}
    return {"msgtype": "m.image" if file.is_image else "m.file", "filename": file.name, "info": info}


def _relation(message: Message, thread: str, *, in_direct: bool) -> dict[str, Any]:
    """Return what a message relates to. Source: https://spec.matrix.org/v1.16/client-server-api/#threading"""
    former = message.former
    is_apart = in_direct and message.body.file is not None
    root = thread or (former.first if former is not None and not is_apart else "")
    answered = former.last if former is not None and root else message.reply_to
    relation: dict[str, Any] = {"m.in_reply_to": {"event_id": answered or root}} if answered or root else {}
    if root:
        # An old client shows an answer; what is none for a new one is called "falling back".
        relation |= {"rel_type": THREAD, "event_id": root, "is_falling_back": former is not None or not answered}
    return relation


def compose_edit(message: Message, key: str, target: str) -> dict[str, Any]:
    """Return the content of an event that changes a message of ours. target: its event id."""
    new = compose(message, key)
    new.pop(RELATES, None)
    old_client = {**new, "body": f"* {new['body']}"}
    if "formatted_body" in new:
        old_client["formatted_body"] = f"* {new['formatted_body']}"
    old_client.pop(CHOICES, None)
    return {**old_client, "m.new_content": new, RELATES: {"rel_type": REPLACE, "event_id": target}}


def with_choices(body: Body, buttons: Rows) -> Body:
    """Return a body with its buttons as numbered choices below."""
    labels = [button.label for row in buttons for button in row if button.numbered]
    if not labels:
        return body
    lines = "\n".join(f"{number}. {label}" for number, label in enumerate(labels, 1))
    html = body.html or "<br/>".join(escape(line) for line in body.text.split("\n"))
    items = "".join(f"<li>{escape(label)}</li>" for label in labels)
    return Body(
        f"{body.text}\n\n{words.CHOOSE_ONE}\n{lines}", html=f"{html}<p>{escape(words.CHOOSE_ONE)}</p><ol>{items}</ol>"
    )


def _body(message: Message) -> dict[str, Any]:
    body = with_choices(message.body, message.buttons)
    content: dict[str, Any] = {"body": body.text}
    if body.html:
        content |= {"format": HTML, "formatted_body": body.html}
    rows = [[b for b in row if b.numbered] for row in message.buttons]
    if any(rows):
        content[CHOICES] = [[{"label": b.label, "payload": b.payload} for b in row] for row in rows if row]
    return content


# --- reading back


def choices(content: Json) -> tuple[Button, ...]:
    """Return the choices of a message of ours, in their order; of an edit, those that it brought."""
    shown = inner(content, "m.new_content") or content
    rows = shown.get(CHOICES)
    found = [one for row in rows for one in listed(row)] if isinstance(rows, list) else []
    return tuple(Button(text(one, "label"), text(one, "payload")) for one in found if text(one, "payload"))


def chosen(offered: tuple[Button, ...], number: int) -> Button | None:
    """Return the choice with a number, counted from 1."""
    return offered[number - 1] if 1 <= number <= len(offered) else None


def typed_number(said: str) -> int:
    """Return the number that somebody wrote, and nothing else, or 0."""
    found = _TYPED.fullmatch(said)
    return int(found[1]) if found else 0


def sign_number(sign: str) -> int:
    """Return the number that a sign like 1️⃣ stands for, or 0."""
    found = _KEYCAP.fullmatch(sign)
    if found is None:
        return 0
    return int(found[1]) if found[1] else 10


def confirmed(offered: tuple[Button, ...], sign: str) -> Button | None:
    """Return the choice that a sign like 👍 means: the only one that consents, if there is only one."""
    if _COLOURS.sub("", sign) not in _CONSENT_SIGNS:
        return None
    found = [one for one in offered if fold(one.label.strip().partition(" ")[0]) in words.CONSENT]
    return found[0] if len(found) == 1 else None


def related(content: Json, kind: str) -> str:
    """Return the id of the event to which a content stands in this relation, or an empty text."""
    relation = inner(content, RELATES)
    return text(relation, "event_id") if relation.get("rel_type") == kind else ""
