"""Files on Telegram: photo or document, by bytes or by file_id, and what follows when Telegram wants it otherwise."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest

from channels.base import Target
from channels.telegram import files
from channels.telegram.errors import Instead, Meaning, meaning
from channels.telegram.files import Kind
from domain.asset import Attachment, File, Loaded
from domain.message import Body, Message
from domain.outcome import GiveUp, Sent
from domain.state import Op
from tests.fake_telegram.sending import NO_PHOTO
from tests.telegram.support import Desk

PERSON, GROUP = 5, -1005


def stored(folder: Path, data: bytes, name: str, *edges: int) -> Loaded:
    """Return a file that lies in a folder."""
    file = File(hashlib.sha256(data).hexdigest(), name, "", len(data), *edges)
    (folder / file.sha256).write_bytes(data)
    return Loaded(file, str(folder / file.sha256))


async def send(desk: Desk, loaded: Loaded, *, chat: int = PERSON, thread: str = "") -> Sent:
    message = Message(Body("Anlage: Plan", file=loaded.file), loaded=loaded)
    outcome = await desk.channel.send(Target(str(chat), thread), message, key="f", attempt=1)
    assert isinstance(outcome, Sent), outcome
    return outcome


async def arrived(desk: Desk) -> list[dict[str, Any]]:
    return [line["files"][0] for line in await desk.server.journal() if "files" in line]


def reference(sent: Sent) -> str:
    return "" if sent.upload is None else sent.upload.reference


@pytest.mark.parametrize(
    ("size", "edges", "kind"),
    [
        (9_000, (640, 480), Kind.PHOTO),
        (9_000, (), Kind.DOCUMENT),
        (10_000_000, (5_000, 5_000), Kind.PHOTO),
        (10_000_001, (640, 480), Kind.DOCUMENT),
        (9_000, (5_001, 5_000), Kind.DOCUMENT),
        (9_000, (20, 400), Kind.PHOTO),
        (9_000, (401, 20), Kind.DOCUMENT),
    ],
)
def test_a_picture_goes_as_a_photo_as_far_as_telegram_takes_it(size: int, edges: tuple[int, ...], kind: Kind) -> None:
    assert files.kind_of(File("", "", "", size, *edges)) is kind


@pytest.mark.parametrize("reference", ["", "photo", "photo:", "video:x", "AgAC"])
def test_what_is_no_reference_is_uploaded(reference: str) -> None:
    assert files.read_reference(reference) is None


@pytest.mark.parametrize(
    "answer", [None, True, {}, {"photo": []}, {"photo": [{}]}, {"photo": [{"file_id": 7}]}, {"document": []}]
)
def test_an_answer_without_an_id_gives_no_reference(answer: Any) -> None:
    assert [files.reference_in(kind, answer) for kind in Kind] == ["", ""]


@pytest.mark.parametrize(
    ("text", "op", "follows"),
    [
        ("wrong file identifier/HTTP URL specified", Op.SEND, Instead.UPLOAD),
        ("wrong remote file identifier specified: Wrong padding length", Op.SEND, Instead.UPLOAD),
        ("FILE_REFERENCE_EXPIRED", Op.SEND, Instead.UPLOAD),
        ("type of file mismatch", Op.SEND, Instead.UPLOAD),
        ("PHOTO_INVALID_DIMENSIONS", Op.SEND, Instead.DOCUMENT),
        ("IMAGE_PROCESS_FAILED", Op.SEND, Instead.DOCUMENT),
        ("there is no text in the message to edit", Op.EDIT, Instead.CAPTION),
        ("file must be non-empty", Op.SEND, GiveUp("file must be non-empty")),
    ],
)
def test_what_telegram_says_of_a_file_has_its_meaning(text: str, op: Op, follows: object) -> None:
    assert meaning(BadRequest(text), op, is_group=False, attempt=1) == Meaning(follows)  # type: ignore[arg-type]  # either of the two


async def test_a_photo_is_sent_again_as_a_photo(desk: Desk, tmp_path: Path) -> None:
    photo = stored(tmp_path, b"JPEG", "Grundriß.jpg", 640, 480)
    first = await send(desk, photo)
    assert reference(first).startswith("photo:AgAC")
    again = await send(desk, replace(photo, reference=reference(first)), chat=GROUP)
    assert again.upload is None
    assert [(one["name"], one["uploaded"]) for one in await arrived(desk)] == [
        ("Grundriß.jpg", True),
        ("Grundriß.jpg", False),
    ]


async def test_a_picture_that_is_refused_as_a_photo_goes_as_a_document_and_stays_one(
    desk: Desk, tmp_path: Path
) -> None:
    picture = stored(tmp_path, NO_PHOTO, "linie.png", 1, 1)
    first = await send(desk, picture)
    assert reference(first).startswith("document:BQAC")
    await send(desk, replace(picture, reference=reference(first)))
    assert [one["uploaded"] for one in await arrived(desk)] == [True, False]


async def test_in_a_topic_that_is_gone_a_file_goes_to_the_group(desk: Desk, tmp_path: Path) -> None:
    await desk.server.chat(GROUP, type="supergroup", is_forum=True, topics=[7])
    document = stored(tmp_path, b"%PDF", "erlass.pdf")
    first = await send(desk, document, chat=GROUP, thread="8")
    await send(desk, replace(document, reference=reference(first)), chat=GROUP, thread="7")
    assert [one.get("message_thread_id") for one in await desk.server.messages(GROUP)] == [None, 7]
    assert {one["sha256"] for one in await arrived(desk)} == {document.file.sha256}


async def test_what_cannot_be_deleted_any_more_says_so_in_its_caption(desk: Desk, tmp_path: Path) -> None:
    sent = await send(desk, stored(tmp_path, b"%PDF", "erlass.pdf"))
    gone = Message(Body("Zurückgezogen: Neuer Erlass"))
    for _ in range(2):
        assert await desk.channel.edit(Target(str(PERSON)), sent.remote_id, gone, key="e", attempt=1) == Sent(
            sent.remote_id
        )
    (message,) = await desk.server.messages(PERSON)
    assert message["caption"] == "Zurückgezogen: Neuer Erlass"


async def test_a_notice_to_many_is_uploaded_once_and_the_next_one_not_at_all(desk: Desk, tmp_path: Path) -> None:
    for chat in range(5, 17):
        desk.join_person(chat)
    desk.house.assets = tmp_path
    document = stored(tmp_path, b"%PDF", "erlass.pdf").file
    for _ in range(2):
        desk.house.tell(desk.house.new(files=(Attachment(document, "Erlass"),)))
        await desk.work()
    came = await arrived(desk)
    assert len(came) == 24
    assert [one["uploaded"] for one in came].count(True) == 1
    assert {row.state for row in desk.house.deliveries()} == {"sent"}
