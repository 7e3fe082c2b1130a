"""Whoever says or presses whatever: it is answered, and nothing changes that they have no right to change."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.registry import COMMANDS, DIALOGS
from domain.recipient import Role
from store import codes
from store import tables as t
from tests.unit.bot.support import Counter, pressed, said
from tests.unit.relay.support import MONDAY, join, person

#: Who speaks; "xaver" has never joined.
WHO = ("karla", "lea", "mia", "wim", "xaver")
_STEPS = ["list", "decide", "who", "what", "region", "until", "which", "confirm", "change", "arrival", "kind", "role",
          "name", "organisation", "wrong", "right", "consent", "place", "menu", "show", "x"]  # fmt: skip
_KEYS = ["1", "2", "3", "4", "all", "done", "confirm", "refuse", "ask", "back", "take", "keep", "lead", "coordination",
         "heide", "braunschweig", "2.heide", "1.coordination", "personal", "sheet", "30", "none", ""]  # fmt: skip
_WORDS = ["ja", "nein", "1", "2", "1, 2", "alle", "Heide", "heide", "ende", "intern", "Federführende", "Koordination",
          "30 Tage", "31.12.2026", "ENTZIEHEN 47", "ZURÜCKZIEHEN 47", "SENDEN 1", "KARLA", "abbrechen"]  # fmt: skip
_PAYLOADS = st.one_of(
    st.text(max_size=20),
    st.builds("1:{}".format, st.sampled_from(sorted(COMMANDS))),
    st.builds("1:{}:{}:{}".format, st.sampled_from(sorted(DIALOGS)), st.sampled_from(_STEPS), st.sampled_from(_KEYS)),
)
_TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(_WORDS),
    st.sampled_from(sorted(COMMANDS)),
    st.builds("{} {}".format, st.sampled_from(sorted(COMMANDS)), st.sampled_from(_WORDS)),
)
#: Where it is said: to the bot alone, or in a group.
_SAYING = st.tuples(st.sampled_from(WHO), st.booleans(), st.booleans(), _TEXTS, _PAYLOADS)


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
    desk.store.write_now(lambda s: codes.make(s, Role.MEMBER, "braunschweig", "karla", MONDAY, until, many=True))


def guarded(desk: Counter) -> dict[str, Any]:
    """Return what only some may change: roles, who is confirmed, places, invitations."""
    p = t.person.c

    def read(session: Any) -> dict[str, Any]:
        return {
            "roles": {row.key: (row.role, row.confirmed_at is not None, row.refused_at is not None)
                      for row in session.execute(select(p.key, p.role, p.confirmed_at, p.refused_at))
                      if row.key in (*WHO, "eva")},
            "leads": sorted(tuple(row) for row in session.execute(select(t.lead_region))),
            "places": len(session.execute(select(t.place)).all()),
            "codes": [row.used_at for row in session.execute(select(t.code.c.used_at))],
            "notices": len(session.execute(select(t.notice)).all()),
        }  # fmt: skip

    return dict(desk.store.read_now(read))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_SAYING, min_size=1, max_size=8), st.integers())
async def test_nothing_that_anybody_says_is_a_crash_or_more_than_they_may(
    desk: Counter, saying: list[tuple[str, bool, bool, str, str]], seed: int
) -> None:
    desk.store.write_now(_empty)
    peopled(desk)
    for at, (who, press, in_group, text, payload) in enumerate(saying):
        before = guarded(desk)
        chat = "team" if in_group else who
        event = pressed(f"{seed}-{at}", payload, who) if press else said(f"{seed}-{at}", text, who)
        if in_group and not press:
            event = said(f"{seed}-{at}", f"/{text}", chat, direct=False)
            event = type(event)(event.event_id, chat, event.kind, who, direct=False, payload=event.payload)
        desk.receive(event)
        while await desk.handle_next():
            pass
        if who in ("mia", "wim", "xaver"):
            after = guarded(desk)
            # A member may make a place of their own centre; nobody without a right changes anything else.
            own = before["places"] <= after["places"] <= before["places"] + (who == "mia")
            assert own, (who, text, payload)
            assert {**after, "places": 0} == {**before, "places": 0}, (who, text, payload)
        if who == "lea":
            after = guarded(desk)
            assert after["roles"]["eva"] == before["roles"]["eva"], (text, payload)
            assert after["roles"]["karla"] == before["roles"]["karla"]
    assert not [row for row in desk.inbox() if row.parked or row.tries]


def _empty(session: Any) -> None:
    """Empty what other examples left."""
    for table in reversed(t.person.metadata.sorted_tables):
        if table.name not in ("region", "county", "topic", "keyword", "programme", "cursor"):
            session.execute(table.delete())
