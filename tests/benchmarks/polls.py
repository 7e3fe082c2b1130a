"""A date poll that 600 persons answer within a minute, at both servers: how soon, how rightly, how sparingly.

The real process (`bote run`) is measured. Half of the voters are on Telegram and tap three dates each, in their own
chat or in one of ten groups; half are on Matrix and say it in words, by a sign, or in the native poll, encrypted where
apps encrypt. When an answer was accepted, and what was edited how often, is read from what the servers noted.
"""

import asyncio
import contextlib
import json
import math
import random
import re
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any, Self

import aiohttp
import vodozemac
from sqlalchemy import select

from bot.bench import NOW, Measured, _folder, start_bot, until
from bot.clock import write_clock_file
from bot.opening import open_store
from channels.matrix.polls import RESPONSE
from channels.memory_journal import read_journal
from domain import ballots
from domain.phrases import When
from domain.poll import Answer
from domain.revision import NATIVE_POLL
from scheduler import polling
from scheduler.publishing import Publisher
from store import accounts, deliveries, inbox, outbox, polls, surfaces
from store import tables as t
from store.db import Store, sqlite_url
from store.people import Where
from store.polls import StoredPoll
from tests.benchmarks.matrix_members import Keyed, find_peer, make_keyed
from tests.benchmarks.telegram import _cpu, _Server, _server
from tests.fake_synapse.calls import Account
from tests.fake_synapse.element import ElementUser
from tests.fake_synapse.server import SynapseServer
from tests.fake_telegram.world import TOKEN
from tests.unit.relay.support import join, person, place

Json = dict[str, Any]
ENCRYPTED = "m.room.encrypted"
Said = Mapping[int, Answer]

_VOTERS, _PLACES, _DATES = 300, 10, 3
#: All ballots are cast within so many seconds.
_WITHIN = 60.0
#: The pause of somebody who taps one date after the other.
_PAUSES = (1.0, 3.0)
_LONGEST = 400.0
_AT_ONCE = 4
_NETWORKS = ("telegram", "matrix")
_ANSWERS = (Answer.YES, Answer.IF_NEEDED, Answer.NO)
_WORDS = {Answer.YES: "ja", Answer.IF_NEEDED: "zur Not", Answer.NO: "nein"}
_COUNTS = re.compile(r"(\d+) ja · (\d+) zur Not · (\d+) nein")
_CLIENT = "/_matrix/client/v3"


