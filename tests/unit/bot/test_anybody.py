"""Whoever says or presses whatever: it is answered, and nothing changes that they have no right to change."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.registry import COMMANDS, DIALOGS
from domain.addressed import Event, EventKind
from domain.recipient import Role
from store import codes, dialogs
from store import tables as t
from store.dialogs import Talker
from tests.unit.bot.support import Counter, pressed, said
from tests.unit.bot.test_rights_of_commands import TABLE
from tests.unit.relay.support import MONDAY, OST, join, person

#: Who speaks; "xaver" has never joined.
WHO = ("karla", "lea", "mia", "wim", "xaver")
_STEPS = ["list", "decide", "who", "what", "region", "until", "which", "confirm", "change", "arrival", "kind", "role",
          "name", "organisation", "wrong", "right", "consent", "place", "menu", "show", "regionname", "countyto",
          "topicname", "newtopic", "words", "x"]  # fmt: skip
_KEYS = ["1", "2", "3", "4", "all", "done", "confirm", "refuse", "ask", "back", "take", "keep", "lead", "coordination",
         "heide", "braunschweig", "2.heide", "1.coordination", "personal", "sheet", "30", "none", ""]  # fmt: skip
_WORDS = ["ja", "nein", "1", "2", "1, 2", "alle", "Heide", "heide", "ende", "intern", "Federführende", "Koordination",
          "30 Tage", "31.12.2026", "ENTZIEHEN 47", "ZURÜCKZIEHEN 47", "SENDEN 1", "KARLA", "abbrechen"]  # fmt: skip
_PAYLOADS = st.one_of(
    st.text(max_size=20),
    st.builds("1:{}".format, st.sampled_from(sorted(COMMANDS))),
    st.builds("1:{}:{}:{}".format, st.sampled_from(sorted(DIALOGS)), st.sampled_from(_STEPS), st.sampled_from(_KEYS)),
)
#: What only some may say; each begins something that could do harm.
GUARDED = [word for word, cells in TABLE.items() if word in COMMANDS and cells[0] in ("LK", "K")]
_TEXTS = st.one_of(
    st.sampled_from(GUARDED),
    st.sampled_from(GUARDED),
    st.text(max_size=30),
    st.sampled_from(_WORDS),
    st.sampled_from(sorted(COMMANDS)),
    st.builds("{} {}".format, st.sampled_from(sorted(COMMANDS)), st.sampled_from(_WORDS)),
)
#: How something is said: typed or pressed alone with the bot, typed in a group, or one of the buttons that somebody
#: was shown last is pressed, their own one or another's, or its number typed.
_HOW = st.sampled_from(
    ["types", "presses", "in a group", "follows", "follows", "follows", "presses another's", "a number"]
)
_SAYING = st.tuples(st.sampled_from(WHO), _HOW, _TEXTS, _PAYLOADS, st.integers(0, 9))


def peopled(desk: Counter) -> None:
    """Let one of each be there, and an invitation be open."""
    heide: dict[str, Any] = {"regions": ("heide",), "statewide": False}
    join(
        desk.store,
        person("karla", role=Role.COORDINATION, confirmed_at=MONDAY),
        person("lea", role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY, **heide),
        person("mia", confirmed_at=MONDAY, **heide),
        person("wim", **heide),
        person("eva", regions=("braunschweig",), statewide=False),
    )
    until = desk.after(days=9)
    sheet = codes.New(Role.MEMBER, "braunschweig", "karla", until, many=True)
    desk.store.write_now(lambda s: codes.make(s, sheet, MONDAY))


def guarded(desk: Counter) -> dict[str, Any]:
    """Return what only some may change: roles, who is confirmed, places, invitations, the lists of what there is."""
    p, c = t.person.c, t.code.c

    def read(session: Any) -> dict[str, Any]:
        return {
            "roles": {row.key: (row.role, row.confirmed_at is not None, row.refused_at is not None)
                      for row in session.execute(select(p.key, p.role, p.confirmed_at, p.refused_at))
                      if row.key in (*WHO, "eva")},
            "leads": sorted(tuple(row) for row in session.execute(select(t.lead_region))),
            "places": len(session.execute(select(t.place)).all()),
            "codes": [row.used_at for row in session.execute(select(t.code.c.used_at).where(c.purpose == "invite"))],
            "notices": len(session.execute(select(t.notice)).all()),
            "lists": [tuple(row) for table in (t.region, t.county, t.topic, t.keyword)
                      for row in session.execute(select(table).order_by(*table.primary_key))],
        }  # fmt: skip

    return dict(desk.store.read_now(read))


class Saying:
    """People who say and press whatever, and what they were shown last."""

    def __init__(self, desk: Counter, seed: int) -> None:
        self.desk, self.seed, self.number = desk, seed, 0
        self.shown: dict[str, list[str]] = {}

    async def take(self, who: str, how: str, text: str, payload: str, pick: int) -> None:
        """Let somebody say or press something, and have all of it answered."""
        self.number += 1
        mine = self.shown.get(who, [])
        others = [one for chat, some in self.shown.items() if chat != who for one in some]
        if how == "follows" and mine:
            payload = mine[pick % len(mine)]
        elif how == "presses another's" and others:
            payload = others[pick % len(others)]
        answers = await self.desk.answer(self._event(who, how, text, payload, pick))
        for one in answers:
            if one.labels:
                self.shown[one.chat] = [payload for row in json.loads(one.row.buttons) for _, payload in row]

    def _event(self, who: str, how: str, text: str, payload: str, pick: int) -> Event:
        id_ = f"{self.seed}-{self.number}"
        if how == "types":
            return said(id_, text, who)
        if how == "a number":
            return said(id_, str(pick), who)
        if how == "in a group":
            return Event(id_, "team", EventKind.TEXT, who, direct=False, payload={"text": f"/{text}"})
        return pressed(id_, payload, who)


async def test_who_has_no_right_comes_nowhere_by_a_command_however_they_go_on(desk: Counter) -> None:
    peopled(desk)
    before, talk = guarded(desk), Saying(desk, 0)
    for word in GUARDED:
        for who in ("mia", "xaver"):
            for text in (word, "1", "ja"):
                await talk.take(who, "types", text, "", 0)
        assert guarded(desk) == before, word


async def test_nobody_goes_on_with_what_another_was_asked(desk: Counter) -> None:
    peopled(desk)
    talk = Saying(desk, 0)
    for word in GUARDED:
        await talk.take("karla", "types", word, "", 0)
        for _ in range(2):
            before = guarded(desk)
            for pick, who in enumerate(("mia", "wim", "xaver")):
                await talk.take(who, "presses another's", "", "1:hilfe", pick)
            assert guarded(desk) == before, word
            await talk.take("karla", "follows", "", "1:hilfe", 0)


async def test_a_stray_yes_on_monday_does_nothing_whatever_somebody_left_open(desk: Counter) -> None:
    peopled(desk)
    talk, tried = Saying(desk, 0), set[tuple[str, str]]()
    for word in (word for word in COMMANDS if word not in ("abmelden", "abbestellen")):
        for pick in range(5):
            desk.clock.now = MONDAY
            await talk.take("karla", "types", word, "", 0)
            if pick:
                await talk.take("karla", "follows", "", "1:hilfe", pick - 1)
            open_ = desk.store.read_now(lambda s: dialogs.load(s, Talker(OST, "karla", "karla")))
            if open_ is None or (open_.name, open_.step) in tried:
                continue
            tried.add((open_.name, open_.step))
            before = kept(desk)
            desk.clock.now += timedelta(days=3)
            await talk.take("karla", "types", "ja", "", 0)
            assert kept(desk) == before, open_
    assert len(tried) > 30, tried


def kept(desk: Counter) -> list[Any]:
    """Return all that is stored, but for what is said, asked and heard."""
    passing = {"inbox", "dispatch", "dialog", "cursor", "pace"}

    def read(session: Any) -> list[Any]:
        tables = [table for table in t.person.metadata.sorted_tables if table.name not in passing]
        return [
            [tuple(row) for row in session.execute(select(*(c for c in table.c if c.name != "seen_at")))]
            for table in tables
        ]

    return list(desk.store.read_now(read))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_SAYING, min_size=4, max_size=14), st.integers())
async def test_nothing_that_anybody_says_is_a_crash_or_more_than_they_may(
    desk: Counter, saying: list[tuple[str, str, str, str, int]], seed: int
) -> None:
    desk.store.write_now(_empty)
    peopled(desk)
    talk = Saying(desk, seed)
    for who, how, text, payload, pick in saying:
        before, what = guarded(desk), (how, text, payload)
        await talk.take(who, how, text, payload, pick)
        after = guarded(desk)
        if who in ("mia", "wim", "xaver"):
            # A member may make a place of their own centre; nobody without a right changes anything else.
            assert before["places"] <= after["places"] <= before["places"] + (who == "mia"), (who, what)
            assert {**after, "places": 0} == {**before, "places": 0}, (who, what)
        if who == "lea":
            assert after["roles"]["eva"] == before["roles"]["eva"], what
            assert after["roles"]["karla"] == before["roles"]["karla"], what
    assert not [row for row in desk.inbox() if row.parked or row.tries]


def _empty(session: Any) -> None:
    """Empty what other examples left."""
    for table in reversed(t.person.metadata.sorted_tables):
        if table.name not in ("region", "county", "topic", "keyword", "programme", "cursor"):
            session.execute(table.delete())
