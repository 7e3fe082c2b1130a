"""Whatever is said or pressed, by whomever and however late: it does no harm, and is answered in a sentence."""

import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session

from bot.registry import COMMANDS, DIALOGS
from bot.words import conversing as words
from bot.words import general as general_words
from bot.words import privacy
from domain.folding import fold
from domain.notice import Scope
from domain.recipient import PersonState
from store import dialogs, members, own_data
from store import tables as t
from store.dialogs import Talker
from store.people import Where
from tests.unit.bot.support import Counter, pressed, said, tell
from tests.unit.relay.support import MONDAY, OST, join, person

ADA = Talker(OST, "ada", "ada")


async def joined(desk: Counter, *, open_at: str = "") -> None:
    """Let Ada join, and open a conversation."""
    await desk.answer(said("j1", "anmelden"), said("j2", "ja Vechta"))
    if open_at:
        await desk.answer(said("j3", open_at))


def subscription(desk: Counter) -> Any:
    """Return what Ada subscribed to, or None if nobody knows her."""
    member = desk.store.read_now(lambda s: members.member_at(s, OST, "ada"))
    return None if member is None else desk.store.read_now(lambda s: members.subscription(s, member.id))


def everything(desk: Counter) -> dict[str, list[Any]]:
    """Return who is known and what they want."""
    # When they were heard of last changes with every word.
    p = t.person
    known = [column for column in p.c if column.name != "seen_at"]
    persons = desk.store.read_now(lambda s: list(s.execute(select(*known))))
    tables = (t.recipient, t.address, t.consent, t.sub_region, t.sub_topic, t.sub_programme, t.rhythm)
    rest = {table.name: desk.store.read_now(lambda s, table=table: list(s.execute(select(table)))) for table in tables}  # type: ignore[misc]  # a default, bound at once
    return {"person": persons, **rest}


def test_every_command_of_the_help_exists_and_every_dialog_has_its_name() -> None:
    assert {fold(name) for name, _ in general_words.HELP_COMMANDS} <= COMMANDS.keys()
    assert all(name == one.name for name, one in DIALOGS.items())
    assert all(fold(word) == word for word in COMMANDS)


# --- buttons that come late, or from others


@pytest.mark.parametrize(
    "payload",
    ["1:join:consent:yes", "1:join:which:03403", "1:pause:until:2", "1:erase:confirm:keep", "1:erase:confirm:erase"],
)
@pytest.mark.parametrize("open_at", ["", "abo", "themen"])
async def test_a_button_of_a_question_that_is_not_open_changes_nothing(
    desk: Counter, payload: str, open_at: str
) -> None:
    await joined(desk, open_at=open_at)
    before = everything(desk)
    (answer,) = await desk.answer(pressed("p1", payload))
    assert answer.text == words.TOO_OLD
    assert everything(desk) == before


async def test_a_button_of_the_open_question_that_is_not_offered_changes_nothing(desk: Counter) -> None:
    await joined(desk, open_at="löschen")
    before = everything(desk)
    (answer,) = await desk.answer(pressed("p1", "1:erase:confirm:erase"))
    assert answer.text == words.TOO_OLD
    assert everything(desk) == before


async def test_an_old_button_of_the_settings_still_means_what_it_said(desk: Counter) -> None:
    await joined(desk)
    for number, payload in enumerate(["1:abo:topics:+asyl", "1:abo:topics:+asyl", "1:abo:topics:+ukraine"]):
        await desk.answer(pressed(f"p{number}", payload))
    assert subscription(desk).topics == ("asyl", "ukraine")
    await desk.answer(pressed("p9", "1:abo:topics:-asyl"))
    assert subscription(desk).topics == ("ukraine",)


@pytest.mark.parametrize("payload", ["1:abo:topics:+asyl", "1:abo:menu:topics", "1:abo", "1:pause"])
async def test_other_peoples_buttons_are_refused_in_a_sentence(desk: Counter, payload: str) -> None:
    await joined(desk, open_at="abo")
    (answer,) = await desk.answer(pressed("p1", payload, "bea"))
    assert "angemeldet" in answer.text
    assert subscription(desk).topics == ()


