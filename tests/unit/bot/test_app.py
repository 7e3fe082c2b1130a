"""The place that joins the parts: what it refuses, what it lets go of, and when there is nothing left to do."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import settings
from bot.app import (
    STANDBY,
    AccountTakenError,
    House,
    Service,
    UnknownNetworkError,
    _Owner,
    _run_services,
    feed_settings,
    make_channel,
    open_house,
    run,
)
from bot.router import Router
from channels.base import Capabilities, Entrance, Receive, RefusedError
from channels.memory import MemoryChannel
from channels.telegram.channel import TelegramChannel
from channels.telegram.webhook import Webhook
from domain.message import Body
from scheduler.collecting import HOST_PAUSE
from scheduler.relay import Relay
from store import bodies, entrances, inbox, outbox
from store import tables as t
from store.locks import account_lock
from tests.unit.bot.support import said
from tests.unit.relay.support import MONDAY, drive

#: Nothing here takes as long as this unless it hangs.
PATIENCE = 20.0


def opened(house: House) -> MemoryChannel:
    """Return the memory network "a" of a house."""
    channel = make_channel("memory:a", house.settings, house.clock.now)
    assert isinstance(channel, MemoryChannel)
    return channel


# --- networks and settings


@pytest.mark.parametrize(
    "name", ["telegram:x", "matrix:x", "terminal", "memory", "memory:", "memory:../x", "memory:a b", ""]
)
def test_a_network_that_does_not_exist_is_named_in_a_sentence(given: settings.Settings, name: str) -> None:
    with pytest.raises(UnknownNetworkError, match=f"^Das Netz „{name}“ gibt es nicht\\. Möglich ist .*\\.$"):
        make_channel(name, given, lambda: MONDAY)


def test_matrix_says_what_it_lacks_and_takes_what_the_operator_gave(tmp_path: Path) -> None:
    environ = {"BOTE_DATA_DIR": str(tmp_path), "BOTE_MATRIX_HOMESERVER": "https://matrix.example.org"}
    for name, value in {"USER": "@bote:example.org", "PASSWORD": "geheim"}.items():
        without = settings.load(environ)
        assert isinstance(without, settings.Settings)
        with pytest.raises(UnknownNetworkError, match="BOTE_MATRIX_PASSWORD"):
            make_channel("matrix", without, lambda: MONDAY)
        environ[f"BOTE_MATRIX_{name}"] = value
    given = settings.load(environ)
    assert isinstance(given, settings.Settings)
    channel = make_channel("matrix", given, lambda: MONDAY)
    assert (channel.account, channel.capabilities.keyed, channel.capabilities.internal) == ("matrix", True, True)


@pytest.mark.parametrize("name", ["memory:ost", "memory:nord-west_2"])
def test_a_memory_network_is_its_account_too(given: settings.Settings, name: str) -> None:
    assert make_channel(name, given, lambda: MONDAY).account == name


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "Für Telegram fehlt der Zugang."),
        ({"BOTE_TELEGRAM_TOKEN": "1:a", "BOTE_TELEGRAM_WEBHOOK_URL": "https://a.example/t"}, "braucht BOTE_WEB_LISTEN"),
    ],
)
def test_telegram_says_what_it_needs(tmp_path: Path, environ: dict[str, str], words: str) -> None:
    loaded = settings.load({"BOTE_DATA_DIR": str(tmp_path), **environ})
    assert isinstance(loaded, settings.Settings)
    with pytest.raises(UnknownNetworkError, match=words):
        make_channel("telegram", loaded, lambda: MONDAY)


@pytest.mark.parametrize(
    ("environ", "internal", "tells", "webhook"),
    [
        ({}, False, False, False),
        ({"BOTE_TELEGRAM_SCOPE": "all"}, True, False, False),
        ({"BOTE_TELEGRAM_API_URL": "http://127.0.0.1:1"}, False, False, False),
        ({"BOTE_TEST": "1", "BOTE_TELEGRAM_API_URL": "http://127.0.0.1:1"}, False, True, False),
        ({"BOTE_TEST": "1"}, False, False, False),
        ({"BOTE_TELEGRAM_WEBHOOK_URL": "https://a.example/t", "BOTE_WEB_LISTEN": "8080"}, False, False, True),
    ],
)
def test_telegram_is_made_as_the_settings_say(
    tmp_path: Path, environ: dict[str, str], internal: bool, tells: bool, webhook: bool
) -> None:
    loaded = settings.load({"BOTE_DATA_DIR": str(tmp_path), "BOTE_TELEGRAM_TOKEN": "1:a", **environ})
    assert isinstance(loaded, settings.Settings)
    channel = make_channel("telegram", loaded, lambda: MONDAY)
    assert isinstance(channel, TelegramChannel)
    assert channel.account == "telegram"
    assert channel.capabilities.internal is internal
    assert channel._request._tell_dispatch is tells
    assert isinstance(channel._incoming, Webhook) is webhook


@pytest.mark.parametrize(
    ("environ", "contact", "private", "pause"),
    [
        ({}, "https://www.ms.niedersachsen.de", False, HOST_PAUSE),
        ({"BOTE_OPERATOR_CONTACT": "bote@amt.example"}, "bote@amt.example", False, HOST_PAUSE),
        ({"BOTE_OPERATOR_URL": "https://amt.example/"}, "https://amt.example/", False, HOST_PAUSE),
        ({"BOTE_TEST": "1", "BOTE_FEED_HOST_PAUSE": "0", "BOTE_FEED_ALLOW_PRIVATE": "1"},
         "https://www.ms.niedersachsen.de", True, 0.0),
    ],
)  # fmt: skip
def test_feeds_are_asked_as_the_settings_say(
    tmp_path: Path, environ: dict[str, str], contact: str, private: bool, pause: float
) -> None:
    loaded = settings.load({"BOTE_DATA_DIR": str(tmp_path), **environ})
    assert isinstance(loaded, settings.Settings)
    found = feed_settings(loaded)
    assert (found.contact, found.allow_private, found.host_pause) == (contact, private, pause)


# --- the house


def test_the_house_is_closed_when_something_raises(given: settings.Settings) -> None:
    seen: list[House] = []

    def fail() -> None:
        with open_house(given) as house:
            seen.append(house)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with pytest.raises(RuntimeError, match="closed"):
        seen[0].store.write_now(lambda _session: None)


def test_the_start_data_is_there_when_the_house_opens(given: settings.Settings) -> None:
    for _ in range(2):
        with open_house(given) as house:
            assert house.store.read_now(inbox.dropped) == 0
            assert len(house.store.read_now(lambda s: s.connection().exec_driver_sql("SELECT 1 FROM region").all())) > 9


# --- what is refused


async def test_a_network_that_refuses_us_while_we_run_is_silent_and_the_others_go_on(
    given: settings.Settings,
) -> None:
    class Refusing(MemoryChannel):
        started = 0

        async def start(self) -> None:
            self.started += 1
            await super().start()

        async def listen(self, _receive: Receive, _cursor: str | None) -> None:
            raise RefusedError("Bitte prüfen Sie das Passwort.")

    with open_house(given) as house:
        refusing = Refusing("b", given.data_dir / "memory" / "b", house.clock.now)
        services, stop = [Service(house, refusing), Service(house, opened(house))], asyncio.Event()
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            running = [group.create_task(service.run(stop)) for service in services]
            await services[1].active.wait()
            await _until(lambda: services[0].refused)
            line = {"id": "e1", "chat": "ada", "kind": "text", "user": "ada", "text": "Hilfe", "direct": True}
            (given.data_dir / "memory" / "a" / "in.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
            await _until((given.data_dir / "memory" / "a" / "out.jsonl").read_bytes)
            assert not any(task.done() for task in running)
            stop.set()
        assert (services[0].refused, services[1].refused) == ("Bitte prüfen Sie das Passwort.", "")
        assert services[0].active.is_set(), "nobody waits for it"
        assert refusing.started == 1


async def _until(is_so: Callable[[], object]) -> None:
    while not is_so():  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(0.01)


# --- what comes in


async def test_what_was_said_before_we_listened_keeps_the_time_that_the_network_tells(
    given: settings.Settings,
) -> None:
    with open_house(given) as house:
        service = Service(house, opened(house))
        before = datetime.now(UTC) - timedelta(days=1)
        await service._receive([said("e1", "Hilfe", sent_at=before), said("e2", "Hilfe")], "2")
        rows = house.store.read_now(lambda s: list(s.execute(select(t.inbox.c.said_at))))
        assert [row.said_at for row in rows] == [before, None]


async def test_how_people_come_to_a_network_is_noted_once_it_is_up(given: settings.Settings) -> None:
    way = Entrance("Matrix", "https://matrix.to/#/@bote:hs.example", "Erreicht mein Server den Boten?")

    class Entered(MemoryChannel):
        @property
        def capabilities(self) -> Capabilities:
            return replace(super().capabilities, entrance=way)

    with open_house(given) as house:
        channel = Entered("a", given.data_dir / "memory" / "a", house.clock.now)
        service, stop = Service(house, channel), asyncio.Event()
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            group.create_task(service.run(stop))
            await service.active.wait()
            stop.set()
        (noted,) = house.store.read_now(entrances.known)
        assert (noted.name, noted.link, noted.hint) == (way.name, way.link, way.hint)


# --- idleness


async def test_a_service_is_idle_when_nothing_is_unread_unanswered_or_due(given: settings.Settings) -> None:
    with open_house(given) as house:
        channel = opened(house)
        service = Service(house, channel)
        await channel.start()
        assert await service.is_idle()
        line = {"id": "e1", "chat": "ada", "kind": "text", "user": "ada", "text": "Hilfe", "direct": True}
        (given.data_dir / "memory" / "a" / "in.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
        assert not await service.is_idle()
        await service._receive([said("e1", "Hilfe")], str(len(json.dumps(line)) + 1))
        assert not await channel.has_unread(house.store.read_now(lambda s: inbox.cursor_of(s, "memory:a")))
        assert not await service.is_idle()
        row = house.store.read_now(lambda s: inbox.next_unhandled(s, "memory:a"))
        assert row is not None
        await Router(house.store, channel, house.clock.now).handle(row)
        assert not await service.is_idle()
        await drive(Relay(house.store, channel, house.clock.now, None))
        assert await service.is_idle()
        await channel.close()


async def test_what_is_due_later_or_elsewhere_keeps_no_service_busy(given: settings.Settings) -> None:
    with open_house(given) as house:
        channel = opened(house)
        await channel.start()
        now = house.clock.now()
        row = {
            "chat": "ada", "lane": 4, "op": "send", "seq": 0, "body": bodies.dump(Body("Hallo")), "on_unsure": "stay",
            "created_at": now, "expires_at": now + timedelta(days=7), "repeated": [],
        }  # fmt: skip
        later = {**row, "key": "x1", "account": "memory:a", "not_before": now + timedelta(days=1)}
        elsewhere = {**row, "key": "x2", "account": "memory:b", "not_before": now}
        house.store.write_now(lambda s: outbox.enqueue(s, [later, elsewhere]))
        assert await Service(house, channel).is_idle()
        await channel.close()


# --- a network that refuses us


# --- locks


async def test_an_owner_holds_the_lock_while_it_works_and_gives_it_back(given: settings.Settings) -> None:
    with open_house(given) as house:
        working, stop = asyncio.Event(), asyncio.Event()
        other = account_lock(house.store, given.data_dir, "memory:a")

        async def work(ending: asyncio.Event) -> None:
            working.set()
            await ending.wait()

        async with asyncio.timeout(PATIENCE):
            running = asyncio.create_task(_Owner(house, "memory:a", work, asyncio.Event()).run(stop))
            await working.wait()
            assert not other.try_acquire()
            stop.set()
            await running
        assert other.try_acquire()
        other.release()


async def test_an_owner_waits_for_the_lock_and_says_so(
    given: settings.Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_house(given) as house:
        working, stop = asyncio.Event(), asyncio.Event()
        other = account_lock(house.store, given.data_dir, "memory:a")
        assert other.try_acquire()

        async def work(ending: asyncio.Event) -> None:
            working.set()
            await ending.wait()

        async with asyncio.timeout(PATIENCE):
            running = asyncio.create_task(_Owner(house, "memory:a", work, asyncio.Event()).run(stop))
            while STANDBY.format(account="memory:a") not in capsys.readouterr().err:  # noqa: ASYNC110 - stderr calls nobody
                await asyncio.sleep(0)
            assert not working.is_set()
            other.release()
            await working.wait()
            stop.set()
            await running


async def test_an_owner_that_loses_its_lock_stops_and_begins_anew(given: settings.Settings) -> None:
    with open_house(given) as house:
        times: list[bool] = []
        stop = asyncio.Event()
        owner: _Owner

        async def work(ending: asyncio.Event) -> None:
            times.append(owner.lock.is_held())
            if len(times) == 1:
                for path in (given.data_dir / "locks").glob("*"):
                    path.unlink()
            else:
                stop.set()
            await ending.wait()

        owner = _Owner(house, "memory:a", work, asyncio.Event())
        async with asyncio.timeout(PATIENCE):
            await owner.run(stop)
        assert times == [True, True]
        assert not owner.lock.is_held()


# --- run


@pytest.mark.parametrize(
    ("network", "words"),
    [("signal", "„signal“ gibt es nicht"), ("telegram", "Für Telegram fehlt"), ("matrix", "Für Matrix fehlt")],
)
async def test_run_refuses_a_network_that_nobody_set_up(given: settings.Settings, network: str, words: str) -> None:
    with pytest.raises(UnknownNetworkError, match=words):
        await run(given, [network], until_idle=True, ready_file=None)


async def test_a_ready_file_that_cannot_be_written_stops_nobody(given: settings.Settings, tmp_path: Path) -> None:
    await run(given, ["memory:a"], until_idle=True, ready_file=tmp_path / "nowhere" / "ready")


async def test_run_until_idle_leaves_when_somebody_else_works_there(given: settings.Settings) -> None:
    with open_house(given) as house:
        other = account_lock(house.store, given.data_dir, "memory:b")
        assert other.try_acquire()
        with pytest.raises(AccountTakenError, match=r"^„memory:b“ wird schon"):
            await run(given, ["memory:a", "memory:b"], until_idle=True, ready_file=None)
        # What it had taken already is free again.
        first = account_lock(house.store, given.data_dir, "memory:a")
        assert first.try_acquire()
        first.release()
        other.release()


async def test_run_until_idle_ends_with_what_waits(
    given: settings.Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ready = tmp_path / "ready"
    async with asyncio.timeout(PATIENCE):
        await run(given, ["memory:a"], until_idle=True, ready_file=ready)
    # Without settings the log goes to stdout too.
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"schema": 1, "waiting": 0, "next_at": None}
    assert ready.read_text() == "ready\n"


class _Slow(MemoryChannel):
    """A network that never comes up; it notes that it was let go of."""

    closed = False

    async def start(self) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        self.closed = True


async def test_waiting_until_idle_can_be_cancelled(given: settings.Settings) -> None:
    with open_house(given) as house:
        channel = _Slow("a", given.data_dir / "memory" / "a", lambda: MONDAY)
        services, stop = [Service(house, channel)], asyncio.Event()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await _run_services(house, services, stop, True, None)
        assert channel.closed


async def test_a_network_that_does_not_start_is_let_go_of(given: settings.Settings) -> None:
    class Broken(_Slow):
        async def start(self) -> None:
            raise OSError("no network")

    with open_house(given) as house:
        channel = Broken("a", given.data_dir / "memory" / "a", lambda: MONDAY)
        with pytest.raises(OSError, match="no network"):
            await Service(house, channel).run(asyncio.Event())
        assert channel.closed
