"""What must hold after every step, read from the database and from what the networks say has arrived.

Written without a look at the judge that operators use (domain/judging.py): two opinions are worth more than one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.lane import Lane
from domain.notice import NoticeKind
from domain.quiet import OFF, ZONE
from domain.recipient import RecipientKind
from scheduler.holidays import quiet_days
from tests.properties.world import ACCOUNTS, KEYED, PEOPLE, World, mark

_KNOWN = {one.key: one for one in PEOPLE}
_MAY_HAVE_LEFT = ("sending", "sent", "unsure")
_DAYS = quiet_days(2026)


@dataclass
class Memory:
    """What was seen before, and must not be undone."""

    #: (notice, rev, recipient) -> the first moment that it may leave.
    promised: dict[tuple[int, int, int], datetime] = field(default_factory=dict)
    #: (notice, recipient's key, account, arrivals so far): from here on nothing of it may arrive.
    ended: list[tuple[int, str, str, int]] = field(default_factory=list)
    #: Dispatches of which a person said that they arrived.
    decided: set[int] = field(default_factory=set)
    #: Deliveries that somebody decided to send again.
    again: set[int] = field(default_factory=set)
    #: The dispatches that carried them then.
    again_calls: set[int] = field(default_factory=set)
    tokens: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


class Look:
    """The database and the journals at one moment."""

    def __init__(self, world: World) -> None:
        self.dispatches = {row.id: row for row in world.table("dispatch")}
        self.by_key = {row.key: row for row in self.dispatches.values()}
        self.deliveries = {row.id: row for row in world.table("delivery")}
        self.links: dict[int, list[Any]] = defaultdict(list)
        self.owners_of: dict[int, list[Any]] = defaultdict(list)
        for link in world.table("delivery_dispatch"):
            self.links[link.delivery].append(self.dispatches[link.dispatch])
            self.owners_of[link.dispatch].append(self.deliveries[link.delivery])
        self.notices = {row.id: row for row in world.table("notice")}
        self.keys = {row.id: row.key for name in ("person", "place") for row in world.table(name)}
        self.journals = {account: world.journal(account) for account in ACCOUNTS}
        self.arrived: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for line in self.lines():
            self.arrived[line["key"]].append(line)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Return everything that arrived, network by network."""
        for account in ACCOUNTS:
            for line in self.journals[account]:
                yield {**line, "account": account}

    def is_edition(self, dispatch: Any) -> bool:
        """Return whether a call carries a whole edition."""
        kinds = {self.notices[one.notice].kind for one in self.owners_of[dispatch.id]}
        return NoticeKind.EDITION in kinds


def check(world: World, memory: Memory) -> None:
    """Raise AssertionError where a promise is broken."""
    look = Look(world)
    nothing_is_lost(world, look, memory)
    sent_means_arrived(look, memory)
    nothing_arrives_unrecorded_or_twice(look)
    repeats_follow_the_rules(look, memory)
    few_are_unsure(world, look)
    failures_have_reasons(world, look, memory)
    parts_are_in_order(look)
    changes_hit_the_right_message(world, look)
    nothing_comes_at_a_wrong_time(world, look, memory)
    what_ended_stays_away(world, look, memory)
    nobody_gets_it_on_two_ways(world, look, memory)


def nothing_is_lost(world: World, look: Look, memory: Memory) -> None:
    now = {(row.notice, row.rev, row.recipient): row.not_before for row in look.deliveries.values()}
    assert len(now) == len(look.deliveries)
    assert not memory.promised.keys() - now.keys(), "a promise is gone"
    for key, first in now.items():
        memory.promised.setdefault(key, first)
    counts = Counter((row.notice, row.rev) for row in look.deliveries.values())
    audience: Counter[tuple[int, int]] = Counter()
    for row in world.table("notice_revision"):
        audience[row.notice, row.rev] += row.audience or 0
    for row in world.table("edition_item"):
        audience[row.notice, row.rev] += row.audience
    assert counts == +audience, "the audience is not what was promised"


def sent_means_arrived(look: Look, memory: Memory) -> None:
    for delivery in look.deliveries.values():
        parts = [row for row in look.links[delivery.id] if row.address == delivery.address]
        if delivery.state == "sent":
            assert parts, f"delivery {delivery.id} is sent by nothing"
            assert {row.state for row in parts} == {"sent"}, f"delivery {delivery.id} is not wholly sent"
        for row in parts:
            if row.state == "sent" and row.id not in memory.decided:
                assert look.arrived[row.key], f"{row.key} is sent and never arrived"


