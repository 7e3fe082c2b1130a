"""The quiet days of Lower Saxony, as a set of dates; domain/ takes them as they are."""

from datetime import date
from functools import lru_cache

#: Offices are mostly closed on these days, though they are no holidays.
_MOSTLY_CLOSED = ((12, 24), (12, 31))


@lru_cache(maxsize=4)
def holiday_names(year: int) -> dict[date, str]:
    """Return the holidays of `year` and the four years after it, with their German names."""
    from holidays import country_holidays

    found = country_holidays("DE", subdiv="NI", years=range(year, year + 5), language="de")
    return dict(found.items())


@lru_cache(maxsize=4)
def quiet_days(year: int) -> frozenset[date]:
    """Return the quiet days of `year` and the two years after it."""
    # Only needed by what decides about sending; the library takes a while to load.
    from holidays import country_holidays

    years = (year, year + 1, year + 2)
    found = set(country_holidays("DE", subdiv="NI", years=years))
    return frozenset(found | {date(each, month, day) for each in years for month, day in _MOSTLY_CLOSED})
