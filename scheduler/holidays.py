"""The quiet days of Lower Saxony, as a set of dates; domain/ takes them as they are."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

#: Offices are mostly closed on these days, though they are no holidays.
_MOSTLY_CLOSED = ((12, 24), (12, 31))


@lru_cache(maxsize=4)
def holiday_names(year: int) -> dict[date, str]:
    """Return the holidays of `year` and the four years after it, with their German names."""
    return dict(country("germany", "Germany")(subdiv="NI", years=range(year, year + 5), language="de").items())


@lru_cache(maxsize=4)
def quiet_days(year: int) -> frozenset[date]:
    """Return the quiet days of `year` and the two years after it."""
    years = (year, year + 1, year + 2)
    found: Iterable[date] = country("germany", "Germany")(subdiv="NI", years=years)
    return frozenset({*found, *(date(each, month, day) for each in years for month, day in _MOSTLY_CLOSED)})


@lru_cache(maxsize=8)
def country(module_name: str, class_name: str) -> Any:
    """Return a country of the library, loaded when it is needed first and by itself.

    Asked by the library's own names it comes with 250 other countries, which take longer to load and 8 MB to keep.
    """
    library = find_spec("holidays")
    assert library is not None
    assert library.origin is not None
    file = Path(library.origin).parent / "countries" / f"{module_name}.py"
    spec = spec_from_file_location(f"holidays_{module_name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, class_name)
