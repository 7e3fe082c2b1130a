"""The quiet days come from the library's Germany, loaded by itself: it has to say what the library says."""

from datetime import date

from holidays import country_holidays

from scheduler.holidays import holiday_names, quiet_days

YEARS = (2026, 2027, 2028)


def test_holidays_are_those_of_lower_saxony() -> None:
    theirs = country_holidays("DE", subdiv="NI", years=range(2026, 2031), language="de")
    assert holiday_names(2026) == dict(theirs.items())
    assert holiday_names(2026)[date(2026, 10, 31)] == "Reformationstag"


def test_quiet_are_holidays_and_the_days_on_which_offices_are_mostly_closed() -> None:
    more = {date(year, 12, day) for year in YEARS for day in (24, 31)}
    assert quiet_days(2026) == set(country_holidays("DE", subdiv="NI", years=YEARS)) | more