_KEYS = st.sampled_from(
    ["yes", "no", "+asyl", "-heide", "+x", "all", "back", "done", "show", "erase", "2", "sofort", ""]
)
_STEPS = st.sampled_from(
    [*(step for one in DIALOGS.values() for step in one.always_open), "consent", "which", "confirm", "x", ""]
)
_PAYLOADS = st.one_of(
    st.text(max_size=30),
    st.builds("{}:{}:{}:{}".format, st.sampled_from("12"), st.sampled_from([*DIALOGS, "x"]), _STEPS, _KEYS),
)
_TEXTS = st.one_of(
    st.text(max_size=60), st.sampled_from(["ja", "nein", "1", "1 2 3", "ja Vechta", "fertig", "abbrechen", *COMMANDS])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), _TEXTS, _PAYLOADS), min_size=1, max_size=8), st.integers())
@example([(True, "", "1:erase:confirm:erase")], 1)
@example([(False, "ja", ""), (False, "2", ""), (True, "", "1:erase:confirm:2")], 2)
async def test_any_text_and_any_payload_is_answered_and_nobody_is_erased(
    desk: Counter, said_: list[tuple[bool, str, str]], seed: int
) -> None:
    """Also while somebody is asked whether they want to be erased; and nothing of it touches somebody else."""
    begin = ("anmelden", "ja Vechta", "löschen")
    await desk.answer(*(said(f"{seed}-a{at}", text) for at, text in enumerate(begin)))
    await desk.answer(*(said(f"{seed}-b{at}", text, "bea") for at, text in enumerate(begin[:2])))
    other = _about_bea(desk)
    events = [
        pressed(f"{seed}-{at}", payload) if press else said(f"{seed}-{at}", text)
        for at, (press, text, payload) in enumerate(said_)
    ]
    new = desk.receive(*events)
    before = len(desk.answers())
    while await desk.handle_next():
        pass
    assert not [row for row in desk.inbox() if row.parked or row.tries]
    assert len(desk.answers()) >= before + new
    assert not [row for row in everything(desk)["person"] if row.state == PersonState.ERASED.value]
    assert _about_bea(desk) == other


def _about_bea(desk: Counter) -> dict[str, Any]:
    """Return what is stored of the other one, but for what is written and said."""

    def read(session: Session) -> dict[str, Any]:
        bea = members.member_at(session, OST, "bea")
        assert bea is not None
        return own_data.of_person(session, bea.id)

    return desk.store.read_now(read)


@pytest.mark.parametrize("open_at", ["anmelden", "regionen", "themen", "ruhezeit", "pause", "löschen"])
async def test_a_long_letter_is_answered_as_quickly_as_a_word(desk: Counter, open_at: str) -> None:
    await joined(desk)
    if open_at == "anmelden":
        await desk.answer(said("l0", "abmelden"))
    await desk.answer(said("l1", open_at))
    letter = "Lehr, ja und Stdae " * 1000
    began = time.process_time()
    (answer, *_) = await desk.answer(said("l2", letter))
    assert answer.text
    assert time.process_time() - began < 2


# --- time


async def test_what_is_dangerous_lapses_after_half_an_hour(desk: Counter) -> None:
    await joined(desk, open_at="löschen")
    phrase = _phrase(desk)
    desk.clock.move(minutes=31)
    (answer,) = await desk.answer(said("e1", phrase))
    assert phrase not in answer.text
    assert subscription(desk) is not None
    (answer,) = await desk.answer(said("e2", "nein"))
    assert answer.text == privacy.NOT_ERASED


def test_what_releases_erases_or_takes_away_lapses_and_nothing_else_has_a_limit_of_time() -> None:
    limits = {one.name: "all" if one.lapses else " ".join(sorted(one.lapsing)) for one in DIALOGS.values()}
    assert {name: steps for name, steps in limits.items() if steps} == {
        "erase": "all", "revoke": "all", "takeback": "all",
        "alone": "confirm", "approve": "confirm", "edition": "confirm", "meeting": "confirm",
        "meetingchange": "cancel confirm", "poll": "send", "report": "again decide", "review": "confirm",
        "revise": "confirm", "urgent": "confirm", "write": "confirm",
    }  # fmt: skip


