"""What the bot sends: it arrives as it was asked for, or the server and the judges say what is wrong with it."""

import asyncio
from io import BytesIO
from typing import Any

import pytest
import telegram
from aiohttp import FormData
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, MessageEntity, ReplyParameters
from telegram.error import BadRequest

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.files import UPLOAD_LIMIT
from tests.fake_telegram.journal import HEADER
from tests.fake_telegram.judges import built

#: In this order, as the contract has them.
FIELDS = ["seq", "at", "wall", "op", "chat", "key", "attempt", "remote_id"]
FIELDS += ["text", "entities", "buttons", "reply_to", "silent"]


async def test_a_message_arrives_and_is_journalled(server: FakeTelegram, bot: telegram.Bot) -> None:
    asked = await server.say(5, 5, "Frage")
    sent = await bot.send_message(
        5,
        "Ämter 🙂 offen",
        entities=[MessageEntity("bold", 0, 5), MessageEntity("text_link", 6, 2, url="https://example.org")],
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="y")]]),
        reply_parameters=ReplyParameters(asked["message_id"]),
        disable_notification=True,
    )
    assert (sent.text, sent.chat.type, sent.from_user) == ("Ämter 🙂 offen", "private", bot.bot)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "Frage"
    (line,) = await server.journal()
    assert list(line) == FIELDS
    del line["at"], line["wall"]
    assert line == {
        "seq": 1,
        "op": "send",
        "chat": "5",
        "key": "",
        "attempt": 0,
        "remote_id": str(sent.message_id),
        "text": "Ämter 🙂 offen",
        "entities": [
            {"type": "bold", "offset": 0, "length": 5},
            {"type": "text_link", "offset": 6, "length": 2, "url": "https://example.org"},
        ],
        "buttons": [[{"label": "Ja", "payload": "y"}]],
        "reply_to": str(asked["message_id"]),
        "silent": True,
    }
    assert await server.faults() == []


async def test_a_test_says_key_and_attempt_in_a_header(server: FakeTelegram) -> None:
    url = f"{server.base_url}{server.token}/sendMessage"
    for header in ("n7-1 2", "n7-2 1 upload"):
        async with server.session.post(url, json={"chat_id": 5, "text": "x"}, headers={HEADER: header}) as response:
            assert response.ok
    said = [(line["op"], line["key"], line["attempt"]) for line in await server.journal()]
    assert said == [("send", "n7-1", 2), ("upload", "n7-2", 1)]
    assert [(call["key"], call["attempt"], call["word"]) for call in await server.calls()] == [
        ("n7-1", 2, "ok"),
        ("n7-2", 1, "ok"),
    ]


