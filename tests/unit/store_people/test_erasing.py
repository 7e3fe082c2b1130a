"""Erase somebody, then look through every table and every file: nothing leads to them any more."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from bot.checking import check
from bot.opening import put_start_data
from domain.message import Body
from domain.recipient import Rhythm, Role
from domain.subscription import Subscription
from store import audit, bodies, dialogs, erasing, jobs, members, merging, own_data
from store import tables as t
from store.db import Store
from store.dialogs import Talker
from store.people import Where
from tests.unit.relay.support import MONDAY, OST, WEST, House, ScriptedChannel, drive, join, person

#: Stands in everything that is known of Ada.
MARK = "zitronenfalter"
_TABLES = t.audit.metadata.tables


def dump(store: Any) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table."""
    return {
        name: store.read_now(
            lambda s, table=table: [dict(row._mapping) for row in s.execute(select(table).order_by(*table.primary_key))]
        )
        for name, table in _TABLES.items()
    }


def with_mark(tables: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Return the columns that tell of Ada."""
    return [
        f"{name}.{column}"
        for name, rows in tables.items()
        for row in rows
        for column, value in row.items()
        if MARK in json.dumps(value, default=str).casefold()
    ]


#: In these a person leaves something behind; the test would be worth nothing if it left nothing there.
TOLD = {
    "person.key", "person.display_name", "person.confirmed_by", "organisation.name", "address.chat", "dispatch.chat",
    "inbox.chat", "inbox.user", "inbox.parked", "inbox.payload", "dialog.chat", "dialog.user", "dialog.data",
    "audit.actor", "audit.subject", "audit.detail", "notice.author", "notice.approver", "surface.remote_id",
    "proposal.author", "entry_file.name", "errand.chat", "pace.chat",
    "dispatch.body", "guess.user", "code.made_by", "code.hash", "stranger.chat",
}  # fmt: skip


@pytest.fixture
def house(store: Store) -> House:
    """A house with the start data, on both engines."""
    put_start_data(store)
    return House(store)


async def known(house: House) -> int:
    """Let Ada be known in every way there is, and return her id."""
    ada = person(
        f"key-{MARK}", Where(OST, f"dm-{MARK}"), Where(WEST, f"west-{MARK}"),
        name=f"Ada {MARK}", organisation=f"Verein {MARK}", role=Role.LEAD, leads=("heide",), regions=("heide",),
        topics=("asyl",), programmes=("mbe",), rhythm_info=Rhythm.SOFORT, confirmed_at=MONDAY,
    )  # fmt: skip
    join(house.store, ada, person("bea"))
    me = house.store.read_now(lambda s: members.member_at(s, OST, f"dm-{MARK}"))
    assert me is not None
    house.tell()
    await drive(house.relay(ScriptedChannel()))
    house.tell()
    house.queue(f"dm-{MARK}", key="k1", body=bodies.dump(Body(f"Hallo {MARK}")), state="sent", remote_id="m1")
    house.store.write_now(lambda s: _more(s, me.id, f"key-{MARK}", f"dm-{MARK}"))
    return me.id


def _more(session: Session, me: int, key: str, chat: str) -> None:
    members.consent(session, me, members.SERVICE, "1", MONDAY)
    dialogs.save(session, Talker(OST, chat, f"user-{MARK}"), None, "abo", "menu", {"said": MARK}, MONDAY)
    audit.note(session, key, "notice.released", f"person:{key}", MONDAY, MARK)
    session.execute(update(t.notice).values(author=key, approver=key))
    session.execute(update(t.person).where(t.person.c.key == "bea").values(confirmed_by=key))
    address = session.execute(select(t.address.c.id).where(t.address.c.chat == chat)).scalar_one()
    session.add(t.Surface(subject="notice:1", address=address, remote_id=MARK))
    session.add(t.Guess(account=OST, user=MARK, tries=1, since=MONDAY))
    code: dict[str, Any] = {"made_at": MONDAY, "expires_at": MONDAY}
    session.add(t.Code(**code, hash="h1", purpose="invite", role="member", made_by=key))
    session.add(t.Code(**code, hash=MARK, purpose="calendar", person=me))
    session.add(t.Stranger(account=OST, chat=chat, server="x", came_at=MONDAY))
    session.add(t.PaceRow(account=OST, chat=chat, next_at=1.0))
    proposed: dict[str, Any] = {"kind": "withdrawal", "notice": 1, "title": "Erlass", "data": {"rev": 1}}
    session.add(t.Proposal(**proposed, author=key, created_at=MONDAY))
    fetch: dict[str, Any] = {"kind": "file", "data": {"said": MARK}, "created_at": MONDAY, "not_before": MONDAY}
    session.add(t.Errand(**fetch, account=OST, chat=chat, user=MARK))
    entry = t.Entry(fingerprint="f", hash="h", title=MARK, first_seen_at=MONDAY)
    session.add_all([entry, t.Asset(sha256="a" * 64, size=1, stored_at=MONDAY)])
    session.flush()
    assert entry.id is not None
    session.add(t.EntryGiver(entry=entry.id, kind="hint", person=me))
    session.add(t.EntryFile(entry=entry.id, position=0, asset="a" * 64, name=f"{MARK}.pdf", mime="application/pdf"))
    base: dict[str, Any] = {"account": OST, "chat": chat, "user": MARK, "kind": "text", "received_at": MONDAY}
    session.add(t.Inbox(**base, event_id="e1", person=me, handled_at=MONDAY))
    session.add(t.Inbox(**base, event_id="e2", payload={"text": MARK}, parked=MARK))
    session.add(t.Inbox(**base, event_id="e3", payload={"text": MARK}))


async def test_nothing_in_any_table_or_file_leads_to_the_erased(house: House, data_dir: Path) -> None:
    me = await known(house)
    assert set(with_mark(dump(house.store))) >= TOLD
    assert bool(_files_with_mark(data_dir)) is house.store.is_sqlite
    (asked,) = [row["id"] for row in dump(house.store)["inbox"] if row["event_id"] == "e3"]
    house.store.write_now(lambda s: erasing.erase(s, me, MONDAY, asked_in=asked))
    assert with_mark(dump(house.store)) == []
    assert _files_with_mark(data_dir) == []


def _files_with_mark(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if MARK.encode() in path.read_bytes().lower()]


async def test_what_was_promised_stays_countable_and_the_others_stay_as_they_are(house: House) -> None:
    me = await known(house)
    before = dump(house.store)
    house.store.write_now(lambda s: erasing.erase(s, me, MONDAY))
    after = dump(house.store)
    assert [row["id"] for row in after["delivery"]] == [row["id"] for row in before["delivery"]]
    states = {(row["notice"], row["state"], row["reason"]) for row in after["delivery"] if row["recipient"] == me}
    assert states == {(1, "sent", ""), (2, "skipped", "erased")}
    assert [row for row in after["address"] if row["chat"] == "bea"] == [
        row for row in before["address"] if row["chat"] == "bea"
    ]
    (erased,) = [row for row in after["person"] if row["id"] == me]
    assert (erased["state"], erased["role"], erased["key"]) == ("erased", "member", f"erased-{me}")
    assert check(house.store, None)["ok"]
    await drive(house.relay(ScriptedChannel()))
    house.withdraw(1)
    assert all(row.chat for row in house.dispatches(op="delete"))


async def test_what_somebody_is_known_by_is_told_for_restores(house: House) -> None:
    me = await known(house)
    names = (f"key key-{MARK}", f"chat {OST} dm-{MARK}", f"chat {WEST} west-{MARK}")
    assert house.store.read_now(erasing.persons)[0] == (me, names)
    house.store.write_now(lambda s: erasing.erase(s, me, MONDAY))
    assert me not in [id_ for id_, _ in house.store.read_now(erasing.persons)]


async def test_erasing_twice_is_like_erasing_once(house: House) -> None:
    me = await known(house)
    house.store.write_now(lambda s: erasing.erase(s, me, MONDAY))
    once = dump(house.store)
    house.store.write_now(lambda s: erasing.erase(s, me, MONDAY))
    assert dump(house.store) == once


async def test_whoever_comes_back_is_somebody_new(house: House) -> None:
    me = await known(house)
    house.store.write_now(lambda s: erasing.erase(s, me, MONDAY))
    who = Talker(OST, f"dm-{MARK}", MARK)
    new = house.store.write_now(lambda s: members.join(s, who, Subscription(), "1", MONDAY))
    assert new != me
    told = house.store.read_now(lambda s: own_data.of_person(s, new))
    assert (told["role"], told["confirmed_at"], told["deliveries"]) == ("member", None, [])


async def test_who_was_merged_into_somebody_is_erased_with_them(house: House) -> None:
    me = await known(house)
    join(house.store, person("alt", Where(OST, f"alt-{MARK}"), name=MARK))
    person_ = t.person.c
    merge = update(t.person).where(person_.key == "alt").values(merged_into=me)
    house.store.write_now(lambda s: s.execute(merge))
    house.store.write_now(lambda s: erasing.erase(s, me, MONDAY))
    assert [one for one in with_mark(dump(house.store)) if not one.startswith("inbox.")] == []


async def test_who_was_linked_with_another_leaves_nothing_of_either(house: House, data_dir: Path) -> None:
    """Ada is the younger one here, so that what she did is somebody else's, until that one is erased."""
    join(house.store, person("alt", Where(OST, f"alt-{MARK}")))
    me = await known(house)
    alt = house.store.read_now(lambda s: members.member_at(s, OST, f"alt-{MARK}"))
    assert alt is not None
    house.store.write_now(lambda s: merging.merge(s, alt.id, me, MONDAY))
    told = house.store.read_now(lambda s: own_data.of_person(s, alt.id))
    assert [one["action"] for one in told["audit"]] == ["role.given", "notice.released"]
    left = dump(house.store)
    assert {row["made_by"] for row in left["code"] if row["made_by"]} == {"alt"}
    assert [row["confirmed_by"] for row in left["person"] if row["key"] == "bea"] == ["alt"]
    (asked,) = [row["id"] for row in left["inbox"] if row["event_id"] == "e3"]
    house.store.write_now(lambda s: erasing.erase(s, alt.id, MONDAY, asked_in=asked))
    after = dump(house.store)
    assert with_mark(after) == []
    assert [f"{name}.{column}" for name, rows in after.items() for row in rows for column, value in row.items()
            if value in ("alt", "person:alt")] == []  # fmt: skip
    assert _files_with_mark(data_dir) == []


def test_answers_to_strangers_are_emptied_after_an_hour_and_what_they_said_after_a_day(house: House) -> None:
    join(house.store, person("bea"))
    (bea,) = house.addresses()
    done: dict[str, Any] = {"state": "sent", "finished_at": MONDAY, "remote_id": "m1"}
    house.queue("stranger", **done)
    house.queue("waiting")
    house.queue("bea", address=bea.id, **done)
    said: dict[str, Any] = {"account": OST, "user": "u", "kind": "text", "received_at": MONDAY, "handled_at": MONDAY}
    house.store.write_now(lambda s: s.add_all([t.Inbox(**said, event_id=c, chat=c) for c in ("stranger", "bea")]))
    for hours, chats, said_in in ((0.9, {"stranger", "waiting", "bea"}, {"stranger", "bea"}),
                                  (1.1, {"", "waiting", "bea"}, {"stranger", "bea"}),
                                  (25, {"", "waiting", "bea"}, {"", "bea"})):  # fmt: skip
        now = MONDAY + timedelta(hours=hours)
        house.store.write_now(lambda s, now=now: erasing.forget_chats(s, now))  # type: ignore[misc]  # a default, bound at once
        assert {row.chat for row in house.dispatches()} == chats
        assert {row["chat"] for row in dump(house.store)["inbox"]} == said_in


def test_who_left_is_erased_after_a_month_unless_they_came_back(house: House) -> None:
    ids = {}
    for chat in ("left", "back", "stays"):
        who = Talker(OST, chat, chat)
        ids[chat] = house.store.write_now(lambda s, who=who: members.join(s, who, Subscription(), "1", MONDAY))  # type: ignore[misc]  # a default, bound at once
    for chat in ("left", "back"):
        house.store.write_now(lambda s, chat=chat: members.leave(s, ids[chat], MONDAY))  # type: ignore[misc]  # a default, bound at once
    house.store.write_now(lambda s: members.join(s, Talker(OST, "back", "back"), Subscription(), "1", MONDAY))
    early, late = MONDAY + timedelta(days=29), MONDAY + timedelta(days=31)
    house.store.write_now(lambda s: s.add(t.Guess(account=OST, user="left", tries=3, since=MONDAY)))
    assert house.store.write_now(lambda s: jobs.tidy(s, early)).left == 0
    assert dump(house.store)["guess"] == []
    assert house.store.write_now(lambda s: jobs.tidy(s, late)).left == 1
    assert house.store.write_now(lambda s: jobs.tidy(s, late)).left == 0
    assert {row.chat for row in house.addresses()} == {"back", "stays"}