async def test_within_half_an_hour_it_is_done(desk: Counter) -> None:
    await joined(desk, open_at="löschen")
    desk.clock.move(minutes=29)
    (answer,) = await desk.answer(said("e1", _phrase(desk)))
    assert answer.text.startswith(privacy.ERASED)
    assert subscription(desk) is None


def _phrase(desk: Counter) -> str:
    stored = desk.store.read_now(lambda s: dialogs.load(s, ADA))
    assert stored is not None
    return privacy.ERASE_PHRASE.format(number=stored.data["number"])


@pytest.mark.parametrize("open_at", ["", "abo", "themen", "pause", "löschen", "ruhezeit"])
async def test_a_stray_yes_on_monday_does_nothing(desk: Counter, open_at: str) -> None:
    await joined(desk, open_at=open_at)
    before = everything(desk)
    desk.clock.now += timedelta(days=3)
    (answer,) = await desk.answer(said("m1", "ja"))
    assert answer.text
    assert everything(desk) == before


@pytest.mark.parametrize("text", ["ja", "Ja!", "1", "2", "ok", "löschen", "LÖSCHEN", "LÖSCHEN 1", "einverstanden"])
async def test_within_half_an_hour_too_nothing_but_the_words_themselves_erases(desk: Counter, text: str) -> None:
    await joined(desk, open_at="löschen")
    assert _phrase(desk) != "LÖSCHEN 1"
    await desk.answer(said("m1", text))
    assert subscription(desk) is not None


async def test_what_is_not_dangerous_waits_as_long_as_somebody_needs(desk: Counter) -> None:
    await desk.answer(said("a1", "anmelden"))
    desk.clock.move(days=20)
    (answer,) = await desk.answer(said("a2", "ja Vechta"))
    assert answer.text.startswith("Danke. Sie erhalten:")


# --- numbers and words for buttons


async def test_a_number_or_label_means_the_last_buttons_for_a_day(desk: Counter) -> None:
    tell(desk.store, "Neuer Erlass")
    await desk.answer(said("a1", "Hilfe"))
    (answer,) = await desk.answer(said("a2", "1"))
    assert "Neuer Erlass" in answer.text
    (answer,) = await desk.answer(said("a3", "9"))
    assert answer.text == general_words.NOT_UNDERSTOOD
    desk.clock.move(days=2)
    (answer,) = await desk.answer(said("a4", "1"))
    assert answer.text == general_words.NOT_UNDERSTOOD


@pytest.mark.parametrize(("text", "name"), [("hilfe2", "Hilfe"), ("/aktuel", "Aktuell"), ("Datenschuz", "Datenschutz")])
async def test_what_is_nearly_a_command_is_offered_and_not_carried_out(desk: Counter, text: str, name: str) -> None:
    (answer,) = await desk.answer(said("a1", text))
    assert answer.text == general_words.DID_YOU_MEAN.format(name=name)
    (answer,) = await desk.answer(said("a2", "1"))
    assert answer.text.startswith({"Hilfe": "Verbundbote", "Aktuell": "Es gibt noch"}.get(name, name))


async def test_nobody_is_erased_by_a_typing_error(desk: Counter) -> None:
    await joined(desk)
    (answer,) = await desk.answer(said("a1", "löschn"))
    assert answer.labels == ("Löschen",)


# --- groups, rights, two at once


@pytest.mark.parametrize("command", ["abo", "löschen", "MeineDaten", "anmelden", "pause", "abmelden"])
async def test_what_is_personal_is_not_talked_about_in_a_group(desk: Counter, command: str) -> None:
    await joined(desk)
    before = everything(desk)
    (answer,) = await desk.answer(said("g1", f"/{command}", "team", direct=False))
    assert "nicht in der Gruppe" in answer.text
    assert everything(desk) == before


@pytest.mark.parametrize("command", ["hilfe", "aktuell", "datenschutz", "kontakt", "impressum", "barrierefreiheit"])
async def test_what_is_for_all_may_be_asked_in_a_group(desk: Counter, command: str) -> None:
    (answer,) = await desk.answer(said("g1", f"/{command}", "team", direct=False))
    assert "nicht in der Gruppe" not in answer.text


