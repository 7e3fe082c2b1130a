"""Days on which many are away or keep a feast: hints for who looks for a date, and nothing else goes by them.

All of them come from the library `holidays` (0.109 when this was written), each country by itself:

- School holidays of Lower Saxony: its category "school", made from the calendars of the Kultusministerkonferenz
  (https://www.kmk.org/service/ferien.html). Of 2026/27 and 2027/28 every date was compared with another copy of that
  table, and all were the same. What it has ends with the summer of 2029; `school_until` says so, and the bot tells it.
- Jewish feasts: public holidays of Israel. They begin on the evening before.
- Islamic feasts: public holidays of Turkey, whose days are reckoned and not observed; elsewhere they may be a day off.
  Ramadan are the thirty days before; Aschura is Iraq's.
- Orthodox Christmas and Easter: public holidays of Serbia.
- Newroz is the 21st of March. Çarşema Sor, the new year of the Yezidi, is the first Wednesday of April by the Julian
  calendar: from the 14th of April on. No table of the feasts of Alevi was at hand beside Aschura.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from scheduler.holidays import country

Span = tuple[date, date, str]

#: What the library calls them that is called otherwise in Lower Saxony.
_SCHOOL_NAMES = {"Winterferien": "Halbjahresferien", "Oster-/Frühjahrsferien": "Osterferien"}
#: How public holidays elsewhere begin, and what they are called here.
_FEASTS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("turkey", "Turkey"): (("Eid al-Fitr", "Zuckerfest"), ("Eid al-Adha", "Opferfest")),
    ("iraq", "Iraq"): (("Ashura", "Aschura"),),
    ("israel", "Israel"): (
        ("Pesach", "Pessach"), ("Seventh day of Pesach", "Pessach"), ("Shavuot", "Schawuot"),
        ("Rosh Hashanah", "Rosch ha-Schana"), ("Yom Kippur", "Jom Kippur"), ("Sukkot", "Sukkot"),
    ),
    ("serbia", "Serbia"): (("Orthodox Christmas", "orthodoxe Weihnachten"), ("Easter Sunday", "orthodoxe Ostern")),
}  # fmt: skip
_RAMADAN = timedelta(days=30)
_ONE = timedelta(days=1)


@lru_cache(maxsize=4)
def school(year: int) -> tuple[Span, ...]:
    """Return the school holidays of a year and the four after it, as far as they are known."""
    germany = country("germany", "Germany")
    found = germany(subdiv="NI", years=range(year, year + 5), categories="school", language="de")
    return _spans((day, _SCHOOL_NAMES.get(name, name)) for day, name in sorted(found.items()))


def school_until(year: int) -> date:
    """Return until when the school holidays are known, in a year and the four after it; before the year: not at all."""
    return max((last for _, last, _ in school(year)), default=date(year, 1, 1) - _ONE)


@lru_cache(maxsize=4)
def religious(year: int) -> tuple[Span, ...]:
    """Return the feasts of a year and the four after it."""
    years = range(year, year + 5)
    found: list[tuple[date, str]] = []
    for (module, name_of_class), feasts in _FEASTS.items():
        days = country(module, name_of_class)(years=years, language="en_US")
        found += [
            (day, called)
            for day, names in days.items()
            for name in names.split("; ")
            for begins, called in feasts
            if name.startswith(begins) and "observed" not in name
        ]
    spans = [*_spans(sorted(found, key=lambda one: (one[1], one[0])))]
    spans += [(first - _RAMADAN, first - _ONE, "Ramadan") for first, _, name in spans if name == "Zuckerfest"]
    for each in years:
        wednesday = date(each, 4, 14) + timedelta(days=(2 - date(each, 4, 14).weekday()) % 7)
        spans += [(date(each, 3, 21), date(each, 3, 21), "Newroz"), (wednesday, wednesday, "Çarşema Sor (Yeziden)")]
    return tuple(sorted(spans))


def _spans(days: Iterable[tuple[date, str]]) -> tuple[Span, ...]:
    """Return days of one name that follow on each other as one."""
    found: list[Span] = []
    for day, name in days:
        if found and found[-1][2] == name and found[-1][1] + _ONE == day:
            found[-1] = (found[-1][0], day, name)
        else:
            found.append((day, day, name))
    return tuple(found)
