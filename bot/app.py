"""The one place that chooses and joins the parts: start, supervise, stand by, drain, stop."""

import asyncio
import contextlib
import gc
import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from sqlmodel import Session

from bot.clock import Clock, clock_for
from bot.commands.base import Office
from bot.door import StoreDoor
from bot.errands import Errands
from bot.opening import open_store
from bot.parts import Part, Watchdog, supervise
from bot.router import Router
from bot.settings import Listen, Settings
from channels.base import Channel, Hears, RefusedError
from channels.memory import MemoryChannel
from domain.addressed import Event
from domain.lateness import said_at
from domain.pacing import Budget
from domain.rights import Need
from scheduler import sampling
from scheduler.bell import Bell
from scheduler.collecting import HOST_PAUSE, FeedSettings
from scheduler.jobs import Terms
from scheduler.relay import Relay, pace_of
from scheduler.timetable import Timetable
from store import accounts, assets, deliveries, entrances, errands, inbox, outbox, surfaces
from store.db import Store
from store.locks import AccountLock, account_lock

if TYPE_CHECKING:
    from bot.web import Web
    from channels.matrix.login import Access as MatrixAccess
    from channels.telegram.channel import Access as TelegramAccess

log = structlog.get_logger()

#: The account of everything that happens by the clock.
TIMETABLE = "timetable"
#: The account of what answers over HTTP.
WEB = "web"
_LOOK_SECONDS = 0.05
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LOCK_CHECK_SECONDS = 1.0
#: How often it is looked whether a channel has learned how fast it may send.
_LEARNED_SECONDS = 1.0
#: How old what is noted of a network's last answer may get.
_HEARD_EVERY = timedelta(minutes=1)

STANDBY = "Bereitschaft: „{account}“ wird schon von einem anderen Prozess bedient. Dieser übernimmt, wenn jener endet."
TAKEN = "„{account}“ wird schon von einem anderen Prozess bedient. Bitte versuchen Sie es später noch einmal."
UNKNOWN_NETWORK = "Das Netz „{name}“ gibt es nicht. Möglich ist zurzeit: telegram, matrix, memory:NAME."
REFUSED = "„{account}“ nimmt den Zugang nicht an. Bitte prüfen Sie die Einstellungen dieses Netzes."
NO_TELEGRAM = "Für Telegram fehlt der Zugang. Bitte setzen Sie BOTE_TELEGRAM_TOKEN oder BOTE_TELEGRAM_TOKEN_FILE."
NO_LISTEN = (
    "BOTE_TELEGRAM_WEBHOOK_URL braucht BOTE_WEB_LISTEN. Bitte nennen Sie dort, wo Verbundbote auf Telegram warten "
    "soll, zum Beispiel 127.0.0.1:8080."
)
NO_MATRIX = (
    "Für Matrix fehlt der Zugang. Bitte setzen Sie BOTE_MATRIX_HOMESERVER, BOTE_MATRIX_USER und BOTE_MATRIX_PASSWORD "
    "oder BOTE_MATRIX_ACCESS_TOKEN."
)


class UnknownNetworkError(Exception):
    """A network that does not exist or is not set up; the message is a German sentence."""


class AccountRefusedError(Exception):
    """A network does not take our access to it; the message is a German sentence."""


class AccountTakenError(Exception):
    """Another process has an account that this one was to bring to its end; the message is a German sentence."""


@dataclass
class House:
    """What every part shares: settings, clock, database, and what is called at crash points."""

    settings: Settings
    clock: Clock
    store: Store
    crash: Callable[[str], None]


@contextlib.contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """Open clock and database, bring the tables and the start data up to date, and close everything at the end."""
    data_dir = settings.make_data_dir()
    crash = settings.crash_function()
    clock = clock_for(settings.clock_file)
    store = open_store(settings.store_url, data_dir, crash)
    with store:
        yield House(settings, clock, store, crash)


def make_channel(name: str, settings: Settings, now: Callable[[], datetime], store: Store | None = None) -> Channel:
    """Return the channel of a network by its name. Raises UnknownNetworkError.

    store: where it is known who has a role, for networks on which anybody can invite us; without it nobody has.
    """
    kind, _, rest = name.partition(":")
    if kind == "memory" and rest.replace("-", "").replace("_", "").isalnum():
        return MemoryChannel(rest, settings.data_dir / "memory" / rest, now)
    if name == "telegram":
        return _telegram(settings, now, store)
    if name == "matrix":
        return _matrix(settings, now, store)
    raise UnknownNetworkError(UNKNOWN_NETWORK.format(name=name))


