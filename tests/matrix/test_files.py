"""Files in rooms: encrypted where the room is, in the clear elsewhere, each uploaded once."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from channels.base import Target
from domain.asset import File, Loaded
from domain.message import Body, Message
from domain.outcome import Sent
from tests.matrix.conftest import AtWork
from tests.matrix.test_talking import NewUser, _group

DATA = b"%PDF-1.7"
FILE = File(hashlib.sha256(DATA).hexdigest(), "erlass.pdf", "application/pdf", len(DATA))


async def test_rooms_in_the_clear_have_an_upload_of_their_own(
    at_work: AtWork, matrix_user: NewUser, tmp_path: Path
) -> None:
    loaded = Loaded(FILE, str(tmp_path / FILE.sha256))
    (tmp_path / FILE.sha256).write_bytes(DATA)
    user, room = await _group(at_work, matrix_user)
    references = []
    for number, chat in enumerate((at_work.case.chat, room, at_work.case.chat, room)):
        message = Message(Body("Anlage: Erlass", file=FILE), loaded=loaded)
        outcome = await at_work.channel.send(Target(chat), message, key=f"f{number}", attempt=1)
        assert isinstance(outcome, Sent), outcome
        if outcome.upload is not None:
            references.append(json.loads(outcome.upload.reference))
            loaded = replace(loaded, reference=outcome.upload.reference)
    assert [sorted(one) for one in references] == [["sealed"], ["plain", "sealed"]]
    event = await user.wait_for(room, lambda event: event["content"].get("filename") == "erlass.pdf")
    assert event["content"]["url"] == references[-1]["plain"]
    assert "file" not in event["content"]
    (arrival, _) = (one for one in at_work.case.arrivals() if one.file is not None)
    assert arrival.file is not None
    assert (arrival.file.sha256, arrival.file.reference) == (FILE.sha256, references[0]["sealed"]["url"])
