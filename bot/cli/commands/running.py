"""run, tick, status, crash-points."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import results as r
from bot.cli import words
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode
from bot.cli.words import Help

if TYPE_CHECKING:
    from sqlmodel import Session


@answers(r.RunResult)
def run(
    desk: Desk,
    networks: Annotated[str, typer.Option(metavar="NETZE", help=Help.RUN_NETWORKS)] = "",
    until_idle: Annotated[bool, typer.Option("--until-idle", help=Help.RUN_UNTIL_IDLE)] = False,
    ready_file: Annotated[Path | None, typer.Option(metavar="DATEI", help=Help.RUN_READY)] = None,
) -> None:
    """Run everything until it is told to stop, or until nothing is left to do."""
    chosen = named(networks) or _configured(desk)
    if not chosen:
        raise CommandFault("no_networks", words.NO_NETWORKS, words.NO_NETWORKS_HINT, ExitCode.NOT_CONFIGURED)
    # Before the rest: it loads the library of the log without what only terminals need.
    desk.log(logging.INFO)
    from bot import app

    # It prints what is left by itself, while it still has the accounts.
    try:
        asyncio.run(app.run(desk.settings, chosen, until_idle=until_idle, ready_file=ready_file))
    except app.UnknownNetworkError as error:
        raise CommandFault("unknown_network", str(error), "", ExitCode.NOT_CONFIGURED) from error
    except app.AccountRefusedError as error:
        raise CommandFault("account_refused", str(error), "", ExitCode.NOT_CONFIGURED) from error
    except app.AccountTakenError as error:
        raise CommandFault("account_taken", str(error), "", ExitCode.TRY_LATER) from error


def named(networks: str) -> list[str]:
    """Return the networks of a list with commas, each once."""
    return list(dict.fromkeys(name.strip() for name in networks.split(",") if name.strip()))


def _configured(desk: Desk) -> list[str]:
    settings = desk.settings
    found = {"telegram": settings.telegram_token, "matrix": settings.matrix_homeserver}
    return [name for name, value in found.items() if value is not None]


@answers(r.TickResult)
def tick(desk: Desk, until: Annotated[str, typer.Option(metavar="ZEIT", help=Help.TICK_UNTIL)]) -> r.TickResult:
    """Run the jobs that become due until a moment, in order, and set the clock to it."""
    from bot import app
    from bot.clock import write_clock_file
    from scheduler import timetable
    from store.locks import account_lock

    clock_file = desk.settings.clock_file
    if clock_file is None:
        raise CommandFault("needs_clock_file", words.NEEDS_CLOCK_FILE, "", ExitCode.NOT_CONFIGURED)
    now, end = desk.now(), moment(until)
    if end < now:
        raise CommandFault("in_the_past", words.in_the_past(end, now))
    lock = account_lock(desk.store, desk.settings.data_dir, app.TIMETABLE)
    if not lock.try_acquire():
        raise CommandFault("standby", words.STANDBY, words.STANDBY_HINT, ExitCode.TRY_LATER)
    try:
        feeds, assets = app.feed_settings(desk.settings), desk.settings.assets_dir
        finished = asyncio.run(
            timetable.tick(desk.store, now, end, feeds, assets=assets, terms=app.terms_of(desk.settings))
        )
    finally:
        lock.release()
    write_clock_file(clock_file, end)
    if any(one.ran is timetable.Ran.FAILED for one in finished):
        desk.exit_code = ExitCode.PARTLY
    jobs: list[r.JobRun] = [{"job": one.job, "due_at": one.due_at, "ran": one.ran.value} for one in finished]
    return {"schema": 1, "jobs": jobs, "now": end}


@answers(r.CheckResult)
def check(
    desk: Desk, journal: Annotated[Path | None, typer.Option(metavar="ORDNER", help=Help.CHECK_JOURNAL)] = None
) -> r.CheckResult:
    """Look whether the promises were kept."""
    from bot import checking

    found = checking.check(desk.store, journal)
    if not found["ok"]:
        desk.exit_code = ExitCode.PARTLY
    return found


@answers(r.CrashPoints)
def crash_points(desk: Desk) -> r.CrashPoints:  # noqa: ARG001 - every command is given its desk
    """List the places where a test can end the process."""
    from bot.crash import POINTS

    return {"schema": 1, "points": [{"name": point.name, "meaning": point.meaning} for point in POINTS]}


@answers(r.StatusResult)
def status(desk: Desk) -> r.StatusResult:
    """Tell how things stand."""
    from store import listings, outbox, people
    from store import tables as t

    now = desk.now()

    def look(session: "Session") -> r.StatusResult:
        accounts = listings.accounts(session)
        return {
            "schema": 1,
            "now": now,
            "persons": people.person_count(session),
            "places": listings.place_count(session),
            "notices": listings.states_of(session, t.notice),
            "deliveries": listings.states_of(session, t.delivery),
            "dispatches": listings.states_of(session, t.dispatch),
            "inbox": listings.inbox_counts(session),
            "accounts": [
                {
                    "account": account,
                    "addresses": count,
                    "waiting": listings.waits(session, account),
                    "next_at": outbox.next_due_at(session, [account]),
                }
                for account, count in accounts.items()
            ],
            "next_at": outbox.next_due_at(session, list(accounts)),
        }

    return desk.read(look)


def moment(text: str) -> datetime:
    """Return the time that text names; it must have an offset."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None:
        raise CommandFault("bad_time", words.bad_time(text), words.BAD_TIME_HINT)
    return found
