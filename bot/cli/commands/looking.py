"""deliveries …, outbox, inbox, audit."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, assert_never

import typer

from bot.cli import results_sent as r
from bot.cli import words, words_resolving
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, not_found, refused
from bot.cli.words import Help
from domain.state import DeliveryState, DispatchState

if TYPE_CHECKING:
    from sqlmodel import Session

    from store.resolving import Refused


class As(StrEnum):
    """What somebody decides about a delivery."""

    SENT = "sent"
    AGAIN = "again"


@answers(r.DeliveryList)
def deliveries(
    desk: Desk, notice: Annotated[int | None, typer.Argument(metavar="MELDUNG", help=Help.NOTICE_ID)] = None
) -> r.DeliveryList:
    """List who got what, and who did not."""
    from bot.cli.commands.notices import load
    from store import deliveries as stored

    if notice is not None:
        load(desk, notice)
    rows = desk.read(lambda session: stored.listing(session, notice))
    found: list[r.DeliveryValue] = [
        {
            "id": row.id,
            "notice": row.notice,
            "rev": row.rev,
            "recipient": row.recipient or "",
            "network": row.network,
            "address": row.address,
            "state": row.state,
            "reason": row.reason,
            "because": row.because,
        }
        for row in rows
    ]
    sums = {state.value: 0 for state in DeliveryState}
    for one in found:
        sums[one["state"]] += 1
    return {"schema": 1, "deliveries": found, "sums": sums}


@answers(r.DeliveryResolved)
def resolve(
    desk: Desk,
    delivery: Annotated[int, typer.Argument(metavar="NUMMER", help=Help.DELIVERY_ID)],
    as_: Annotated[As, typer.Option("--as", metavar="sent|again", help=Help.RESOLVE_AS)],
) -> r.DeliveryResolved:
    """Decide on a delivery of which it is not known whether it arrived."""
    from store import listings, resolving

    again = as_ is As.AGAIN

    def write(session: "Session") -> str:
        row = listings.delivery(session, delivery)
        if row is None:
            raise not_found("delivery_not_found", words.no_delivery(delivery), words.NO_DELIVERY_HINT)
        if again and row.erased:
            raise refused("erased", words_resolving.recipient_erased(delivery), _what_is_left(row.state))
        decide = resolving.send_again if again else resolving.take_for_sent
        if (why := decide(session, delivery, desk.now())) is not None:
            raise _refusal(row, why)
        desk.note(session, f"delivery.resolved_{as_.value}", f"delivery:{delivery}")
        settled = listings.delivery(session, delivery)
        assert settled is not None
        return str(settled.state)

    return {"schema": 1, "delivery": delivery, "state": desk.write(write)}


def _what_is_left(state: str) -> str:
    return words_resolving.TAKE_FOR_SENT if state == DeliveryState.UNSURE else ""


def _refusal(row: Any, refusal: "Refused") -> CommandFault:
    from store.resolving import Why

    said, left = words_resolving, _what_is_left(row.state)
    match refusal.why:
        case Why.NOTHING_OPEN:
            return refused("nothing_to_resolve", said.nothing_to_resolve(row.id, row.state))
        case Why.ENDED:
            return refused("ended", words.ended_already(row.notice, row.notice_state), left)
        case Why.CORRECTED:
            return refused("corrected", said.corrected(row.notice), said.CORRECTION_GOES)
        case Why.EXPIRED:
            assert refusal.at is not None
            return refused("expired", said.over(row.notice, refusal.at), left)
        case Why.STALE_DIGEST:
            return refused("stale_digest", said.stale_digest(row.id), left)
        case Why.NO_ADDRESS:
            return refused("no_address", said.no_address(row.id))
        case Why.AWAY:
            return refused("away", said.away(row.id), left)
        case Why.MERGED:
            return refused("merged", said.merged(row.id), left)
        case _:
            assert_never(refusal.why)


@answers(r.OutboxResult)
def outbox(
    desk: Desk, state: Annotated[str, typer.Option(metavar="ZUSTAND", help=Help.OUTBOX_STATE)] = ""
) -> r.OutboxResult:
    """List remote calls."""
    from domain.lane import Lane
    from store import listings

    known = [one.value for one in DispatchState]
    wanted = [one.strip() for one in state.split(",") if one.strip()]
    if unknown := [one for one in wanted if one not in known]:
        raise CommandFault("unknown_state", words.unknown_state(unknown[0], known))
    found: list[r.DispatchValue] = [
        {
            "id": row.id,
            "key": row.key,
            "account": row.account,
            "chat": row.chat,
            "lane": Lane(row.lane).name.lower(),
            "op": row.op,
            "state": row.state,
            "not_before": row.not_before,
            "expires_at": row.expires_at,
            "attempts": row.attempts,
            "tries": row.tries,
            "remote_id": row.remote_id,
            "error": row.error,
        }
        for row in desk.read(lambda session: listings.dispatches(session, wanted))
    ]
    sums = dict.fromkeys(known, 0)
    for one in found:
        sums[one["state"]] += 1
    return {"schema": 1, "dispatches": found, "sums": sums}


@answers(r.InboxResult)
def inbox(desk: Desk) -> r.InboxResult:
    """List what came in and is not answered."""
    from store import inbox as stored

    rows = desk.read(stored.listing)
    return {
        "schema": 1,
        "inbox": [
            {
                "id": row.id,
                "account": row.account,
                "kind": row.kind,
                "received_at": row.received_at,
                "tries": row.tries,
                "parked": row.parked,
            }
            for row in rows
        ],
        "dropped": desk.read(stored.dropped),
    }


@answers(r.SurfacesResult)
def surfaces(desk: Desk) -> r.SurfacesResult:
    """List the messages that change later."""
    from store import listings

    return {
        "schema": 1,
        "surfaces": [
            {
                "id": row.id,
                "subject": row.subject,
                "part": row.part,
                "account": row.account,
                "chat": row.chat,
                "remote_id": row.remote_id,
                "shown_rev": row.shown_rev,
                "live": row.live,
                "dirty": row.dirty,
                "next_at": row.next_at,
            }
            for row in desk.read(listings.surfaces)
        ],
    }


@answers(r.AuditResult)
def audit(desk: Desk, limit: Annotated[int, typer.Option(min=1, help=Help.NOTICE_LIMIT)] = 100) -> r.AuditResult:
    """List who did what, the newest first."""
    from store import audit as stored

    rows = desk.read(lambda session: stored.listing(session, limit))
    return {
        "schema": 1,
        "audit": [
            {
                "id": row.id,
                "at": row.at,
                "actor": row.actor,
                "action": row.action,
                "subject": row.subject,
                "detail": row.detail,
            }
            for row in rows
        ],
    }