def telegram_access(settings: Settings) -> "TelegramAccess":
    """Return how the bot gets to Telegram. Raises UnknownNetworkError when the settings do not say."""
    from channels.telegram.channel import Access
    from channels.telegram.webhook import Endpoint

    if settings.telegram_token is None:
        raise UnknownNetworkError(NO_TELEGRAM)
    url, listen = settings.telegram_webhook_url, settings.web_listen
    if url is not None and listen is None:
        raise UnknownNetworkError(NO_LISTEN)
    return Access(
        settings.telegram_token.get_secret_value(),
        settings.telegram_api_url,
        None if url is None or listen is None else Endpoint(url, listen.host, listen.port),
        internal=settings.telegram_scope == "all",
        tell_dispatch=settings.test and urlsplit(settings.telegram_api_url).hostname in _LOOPBACK,
    )


def web_of(settings: Settings, store: Store, now: Callable[[], datetime]) -> "Web":
    """Return what answers over HTTP. Only who listens loads its library."""
    from bot.web import Web

    return Web(store, now, settings.operator_facts)


def _telegram(settings: Settings, now: Callable[[], datetime], store: Store | None) -> Channel:
    """Return the channel of Telegram. Only here is its library imported: who does not use it need not carry it."""
    access = telegram_access(settings)
    if access.endpoint is not None and store is not None:
        # There is one place only where we listen: our own web part answers where Telegram calls us.
        also = web_of(settings, store, now).add_routes
        access = replace(access, endpoint=replace(access.endpoint, also=also))
    from bot.registry import COMMANDS
    from bot.words import telegram as words
    from channels.telegram.channel import TelegramChannel
    from channels.telegram.profile import Profile

    # The menu is the same for everybody: what only some may is told by the help.
    menu = tuple(one for one in words.COMMANDS if COMMANDS[one[0]].right.need in (Need.NOTHING, Need.JOINED))
    in_groups = tuple((name, meaning) for name, meaning in menu if COMMANDS[name].right.in_groups)
    return TelegramChannel(access, Profile(menu, in_groups, words.DESCRIPTION, words.SHORT_DESCRIPTION))


def matrix_access(settings: Settings) -> "MatrixAccess":
    """Return how the bot gets to Matrix. Raises UnknownNetworkError when the settings do not say."""
    from channels.matrix.login import Access

    password, token, recovery = (
        "" if secret is None else secret.get_secret_value()
        for secret in (settings.matrix_password, settings.matrix_access_token, settings.matrix_recovery_key)
    )
    if settings.matrix_homeserver is None or settings.matrix_user is None or not (password or token):
        raise UnknownNetworkError(NO_MATRIX)
    return Access(
        settings.matrix_homeserver,
        settings.matrix_user,
        settings.data_dir / "matrix",
        password,
        token,
        recovery,
        frozenset(settings.matrix_allowed_servers),
    )


def _matrix(settings: Settings, now: Callable[[], datetime], store: Store | None) -> Channel:
    """Return the channel of Matrix. Only here is its library imported: who does not use it need not carry it."""
    access = matrix_access(settings)
    from channels.matrix.channel import MatrixChannel

    async def recall() -> bool | None:
        return None if store is None else (await store.read(lambda s: accounts.known(s, "matrix"))).limited

    return MatrixChannel(access, None if store is None else StoreDoor(store, "matrix", now), recall)


def terms_of(settings: Settings) -> Terms:
    """Return what the settings say to jobs that publish."""
    return Terms(settings.public_only, settings.crash_function(), settings.calendar)


def feed_settings(settings: Settings) -> FeedSettings:
    """Return how feeds are asked: who asks, told to each host, and what is allowed."""
    facts = settings.operator_facts
    contact = facts.get("contact") or facts.get("url") or "https://www.ms.niedersachsen.de"
    pause = settings.feed_host_pause
    return FeedSettings(contact, settings.feed_allow_private, HOST_PAUSE if pause is None else pause)


