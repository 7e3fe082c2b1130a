"""What the bot sends: it arrives as it was asked for, and is journalled."""

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from tests.fake_telegram.client import FakeTelegram


async def test_a_message_arrives_and_is_journalled(server: FakeTelegram, bot: telegram.Bot) -> None:
    sent = await bot.send_message(
        5,
        "Ämter 🙂 offen",
        entities=[MessageEntity("bold", 0, 5), MessageEntity("text_link", 6, 2, url="https://example.org")],
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="y")]]),
        disable_notification=True,
    )
    assert (sent.text, sent.chat.type, sent.from_user) == ("Ämter 🙂 offen", "private", bot.bot)
    (line,) = await server.journal()
    assert line["remote_id"] == str(sent.message_id)
    assert line["entities"] == [
        {"type": "bold", "offset": 0, "length": 5},
        {"type": "text_link", "offset": 6, "length": 2, "url": "https://example.org"},
    ]
    assert line["buttons"] == [[{"label": "Ja", "payload": "y"}]]
    assert line["silent"] is True
    assert await server.faults() == []
