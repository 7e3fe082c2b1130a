"""`eilt` in one message: what counts as deadline and audience, and what is text."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import somewhere
from content import start_data, urgent_text
from content.dates import BERLIN
from content.urgent_text import Audience
from domain.places import Gazetteer

FRIDAY = datetime(2026, 11, 27, 16, 20, tzinfo=BERLIN)
ALL = Audience(statewide=True)
_LINK = "https://www.bamf.de/x"


def places() -> Gazetteer:
    """Return the places of the start data."""
    data = start_data.load()
    counties = tuple((one.ags, one.name, one.region) for one in data.counties)
    return somewhere.gazetteer(counties, tuple((one.code, one.name) for one in data.regions))


@pytest.mark.parametrize(
    ("said", "deadline", "audience"),
    [
        ("bis 1.12. 12 Uhr, alle: T", "2026-12-01T12:00:00+01:00", ALL),
        ("alle, bis 1.12.2026, 12:00 Uhr: T", "2026-12-01T12:00:00+01:00", ALL),
        ("bis 1.12. alle: T", "2026-12-01T23:59:59+01:00", ALL),
        ("an alle: T", "", ALL),
        ("ganz Niedersachsen: T", "", ALL),
        ("Heide: T", "", Audience(regions=("heide",))),
        (
            "Celle und Landkreis Peine bis Mo 9 Uhr: T",
            "2026-11-30T09:00:00+01:00",
            Audience(regions=("braunschweig", "heide")),
        ),
        ("bis 12:00 Uhr, Hannower: T", "2026-11-28T12:00:00+01:00", Audience(regions=("hannover",))),
        ("bis Freitag 17 Uhr: T", "2026-11-27T17:00:00+01:00", None),
        ("T", "", None),
        ("bis 1.12., Atlantis: T", "2026-12-01T23:59:59+01:00", Audience(unknown="Atlantis")),
        ("bis 1.12.2025, alle: T", "2025-12-01T23:59:59+01:00", ALL),
    ],
)  # fmt: skip
def test_what_stands_before_the_colon_is_deadline_and_audience(
    said: str, deadline: str, audience: Audience | None
) -> None:
    found = urgent_text.read(said, FRIDAY, places())
    assert (found.deadline.isoformat() if found.deadline else "", found.audience) == (deadline, audience)
    assert (found.title, found.text, found.bad_deadline) == ("T", "", "")


@pytest.mark.parametrize(
    "said",
    [
        "BAMF: Zulassungen gestoppt", "Niedersachsen beschließt: neue Regel", "alle Anträge stellen: heute noch",
        _LINK, "Um 12:30 Uhr schließt die Stelle",
    ],
)  # fmt: skip
def test_a_colon_in_the_text_is_text(said: str) -> None:
    found = urgent_text.read(said, FRIDAY, places())
    assert (found.title, found.audience, found.deadline) == (said, None, None)


def test_a_deadline_that_does_not_exist_is_told() -> None:
    found = urgent_text.read("bis 31.2., alle: T", FRIDAY, places())
    assert (found.bad_deadline, found.audience, found.title) == ("bis 31.2.", ALL, "T")


@pytest.mark.parametrize(
    ("said", "title", "text"),
    [
        (
            f"BAMF setzt Zulassungen nach § 44 Abs. 4 aus. Anträge jetzt stellen. {_LINK}",
            "BAMF setzt Zulassungen nach § 44 Abs. 4 aus", f"Anträge jetzt stellen. {_LINK}",
        ),
        ("Titel der Meldung\nErste Zeile. Zweiter Satz.\n\nNoch ein Absatz.", "Titel der Meldung",
         "Erste Zeile. Zweiter Satz.\n\nNoch ein Absatz."),
        ("Jetzt handeln! Mehr folgt.", "Jetzt handeln!", "Mehr folgt."),
        (f"Neues vom BAMF. {_LINK}", "Neues vom BAMF", _LINK),
        ("a" * 200, "a" * 118 + " …", "a" * 200),
    ],
)  # fmt: skip
def test_the_title_is_the_first_line_or_the_first_sentence(said: str, title: str, text: str) -> None:
    assert urgent_text.title_and_text(said) == (title, text)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=300))
def test_any_text_is_read_without_harm_and_no_word_is_lost(said: str) -> None:
    found = urgent_text.read(said, FRIDAY, places())
    assert len(found.title) <= urgent_text.MAX_TITLE
    if found.audience is None and found.deadline is None and not found.bad_deadline and "…" not in found.title:
        assert {word.strip(".") for word in said.split()} == {
            word.strip(".") for word in (f"{found.title} {found.text}").split()
        }
