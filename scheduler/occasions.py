"""Days on which many are away or keep a feast: hints for who looks for a date, and nothing else goes by them.

School holidays of Lower Saxony: the table of the Kultusministerkonferenz for 2024 to 2030
(https://www.kmk.org/service/ferien.html), written down from memory of it and not compared again: hence they are told as
hints. Feasts that go by the moon may be a day off; they are told as hints too. After the last day nothing is hinted at.
"""

from datetime import date

Span = tuple[date, date, str]


def _span(first: str, last: str, name: str) -> Span:
    return date.fromisoformat(first), date.fromisoformat(last), name


SCHOOL: tuple[Span, ...] = (
    _span("2026-10-12", "2026-10-24", "Herbstferien"),
    _span("2026-12-23", "2027-01-09", "Weihnachtsferien"),
    _span("2027-02-01", "2027-02-02", "Halbjahresferien"),
    _span("2027-03-22", "2027-04-03", "Osterferien"),
    _span("2027-07-08", "2027-08-18", "Sommerferien"),
)
RELIGIOUS: tuple[Span, ...] = (
    _span("2027-01-06", "2027-01-07", "orthodoxe Weihnachten"),
    _span("2027-02-08", "2027-03-09", "Ramadan"),
    _span("2027-03-10", "2027-03-12", "Zuckerfest"),
    _span("2027-03-21", "2027-03-21", "Newroz"),
    _span("2027-04-22", "2027-04-23", "Pessach"),
    _span("2027-05-02", "2027-05-02", "orthodoxe Ostern"),
    _span("2027-05-16", "2027-05-19", "Opferfest"),
    _span("2027-10-02", "2027-10-03", "Rosch ha-Schana"),
    _span("2027-10-11", "2027-10-11", "Jom Kippur"),
)
