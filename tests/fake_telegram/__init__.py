"""A Bot API server of our own, for tests, benchmarks and anybody to try: `./run fake telegram --port P --state DIR`.

What it answers is not left to our own opinion. Three judges look at each request: aiogram's models of the Bot API
(names and types of parameters), TDLib's own parser (markup, through tdjson) and the rules and error texts of the
official server (https://github.com/tdlib/telegram-bot-api, Client.cpp, and https://github.com/tdlib/td,
MessageEntity.cpp). What they object to is kept in the faults, which a test asserts are empty.

Talk to it at http://127.0.0.1:PORT/bot<TOKEN>/<method>; be its users at http://127.0.0.1:PORT/ctl/... (control.py),
or with the class of client.py, which says the same things in Python:

    async with running(tmp_path / "telegram") as telegram:      # here, on a free port; or `started`: as a process
        await telegram.say(5, 5, "/start")                      # user 5 writes to the bot
        await telegram.block(5)                                 # my_chat_member, and 403 from then on
        await telegram.behave({"-100*": ["flood:3", "ok"]})     # what calls to those chats meet (words.py)
        assert await telegram.faults() == []

The state directory holds out.jsonl (what arrived, in the form of the memory network, for `bote check --journal`),
account (whose it is), calls.jsonl (every call to a chat, with the word that it met), faults.jsonl and chats.json (the
words). Telegram knows no key of ours, so a test says it in the header `X-Bote-Dispatch: <key> <attempt> [<op>]`, which
the real server would ignore; our channel adds it only under BOTE_TEST=1. Without it a line has an empty key and
attempt 0. An edit that changes nothing and a second delete are errors, as in truth, and yet lines of out.jsonl: the
memory network writes them too, and `check` looks for them.

Not here: rich messages, inline mode, payments, stickers, business accounts; two bots on one server.
"""