async def test_edit_pin_and_delete(server: FakeTelegram, bot: telegram.Bot) -> None:
    sent = await bot.send_message(5, "alt", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Ja", "y")]]))
    edited = await bot.edit_message_text("neu", 5, sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.reply_markup) == ("neu", None)
    await bot.pin_chat_message(5, sent.message_id)
    await bot.unpin_chat_message(5)
    assert await bot.delete_message(5, sent.message_id)
    assert await server.messages(5) == []
    assert [line["op"] for line in await server.journal()] == ["send", "edit", "pin", "unpin", "delete"]


async def test_what_is_so_already_is_an_error_but_in_the_journal(server: FakeTelegram, bot: telegram.Bot) -> None:
    sent = await bot.send_message(5, "gleich")
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content and reply markup are"):
        await bot.edit_message_text("gleich", 5, sent.message_id)
    await bot.delete_message(5, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(5, sent.message_id)
    assert [line["op"] for line in await server.journal()] == ["send", "edit", "delete", "delete"]


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendMessage", {"chat_id": 5, "text": ""}, "message text is empty"),
        ("sendMessage", {"chat_id": 5, "text": " \n "}, "text must be non-empty"),
        ("sendMessage", {"chat_id": 5, "text": "🙂" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "@niemand", "text": "x"}, "chat not found"),
        (
            "sendMessage",
            {"chat_id": 5, "text": "<b>offen", "parse_mode": "HTML"},
            "can't parse entities: can't find end",
        ),
        ("sendMessage", {"chat_id": 5, "text": "x", "parse_mode": "Word"}, "unsupported parse_mode"),
        (
            "sendMessage",
            {"chat_id": 5, "text": "x", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        (
            "sendMessage",
            {"chat_id": 5, "text": "x", "reply_parameters": {"message_id": 9}},
            "message to be replied not",
        ),
        ("editMessageText", {"chat_id": 5, "message_id": 9, "text": "x"}, "message to edit not found"),
        ("editMessageReplyMarkup", {"chat_id": 5, "message_id": 9}, "message to edit not found"),
        ("deleteMessage", {"chat_id": 5, "message_id": 9}, "message to delete not found"),
        ("pinChatMessage", {"chat_id": 5, "message_id": 9}, "message to pin not found"),
        ("copyMessage", {"chat_id": 5, "from_chat_id": 6, "message_id": 9}, "message to copy not found"),
        ("sendDocument", {"chat_id": 5, "document": "unbekannt"}, "wrong file identifier/HTTP URL specified"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "1"},
            "query is too old and response timeout expired or query ID",
        ),
    ],
)
async def test_the_official_words(server: FakeTelegram, method: str, params: dict[str, Any], description: str) -> None:
    answer = await server.call(method, **params)
    assert answer["ok"] is False
    assert answer["error_code"] == 400
    assert answer["description"].lower().startswith(f"bad request: {description}".lower())
    assert await server.journal() == []


async def test_an_old_button_is_answered_too_late(server: FakeTelegram, bot: telegram.Bot) -> None:
    sent = await bot.send_message(5, "Frage")
    late = await server.press(5, 5, sent.message_id, "ja", too_old=True)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(late)
    in_time = await server.press(5, 5, sent.message_id, "ja")
    assert await bot.answer_callback_query(in_time, "Danke")
    assert await server.answers() == {in_time: {"text": "Danke"}}


async def test_a_token_or_method_that_does_not_exist(server: FakeTelegram) -> None:
    for path, status, description in [
        ("/bot1:falsch/getMe", 401, "Unauthorized"),
        ("/botfalsch/getMe", 401, "Unauthorized: invalid token specified"),
        (f"/bot{server.token}/getAnything", 404, "Not Found: method not found"),
        ("/anything", 404, "Not Found"),
    ]:
        async with server.session.get(f"{server.url}{path}") as response:
            assert (response.status, await response.json()) == (
                status,
                {"ok": False, "error_code": status, "description": description},
            )


async def test_a_document_is_uploaded_once_and_sent_again_by_its_id(server: FakeTelegram, bot: telegram.Bot) -> None:
    sent = await bot.send_document(5, InputFile(b"%PDF", "Erlass.pdf"), caption="Der Erlass")
    assert sent.document is not None
    again = await bot.send_document(6, sent.document.file_id)
    assert again.document == sent.document
    assert (sent.document.file_name, sent.document.mime_type) == ("Erlass.pdf", "application/pdf")
    assert await (await bot.get_file(sent.document)).download_as_bytearray() == b"%PDF"
    form = FormData({"chat_id": "5", "document": "attach://a1"})
    form.add_field("a1", b"%PDF", filename="Erlass.pdf")
    async with server.session.post(f"{server.base_url}{server.token}/sendDocument", data=form) as response:
        assert (await response.json())["result"]["document"]["file_id"] == sent.document.file_id
    photo = await bot.send_photo(5, InputFile(b"JPEG", "Bild.jpg"))
    assert photo.photo[0].file_size == 4
    assert [line["text"] for line in await server.journal()] == ["Der Erlass", "", "", ""]
    assert await server.faults() == []


async def test_aiograms_client_gets_along_too(server: FakeTelegram) -> None:
    await server.call("getMe")  # the judges have it loaded quickly
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import BufferedInputFile, Message, Update

    for model in (Update, Message):
        built(model)
    async with AiohttpSession(api=TelegramAPIServer.from_base(server.url)) as session:
        other = Bot(server.token, session)
        await server.say(5, 5, "/start")
        (update,) = await other.get_updates()
        assert update.message is not None
        sent = await other.send_message(5, "<b>Guten</b> Tag", parse_mode="HTML")
        assert (sent.text, [entity.type for entity in sent.entities or []]) == ("Guten Tag", ["bold"])
        document = (await other.send_document(5, BufferedInputFile(b"x", "a.txt"), caption="c")).document
        assert document is not None
        assert (document.file_name, document.file_size) == ("a.txt", 1)
    assert await server.faults() == []


async def test_a_large_file_is_taken_and_a_larger_one_is_not(server: FakeTelegram) -> None:
    url = f"{server.base_url}{server.token}/sendDocument"
    for size, status in ((3 << 20, 200), (UPLOAD_LIMIT + 1, 413)):
        form = FormData({"chat_id": "5"})
        form.add_field("document", BytesIO(bytes(size)), filename="Archiv.zip")
        async with server.session.post(url, data=form) as response:
            assert response.status == status


async def test_latency_is_before_each_answer_and_after_each_message(server: FakeTelegram) -> None:
    await server.latency(60)
    call = asyncio.create_task(server.call("sendMessage", chat_id=5, text="x"))
    async with asyncio.timeout(5):
        while not await server.journal():
            assert not call.done()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_what_the_bot_says_of_itself_and_asks_of_chats(server: FakeTelegram, bot: telegram.Bot) -> None:
    commands = [BotCommand("start", "Beginnen")]
    await bot.set_my_commands(commands)
    await bot.set_my_description("Der Informationsdienst")
    await bot.set_my_short_description("Info")
    assert list(await bot.get_my_commands()) == commands
    assert (await bot.get_my_description()).description == "Der Informationsdienst"
    await server.add_to_group(-40, 5, "administrator", title="Verbund Heide", members={"5": "administrator"})
    assert (await bot.get_chat(-40)).title == "Verbund Heide"
    assert (await bot.get_chat_member(-40, 5)).status == "administrator"
    assert (await bot.get_chat_member(-40, bot.id)).status == "administrator"
    assert (await bot.get_chat_member(-40, 6)).status == "left"
    assert await bot.leave_chat(-40)
    assert await server.faults() == []
