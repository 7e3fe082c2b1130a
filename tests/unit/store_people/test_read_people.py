"""The people's file is read whole or not at all, and says what is wrong where."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.notice import Scope
from domain.recipient import PersonState, RecipientKind, Rhythm, Role
from store.people import Agreed, Details, Faults, Listed, People, Where
from store.people_csv import COLUMNS, derived_key, format_people, read_people
from store.reference import Codes

HEADER = ",".join(COLUMNS)


def line(**cells: str) -> str:
    """Return a line of the file; what is not named is empty, except for a network and an address."""
    values = {"network": "matrix", "address": "a1"} | cells
    return ",".join(values.get(column, "") for column in COLUMNS)


def file(*lines: str) -> str:
    """Return a file of these lines."""
    return "\n".join([HEADER, *lines, ""])


def read_one(codes: Codes, now: datetime, **cells: str) -> Listed:
    """Return the only one of a file of one line."""
    people = read_people(file(line(**cells)), codes, now)
    assert isinstance(people, People), people
    (one,) = people.listed
    return one


def faults_in(codes: Codes, now: datetime, source: str | bytes) -> list[str]:
    """Return the sentences about a file that must not be taken."""
    faults = read_people(source, codes, now)
    assert isinstance(faults, Faults)
    return [str(fault) for fault in faults.faults]


def test_empty_fields_are_the_defaults(codes: Codes, now: datetime) -> None:
    one = read_one(codes, now, person="k")
    assert one == Listed("k", Details(RecipientKind.PERSON), (Where("matrix", "a1"),))
    assert not one.details.urgent
    place = read_one(codes, now, person="k", kind="place")
    assert place.details == Details(RecipientKind.PLACE, urgent=True)


def test_every_field_is_read(codes: Codes, now: datetime) -> None:
    one = read_one(
        codes,
        now,
        person="k",
        kind="person",
        name=" Jörn ",
        organisation='"Verein, Nord"',
        role="lead",
        region="landesweit; heide;braunschweig;heide",
        programme="mbe;jmd",
        topics="sprache",
        rhythm_info="sofort",
        rhythm_important="nie",
        quiet="aus",
        urgent="Ja",
        urgent_offhours="ja",
        fallback="ja",
        confirmed="2026-01-02T03:04:05+01:00",
        state="paused",
        paused_until="2026-12-01T00:00:00Z",
        consent="urgent:2:2026-01-01T10:00:00+00:00;service:1:2026-01-01T10:00:00.5+00:00",
    )
    first = datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert one.details == Details(
        kind=RecipientKind.PERSON,
        name="Jörn",
        organisation="Verein, Nord",
        role=Role.LEAD,
        leads=("braunschweig", "heide"),
        statewide=True,
        regions=("braunschweig", "heide"),
        programmes=("jmd", "mbe"),
        topics=("sprache",),
        rhythm_info=Rhythm.SOFORT,
        rhythm_important=Rhythm.NIE,
        quiet="aus",
        urgent=True,
        urgent_offhours=True,
        fallback=True,
        confirmed_at=datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC),
        state=PersonState.PAUSED,
        paused_until=datetime(2026, 12, 1, tzinfo=UTC),
        consents=(
            Agreed("service", "1", first + timedelta(seconds=0.5)),
            Agreed("urgent", "2", first),
        ),
    )


def test_a_place_has_scope_and_audience(codes: Codes, now: datetime) -> None:
    one = read_one(codes, now, kind="place", scope="internal", audience_role="lead", urgent="nein", role="member")
    assert (one.details.scope, one.details.audience_role, one.details.urgent) == (Scope.INTERNAL, Role.LEAD, False)


def test_confirmed_ja_means_now(codes: Codes, now: datetime) -> None:
    assert read_one(codes, now, confirmed="ja").details.confirmed_at == now


def test_somebody_may_lead_other_regions_than_they_subscribed_to(codes: Codes, now: datetime) -> None:
    one = read_one(codes, now, role="lead:heide", region="heide;braunschweig")
    assert (one.details.leads, one.details.regions) == (("heide",), ("braunschweig", "heide"))
    assert ",lead:heide,braunschweig;heide," in format_people([one])
    assert read_one(codes, now, role="lead:", region="heide").details.leads == ()


def test_without_a_key_one_is_made_that_stays_and_tells_nothing(codes: Codes, now: datetime) -> None:
    one, again = (read_one(codes, now, address="@jo:example.org") for _ in range(2))
    assert one.key == again.key == derived_key(RecipientKind.PERSON, "matrix", "@jo:example.org", "")
    assert one.key.startswith("p-")
    assert "jo" not in one.key
    assert read_one(codes, now, address="@jo:example.org", thread="7").key != one.key


def test_lines_of_one_person_are_linked(codes: Codes, now: datetime) -> None:
    lines = [
        line(person="k", network="telegram", address="5", preferred="ja", topics="asyl;sprache"),
        line(person="k", network="matrix", address="@k:example.org", topics="sprache;asyl"),
    ]
    people = read_people(file(*lines), codes, now)
    assert isinstance(people, People)
    (one,) = people.listed
    assert one.addresses == (Where("matrix", "@k:example.org"), Where("telegram", "5"))
    assert one.addresses[one.preferred].network == "telegram"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(file(line(name="Ä")).encode(), id="utf-8"),
        pytest.param(file(line(name="Ä")).encode("utf-8-sig"), id="byte order mark"),
        pytest.param(file(line(name="Ä")).replace("\n", "\r\n"), id="line ends of Windows"),
        pytest.param(file("", line(name="Ä"), ",,,"), id="empty lines"),
        pytest.param(file(line(name="Ä")).rstrip("\n"), id="no line end at the end"),
    ],
)
def test_files_of_all_programs_are_read(source: str | bytes, codes: Codes, now: datetime) -> None:
    people = read_people(source, codes, now)
    assert isinstance(people, People)
    assert [one.details.name for one in people.listed] == ["Ä"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        pytest.param({"network": ""}, "Spalte network ist leer", id="no network"),
        pytest.param({"network": "my net"}, "Leerzeichen", id="network with a blank"),
        pytest.param({"address": ""}, "Spalte address ist leer", id="no address"),
        pytest.param({"kind": "Person"}, "Meinen Sie „person“?", id="kind"),
        pytest.param({"region": "heide;Brunschweig"}, "Meinen Sie „braunschweig“?", id="region"),
        pytest.param({"region": "Südniedersachsen"}, "Meinen Sie „suedniedersachsen“?", id="a name for a code"),
        pytest.param({"topics": "xyz"}, "Möglich sind: asyl, sprache.", id="topic like no other"),
        pytest.param({"programme": "mbee"}, "Meinen Sie „mbe“?", id="programme"),
        pytest.param({"role": "leader"}, "Meinen Sie „lead“?", id="role"),
        pytest.param({"role": "lead:hiede"}, "Meinen Sie „heide“?", id="led region"),
        pytest.param({"role": "member:heide"}, "nur hinter lead", id="member of a region"),
        pytest.param({"rhythm_info": "wöchentlich"}, "Meinen Sie „woechentlich“?", id="rhythm"),
        pytest.param({"quiet": "7:00-18:00"}, "18:00-07:00", id="quiet"),
        pytest.param({"urgent": "x"}, "weder ja noch nein", id="yes or no"),
        pytest.param({"confirmed": "2026-01-01T10:00:00"}, "Abstand zur Weltzeit", id="time without zone"),
        pytest.param({"confirmed": "0001-01-01T00:00:00+14:00"}, "kein Zeitpunkt", id="time before time"),
        pytest.param({"state": "aktiv"}, "Meinen Sie „active“?", id="state"),
        pytest.param({"paused_until": "2026-01-01T10:00:00Z"}, "state paused", id="paused without pause"),
        pytest.param({"consent": "urgent:2026-01-01T10:00:00Z"}, "Art:Fassung:Zeitpunkt", id="consent of two parts"),
        pytest.param({"consent": "a:1:2026-01-01T10:00:00Z;a:2:2026-01-02T10:00:00Z"}, "zweimal", id="consent twice"),
        pytest.param({"scope": "internal"}, "gilt nur bei Orten", id="scope of a person"),
        pytest.param({"kind": "place", "fallback": "ja"}, "gilt nur bei Personen", id="fallback of a place"),
        pytest.param({"person": "k" * 301}, "länger als 300", id="long key"),
        pytest.param({"name": "\0"}, "NUL", id="character NUL"),
        pytest.param({"name": '"a'}, "Anführungszeichen", id="open quotation mark"),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(cells: dict[str, str], said: str, codes: Codes, now: datetime) -> None:
    faults = faults_in(codes, now, file(line(address="first"), line(**cells)))
    assert len(faults) == 1, faults
    assert faults[0].startswith("Zeile 3: ")
    assert said in faults[0]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param(
            [line(person="k"), line(person="k", address="b", urgent="ja", name="X")],
            "„k“ steht auch in Zeile 2, aber anders (name, urgent)",
            id="disagreement",
        ),
        pytest.param([line(person="k"), line(person="k", address="b", kind="place")], "(kind)", id="two kinds"),
        pytest.param([line(person="k"), line(person="l")], "steht schon in Zeile 2", id="address twice"),
        pytest.param(
            [line(person="k", preferred="ja"), line(person="k", address="b", preferred="ja")],
            "schon in Zeile 2 eine bevorzugte",
            id="two preferred",
        ),
        pytest.param([line(), "a,b"], "2 Spalten statt 24", id="columns"),
    ],
)
def test_lines_that_contradict_each_other_are_named(lines: list[str], said: str, codes: Codes, now: datetime) -> None:
    faults = faults_in(codes, now, file(*lines))
    assert len(faults) == 1
    assert faults[0].startswith("Zeile 3: ")
    assert said in faults[0]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param("", "Die Datei ist leer", id="empty"),
        pytest.param(HEADER.replace(",", ";"), "Komma", id="semicolons"),
        pytest.param(HEADER.replace("topics", "topic"), "Es fehlen: topics. Unbekannt sind: topic.", id="other column"),
        pytest.param(HEADER.replace("network,address", "address,network"), "Reihenfolge", id="order"),
        pytest.param("ä".encode("latin-1"), "UTF-8", id="not UTF-8"),
        pytest.param(HEADER.encode("utf-16"), "UTF-8", id="UTF-16"),
        pytest.param("\ud800", "UTF-8", id="half a character"),
    ],
)
def test_another_kind_of_file_gets_one_clear_sentence(
    source: str | bytes, said: str, codes: Codes, now: datetime
) -> None:
    (fault,) = faults_in(codes, now, source)
    assert said in fault


def test_line_numbers_count_line_breaks_in_names(codes: Codes, now: datetime) -> None:
    (fault,) = faults_in(codes, now, file(line(name='"a\nb"'), line(address="b", urgent="x")))
    assert fault.startswith("Zeile 4: ")


def test_the_first_twenty_faults_are_told_and_all_are_counted(codes: Codes, now: datetime) -> None:
    faults = read_people(file(*(line(address=str(n), urgent="x") for n in range(23))), codes, now)
    assert isinstance(faults, Faults)
    assert (len(faults.faults), faults.total) == (20, 23)
    assert str(faults).endswith("Und 3 weitere Fehler.\nAus der Datei wurde nichts übernommen.")


def test_a_file_without_lines_has_no_people(codes: Codes, now: datetime) -> None:
    assert read_people(HEADER, codes, now) == People(now, ())
    assert format_people([]) == HEADER + "\n"
