"""`./run fake synapse`: a Matrix server on this machine, with members who read what the bot sends them."""

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
from pathlib import Path

from channels.memory_journal import JOURNAL
from tests.fake_synapse.calls import SynapseError
from tests.fake_synapse.config import SERVER_NAME, Limits
from tests.fake_synapse.journal import UNREADABLE, Journal
from tests.fake_synapse.members import Member, accounts, local_part, password_of
from tests.fake_synapse.server import SynapseMissingError, SynapseServer
from tests.fake_synapse.speaking import EXAMPLE, SAID, Speaking

BOT = "bote"
_ENDS = (signal.SIGINT, signal.SIGTERM)


def main(arguments: list[str]) -> int:
    """Run the server until it is told to end; return the exit code."""
    asked = _parser().parse_args(arguments)
    thrown_away = tempfile.TemporaryDirectory(prefix="bote-synapse-") if asked.state is None else None
    with thrown_away or contextlib.nullcontext(str(asked.state)) as state:
        directory = Path(state).resolve()
        try:
            server = SynapseServer(directory / "synapse", limits=Limits(asked.limits), port=asked.port)
            with server:
                return asyncio.run(_serve(server, directory, asked.users))
        except SynapseMissingError as error:
            print(error, file=sys.stderr)
            return 5
        except (SynapseError, OSError) as error:
            print(f"Synapse kann nicht laufen; ist der Port {asked.port} frei? {error}", file=sys.stderr)
            return 75


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./run fake synapse",
        description="Ein Matrix-Server (Synapse) zum Ausprobieren, nur auf diesem Rechner, mit einem Konto für den"
        " Boten und Mitgliedern, die jede Einladung annehmen und alles lesen, auch Verschlüsseltes.",
    )
    parser.add_argument("--port", type=int, default=8008, help="Port auf 127.0.0.1; 0 nimmt einen freien (8008)")
    parser.add_argument(
        "--limits", choices=list(Limits), default=Limits.DEFAULT, help="Mengengrenzen wie üblich oder keine (default)"
    )
    parser.add_argument("--users", type=_count, default=3, metavar="N", help="wie viele Mitglieder (3)")
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="Ordner für Daten und Journal; ohne ihn bleibt am Ende nichts"
    )
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"„{text}“ ist keine Anzahl")
    return int(text)


async def _serve(server: SynapseServer, directory: Path, users: int) -> int:
    ended = asyncio.Event()
    for number in _ENDS:
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    _make_bot(server)
    members = accounts(server, directory, [f"mitglied-{number}" for number in range(1, users + 1)])
    journal = Journal(directory, [member.user_id for member in members])
    async with contextlib.AsyncExitStack() as closing:
        clients = [Member(server.url, member, directory, journal) for member in members]
        for client in clients:
            closing.push_async_callback(client.user.close)
            await client.look()
        _say(server, directory, [member.user_id for member in members])
        return await until_told(ended, server, directory, clients)


async def until_told(ended: asyncio.Event, server: SynapseServer, directory: Path, clients: list[Member]) -> int:
    """Let the members read and speak until we are told to end (0) or the server ends by itself (75)."""
    speaking = Speaking(directory, clients, f"@{BOT}:{SERVER_NAME}")
    reading = [asyncio.create_task(work) for work in (speaking.listen(), *(client.read() for client in clients))]
    told = asyncio.create_task(ended.wait())
    gone = asyncio.create_task(asyncio.to_thread(server.wait))
    await asyncio.wait([told, gone, *reading], return_when=asyncio.FIRST_COMPLETED)
    died = not told.done()
    for task in (told, *reading):
        task.cancel()
    failed = [one for one in await asyncio.gather(*reading, return_exceptions=True) if isinstance(one, Exception)]
    report = server.report() if died else ""
    server.stop()
    await gone
    if failed:
        raise failed[0]
    if died:
        print(f"Synapse ist zu Ende:\n{report}", file=sys.stderr)
    return 75 if died else 0


def _make_bot(server: SynapseServer) -> None:
    try:
        account = server.register(BOT, password_of(BOT))
    except SynapseError as error:
        if "M_USER_IN_USE" not in str(error):
            raise
    else:  # it logs in by itself, and is to be its only device
        server.call("POST", "/_matrix/client/v3/logout", {}, token=account.access_token)


def _say(server: SynapseServer, directory: Path, members: list[str]) -> None:
    print(
        f"Bereit: BOTE_MATRIX_HOMESERVER={server.url} BOTE_MATRIX_USER=@{BOT}:{SERVER_NAME}"
        f" BOTE_MATRIX_PASSWORD={password_of(BOT)}"
    )
    for member in members:
        print(f"Mitglied {member}, Kennwort {password_of(local_part(member))}")
    print(
        f"Was bei den Mitgliedern ankommt, steht in {directory / JOURNAL}; was sie nicht lesen können, in"
        f" {directory / UNREADABLE}.\nAls Mitglied schreiben Sie dem Boten mit: echo '{EXAMPLE}' >>{directory / SAID}\n"
        "Ende mit Strg+C.",
        flush=True,
    )


if __name__ == "__main__":
    for ending in _ENDS:  # until _serve() looks after them: nothing is to stay behind
        signal.signal(ending, lambda *_: sys.exit(0))
    sys.exit(main(sys.argv[1:]))
