"""Files on Matrix: what an event says of them, what a reference holds, and what a failed upload means."""

from datetime import timedelta
from typing import Any

import pytest

from channels.matrix import content as contents
from channels.matrix import files
from channels.matrix.http import AnswerLostError, CallError, NotReachedError, RefusedError
from channels.matrix.outcomes import upload_meaning
from domain.asset import File
from domain.message import Body, Message
from domain.outcome import GiveUp, TryLater

PDF = File("a" * 64, "erlass.pdf", "application/pdf", 180_000)
PLAN = File("b" * 64, "plan.png", "image/png", 9_000, 640, 480)


def refused(status: int, errcode: str) -> RefusedError:
    return RefusedError(status, {"errcode": errcode})


@pytest.mark.parametrize(
    ("file", "kind", "info"),
    [
        (PDF, "m.file", {"mimetype": "application/pdf", "size": 180_000}),
        (PLAN, "m.image", {"mimetype": "image/png", "size": 9_000, "w": 640, "h": 480}),
    ],
)
def test_a_message_says_which_file_it_brings_and_its_text_is_the_caption(
    file: File, kind: str, info: dict[str, Any]
) -> None:
    content = contents.compose(Message(Body("Anlage: Erlass", file=file), silent=True), "k")
    assert (content["msgtype"], content["filename"], content["info"]) == (kind, file.name, info)
    assert (content["body"], content["m.mentions"], content[contents.KEY]) == ("Anlage: Erlass", {}, "k")


@pytest.mark.parametrize("reference", ["", "mxc://x/y", "[]", "7", "null", '{"sealed":7,"plain":[]}'])
def test_what_is_no_reference_leads_nowhere(reference: str) -> None:
    known = files.read_reference(reference)
    assert [files.said_of(known, encrypted=encrypted) for encrypted in (True, False)] == [{}, {}]


def test_a_file_that_the_server_could_read_is_never_put_into_an_encrypted_room() -> None:
    known = files.read_reference('{"plain":"mxc://x/y"}')
    assert files.said_of(known, encrypted=False) == {"url": "mxc://x/y"}
    assert files.said_of(known, encrypted=True) == {}
    sealed = files.read_reference('{"sealed":{"url":"mxc://x/z","iv":"i"}}')
    assert files.said_of(sealed, encrypted=False) == {}
    assert files.said_of(sealed, encrypted=True) == {"file": {"url": "mxc://x/z", "iv": "i"}}


@pytest.mark.parametrize(
    ("error", "follows"),
    [
        (refused(413, "M_TOO_LARGE"), GiveUp("the file is too large")),
        (refused(403, "M_FORBIDDEN"), GiveUp("the server takes no files from us")),
        (refused(400, "M_BAD_JSON"), GiveUp("the server refused: M_BAD_JSON")),
        (refused(429, "M_LIMIT_EXCEEDED"), TryLater("too many requests", timedelta(seconds=5.2), whole_account=True)),
        (refused(502, ""), TryLater("the server is in trouble: 502")),
        (NotReachedError("x"), TryLater("the server is not reached")),
        (AnswerLostError("x"), TryLater("no answer: x")),
    ],
    ids=str,
)
def test_a_failed_upload_leaves_nothing_in_the_room_and_nobody_is_gone(
    error: CallError, follows: TryLater | GiveUp
) -> None:
    assert upload_meaning(error) == follows
