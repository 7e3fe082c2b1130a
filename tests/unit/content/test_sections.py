"""The sections of an edition stand in the order in which offices read it."""

from content import sections


def test_the_sections_stand_in_the_order_of_the_informationsdienst() -> None:
    assert sections.ORDER == (
        "Eilt", "Recht und Erlasse", "Sprache, Arbeit, Soziales", "Förderung", "Termine und Fortbildung",
        "Aus den Regionalverbünden", "Stellen und Personalia", "Weitere Meldungen",
    )  # fmt: skip
