"""demo, chat, bench: to see it, to talk to it, to measure it."""

import asyncio
import logging
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import results as r
from bot.cli import words
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode, not_found
from bot.cli.words import Help
from domain.folding import fold
from domain.recipient import Role

if TYPE_CHECKING:
    from bot.demo import Told
    from bot.settings import Settings


class Speaker(StrEnum):
    """Whom one can speak as."""

    MEMBER = "member"
    LEAD = "lead"
    COORDINATION = "coordination"


@answers(r.DemoResult)
def demo(
    desk: Desk,
    feed: Annotated[list[str] | None, typer.Option(metavar="DATEI|ADRESSE", help=Help.DEMO_FEED)] = None,
    keep: Annotated[Path | None, typer.Option(metavar="ORDNER", help=Help.DEMO_KEEP)] = None,
) -> None:
    """Show the main job: things are released, networks misbehave, the process dies, and nothing is lost."""
    from bot import demo as playing
    from bot.words import demo as demo_words

    if keep is not None and keep.exists() and any(keep.iterdir()):
        raise CommandFault("not_empty", words.not_empty(str(keep)), words.NOT_EMPTY_HINT)
    tell: Callable[[str], None] = (lambda _text: None) if desk.as_json else desk.say
    tell(demo_words.INTRO)
    progress: Callable[[str], None] = (lambda _text: None) if desk.as_json else desk.progress
    try:
        with playing.played(feed or (), keep, tell, progress) as told:
            desk.exit_code = ExitCode.DONE if told.checked["ok"] else ExitCode.PARTLY
            desk.show(r.DemoResult, _demo_value(told, keep))
            if not desk.as_json and desk.stdin.isatty() and desk.stdout.isatty():
                _offer_chat(desk, told.settings)
    except TimeoutError as error:
        raise CommandFault("demo_stuck", str(error), words.INTERNAL_HINT, ExitCode.FAULT) from error


def _offer_chat(desk: Desk, settings: "Settings") -> None:
    from bot.words import demo as demo_words

    desk.stdout.write(demo_words.ASK_CHAT)
    desk.stdout.flush()
    if fold(desk.stdin.readline()) in ("ja", "j"):
        _talk(desk, settings, Role.MEMBER, None, None)


@answers(r.ChatLine)
def chat(
    desk: Desk,
    as_: Annotated[Speaker, typer.Option("--as", help=Help.CHAT_AS)] = Speaker.MEMBER,
    region: Annotated[str | None, typer.Option(metavar="REGION", help=Help.CHAT_REGION)] = None,
    person: Annotated[str | None, typer.Option(metavar="PERSON", help=Help.CHAT_PERSON)] = None,
) -> None:
    """Let somebody at the terminal talk to the bot."""
    if region is not None:
        from store import reference

        known = desk.read(reference.region_codes)
        if region not in known:
            raise not_found("unknown_region", words.no_region(region), words.among(known))
    desk.log(logging.ERROR)
    _talk(desk, desk.settings, Role(as_.value), region, person)


def _talk(desk: Desk, settings: "Settings", role: Role, region: str | None, person: str | None) -> None:
    from bot import chat as talking
    from bot.words.chat import NO_ANSWER

    try:
        asyncio.run(
            talking.chat(
                settings, role=role, region=region, person=person, as_json=desk.as_json, lines=desk.stdin,
                out=desk.stdout,
            )
        )  # fmt: skip
    except talking.UnknownPersonError as error:
        raise not_found("unknown_person", str(error)) from error
    except talking.TerminalTakenError as error:
        raise CommandFault("terminal_taken", str(error), "", ExitCode.TRY_LATER) from error
    except TimeoutError as error:
        raise CommandFault("no_answer", NO_ANSWER, words.TRY_LATER_HINT, ExitCode.TRY_LATER) from error


@answers(r.BenchResult)
def bench(
    desk: Desk,
    postgres: Annotated[str | None, typer.Option(metavar="URL", help=Help.BENCH_POSTGRES)] = None,
) -> r.BenchResult:
    """Measure how fast and how big everything is."""
    from bot import bench as measuring

    desk.log(logging.ERROR)
    return measuring.as_result(measuring.run(postgres))


def _demo_value(told: "Told", keep: Path | None) -> r.DemoResult:
    checked = told.checked
    return {
        "schema": 1,
        "notices": told.notices,
        "networks": told.networks,
        "lost": len(checked["lost"]),
        "double": len(checked["double"]),
        "false": len(checked["false"]),
        "unsure": len(checked["unsure"]),
        "ok": checked["ok"],
        "checked": {"deliveries": checked["checked"]["deliveries"], "arrivals": checked["checked"]["arrivals"]},
        "regions": [{"region": name, "sent_of": cells} for name, cells in told.regions],
        "reasons": dict(told.reasons),
        "samples": told.samples,
        "not_for_us": told.dropped,
        "warnings": told.warnings,
        "folder": str(keep) if keep is not None else None,
    }