def nothing_arrives_unrecorded_or_twice(look: Look) -> None:
    for key, lines in look.arrived.items():
        row = look.by_key[key]
        assert {line["account"] for line in lines} == {row.account}
        attempts = [line["attempt"] for line in lines]
        assert len(set(attempts)) == len(attempts) or row.op == "delete", f"{key}: one attempt arrived twice"
        assert max(attempts) <= row.tries
        if KEYED[row.account]:
            assert len({line["chat"] for line in lines}) == len(lines) == 1, f"{key} came twice on a keyed network"
        if row.state in _MAY_HAVE_LEFT:
            attempts = attempts[:-1]
        assert set(attempts) <= set(row.repeated), f"{key} ({row.state}): {attempts} are nowhere recorded"


def repeats_follow_the_rules(look: Look, memory: Memory) -> None:
    for row in look.dispatches.values():
        decided = row.id in memory.again_calls or any(one.id in memory.again for one in look.owners_of[row.id])
        if row.op == "send" and not KEYED[row.account] and not decided:
            allowed = 0 if row.on_unsure == "stay" else 1
            assert len(row.repeated) <= allowed, f"{row.key} was repeated {row.repeated}"


def few_are_unsure(world: World, look: Look) -> None:
    for account in ACCOUNTS:
        mine = [row.state for row in look.dispatches.values() if row.account == account]
        assert mine.count("sending") <= 8
        lost = sum(call["word"].startswith("lost") for call in world.calls(account))
        allowed = 0 if KEYED[account] else 8 * world.crashes + lost
        assert mine.count("unsure") <= allowed, f"{account}: {mine.count('unsure')} are unsure, {allowed} may be"


def failures_have_reasons(world: World, look: Look, memory: Memory) -> None:
    words = defaultdict(set)
    for account in ACCOUNTS:
        for call in world.calls(account):
            words[call["key"]].add(call["word"].partition(":")[0])
    guessed = {row.notice for key in memory.decided for row in look.owners_of[key]}
    useless = {row.recipient for row in world.table("address") if row.state != "ok"}
    for one in look.deliveries.values():
        if one.state != "failed":
            continue
        heard = {word for row in look.links[one.id] for word in words[row.key]}
        ends = [one.expires_at, *(row.expires_at for row in look.links[one.id] if row.error == "expired")]
        true = {
            "expired": min(ends) <= world.clock.now,
            "no_address": one.recipient in useless or one.account == "",
            "address gone": one.recipient in useless,
            "the recipient is gone": "gone" in heard,
            "the network refuses this message": "refused" in heard,
            "moved too often": "moved" in heard,
            "the network asks to wait": "later" in heard,
            "there is no such message": look.notices[one.notice].state == "withdrawn" or one.notice in guessed,
        }
        assert true.get(one.reason), f"delivery {one.id} failed because of {one.reason!r}"


def parts_are_in_order(look: Look) -> None:
    for row in look.dispatches.values():
        here = look.arrived[row.key]
        if not here:
            continue
        for before in (row.after, row.target):
            if before is None or ((first := look.dispatches[before]).state == "sent" and not look.arrived[first.key]):
                continue
            assert look.arrived[first.key][0]["seq"] < here[0]["seq"], f"{row.key} came before {first.key}"


def changes_hit_the_right_message(world: World, look: Look) -> None:
    for account, journal in look.journals.items():
        sent = {line["remote_id"]: line for line in journal if line["op"] == "send"}
        for line in journal:
            if line["op"] in ("edit", "delete"):
                first = sent[line["remote_id"]]
                assert world.owners[account, first["chat"]] == world.owners[account, line["chat"]]
                changed = {one.notice for one in look.owners_of[look.by_key[first["key"]].id]}
                change = look.by_key[line["key"]]
                meant = {one.notice for one in look.owners_of[change.id]} or changed
                assert changed == meant, f"{line['key']} changes a message of another notice"


def nothing_comes_at_a_wrong_time(world: World, look: Look, memory: Memory) -> None:
    for line in look.lines():
        row = look.by_key[line["key"]]
        at = datetime.fromisoformat(line["at"])
        assert at < row.expires_at, f"{row.key} arrived at {at}, after its end {row.expires_at}"
        if row.op != "send" or row.lane in (Lane.REPLY, Lane.EDIT):
            continue
        who = _KNOWN[world.owners[line["account"], line["chat"]]].details
        if row.lane != Lane.URGENT or not who.urgent_offhours:
            assert not is_quiet(who.quiet, at), f"{row.key} arrived at {at}, in quiet time"
        for one in look.owners_of[row.id]:
            assert at >= memory.promised[one.notice, one.rev, one.recipient], f"{row.key} arrived too early"
            end = look.notices[one.notice].expires_at if row.lane == Lane.URGENT else one.expires_at
            assert end is None or at < end or one.rev < look.notices[one.notice].rev, f"{row.key} arrived too late"


