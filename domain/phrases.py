"""Dates as people type them ("Di 13.10. 10-12, Do 15.10. 14 Uhr, 3.11. ganztägig") become values, or are asked about.

Nothing is guessed: a piece that is not understood, a weekday that does not fit its date, a day without a time come back
as a doubt, which says what is wrong with which words. Times are those of the wall clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from domain.phrase_words import FILLERS, Kind, Token, tokens
from domain.quiet import ZONE

#: How many years ahead a day like 29.02. is looked for.
_YEARS = 9


class Doubt(StrEnum):
    """Why a piece has to be asked about."""

    NOT_UNDERSTOOD = "not understood"
    #: The day is none of the calendar: 31.02.
    NO_SUCH_DAY = "no such day"
    #: The weekday is not that of the date.
    WEEKDAY = "weekday"
    #: Said on the same weekday: today, or in a week?
    WHICH_WEEK = "which week"
    NO_TIME = "no time"
    NO_DAY = "no day"
    NO_SUCH_TIME = "no such time"
    ENDS_BEFORE_IT_BEGINS = "ends before it begins"


@dataclass(frozen=True, slots=True)
class When:
    """A day, and from when to when on it. start None: all day; end None: open, or all day."""

    day: date
    start: time | None = None
    end: time | None = None

    @property
    def order(self) -> tuple[date, time]:
        """By what dates are sorted; a whole day begins with its first minute."""
        return self.day, self.start or time(0)


@dataclass(frozen=True, slots=True)
class Unclear:
    """A piece that has to be asked about. said: its words; days: the days that may be meant, if some can be named.

    when: what the piece says apart from the doubt, as far as there is a day.
    """

    why: Doubt
    said: str
    days: tuple[date, ...] = ()
    when: When | None = None


Piece = When | Unclear


@dataclass(frozen=True, slots=True)
class _Day:
    day: date | None
    doubt: Doubt | None = None
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clock:
    """start None: all day."""

    start: time | None
    end: time | None
    doubt: Doubt | None = None
    for_all: bool = False


def read(text: str, today: date) -> tuple[Piece, ...]:
    """Return every date that a text names, in the order said. A date without a year is the next such one from today."""
    return tuple(_Reader(text, today, needs_time=True).pieces())


def read_day(text: str, today: date) -> Piece | None:
    """Return the one date of a text, which may stand without a time (then start is None); or None."""
    found = _Reader(text, today, needs_time=False).pieces()
    return found[0] if len(found) == 1 else None


class _Reader:
    """Goes through the tokens of a text once."""

    def __init__(self, text: str, today: date, *, needs_time: bool) -> None:
        self._text = text
        self._today = today
        self._needs_time = needs_time
        self._tokens = tokens(text)
        self._at = 0

    def pieces(self) -> list[Piece]:
        found: list[Piece] = []
        last_day: date | None = None
        while self._skip_separators():
            began = self._at
            clock = self._clock() if last_day is not None else None
            if clock is not None and self._is_over():
                if clock.for_all and found:
                    found[-1] = self._timed(found[-1], clock)
                else:
                    found.append(self._made(_Day(last_day), clock, began))
            else:
                self._at = began
                piece, last_day, clock = self._dated(began)
                found.append(piece)
            if clock is not None and clock.for_all and clock.doubt is None:
                found = [self._timed(one, clock) for one in found]
        return found

    def _timed(self, piece: Piece, clock: _Clock) -> Piece:
        if isinstance(piece, Unclear) and piece.why is Doubt.NO_TIME and piece.when is not None:
            return replace(piece.when, start=clock.start, end=clock.end)
        return piece

    def _dated(self, began: int) -> tuple[Piece, date | None, _Clock | None]:
        day = self._day()
        if day is None:
            clock = self._clock()
            if clock is not None and self._is_over():
                return Unclear(Doubt.NO_DAY, self._said(began)), None, None
            return self._not_understood(began), None, None
        behind = self._at
        self._skip(Kind.COMMA)
        clock = self._clock()
        if clock is None:
            self._at = behind
        if not self._is_over():
            return self._not_understood(began), None, None
        return self._made(day, clock, began), day.day, clock

    def _made(self, day: _Day, clock: _Clock | None, began: int) -> Piece:
        said = self._said(began)
        times = (clock.start, clock.end) if clock is not None else (None, None)
        when = When(day.day, *times) if day.day is not None else None
        if day.doubt is not None:
            return Unclear(day.doubt, said, day.days, when)
        if clock is not None and clock.doubt is not None:
            return Unclear(clock.doubt, said, (), when)
        if clock is None and self._needs_time:
            return Unclear(Doubt.NO_TIME, said, (), when)
        assert when is not None
        return when if _exists(when) else Unclear(Doubt.NO_SUCH_TIME, said, (), when)

    def _not_understood(self, began: int) -> Unclear:
        while self._at < len(self._tokens) and not self._is_over():
            self._at += 1
        return Unclear(Doubt.NOT_UNDERSTOOD, self._said(began))

    # --- days

    def _day(self) -> _Day | None:
        self._skip_fillers()
        relative = self._relative_day()
        if relative is not None:
            return relative
        which = self._word("next", "this")
        weekday = self._take(Kind.WEEKDAY)
        if which is not None and weekday is None:
            return self._in_next_week() if which.value == "next" else None
        if weekday is None:
            return self._dated_day(None)
        if which is not None:
            return _Day(self._coming(weekday.number, which.value == "this"))
        behind = self._at
        self._skip(Kind.COMMA)
        self._skip_fillers()
        found = self._dated_day(weekday.number)
        if found is not None:
            return found
        self._at = behind
        if self._word("next") is not None:
            if self._word("week") is None:
                return None
            return _Day(self._monday() + timedelta(days=7 + weekday.number))
        if self._today.weekday() == weekday.number:
            return _Day(None, Doubt.WHICH_WEEK, (self._today, self._today + timedelta(days=7)))
        return _Day(self._coming(weekday.number, this=False))

    def _relative_day(self) -> _Day | None:
        found = self._take(Kind.RELATIVE)
        return None if found is None else _Day(self._today + timedelta(days=found.number))

    def _in_next_week(self) -> _Day | None:
        """Return the day of "nächste Woche Dienstag"."""
        if self._word("week") is None:
            return None
        self._skip_fillers()
        weekday = self._take(Kind.WEEKDAY)
        return None if weekday is None else _Day(self._monday() + timedelta(days=7 + weekday.number))

    def _monday(self) -> date:
        return self._today - timedelta(days=self._today.weekday())

    def _coming(self, weekday: int, this: bool) -> date:
        ahead = (weekday - self._today.weekday()) % 7
        return self._today + timedelta(days=ahead if this or ahead else 7)

    def _dated_day(self, weekday: int | None) -> _Day | None:
        token = self._peek()
        if token is None or token.kind not in (Kind.DATE, Kind.MAYBE_DATE):
            return None
        if token.kind is Kind.MAYBE_DATE and not self._means_a_date(token, weekday):
            return None
        self._at += 1
        if token.kind is Kind.DATE and (year := self._take(Kind.YEAR)) is not None:
            token = replace(token, year=year.number)
        found = self._resolve(token)
        if found is None:
            return _Day(None, Doubt.NO_SUCH_DAY)
        if weekday is not None and found.weekday() != weekday:
            return _Day(found, Doubt.WEEKDAY, (found,))
        return _Day(found)

    def _means_a_date(self, token: Token, weekday: int | None) -> bool:
        """Return whether "13.10" is a date and not a time: a time follows it, or the weekday before it fits."""
        if not 1 <= token.month <= 12 or not 1 <= token.day <= 31:
            return False
        after = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
        if after is not None and after.kind in (Kind.OCLOCK, Kind.DASH):
            return False
        if after is not None and after.kind in (Kind.NUMBER, Kind.MAYBE_DATE, Kind.TIME, Kind.ALL_DAY, Kind.FILLER):
            return True
        found = self._resolve(token)
        return weekday is not None and found is not None and found.weekday() == weekday

    def _resolve(self, token: Token) -> date | None:
        """Return the day of a token; without a year the next such day from today on."""
        years = (token.year,) if token.year else range(self._today.year, self._today.year + _YEARS)
        for year in years:
            try:
                found = date(year, token.month, token.day)
            except ValueError:
                continue
            if token.year or found >= self._today:
                return found
        return None

    # --- times

    def _clock(self) -> _Clock | None:
        """Return the time that comes next, or None (and stay) if none does."""
        began = self._at
        for_all = self._word("each") is not None
        between = False
        named = False
        while (filler := self._take(Kind.FILLER)) is not None:
            between = between or filler.value == "zwischen"
            named = named or filler.value in ("um", "ab", "von")
        for_all = for_all or self._word("each") is not None
        named = named or self._take_fillers()
        if self._take(Kind.ALL_DAY) is not None:
            return _Clock(None, None, for_all=for_all)
        first = self._take(Kind.TIME, Kind.NUMBER, Kind.MAYBE_DATE)
        if first is None:
            self._at = began
            return None
        sure = first.kind is not Kind.NUMBER or named
        sure = self._oclock() or sure
        second: Token | None = None
        behind = self._at
        if self._take(Kind.DASH) is not None or (between and self._word("and") is not None):
            self._skip_fillers()
            second = self._take(Kind.TIME, Kind.NUMBER, Kind.MAYBE_DATE)
            if second is None:
                self._at = behind
            else:
                sure = True
                self._oclock()
        if not sure:
            self._at = began
            return None
        for_all = for_all or self._word("each") is not None
        return _clock(first, second, for_all)

    def _take_fillers(self) -> bool:
        found = False
        while (filler := self._take(Kind.FILLER)) is not None:
            found = found or filler.value in ("um", "ab", "von")
        return found

    def _oclock(self) -> bool:
        return self._take(Kind.OCLOCK) is not None

    # --- tokens

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *kinds: Kind) -> Token | None:
        token = self._peek()
        if token is None or token.kind not in kinds:
            return None
        self._at += 1
        return token

    def _word(self, *values: str) -> Token | None:
        token = self._peek()
        if token is None or token.kind not in (Kind.WORD, Kind.AND) or token.value not in values:
            return None
        self._at += 1
        return token

    def _skip(self, kind: Kind) -> None:
        while self._take(kind) is not None:
            pass

    def _skip_fillers(self) -> None:
        while (token := self._peek()) is not None and token.kind is Kind.FILLER and token.value in FILLERS:
            self._at += 1

    def _skip_separators(self) -> bool:
        """Go behind commas and "und"; return whether anything is left."""
        while self._take(Kind.COMMA, Kind.BREAK, Kind.AND) is not None:
            pass
        return self._peek() is not None

    def _is_over(self) -> bool:
        token = self._peek()
        return token is None or token.kind in (Kind.COMMA, Kind.BREAK, Kind.AND)

    def _said(self, began: int) -> str:
        return self._text[self._tokens[began].begins : self._tokens[self._at - 1].ends].strip()


def _clock(first: Token, second: Token | None, for_all: bool) -> _Clock:
    start, end = _time(first), _time(second) if second is not None else None
    if start is None or (second is not None and end is None):
        return _Clock(None, None, Doubt.NO_SUCH_TIME)
    if end is not None and end <= start:
        return _Clock(start, None, Doubt.ENDS_BEFORE_IT_BEGINS)
    return _Clock(start, end, for_all=for_all)


def _time(token: Token) -> time | None:
    """Return the time that a token says: of "10.11" that may be a date too, the hour and the minutes."""
    hour, minute = (token.day, token.month) if token.kind is Kind.MAYBE_DATE else (token.number, token.month)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _exists(when: When) -> bool:
    """Return whether its times are on the clock that day: once a year an hour is left out."""
    times = [datetime.combine(when.day, one, ZONE) for one in (when.start, when.end) if one is not None]
    return all(one.astimezone(UTC).astimezone(ZONE).time() == one.time() for one in times)


def apart(pieces: Sequence[Piece]) -> tuple[tuple[When, ...], tuple[Unclear, ...]]:
    """Return what is understood and what is not, each in the order said."""
    clear = tuple(piece for piece in pieces if isinstance(piece, When))
    return clear, tuple(piece for piece in pieces if isinstance(piece, Unclear))
