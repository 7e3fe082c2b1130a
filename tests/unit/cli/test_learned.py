"""What the Koordination corrects in the chat is measured by `bote feed quality --set korrekturen`."""

from pathlib import Path

from bot.opening import put_start_data
from channels.memory import MemoryChannel
from domain.recipient import Role
from store.db import Store
from tests.unit.bot.support import Counter
from tests.unit.bot.test_reviewing import FRIDAY, feed, says
from tests.unit.cli.support import Bote
from tests.unit.relay.support import join, person


async def test_a_correction_in_the_chat_is_part_of_the_set_of_corrections(
    bote: Bote, rows: Store, tmp_path: Path
) -> None:
    assert bote.fault("feed", "quality", "--set", "korrekturen", code=3)["code"] == "no_set"
    put_start_data(rows)
    desk = Counter(rows, MemoryChannel("ost", tmp_path / "ost", lambda: FRIDAY))
    desk.clock.now = FRIDAY
    join(rows, person("cora", role=Role.COORDINATION, confirmed_at=FRIDAY))
    feed(desk, "a", "b")
    await says(desk, "freigabe")
    await says(desk, "Themen ändern")
    await says(desk, "Asylverfahren/GEAS")
    await says(desk, "In die nächste Ausgabe")
    found = bote.value("feed", "quality", "--set", "korrekturen")
    assert found["entries"] == 1
    # Nothing in their words says so: what only a person knows counts as missed.
    assert found["topics"]["per"]["asyl"]["recall"] == 0.0
    assert found["topics"]["recall"] == 0.0