@dataclass
class Service:
    """Everything that runs for one account, once its lock is ours."""

    house: House
    channel: Channel
    active: asyncio.Event = field(default_factory=asyncio.Event)
    #: Why the network does not take the account, as a sentence; empty while it does.
    refused: str = ""
    #: Rung when something came in.
    bell: Bell = field(default_factory=Bell)
    _listening_since: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def run(self, stop: asyncio.Event) -> None:
        """Listen, answer and send until `stop` is set; then finish what is under way.

        When the network refuses the account, only wait for `stop`: other accounts are not concerned.
        """
        try:
            self.refused = ""
            await self.channel.start()
            self._listening_since = datetime.now(UTC)
            account, limit = self.channel.account, self.channel.capabilities.file_limit
            await self.house.store.write(lambda s: assets.note_limit(s, account, limit))
            if (way := self.channel.capabilities.entrance) is not None:
                await self.house.store.write(lambda s: entrances.note(s, account, way.name, way.link, way.hint))
            self.active.set()
            await _until_stopped([supervise(part, stop) for part in self._parts()])
        except* RefusedError as refused:
            self.refused = str(refused.exceptions[0]) or REFUSED.format(account=self.channel.account)
            log.critical("account.refused", account=self.channel.account, reason=self.refused)
            # Nobody need wait for it any longer.
            self.active.set()
        finally:
            await self.channel.close()
        if self.refused:
            # The account stays ours and silent until somebody has changed the settings and starts anew; others go on.
            await stop.wait()

    def _parts(self) -> list[Part]:
        house, channel = self.house, self.channel
        settings = house.settings
        relay = Relay(
            house.store, channel, house.clock.now, self._pace(), settings.public_only, house.crash, settings.assets_dir
        )
        now, crash, facts = house.clock.now, house.crash, settings.operator_facts
        office = Office(
            settings.public_only,
            settings.pace,
            crash,
            settings.calendar,
            settings.four_eyes,
            settings.network_size,
            settings.assets_dir,
            settings.public_url or "",
        )
        router = Router(house.store, channel, now, crash, facts, self.bell, relay.bell.ring, office)
        router.assets = settings.assets_dir

        async def look(data: Mapping[str, Any]) -> Mapping[str, Any]:
            return await sampling.sample(str(data["url"]), feed_settings(settings), now())

        fetching = Errands(house.store, channel, now, settings.assets_dir, self.bell.ring, look)

        def answered() -> None:
            relay.bell.ring()
            fetching.bell.ring()

        router.answered = answered
        name = channel.account
        return [
            Part(f"{name}.listen", self._listen),
            Part(f"{name}.answer", router.run),
            Part(f"{name}.relay", relay.run),
            Part(f"{name}.fetch", fetching.run),
            Part(f"{name}.show", lambda stop: router.showing.run(house.store, now, stop, relay.bell.ring)),
            Part(f"{name}.pace", lambda stop: self._keep_pace(relay, stop)),
        ]

    def _pace(self) -> Budget | None:
        return pace_of(self.house.settings.pace, self.channel.capabilities.budget)

    async def _keep_pace(self, relay: Relay, stop: asyncio.Event) -> None:
        """Let the relay send as fast as the channel knows by now that it may; note for others what it has learned."""
        limited: bool | None = None
        heard: datetime | None = None
        while True:
            relay.budget = self._pace()
            if (new := self.channel.capabilities.limited) is not None and new is not limited:
                limited = new
                await self.house.store.write(partial(self._note_limited, limited=new))
            at = self.channel.heard_at if isinstance(self.channel, Hears) else None
            if at is not None and (heard is None or at - heard >= _HEARD_EVERY):
                heard = at
                await self.house.store.write(partial(accounts.note_heard, account=self.channel.account, at=at))
            if stop.is_set():
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LEARNED_SECONDS)

    def _note_limited(self, session: Session, *, limited: bool) -> None:
        accounts.note_limited(session, self.channel.account, limited, self.house.clock.now())

    async def _listen(self, stop: asyncio.Event) -> None:
        account = self.channel.account
        cursor = await self.house.store.read(lambda s: inbox.cursor_of(s, account))
        listening = asyncio.ensure_future(self.channel.listen(self._receive, cursor))
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait({listening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (listening, stopping):
            task.cancel()
        results = await asyncio.gather(listening, stopping, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _receive(self, events: Sequence[Event], cursor: str) -> None:
        now, real = self.house.clock.now(), datetime.now(UTC)

        def when(event: Event) -> datetime | None:
            return said_at(event.sent_at, self._listening_since, real, now)

        def store_rows(session: Session) -> int:
            new = inbox.receive(session, self.channel.account, events, cursor, now, when)
            self.house.crash("cursor.before_commit")
            return new

        await self.house.store.write(store_rows)
        self.house.crash("inbox.committed")
        self.bell.ring()

    async def is_idle(self) -> bool:
        """Return whether nothing is unread, unanswered or due on this account."""
        account, store = self.channel.account, self.house.store
        cursor = await store.read(lambda s: inbox.cursor_of(s, account))
        if await self.channel.has_unread(cursor):
            return False
        return not await store.read(self._has_work)

    def _has_work(self, session: Session) -> bool:
        accounts = [self.channel.account]
        if inbox.has_unhandled(session, accounts):
            return True
        # Later than what this transaction sees: an answer written just now is due by then.
        now = self.house.clock.now()
        return (
            errands.is_due(session, accounts, now)
            or outbox.is_open(session, accounts, now)
            or surfaces.is_due(session, accounts[0], now)
        )


async def run(settings: Settings, networks: Sequence[str], *, until_idle: bool, ready_file: Path | None) -> None:
    """Run the bot on these networks until a signal, or until there is nothing to do.

    ready_file is written once all accounts are ours. Raises UnknownNetworkError; with until_idle AccountTakenError
    too, and AccountRefusedError at the end: a network that refuses its account is not waited for.
    """
    with open_house(settings) as house:
        services = [Service(house, make_channel(name, settings, house.clock.now, house.store)) for name in networks]
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        _rest_the_collector()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        try:
            await _run_services(house, services, stop, until_idle, ready_file)
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


def _rest_the_collector() -> None:
    """Let the garbage collector pass over what was loaded at the start, which stays, and look less often.

    Otherwise it costs a tenth of each message. Source: https://docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def _run_services(
    house: House, services: list[Service], stop: asyncio.Event, until_idle: bool, ready_file: Path | None
) -> None:
    timetable = Timetable(
        house.store,
        house.clock.now,
        feed_settings(house.settings),
        assets=house.settings.assets_dir,
        terms=terms_of(house.settings),
    )
    owners = [_Owner(house, service.channel.account, service.run, service.active) for service in services]
    keeper = _Owner(house, TIMETABLE, timetable.run, asyncio.Event())
    jobs: Timetable | None = timetable
    if until_idle:
        for owner in owners:
            if not await asyncio.to_thread(owner.lock.try_acquire):
                await _release(owners)
                raise AccountTakenError(TAKEN.format(account=owner.account))
        if not await asyncio.to_thread(keeper.lock.try_acquire):
            # A process with other accounts keeps the timetable: its jobs are nothing to wait for.
            jobs = None
    if jobs is not None:
        owners.append(keeper)
    if not until_idle and (listen := _listens(house.settings, services)) is not None:
        web = web_of(house.settings, house.store, house.clock.now)
        owners.append(_Owner(house, WEB, lambda stop: web.serve(listen.host, listen.port, stop), asyncio.Event()))
    work = [owner.run(stop) for owner in owners]
    ready = asyncio.create_task(_announce(services, ready_file))
    idle = asyncio.create_task(_wait_until_idle(services, jobs, stop)) if until_idle else None
    try:
        await _until_stopped([*work, Watchdog().run(stop)])
    finally:
        # Also when something was raised or cancelled: who waits for idleness would wait on.
        stop.set()
        ready.cancel()
        await asyncio.gather(ready, *([idle] if idle else []), return_exceptions=True)
    if idle is not None and not idle.cancelled() and idle.result():
        _print_waiting(house, [service.channel.account for service in services])
    refused = [service.refused for service in services if service.refused]
    if until_idle and refused:
        raise AccountRefusedError(refused[0])


def _listens(settings: Settings, services: Sequence[Service]) -> Listen | None:
    """Return where our own web part listens; None: nowhere, or Telegram's webhook does already and answers for it."""
    webhook = settings.telegram_webhook_url is not None
    taken = webhook and any(service.channel.account == "telegram" for service in services)
    return None if taken else settings.web_listen


@dataclass
class _Owner:
    """Runs something while, and only while, the lock of its account is ours."""

    house: House
    account: str
    work: Callable[[asyncio.Event], object]
    active: asyncio.Event
    lock: AccountLock = field(init=False)

    def __post_init__(self) -> None:
        self.lock = account_lock(self.house.store, self.house.settings.data_dir, self.account)

    async def run(self, stop: asyncio.Event) -> None:
        """Stand by until the lock is ours, then work until `stop` is set or the lock is lost."""
        while not stop.is_set():
            if not await asyncio.to_thread(self.lock.is_held) and not await asyncio.to_thread(self.lock.try_acquire):
                sys.stderr.write(STANDBY.format(account=self.account) + "\n")
                log.info("standby", account=self.account)
                if not await self.lock.acquire(stop):
                    return
            log.info("account.taken", account=self.account)
            await self._work(stop)

    async def _work(self, stop: asyncio.Event) -> None:
        lost = asyncio.Event()
        guard = asyncio.create_task(self._guard(stop, lost))
        try:
            await supervise(Part(self.account, self._call), lost)
        finally:
            lost.set()
            await guard
            await asyncio.to_thread(self.lock.release)

    async def _call(self, stop: asyncio.Event) -> None:
        result = self.work(stop)
        assert asyncio.iscoroutine(result)
        await result

    async def _guard(self, stop: asyncio.Event, lost: asyncio.Event) -> None:
        """Set `lost` when the service stops, or as soon as the lock is not ours any more."""
        over = [asyncio.ensure_future(event.wait()) for event in (stop, lost)]
        try:
            while not lost.is_set():
                if stop.is_set() or not await self._has_lock():
                    lost.set()
                    return
                await asyncio.wait(over, timeout=_LOCK_CHECK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in over:
                task.cancel()
            await asyncio.gather(*over, return_exceptions=True)

    async def _has_lock(self) -> bool:
        """Return whether the lock is ours still; a thread costs more than a look at a file of this machine."""
        return self.lock.is_held() if self.lock.is_near else await asyncio.to_thread(self.lock.is_held)


async def _wait_until_idle(services: list[Service], jobs: Timetable | None, stop: asyncio.Event) -> bool:
    """Set `stop` once nothing is unread, open or due; return False when something else stopped first."""
    while not stop.is_set():
        if any(service.refused for service in services):
            stop.set()
            return False
        if await _is_all_idle(services, jobs):
            stop.set()
            return True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)
    return False


async def _is_all_idle(services: list[Service], jobs: Timetable | None) -> bool:
    if not all(service.active.is_set() for service in services):
        return False
    try:
        quiet = [await service.is_idle() for service in services]
        return all(quiet) and (jobs is None or await jobs.is_idle(services[0].house.clock.now()))
    except Exception as error:  # noqa: BLE001 - the part that has the same trouble tells of it and is started again
        log.debug("idle.unknown", error=type(error).__qualname__)
        return False


async def _announce(services: list[Service], ready_file: Path | None) -> None:
    for service in services:
        await service.active.wait()
    log.info("ready", accounts=[service.channel.account for service in services if not service.refused])
    if ready_file is not None:
        try:
            await asyncio.to_thread(ready_file.write_text, "ready\n", encoding="utf-8")
        except OSError as error:
            log.error("ready.unwritable", file=str(ready_file), error=type(error).__qualname__)  # noqa: TRY400 - the work goes on, no trace is needed


async def _until_stopped(work: Sequence[object]) -> None:
    """Run coroutines side by side; an exception of one cancels the others and is raised."""
    async with asyncio.TaskGroup() as group:
        for each in work:
            assert asyncio.iscoroutine(each)
            group.create_task(each)


async def _release(owners: Sequence[_Owner]) -> None:
    for owner in owners:
        await asyncio.to_thread(owner.lock.release)


def _print_waiting(house: House, accounts: list[str]) -> None:
    waiting = house.store.read_now(lambda s: deliveries.waiting_count(s, accounts))
    next_at = house.store.read_now(lambda s: outbox.next_due_at(s, accounts))
    value = {"schema": 1, "waiting": waiting, "next_at": next_at.isoformat() if next_at else None}
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