def measure() -> list[Measured]:
    """Return the table. It takes some four minutes, most of them to let 300 members of Matrix join."""
    with _folder() as folder, _synapse() as synapse, _server("real") as telegram, _open(folder) as store:
        matrix = _Matrix(synapse)
        matrix.populate()
        _join_all(store, matrix)
        write_clock_file(folder / "clock", NOW, 1.0)
        access = {
            "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "MATRIX_HOMESERVER": synapse.url,
            "MATRIX_USER": matrix.bot.user_id, "MATRIX_PASSWORD": matrix.bot.password,
        }  # fmt: skip
        process = start_bot(folder, _NETWORKS, **{f"BOTE_{name}": value for name, value in access.items()})
        try:
            poll = _ask(store)
            until(lambda: not store.read_now(lambda s: deliveries.waiting_count(s, _NETWORKS)), _LONGEST)
            matrix.enter(store)
            return asyncio.run(_vote(store, telegram, matrix, poll, process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


# --- the poll, and who is asked


@contextmanager
def _synapse() -> Iterator[SynapseServer]:
    folder = Path(tempfile.mkdtemp(prefix="bote-polls-"))
    try:
        with SynapseServer(folder / "synapse") as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _open(folder: Path) -> Iterator[Store]:
    with open_store(sqlite_url(folder / "verbundbote.sqlite3"), folder, lambda _point: None) as store:
        yield store


def _join_all(store: Store, matrix: "_Matrix") -> None:
    join(store, *(person(f"t{one}", Where("telegram", str(_telegram_chat(one)))) for one in range(_VOTERS)))
    join(store, *(person(f"m{one}", Where("matrix", voter.user_id)) for one, voter in enumerate(matrix.voters)))
    join(store, *(place(f"g{one}", Where("telegram", str(_group(one)))) for one in range(_PLACES)))
    join(store, *(place(f"r{one}", Where("matrix", room)) for one, room in enumerate(matrix.rooms)))
    store.write_now(lambda s: accounts.note_limited(s, "matrix", False, NOW))


def _telegram_chat(voter: int) -> int:
    return 1000 + voter


def _group(number: int) -> int:
    return -1000 - number


def _ask(store: Store) -> StoredPoll:
    """Send a poll to everybody, asked by the first of them, who follows it in a message of their own."""
    when = tuple(When(date(2027, 1, day), clock_time(10), clock_time(13)) for day in (19, 21, 26)[:_DATES])
    who = int(store.read_now(lambda s: s.execute(select(t.person.c.id).where(t.person.c.key == "t0")).scalar_one()))
    draft = polling.Draft("Verbundtreffen", when, NOW + timedelta(days=7))
    sent = store.write_now(lambda s: polling.send(s, draft, "bench", who, Publisher(NOW)))
    found = store.read_now(lambda s: polls.load(s, sent.poll))
    assert found is not None
    store.write_now(lambda s: polling.tell_asker(s, found, NOW))
    return found


# --- Matrix


@dataclass
class _Matrix:
    """Members without clients: what they will send is encrypted before the clock runs."""

    server: SynapseServer
    voters: list[Keyed] = field(default_factory=list)
    #: The direct room of each of them.
    directs: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    groups: list[vodozemac.GroupSession] = field(default_factory=list)
    #: How far the one who looks has read. Asked twice from the very beginning, Synapse may give its answer of before:
    #: it keeps what it has answered to a first sync for a while.
    since: str = ""

    def populate(self) -> None:
        """Make the bot, the members, and ten rooms in which all of them are."""
        self.bot, self.looks = self.server.new_account("bote"), self.server.new_account("sieht")
        self.voters = [make_keyed(self.server) for _ in range(_VOTERS)]
        asyncio.run(self._make_rooms())

    def _looking(self) -> ElementUser:
        """Return somebody who is in all rooms, each time on the same device."""
        looks = ElementUser(self.server.url, self.looks, self.server.folder / "looks")
        looks.since = self.since
        return looks

    async def _make_rooms(self) -> None:
        async with self._looking() as looks:
            self.rooms = [
                await looks.create_room(encrypted=True, preset="public_chat", name=f"Raum {one}")
                for one in range(_PLACES)
            ]
            self.since = looks.since
        async with _Caller(self.server.url) as caller:
            everybody = [(voter.account, self.rooms[one % _PLACES]) for one, voter in enumerate(self.voters)]
            everybody += [(self.bot, room) for room in self.rooms]
            await _some_at_once(caller.join(who, room) for who, room in everybody)

    def enter(self, store: Store) -> None:
        """Let everybody come into the direct room that the bot has opened, and give it the key of what they will say.

        A device of the bot has fewer one-time keys than that; its fallback key serves the rest.
        """
        a = t.address.c
        found = store.read_now(
            lambda s: dict(
                s.execute(select(t.person.c.key, a.chat).join(t.address, a.recipient == t.person.c.id)).tuples().all()
            )
        )
        self.directs = [found[f"m{one}"] for one in range(_VOTERS)]
        self.groups = [vodozemac.GroupSession() for _ in self.voters]
        asyncio.run(self._enter())

    async def _enter(self) -> None:
        async with _Caller(self.server.url) as caller:

            async def come(number: int) -> None:
                voter, room = self.voters[number], self.directs[number]
                await caller.join(voter.account, room)
                peer = await asyncio.to_thread(find_peer, self.server, voter.account, self.bot.user_id)
                body = voter.key_for(peer, room, self.groups[number])
                await caller.call(voter.account, "PUT", "/sendToDevice/m.room.encrypted/key", body)

            await _some_at_once(come(number) for number in range(_VOTERS))

    def written(self, begins: float) -> "_Written":
        """Return what the bot has written since a moment, as the server has stored it."""
        query = """
            SELECT e.room_id, e.received_ts / 1000.0, coalesce(r.relation_type, ''), coalesce(r.relates_to_id, '')
            FROM events e LEFT JOIN event_relations r ON r.event_id = e.event_id
            WHERE e.sender = ? AND e.received_ts >= ? AND e.state_key IS NULL ORDER BY e.stream_ordering
        """
        with contextlib.closing(sqlite3.connect(self.server.folder / "homeserver.db")) as database:
            rows = database.execute(query, (self.bot.user_id, begins * 1000)).fetchall()
        edits = [(room, at, target) for room, at, relation, target in rows if relation == "m.replace"]
        answers: dict[str, float] = {}
        for room, at, relation, _ in rows:
            if relation != "m.replace":
                answers.setdefault(room, at)
        return _Written(answers, edits)

    async def seen(self) -> dict[str, str]:
        """Return what each room shows now, as a member's client reads it."""
        async with self._looking() as looks:
            return {
                one["room_id"]: one["content"]["m.new_content"]["body"]
                for one in looks.events
                if "m.new_content" in one["content"]
            }


@dataclass(frozen=True, slots=True)
class _Written:
    """The moment of the first answer in each room; the edits, as (room, moment, message)."""

    answers: Mapping[str, float]
    edits: Sequence[tuple[str, float, str]]


@dataclass
class _Caller:
    """Calls of many members over few connections."""

    url: str

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def call(self, who: Account, method: str, path: str, body: Mapping[str, Any]) -> None:
        """Make a call that must succeed."""
        headers = {"Authorization": f"Bearer {who.access_token}"}
        async with self._session.request(method, self.url + _CLIENT + path, json=body, headers=headers) as response:
            assert response.status == 200, await response.text()

    async def join(self, who: Account, room: str) -> None:
        """Come into a room."""
        await self.call(who, "POST", f"/rooms/{room}/join", {})


async def _some_at_once(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(each: Coroutine[Any, Any, None]) -> None:
        async with slots:
            await each

    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(one(each))


# --- what is said, and what it must come to


@dataclass(frozen=True, slots=True)
class _Planned:
    """Something that somebody does, so many seconds after the beginning."""

    at: float
    act: Callable[[], Awaitable[None]]


def _chosen(number: int, rng: random.Random) -> Said:
    """Return what a voter says to each date. Those who give a sign say yes to one date, and nothing else."""
    if number >= _VOTERS and number % 3 == 1:
        return {rng.randrange(_DATES): Answer.YES}
    said = {one: rng.choice(_ANSWERS) for one in range(_DATES)}
    if all(answer is Answer.NO for answer in said.values()):
        said[0] = Answer.IF_NEEDED  # no tick at all would take an answer back
    return said


def _model(said: Iterable[Said]) -> list[tuple[int, int, int]]:
    """Return how many said what to each date, counted one by one."""
    counted = [[0, 0, 0] for _ in range(_DATES)]
    for one in said:
        for option, answer in one.items():
            counted[option][_ANSWERS.index(answer)] += 1
    return [(yes, if_needed, no) for yes, if_needed, no in counted]


def _shown(text: str) -> list[tuple[int, int, int]]:
    return [(int(yes), int(if_needed), int(no)) for yes, if_needed, no in _COUNTS.findall(text)]


# --- a minute of voting


@dataclass
class _Run:
    """What happened: when each voter of Matrix spoke, by the wall clock."""

    began: float = field(default_factory=time.time)
    ended: float = 0.0
    spoke: dict[int, float] = field(default_factory=dict)
    #: How much of a core each process has used meanwhile.
    used: dict[str, float] = field(default_factory=dict)


async def _vote(store: Store, telegram: _Server, matrix: _Matrix, poll: StoredPoll, pid: int) -> list[Measured]:
    rng = random.Random(7)
    said = [_chosen(number, rng) for number in range(2 * _VOTERS)]
    sent = _messages(store)
    run, pids = _Run(), {"Verbundbote": pid, "Synapse": matrix.server.pid or 0}
    used = {name: _cpu(one) for name, one in pids.items()}
    async with aiohttp.ClientSession() as session, _Caller(matrix.server.url) as caller:
        plan = _taps(session, telegram, poll, said[:_VOTERS], sent, rng)
        plan += _sayings(caller, matrix, poll, said[_VOTERS:], sent, rng, run)
        await _follow(plan)
        run.ended = time.time()
        run.used = {name: (_cpu(one) - used[name]) / (run.ended - run.began) for name, one in pids.items()}
        with contextlib.suppress(TimeoutError):  # then the table says what is missing
            await asyncio.to_thread(until, lambda: _is_settled(store), 60.0)
        async with session.get(f"{telegram.url}/ctl/waits") as response:
            waits: list[float | None] = json.loads(await response.text())
    edits = await _edits(telegram, matrix, sent, _follows(store), run)
    return _table(run, waits, matrix, _model(said), edits, telegram.refused())


def _messages(store: Store) -> dict[tuple[str, bool], str]:
    """Return the ids of the poll's messages by chat; with True those of native polls."""
    x = t.dispatch.c
    query = select(x.chat, x.seq, x.remote_id).where(x.remote_id.is_not(None), x.op == "send", x.key.not_like("p%"))
    rows = store.read_now(lambda s: s.execute(query).all())
    return {(row.chat, row.seq == NATIVE_POLL): row.remote_id for row in rows}


def _follows(store: Store) -> str:
    """Return the id of the message that follows the poll for who asks."""
    x = t.dispatch.c
    return str(store.read_now(lambda s: s.execute(select(x.remote_id).where(x.key.like("p%"))).scalar_one()))


def _taps(
    session: aiohttp.ClientSession, telegram: _Server, poll: StoredPoll, said: Sequence[Said],
    sent: Mapping[tuple[str, bool], str], rng: random.Random,
) -> list[_Planned]:  # fmt: skip
    """Return the taps: one date after the other, every second voter in a group."""
    plan = []
    for number, answers in enumerate(said):
        chat = _telegram_chat(number) if number % 2 else _group(number // 2 % _PLACES)
        at = rng.uniform(0, _WITHIN - _DATES * _PAUSES[1])
        for option, answer in answers.items():
            body = {
                "chat": chat, "user": _telegram_chat(number), "message_id": int(sent[str(chat), False]),
                "payload": ballots.payload(poll.id, poll.options[option], answer),
            }  # fmt: skip
            plan.append(_Planned(at, lambda body=body: _press(session, telegram, body)))  # type: ignore[misc]  # bound at once
            at += rng.uniform(*_PAUSES)
    return plan


async def _press(session: aiohttp.ClientSession, telegram: _Server, body: Json) -> None:
    async with session.post(f"{telegram.url}/ctl/press", json=body) as response:
        assert response.status == 200, await response.text()


def _sayings(
    caller: _Caller, matrix: _Matrix, poll: StoredPoll, said: Sequence[Said], sent: Mapping[tuple[str, bool], str],
    rng: random.Random, run: _Run,
) -> list[_Planned]:  # fmt: skip
    """Return what is said on Matrix, encrypted already: words, signs (which apps never encrypt), responses."""
    plan = []
    for number, answers in enumerate(said):
        voter, room = matrix.voters[number], matrix.directs[number]
        kind = ""
        content: Json
        relation: Json
        match (number + _VOTERS) % 3:
            case 0:
                told = ", ".join(f"{option + 1} {_WORDS[answer]}" for option, answer in answers.items())
                kind, content = "m.room.message", {"msgtype": "m.text", "body": told}
            case 1:
                (option,) = answers
                relation = {
                    "rel_type": "m.annotation",
                    "event_id": sent[room, False],
                    "key": f"{option + 1}\ufe0f\u20e3",
                }
                kind, content = "m.reaction", {"m.relates_to": relation}
            case _:
                ticks = [
                    ballots.ticks(poll.options[option])[_ANSWERS.index(answer)]
                    for option, answer in answers.items()
                    if answer is not Answer.NO
                ]
                relation = {"rel_type": "m.reference", "event_id": sent[room, True]}
                kind, content = RESPONSE, {"m.relates_to": relation, RESPONSE: {"answers": ticks}}
        if kind != "m.reaction":
            kind, content = ENCRYPTED, voter.seal(matrix.groups[number], room, kind, content)
        where = f"/rooms/{room}/send/{kind}/vote"

        async def speak(number: int = number, where: str = where, content: Json = content) -> None:
            run.spoke[number] = time.time()
            await caller.call(matrix.voters[number].account, "PUT", where, content)

        plan.append(_Planned(rng.uniform(0, _WITHIN - 1), speak))
    return plan


async def _follow(plan: Sequence[_Planned]) -> None:
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for one in sorted(plan, key=lambda one: one.at):
            await asyncio.sleep(max(0.0, began + one.at - time.monotonic()))
            group.create_task(_coroutine(one.act()))


async def _coroutine(work: Awaitable[None]) -> None:
    await work


def _is_settled(store: Store) -> bool:
    """Return whether nothing is unanswered, and everything that is shown shows what it should."""
    now = NOW + timedelta(hours=1)
    return store.read_now(
        lambda s: (
            not (
                inbox.has_unhandled(s, _NETWORKS)
                or outbox.is_open(s, _NETWORKS, now)
                or any(surfaces.next_at(s, network) is not None for network in _NETWORKS)
            )
        )
    )


# --- what came of it


def _table(
    run: _Run, waits: Sequence[float | None], matrix: _Matrix, model: list[tuple[int, int, int]], edits: "_Edits",
    refused: int,
) -> list[Measured]:  # fmt: skip
    tapped = [one for one in waits if one is not None]
    answered = [
        edits.answers[matrix.directs[number]] - at
        for number, at in run.spoke.items()
        if matrix.directs[number] in edits.answers
    ]
    said, live = len(run.spoke), len(edits.live)
    wrong = sum(_shown(edits.texts.get(one, "")) != model for one in edits.live)
    most = max(_most_in_a_minute(moments) for moments in edits.by_chat.values())
    return [
        Measured(f"Umfrage: {2 * _VOTERS} Abstimmende, alle Stimmen in", run.ended - run.began, "s", "höchstens 60 s"),
        Measured(f"  Telegram: {len(waits)} Knöpfe, zu 99 % beantwortet in", _p99(tapped), "s", "unter 1 s"),
        Measured("    ohne Antwort", len(waits) - len(tapped), "", "0"),
        Measured("    zu schnell (429)", refused, "", "0"),
        Measured(f"  Matrix: {said} Antworten, zu 99 % vom Server angenommen in", _p99(answered), "s", "unter 1 s"),
        Measured("    ohne Antwort", said - len(answered), "", "0"),
        Measured(
            f"  Stand in {live} Nachrichten, nach der letzten Stimme", edits.last - run.ended, "s", "höchstens 15 s"
        ),
        Measured("    nicht richtig", wrong, "", "0"),
        Measured("  die meisten Änderungen eines Chats in einer Minute", most, "", "höchstens 10"),
        *(Measured(f"  CPU von {name}, Anteil eines Kerns", 100 * used, "%", "") for name, used in run.used.items()),
    ]


@dataclass
class _Edits:
    """What was changed where: moments by chat; what each message shows in the end, by chat and message.

    live: the messages that follow the poll; last: when the last of them changed; answers: when each room got its first.
    """

    live: frozenset[tuple[str, str]]
    answers: Mapping[str, float]
    by_chat: dict[str, list[float]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    last: float = 0.0

    def add(self, chat: str, message: str, at: float, text: str) -> None:
        """Note a change."""
        self.by_chat.setdefault(chat, []).append(at)
        self.texts[chat, message] = text
        if (chat, message) in self.live:
            self.last = max(self.last, at)


async def _edits(
    telegram: _Server, matrix: _Matrix, sent: Mapping[tuple[str, bool], str], follows: str, run: _Run
) -> _Edits:
    """Return what both servers noted. follows: the message that the one who asks gets."""
    groups = {(chat, sent[chat, False]) for chat in (str(_group(one)) for one in range(_PLACES))}
    rooms = {(room, sent[room, False]) for room in matrix.rooms}
    written, seen = matrix.written(run.began), await matrix.seen()
    found = _Edits(frozenset({*groups, *rooms, (str(_telegram_chat(0)), follows)}), written.answers)
    for line in read_journal(telegram.journal):
        at = datetime.fromisoformat(line["wall"]).timestamp()
        if line["op"] == "edit" and at >= run.began:
            found.add(line["chat"], line["remote_id"], at, line["text"])
    for room, at, message in written.edits:
        found.add(room, message, at, seen.get(room, ""))
    return found


def _p99(values: Sequence[float]) -> float:
    """Return the value that 99 of 100 do not exceed."""
    return sorted(values)[math.ceil(len(values) * 0.99) - 1] if values else math.inf


def _most_in_a_minute(moments: Sequence[float]) -> int:
    """Return how many lie in the fullest minute, wherever it begins."""
    return max(sum(at <= other < at + 60.0 for other in moments) for at in moments)
