"""Invitations made and taken back in the chat: by whom, for which region, and what is sent along."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import invitation
from bot.words import invitations as words
from bot.words import inviting, joining
from domain.recipient import Role
from store import bodies, codes, entrances, members
from store import tables as t
from store.codes import Refused
from tests.unit.bot.support import Answer, Counter, said
from tests.unit.relay.support import MONDAY, OST, join, person

OPERATOR = {"controller": "Verein Beispiel e. V.", "privacy_url": "https://beispiel.de/datenschutz"}
_HEIDE: dict[str, Any] = {"regions": ("heide",), "statewide": False}


@pytest.fixture
def people(desk: Counter, tmp_path: Path) -> Counter:
    """A Koordination, a Federführende, a member; two networks that told how people come to them."""
    confirmed: dict[str, Any] = {"confirmed_at": MONDAY}
    join(
        desk.store,
        person("karla", role=Role.COORDINATION, **confirmed),
        person("lea", role=Role.LEAD, leads=("heide",), **confirmed, **_HEIDE),
        person("bob", role=Role.LEAD, leads=("braunschweig",), **confirmed),
        person("mia", **confirmed, **_HEIDE),
    )
    note = entrances.note
    desk.store.write_now(lambda s: note(s, "telegram", "Telegram", "https://t.me/bote?start={code}", ""))
    desk.store.write_now(
        lambda s: note(s, "matrix", "Matrix", "https://matrix.to/#/@bote:hs.example", "Erreicht mein?")
    )
    desk.router.assets = tmp_path / "assets"
    return desk


async def say(desk: Counter, chat: str, *lines: str) -> list[Answer]:
    """Let somebody say lines, and return what they are answered."""
    number = desk.batches
    return await desk.answer(*(said(f"{chat}-{number}-{at}", line, chat) for at, line in enumerate(lines)))


def code_in(text: str) -> str:
    """Return the code that an answer shows."""
    return next(line for line in text.splitlines() if line.startswith("Code: ")).removeprefix("Code: ").strip()


async def test_a_federfuehrende_makes_a_sheet_for_her_region(people: Counter) -> None:
    *_, told, file = await say(people, "lea", "einladen", "Aushang", "30 Tage")
    code = code_in(told.text)
    assert "im Verbund Heide" in told.text
    links = [entity.url for entity in bodies.load(told.row.body).entities]
    assert links == ["https://matrix.to/#/@bote:hs.example", f"https://t.me/bote?start={code}"]
    assert f", dann „Code {code}“ schreiben" in told.text
    sent = bodies.load(file.row.body)
    assert sent.file is not None
    assert (sent.file.name, sent.file.mime) == (words.FILE_NAME, "application/pdf")
    assert people.router.assets is not None
    assert (people.router.assets / sent.file.sha256).read_bytes().startswith(b"%PDF-")
    for chat in ("eva", "uwe"):
        (_, answer) = await say(people, chat, f"Code {code}", "ja")
        assert "Heide" in answer.text
        member = people.store.read_now(lambda s, chat=chat: members.member_at(s, OST, chat))  # type: ignore[misc]  # a default, bound at once
        assert member is not None
        assert (member.confirmed, member.role) == (True, Role.MEMBER)


async def test_whoever_has_read_the_sheet_joins_by_one_message(people: Counter) -> None:
    people.router.operator = OPERATOR
    *_, told, _ = await say(people, "lea", "einladen", "Aushang", "30 Tage")
    (answer,) = await say(people, "eva", f"Code {code_in(told.text)} ja eilt")
    assert "Sie erhalten: Wochenüberblick, alle Themen, Heide; Eiliges Mo–Fr 7–18 Uhr." in answer.text


def steps_and_lines(region: str, operator: dict[str, str]) -> tuple[tuple[str, ...], str]:
    """Return what to do on Matrix, and the lines above the code, of a sheet."""
    matrix = entrances.Entrance("Matrix", "https://matrix.to/#/@bote:hs.example", "Erreicht mein?")
    one = invitation.Invitation("abcd-efgh-jkmn", Role.MEMBER, region, many=True, until=MONDAY)
    made = invitation.sheet(one, [matrix], operator)
    return made.ways[0].steps, "\n".join(made.lines)


def test_a_sheet_says_what_one_agrees_to_and_that_one_message_is_enough() -> None:
    steps, lines = steps_and_lines("Heide", OPERATOR)
    assert "Schreiben Sie: Code abcd-efgh-jkmn ja" in steps
    assert "Landkreis" not in "".join(steps)
    for text in (
        "Mit „ja“ sind Sie damit einverstanden:", "Verantwortlich: Verein Beispiel e. V.", "Gespeichert werden",
        "keine Falldaten", "https://beispiel.de/datenschutz", joining.VISIBLE,
    ):  # fmt: skip
        assert text in lines
    steps, _ = steps_and_lines("", OPERATOR)
    assert "Dahinter Ihren Landkreis, zum Beispiel: Code abcd-efgh-jkmn ja Celle" in steps


def test_as_long_as_nobody_is_responsible_the_sheet_takes_no_consent() -> None:
    steps, lines = steps_and_lines("Heide", {})
    assert steps[-2:] == ("Schreiben Sie: Code abcd-efgh-jkmn", words.STEP_YES)
    assert words.SHEET_CONSENT not in lines
    assert joining.NO_CONTROLLER in lines
    assert invitation.wording({}) == ""


def test_what_is_noted_of_a_sheet_names_its_version_and_changes_with_what_it_says() -> None:
    noted = invitation.wording(OPERATOR)
    assert noted.startswith(f"{joining.VERSION} ")
    assert noted == invitation.wording({**OPERATOR, "contact": "wer@beispiel.de"})
    for name in OPERATOR:
        assert invitation.wording({**OPERATOR, name: "anders"}) != noted


async def test_the_koordination_invites_as_anything_and_once(people: Counter) -> None:
    *_, told, _ = await say(people, "karla", "einladen", "1", "Federführende", "Heide", "31.01.2027")
    assert "als Federführende, Heide" in told.text
    assert "So., 31.01.2027" in told.text
    code = code_in(told.text)
    await say(people, "eva", f"Code {code}", "ja Celle")
    (again,) = await say(people, "uwe", f"Code {code}")
    assert again.text == inviting.REFUSED[Refused.UNKNOWN]


async def test_a_federfuehrende_invites_members_of_her_region_only(people: Counter) -> None:
    *_, told, _ = await say(people, "lea", "einladen", "Eine Person", "14 Tage")
    assert "als Mitglied, Heide" in told.text
    (answer,) = await say(people, "mia", "einladen")
    assert answer.text.startswith("Das können nur Federführende")


async def test_an_end_is_asked_for_and_is_within_a_year(people: Counter) -> None:
    *_, answer = await say(people, "lea", "einladen", "Aushang", "01.01.2031")
    assert answer.text.startswith(words.NOT_A_DAY)


async def test_a_sheet_is_taken_back_by_words_of_its_own(people: Counter) -> None:
    *_, told, _ = await say(people, "lea", "einladen", "Aushang", "30 Tage")
    code = code_in(told.text)
    assert people.store.read_now(lambda s: codes.sheet_is_out(s, MONDAY))
    (none,) = await say(people, "bob", "einladungen")
    assert none.text == words.LIST_NONE
    listed, asked, no = await say(people, "lea", "Einladung zurückziehen", "1", "ja")
    assert "Aushang, Heide" in listed.labels[0]
    phrase = asked.text[asked.text.index("ZURÜCKZIEHEN ") :].split("\n")[0]
    assert no.text.startswith(words.REVOKE_EXACTLY)
    (done,) = await say(people, "lea", phrase)
    assert done.text.startswith("Zurückgezogen: Aushang, Heide")
    (answer,) = await say(people, "eva", f"Code {code}")
    assert answer.text == inviting.REFUSED[Refused.UNKNOWN]
    assert not people.store.read_now(lambda s: codes.sheet_is_out(s, MONDAY))


async def test_the_koordination_takes_back_any(people: Counter) -> None:
    await say(people, "lea", "einladen", "Aushang", "30 Tage")
    listed, asked = await say(people, "karla", "einladungen", "1")
    phrase = asked.text[asked.text.index("ZURÜCKZIEHEN ") :].split("\n")[0]
    (done,) = await say(people, "karla", phrase)
    assert done.text.startswith("Zurückgezogen")
    assert listed.text.startswith(words.LIST_TITLE)


async def test_the_words_of_a_code_are_in_no_table_but_the_answer(people: Counter) -> None:
    *_, told, _ = await say(people, "lea", "einladen", "Aushang", "30 Tage")
    code = code_in(told.text)
    for table in (t.code, t.audit, t.dialog):
        rows = people.store.read_now(lambda s, table=table: s.execute(select(table)).all())  # type: ignore[misc]  # a default, bound at once
        assert not any(code in str(value) for row in rows for value in row)


async def test_without_a_network_that_was_opened_it_says_so(desk: Counter) -> None:
    join(desk.store, person("lea", role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY))
    *_, told = await say(desk, "lea", "einladen", "Aushang", "30 Tage")
    assert words.NO_WAYS in told.text