def what_ended_stays_away(world: World, look: Look, memory: Memory) -> None:
    for notice, key, account, arrivals in memory.ended:
        for line in look.journals[account][arrivals:]:
            if world.owners[account, line["chat"]] != key or look.is_edition(look.by_key[line["key"]]):
                continue
            shown = [token for token in memory.tokens[notice] if f"{token}p" in (line["text"] or "")]
            assert not shown, f"{line['key']} shows {shown} to {key} after its end"


def nobody_gets_it_on_two_ways(world: World, look: Look, memory: Memory) -> None:
    for tokens in memory.tokens.values():
        for token in tokens:
            ways: dict[str, set[str]] = defaultdict(set)
            for line in look.lines():
                if line["op"] == "send" and mark(token, 0) in line["text"]:
                    ways[world.owners[line["account"], line["chat"]]].add(line["key"])
            for key, found in ways.items():
                if _KNOWN[key].details.kind is RecipientKind.PERSON:
                    assert len(found) == 1, f"{key} got {token} as {sorted(found)}"


def note_end(world: World, memory: Memory, notice: int, *, withdrawn: bool) -> None:
    """Remember that a notice has ended: to whom nothing of it had left, nothing of it may arrive any more.

    When it was withdrawn, nothing of it may arrive anywhere; of what was only stopped, the rest of a message may.
    """
    look = Look(world)
    for recipient in {row.recipient for row in look.deliveries.values() if row.notice == notice}:
        mine = [row for row in look.deliveries.values() if (row.notice, row.recipient) == (notice, recipient)]
        calls = [call for row in mine for call in look.links[row.id]]
        if withdrawn or not any(call.state in ("sent", "unsure") or look.arrived[call.key] for call in calls):
            for account in ACCOUNTS:
                memory.ended.append((notice, look.keys[recipient], account, len(look.journals[account])))


def note_begun(world: World, memory: Memory, delivery: int) -> None:
    """Remember that somebody took a message for sent: of what was only stopped, the rest of it may arrive."""
    look = Look(world)
    one = look.deliveries[delivery]
    if look.notices[one.notice].state == "stopped":
        mine = (one.notice, look.keys[one.recipient])
        memory.ended = [end for end in memory.ended if end[:2] != mine]


def urgent_goes_first(world: World, account: str, calls_before: int) -> None:
    """Check the calls of one run at one moment: what was urgent and due in it went before all bulk."""
    calls = world.calls(account)[calls_before:]
    lanes = dict(world.rows("SELECT key, lane FROM dispatch"))
    if not {Lane.URGENT, Lane.BULK} <= {lanes[call["key"]] for call in calls}:
        return
    look = Look(world)
    window = [(call["chat"], look.by_key[call["key"]], call["attempt"]) for call in calls]
    bulk = next((at for at, (_, row, _) in enumerate(window) if row.lane == Lane.BULK), len(window))
    seen: set[str] = set()
    for at, (chat, row, attempt) in enumerate(window):
        first_here = chat not in seen and attempt == 1 and row.seq == 0
        seen.add(chat)
        if row.lane == Lane.URGENT and first_here and not _came_another_way(look, row):
            assert at < bulk, f"{row.key} had to wait for bulk"


def everything_settled(world: World) -> None:
    """Check the end: nothing waits, nothing is under way."""
    look = Look(world)
    waiting = [row.id for row in look.deliveries.values() if row.state == "waiting"]
    assert not waiting, f"still waiting: {waiting}"
    forgotten = [row.key for row in look.dispatches.values() if row.state in ("queued", "sending")]
    assert not forgotten, f"forgotten: {forgotten}"


def _came_another_way(look: Look, row: Any) -> bool:
    return any(other.address != row.address for one in look.owners_of[row.id] for other in look.links[one.id])


def is_quiet(spec: str, at: datetime) -> bool:
    """Return whether nobody with these quiet hours is to be disturbed."""
    local = at.astimezone(ZONE)
    if local.weekday() >= 5 or local.date() in _DAYS:
        return True
    if spec == OFF:
        return False
    start, end = spec.split("-")
    now = f"{local:%H:%M}"
    return now >= start or now < end if start > end else start <= now < end
