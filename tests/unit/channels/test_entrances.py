"""How people come to each network: what an invitation is told."""

from pathlib import Path

import pytest

from channels.matrix.channel import entrance_of as matrix_entrance
from channels.matrix.login import Access
from channels.telegram.channel import entrance_of as telegram_entrance
from channels.telegram.updates import Me


def test_a_telegram_link_brings_the_code_along() -> None:
    way = telegram_entrance(Me(7, "verbundbote_bot"))
    assert way is not None
    assert way.link.replace("{code}", "k7rm-2xhp-9dtw") == "https://t.me/verbundbote_bot?start=k7rm-2xhp-9dtw"


def test_a_bot_without_a_name_has_no_link() -> None:
    assert telegram_entrance(Me(7, "")) is None


@pytest.mark.parametrize(("servers", "named"), [((), False), (("caritas.example", "awo.example"), True)])
def test_a_matrix_link_says_whose_server_reaches_us(servers: tuple[str, ...], named: bool) -> None:
    access = Access("https://hs.example", "@bote:hs.example", Path("x"), servers=frozenset(servers))
    way = matrix_entrance(access)
    assert way.link == "https://matrix.to/#/@bote:hs.example"
    assert "BundesMessenger" in way.hint
    assert "hs.example" in way.hint
    assert ("awo.example, caritas.example" in way.hint) is named
