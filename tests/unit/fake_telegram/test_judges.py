"""The judges object to what the server would refuse, and to what it would silently mend or ignore."""

from pathlib import Path
from typing import Any

import pytest

from tests.fake_telegram.client import FakeTelegram, running
from tests.fake_telegram.errors import ApiError
from tests.fake_telegram.judges import cleaned


async def send(server: FakeTelegram, **params: Any) -> dict[str, Any]:
    return await server.call("sendMessage", **{"chat_id": 5, "text": "Guten Tag", **params})


@pytest.mark.parametrize(
    ("params", "objection"),
    [
        ({"disable_notfication": True}, "unknown parameter disable_notfication"),
        ({"chat_id": [5]}, "chat_id.int: Input should be a valid integer"),
        ({"message_thread_id": "sieben"}, "message_thread_id: Input should be a valid integer"),
        ({"entities": [{"type": "bold", "offset": 0}]}, "entities.0.length: Field required"),
        ({"link_preview_options": {"disabled": True}}, "unknown parameter link_preview_options.disabled"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "Ja", "callback": "y"}]]}},
            "unknown parameter reply_markup.inline_keyboard.callback",
        ),
    ],
)
async def test_a_misspelt_or_mistyped_parameter_is_a_fault(
    server: FakeTelegram, params: dict[str, Any], objection: str
) -> None:
    answer = await send(server, **params)
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: can't parse parameters: ")
    fault = (await server.faults())[0]
    assert (fault["judge"], fault["method"]) == ("aiogram", "sendMessage")
    assert fault["objection"].startswith(objection)
    assert await server.journal() == []


async def test_what_is_missing_gets_the_servers_own_words(server: FakeTelegram) -> None:
    answer = await server.call("sendMessage", chat_id=5)
    assert answer["description"] == "Bad Request: message text is empty"
    assert [fault["objection"] for fault in await server.faults()] == ["text is missing"]


async def test_parameters_come_in_every_form_that_the_server_takes(server: FakeTelegram) -> None:
    url = f"{server.base_url}{server.token}/SENDMESSAGE"
    fields = {
        "chat_id": "5",
        "text": "x",
        "disable_notification": "true",
        "entities": '[{"type":"bold","offset":0,"length":1}]',
    }
    for how in ("params", "data"):
        given: dict[str, Any] = {how: fields}
        async with server.session.post(url, **given) as response:
            assert response.ok
    lines = await server.journal()
    assert [(line["silent"], len(line["entities"])) for line in lines] == [(True, 1)] * 2


async def test_more_entities_than_are_kept_are_a_fault(server: FakeTelegram) -> None:
    entities = [{"type": "bold", "offset": 2 * number, "length": 1} for number in range(101)]
    assert (await send(server, text="x " * 101, entities=entities))["ok"]
    (line,) = await server.journal()
    assert len(line["entities"]) == 100
    assert [fault["judge"] for fault in await server.faults()] == ["TDLib"]


@pytest.mark.parametrize(
    ("first", "second", "faults"),
    [((0, 5), (3, 5), 1), ((0, 8), (3, 5), 0), ((0, 3), (3, 5), 0), ((0, 8), (0, 3), 0)],
    ids=["crossing", "inside", "beside", "same start"],
)
async def test_entities_may_nest_but_not_cross(
    server: FakeTelegram, first: tuple[int, int], second: tuple[int, int], faults: int
) -> None:
    entities = [
        {"type": kind, "offset": offset, "length": length}
        for kind, (offset, length) in (("bold", first), ("italic", second))
    ]
    assert (await send(server, entities=entities))["ok"]
    assert len(await server.faults()) == faults


async def test_markup_is_read_by_tdlib(server: FakeTelegram) -> None:
    text = "<b>😀 Neu</b> <blockquote expandable>Zitat</blockquote><a href='https://example.org'>mehr</a>"
    result = (await send(server, text=text, parse_mode="HTML"))["result"]
    assert result["text"] == "😀 Neu Zitatmehr"
    assert result["entities"] == [
        {"type": "bold", "offset": 0, "length": 6},
        {"type": "expandable_blockquote", "offset": 7, "length": 5},
        {"type": "text_link", "offset": 12, "length": 4, "url": "https://example.org/"},
    ]


async def test_without_judges_nothing_is_objected_to(tmp_path: Path) -> None:
    async with running(tmp_path, judge=False) as server:
        assert (await send(server, disable_notfication=True))["ok"]
        assert await server.faults() == []


def entity(offset: int, length: int) -> dict[str, Any]:
    return {"type": "bold", "offset": offset, "length": length}


@pytest.mark.parametrize(
    ("text", "given", "kept_text", "kept"),
    [
        ("  Guten Tag \n", [(2, 5)], "Guten Tag", [(0, 5)]),
        ("  Guten Tag", [(1, 4)], " Guten Tag", [(0, 4)]),
        ("Tag  ", [(0, 5)], "Tag", [(0, 3)]),
        ("Tag  ", [(3, 2)], "Tag", []),
        ("Guten\r\nTag\x07!", [(7, 3)], "Guten\nTag !", [(6, 3)]),
        ("Guten Tag", [(6, 0), (6, 3), (0, 9)], "Guten Tag", [(0, 9), (6, 3)]),
    ],
    ids=["both ends", "not into an entity", "entity cut", "entity gone", "odd characters", "sorted"],
)
def test_a_text_is_trimmed_as_tdlib_does(
    text: str, given: list[tuple[int, int]], kept_text: str, kept: list[tuple[int, int]]
) -> None:
    assert cleaned(text, [entity(*one) for one in given]) == (kept_text, [entity(*one) for one in kept])


@pytest.mark.parametrize(
    ("text", "given", "words"),
    [
        ("🙂", (1, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        ("🙂🙂", (0, 3), "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 8"),
        ("Tag", (3, 1), "entity begins after the end of the text at UTF-16 offset 3"),
        ("Tag", (1, 3), "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 4"),
        ("Tag", (-1, 3), "receive an entity with incorrect offset -1"),
        ("Tag", (0, -3), "receive an entity with incorrect length -3"),
    ],
)
def test_an_entity_that_does_not_fit_is_refused_in_tdlibs_words(text: str, given: tuple[int, int], words: str) -> None:
    with pytest.raises(ApiError) as caught:
        cleaned(text, [entity(*given)])
    assert caught.value.description == f"Bad Request: {words}"
