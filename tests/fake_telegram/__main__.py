"""`python -m tests.fake_telegram --port P --state DIR [--rate real|off|xN]`: what `./run fake telegram` starts."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path
from typing import NoReturn

from tests.fake_telegram.rates import parse_rate
from tests.fake_telegram.server import Server
from tests.fake_telegram.world import TOKEN, Options, World


def main(arguments: list[str]) -> int:
    """Run the server until it is told to end; return the exit code."""
    asked = _parser().parse_args(arguments)
    options = Options(
        token=asked.token, rate=parse_rate(asked.rate), latency=asked.latency, judge=asked.judge == "always"
    )
    try:
        asyncio.run(_serve(asked.state, options, asked.port))
    except OSError as error:
        reason = error.strerror or error
        print(f"Der Server kann nicht starten: {reason}. Ist der Port {asked.port} frei?", file=sys.stderr)
        return 75
    return 0


class _Parser(argparse.ArgumentParser):
    """A parser that says in German what to do."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Diese Angaben sind nicht verständlich ({message}): Mehr sagt ./run fake telegram --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="./run fake telegram",
        description="Ein Bot-API-Server zum Ausprobieren, nur auf diesem Rechner. Nichts davon erreicht Telegram.",
    )
    parser.add_argument("--port", type=int, default=8081, help="Port auf 127.0.0.1; 0 nimmt einen freien (8081)")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="Ordner für Journal und Verhalten")
    parser.add_argument("--rate", type=_rate, default="real", help="real, off oder xN, N-mal so schnell (real)")
    parser.add_argument("--latency", type=float, default=0.0, metavar="S", help="Sekunden bis zu jeder Antwort (0)")
    parser.add_argument("--judge", choices=["always", "off"], default="always", help="Anfragen prüfen (always)")
    parser.add_argument("--token", default=TOKEN, help="das Token des Bots")
    return parser


def _rate(text: str) -> str:
    try:
        parse_rate(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"„{text}“ ist nicht real, off oder xN") from None
    return text


async def _serve(directory: Path, options: Options, port: int) -> None:
    world = World(directory, options)
    world.judges.load()
    server = Server(world, port)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await server.start()
    try:
        say = """-d '{"chat": 5, "user": 5, "text": "/start"}'"""
        print(
            f"Bereit: BOTE_TELEGRAM_API_URL={server.url} BOTE_TELEGRAM_TOKEN={options.token}; als Person 5 schreiben"
            f" Sie dem Bot mit: curl {server.url}/ctl/say {say}; was ankommt, steht in {directory / 'out.jsonl'}",
            flush=True,
        )
        await ended.wait()
    finally:
        await server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