async def test_the_privacy_text_says_who_sees_names_and_answers(desk: Counter) -> None:
    told = await desk.text("datenschutz")
    assert "sehen nur die Federführenden Ihrer Region; die Koordination sieht nur Namen" in told
    assert "Wer zu einem Treffen kommt" in told
    assert "Antworten auf Umfragen" in told


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        ("/privacy", ["controller", "legal_basis", "dpo", "authority", "privacy_url"]),
        ("Datenschutz", ["controller", "legal_basis", "dpo", "authority", "privacy_url"]),
        ("Kontakt", ["contact"]),
        ("Impressum", ["imprint", "contact"]),
        ("Barrierefreiheit", ["contact", "accessibility_url"]),
        ("Einwilligung", ["legal_basis"]),
        ("anmelden", ["controller", "privacy_url"]),
    ],
)
async def test_who_runs_this_is_said_as_the_settings_have_it(desk: Counter, command: str, facts: list[str]) -> None:
    names = ("controller", "legal_basis", "dpo", "authority", "privacy_url", "contact", "imprint", "accessibility_url")
    desk.router.operator = {name: f"so-steht-{name}-da" for name in names}
    if command == "Einwilligung":
        await joined(desk)
    told = await desk.text(command)
    assert [name for name in names if desk.router.operator[name] in told] == sorted(facts, key=names.index)


async def test_two_handlers_never_both_go_on(desk: Counter) -> None:
    await desk.answer(said("a1", "anmelden"))
    stored = desk.store.read_now(lambda s: dialogs.load(s, ADA))
    assert stored is not None
    desk.store.write_now(lambda s: dialogs.save(s, ADA, stored, "join", "place", {}, MONDAY))
    with pytest.raises(dialogs.ChangedMeanwhileError):
        desk.store.write_now(lambda s: dialogs.save(s, ADA, stored, "join", "which", {}, MONDAY))
    with pytest.raises(dialogs.ChangedMeanwhileError):
        desk.store.write_now(lambda s: dialogs.end(s, ADA, stored))


async def test_a_change_and_its_answer_are_kept_together_or_not_at_all(desk: Counter) -> None:
    await desk.answer(said("a1", "anmelden"))

    def fail(point: str) -> None:
        if point == "handler.before_commit":
            raise OSError("the disk is full")

    desk.at_point = fail
    desk.receive(said("a2", "ja Vechta"))
    assert await desk.handle_next()
    assert subscription(desk) is None
    desk.at_point = lambda _point: None
    (answer,) = await desk.answer()
    assert answer.text.startswith("Danke.")
    assert subscription(desk).regions == ("oldenburger-land",)


async def test_who_was_confirmed_stays_so_and_is_not_told_to_wait(desk: Counter) -> None:
    join(desk.store, person("bea", Where(OST, "ada"), confirmed_at=MONDAY))
    await desk.answer(said("a1", "abmelden"))
    (_, answer) = await desk.answer(said("a2", "anmelden"), said("a3", "ja Vechta"))
    assert "Internes folgt" not in answer.text
    member = desk.store.read_now(lambda s: members.member_at(s, OST, "ada"))
    assert member is not None
    assert member.confirmed


async def test_who_joins_is_shown_what_appeared_last_as_far_as_it_is_public(desk: Counter) -> None:
    for number, scope in enumerate((Scope.PUBLIC, Scope.PUBLIC, Scope.PUBLIC, Scope.PUBLIC, Scope.INTERNAL)):
        tell(desk.store, f"Erlass {number}", scope=scope, at=MONDAY + timedelta(minutes=number))
    (_, welcome) = await desk.answer(said("a1", "anmelden"), said("a2", "ja Vechta"))
    (shown,) = [part for part in welcome.text.split("\n\n") if part.startswith("Zuletzt erschienen:")]
    assert shown.splitlines()[1:] == [f"Erlass {number} (Mo., 23.11.2026)" for number in (3, 2, 1)]


async def test_sixty_join_at_once_with_one_answer_for_each_message(desk: Counter) -> None:
    chats = [f"p{number}" for number in range(60)]
    desk.receive(*(said(f"{chat}-1", "anmelden", chat) for chat in chats))
    desk.receive(*(said(f"{chat}-2", "ja Heidekreis eilt", chat) for chat in chats))
    while await desk.handle_next():
        pass
    assert len(desk.answers()) == 120
    assert len(everything(desk)["person"]) == 60
    assert len({row.key for row in everything(desk)["person"]}) == 60
