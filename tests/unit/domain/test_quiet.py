"""Quiet hours, weekends and holidays, on real dates of 2026 and 2027."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.lane import Lane
from domain.quiet import DEFAULT_SPEC, OFF, ZONE, Quiet, holds_for, is_quiet, next_allowed, read_quiet

PROPERTY = settings(max_examples=150, deadline=None)

#: The ten holidays of Lower Saxony by § 2 NFeiertagsG, each year.
HOLIDAYS = frozenset(
    date(year, month, day)
    for year, days in {
        2026: [(1, 1), (4, 3), (4, 6), (5, 1), (5, 14), (5, 25), (10, 3), (10, 31), (12, 25), (12, 26)],
        2027: [(1, 1), (3, 26), (3, 29), (5, 1), (5, 6), (5, 17), (10, 3), (10, 31), (12, 25), (12, 26)],
    }.items()
    for month, day in days
)
#: Most offices are closed on these two as well; the operator gives them as holidays.
CLOSED = HOLIDAYS | {date(year, 12, day) for year in (2026, 2027) for day in (24, 31)}


def at(text: str, fold: int = 0) -> datetime:
    """Return a wall-clock time of Lower Saxony."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold)


def hours(spec: str) -> Quiet:
    """Return the quiet hours of a spec that is known to be good."""
    quiet = read_quiet(spec)
    assert quiet is not None
    return quiet


OFFICE = hours(DEFAULT_SPEC)


def assert_next(spec: str, moment: str, expected: str, holidays: frozenset[date] = CLOSED) -> None:
    found = next_allowed(hours(spec), at(moment), holidays)
    assert found.timestamp() == at(expected).timestamp(), found.isoformat()
    assert is_quiet(hours(spec), at(moment), holidays) == (moment != expected)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2026-11-20T17:59", "2026-11-20T17:59", id="Friday, a minute before the end of work"),
        pytest.param("2026-11-20T17:59:59.999999", "2026-11-20T17:59:59.999999", id="Friday, the last moment"),
        pytest.param("2026-11-20T18:00", "2026-11-23T07:00", id="Friday at six waits for Monday"),
        pytest.param("2026-11-20T18:01", "2026-11-23T07:00", id="Friday, a minute past six"),
        pytest.param("2026-11-20T23:59:59", "2026-11-23T07:00", id="Friday, the last second"),
        pytest.param("2026-11-21T00:00", "2026-11-23T07:00", id="Saturday begins"),
        pytest.param("2026-11-21T12:00", "2026-11-23T07:00", id="Saturday noon"),
        pytest.param("2026-11-22T12:00", "2026-11-23T07:00", id="Sunday noon"),
        pytest.param("2026-11-22T23:59:59", "2026-11-23T07:00", id="Sunday, the last second"),
        pytest.param("2026-11-23T00:00", "2026-11-23T07:00", id="Monday begins"),
        pytest.param("2026-11-23T06:59:59.999999", "2026-11-23T07:00", id="Monday, the last quiet moment"),
        pytest.param("2026-11-23T07:00", "2026-11-23T07:00", id="Monday at seven"),
        pytest.param("2026-11-23T12:30", "2026-11-23T12:30", id="Monday noon"),
        pytest.param("2026-11-24T18:00", "2026-11-25T07:00", id="Tuesday evening waits for Wednesday"),
        pytest.param("2026-11-18T10:00", "2026-11-18T10:00", id="Buss- und Bettag is no holiday here"),
        pytest.param("2026-06-04T10:00", "2026-06-04T10:00", id="Fronleichnam is no holiday here"),
        pytest.param("2026-01-06T10:00", "2026-01-06T10:00", id="Heilige Drei Koenige is no holiday here"),
        pytest.param("2027-11-01T10:00", "2027-11-01T10:00", id="Allerheiligen is no holiday here"),
    ],
)
def test_office_hours_are_kept_by_default(moment: str, expected: str) -> None:
    assert_next(DEFAULT_SPEC, moment, expected)


@pytest.mark.parametrize("spec", [DEFAULT_SPEC, OFF, "12:00-13:00", "18:00-00:00", "00:00-07:00"])
@pytest.mark.parametrize("day", sorted(HOLIDAYS), ids=str)
def test_a_holiday_is_quiet_from_its_first_to_its_last_second(day: date, spec: str) -> None:
    for clock in (time(0), time(7), time(12), time(17, 59), time(23, 59, 59)):
        moment = datetime.combine(day, clock, ZONE)
        assert is_quiet(hours(spec), moment, HOLIDAYS)
        found = next_allowed(hours(spec), moment, HOLIDAYS).astimezone(ZONE)
        assert found.date() > day
        assert found.date() not in HOLIDAYS
        assert found.weekday() < 5


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2026-04-02T18:00", "2026-04-07T07:00", id="Easter 2026: from Thursday evening to Tuesday"),
        pytest.param("2027-03-25T18:00", "2027-03-30T07:00", id="Easter 2027, with the clock change in it"),
        pytest.param("2026-05-13T18:00", "2026-05-15T07:00", id="Ascension: the Friday after it is a working day"),
        pytest.param("2026-05-22T18:00", "2026-05-26T07:00", id="Pentecost"),
        pytest.param("2026-04-30T18:00", "2026-05-04T07:00", id="Mayday on a Friday"),
        pytest.param("2026-12-23T17:59", "2026-12-23T17:59", id="the last working minute before Christmas"),
        pytest.param("2026-12-23T18:00", "2026-12-28T07:00", id="Christmas: from Wednesday evening to Monday"),
        pytest.param("2026-12-24T10:00", "2026-12-28T07:00", id="Christmas Eve, given as a holiday"),
        pytest.param("2026-12-30T18:00", "2027-01-04T07:00", id="New Year: from Wednesday evening to Monday"),
        pytest.param("2026-12-31T10:00", "2027-01-04T07:00", id="New Year's Eve, given as a holiday"),
        pytest.param("2027-12-23T18:00", "2027-12-27T07:00", id="Christmas 2027 falls on a weekend"),
    ],
)
def test_a_run_of_quiet_days_ends_on_the_next_working_morning(moment: str, expected: str) -> None:
    assert_next(DEFAULT_SPEC, moment, expected)


def test_christmas_eve_is_a_working_day_unless_it_is_given_as_a_holiday() -> None:
    assert_next(DEFAULT_SPEC, "2026-12-24T10:00", "2026-12-24T10:00", HOLIDAYS)
    assert_next(DEFAULT_SPEC, "2026-12-31T10:00", "2026-12-31T10:00", HOLIDAYS)


@pytest.mark.parametrize(
    ("spec", "moment", "expected"),
    [
        pytest.param(OFF, "2026-11-23T00:00", "2026-11-23T00:00", id="off: Monday begins"),
        pytest.param(OFF, "2026-11-20T23:59", "2026-11-20T23:59", id="off: Friday night"),
        pytest.param(OFF, "2026-11-21T00:00", "2026-11-23T00:00", id="off: the weekend stays quiet"),
        pytest.param(OFF, "2026-12-25T12:00", "2026-12-28T00:00", id="off: so does Christmas"),
        pytest.param("12:00-13:00", "2026-11-23T11:59", "2026-11-23T11:59", id="lunch: before"),
        pytest.param("12:00-13:00", "2026-11-23T12:00", "2026-11-23T13:00", id="lunch: begins"),
        pytest.param("12:00-13:00", "2026-11-23T12:59:59", "2026-11-23T13:00", id="lunch: the last second"),
        pytest.param("12:00-13:00", "2026-11-23T13:00", "2026-11-23T13:00", id="lunch: over"),
        pytest.param("12:00-13:00", "2026-11-20T23:00", "2026-11-20T23:00", id="lunch: the evening is free"),
        pytest.param("12:00-13:00", "2026-11-21T12:30", "2026-11-23T00:00", id="lunch: Saturday waits for Monday"),
        pytest.param("18:00-00:00", "2026-11-23T17:59", "2026-11-23T17:59", id="to midnight: before"),
        pytest.param("18:00-00:00", "2026-11-23T18:00", "2026-11-24T00:00", id="to midnight: begins"),
        pytest.param("18:00-00:00", "2026-11-23T23:59:59", "2026-11-24T00:00", id="to midnight: the last second"),
        pytest.param("18:00-00:00", "2026-11-24T00:00", "2026-11-24T00:00", id="to midnight: over"),
        pytest.param("18:00-00:00", "2026-11-20T18:00", "2026-11-23T00:00", id="to midnight: the weekend follows"),
        pytest.param("00:00-07:00", "2026-11-23T00:00", "2026-11-23T07:00", id="from midnight: begins"),
        pytest.param("00:00-07:00", "2026-11-23T07:00", "2026-11-23T07:00", id="from midnight: over"),
        pytest.param("00:00-07:00", "2026-11-23T23:59", "2026-11-23T23:59", id="from midnight: the evening is free"),
        pytest.param("00:00-07:00", "2026-11-21T09:00", "2026-11-23T07:00", id="from midnight: after the weekend"),
        pytest.param("00:01-00:00", "2026-11-23T00:01", "2026-11-24T00:00", id="all but a minute: it is over"),
        pytest.param("00:01-00:00", "2026-11-20T00:01", "2026-11-23T00:00", id="all but a minute: over the weekend"),
        pytest.param("00:00-23:59", "2026-11-23T00:00", "2026-11-23T23:59", id="all but the last minute"),
        pytest.param("07:00-06:59", "2026-11-23T07:00", "2026-11-24T06:59", id="all but a minute of the morning"),
        pytest.param("07:00-06:59", "2026-11-23T06:59:59", "2026-11-23T06:59:59", id="in that very minute"),
    ],
)
def test_everybody_may_choose_their_own_hours(spec: str, moment: str, expected: str) -> None:
    assert_next(spec, moment, expected)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(at("2026-10-24T12:00"), "2026-10-26T07:00+01:00", id="the Saturday before it goes back"),
        pytest.param(at("2026-10-25T02:30"), "2026-10-26T07:00+01:00", id="the doubled hour, first time"),
        pytest.param(at("2026-10-25T02:30", fold=1), "2026-10-26T07:00+01:00", id="the doubled hour, second time"),
        pytest.param(at("2026-10-23T18:00"), "2026-10-26T07:00+01:00", id="the Friday before it goes back"),
        pytest.param(at("2027-03-25T18:00"), "2027-03-30T07:00+02:00", id="the Thursday before it goes forward"),
        pytest.param(at("2027-03-28T01:59:59"), "2027-03-30T07:00+02:00", id="just before it goes forward"),
        pytest.param(at("2027-03-28T03:00"), "2027-03-30T07:00+02:00", id="just after it went forward"),
        pytest.param(
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-26T07:00+01:00", id="the doubled hour, told in UTC"
        ),
    ],
)
def test_seven_in_the_morning_stays_seven_across_the_clock_change(moment: datetime, expected: str) -> None:
    assert next_allowed(OFFICE, moment, HOLIDAYS) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(at("1942-11-02T01:59"), "1942-11-02T02:30+02:00", id="before the doubled hour"),
        pytest.param(at("1942-11-02T02:15"), "1942-11-02T02:30+02:00", id="in it, the first time"),
        pytest.param(at("1942-11-02T02:45"), "1942-11-02T02:45+02:00", id="past the end, the first time"),
        pytest.param(at("1942-11-02T02:15", fold=1), "1942-11-02T02:30+01:00", id="in it, the second time"),
        pytest.param(at("1942-11-02T02:30", fold=1), "1942-11-02T02:30+01:00", id="at the end, the second time"),
    ],
)
def test_hours_that_end_in_the_doubled_hour_end_after_the_moment_asked_about(moment: datetime, expected: str) -> None:
    """Clocks change on Sundays now, which are quiet anyway; in 1942 it was a Monday, so the rule can be seen."""
    assert next_allowed(hours("22:00-02:30"), moment, frozenset()).timestamp() == (
        datetime.fromisoformat(expected).timestamp()
    )


def test_the_zone_of_the_moment_does_not_matter() -> None:
    friday = at("2026-11-20T18:00")
    far = friday.astimezone(UTC)
    assert is_quiet(OFFICE, far, HOLIDAYS)
    assert next_allowed(OFFICE, far, HOLIDAYS) == at("2026-11-23T07:00")
    assert not is_quiet(OFFICE, datetime(2026, 11, 20, 16, 59, tzinfo=UTC), HOLIDAYS)
    assert is_quiet(OFFICE, datetime(2026, 11, 20, 17, 0, tzinfo=UTC), HOLIDAYS)
    assert is_quiet(OFFICE, datetime(2026, 7, 17, 16, 0, tzinfo=UTC), HOLIDAYS)


def test_holidays_without_an_end_do_not_make_it_look_for_ever() -> None:
    """Two months of holidays are a mistake of who gave them: it looks no further, and nobody is asked again at once."""
    moment = at("2026-11-23T10:00")
    endless = frozenset(moment.date() + timedelta(days=n) for n in range(400))
    assert next_allowed(OFFICE, moment, endless) == at("2027-01-23T00:00")
    long = frozenset(moment.date() + timedelta(days=n) for n in range(50))
    assert next_allowed(OFFICE, moment, long) == at("2027-01-12T07:00")


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        pytest.param("18:00-07:00", Quiet(time(18), time(7)), id="office hours"),
        pytest.param("00:00-23:59", Quiet(time(0), time(23, 59)), id="the whole day but a minute"),
        pytest.param("23:59-00:00", Quiet(time(23, 59), time(0)), id="a minute"),
        pytest.param("aus", Quiet(time(0), time(0)), id="off"),
    ],
)
def test_a_spec_names_quiet_hours(spec: str, expected: Quiet) -> None:
    assert read_quiet(spec) == expected


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param("", id="nothing"),
        pytest.param("AUS", id="off in capitals"),
        pytest.param("aus ", id="off with a blank"),
        pytest.param("18:00", id="a start only"),
        pytest.param("18-7", id="hours only"),
        pytest.param("24:00-07:00", id="an hour that is none"),
        pytest.param("18:60-07:00", id="a minute that is none"),
        pytest.param("8:00-07:00", id="one digit"),
        pytest.param("18:00-07:00 ", id="a blank behind"),
        pytest.param("18:00-07:00\n", id="a line's end behind"),
        pytest.param("18:00–07:00", id="a dash of the wrong length"),
        pytest.param("18:00-18:00", id="no hours at all"),
        pytest.param("00:00-00:00", id="no hours at all, at midnight"),
        pytest.param("18:00-07:00,12:00-13:00", id="two windows"),
        pytest.param("٢٠:٠٠-٠٧:٠٠", id="digits of another script"),
    ],
)
def test_a_spec_that_names_nothing_is_refused(spec: str) -> None:
    """Digits of another script pass the pattern's \\d only where int() understands them too."""
    quiet = read_quiet(spec)
    assert quiet is None


@pytest.mark.parametrize(
    ("lane", "offhours", "expected"),
    [
        pytest.param(Lane.REPLY, False, False, id="an answer never waits"),
        pytest.param(Lane.EDIT, False, False, id="a silent edit never waits"),
        pytest.param(Lane.URGENT, False, True, id="an urgent notice waits for Monday when that was not ticked"),
        pytest.param(Lane.URGENT, True, False, id="an urgent notice goes at once when that was ticked"),
        pytest.param(Lane.NORMAL, False, True, id="an important one waits"),
        pytest.param(Lane.NORMAL, True, True, id="an important one waits whatever was ticked for urgent ones"),
        pytest.param(Lane.BULK, False, True, id="bulk waits"),
        pytest.param(Lane.BULK, True, True, id="bulk waits whatever was ticked for urgent ones"),
    ],
)
def test_quiet_hours_hold_back_what_can_wait(lane: Lane, *, offhours: bool, expected: bool) -> None:
    assert holds_for(lane, urgent_offhours=offhours) == expected


clock = st.times(max_value=time(23, 59)).map(lambda value: value.replace(second=0, microsecond=0))
quiets = st.one_of(
    st.just(OFFICE),
    st.just(Quiet(time(0), time(0))),
    st.builds(Quiet, clock, clock),
    st.builds(Quiet, st.just(time(0)), clock),
    st.builds(Quiet, clock, st.just(time(0))),
    st.builds(Quiet, st.just(time(1, 30)), st.sampled_from([time(2), time(2, 30), time(3)])),
)
#: Any moment of the two years, both readings of a doubled hour among them, and the nights that matter more often.
moments = st.one_of(
    st.integers(
        int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2027, 12, 31, tzinfo=UTC).timestamp())
    ).map(lambda seconds: datetime.fromtimestamp(seconds, ZONE)),
    st.tuples(
        st.sampled_from(["2026-10-25", "2027-03-28", "2026-12-24", "2026-11-20", "2026-11-23"]),
        st.integers(-1440, 2880),
    ).map(lambda pair: (at(pair[0]).astimezone(UTC) + timedelta(minutes=pair[1])).astimezone(ZONE)),
)


@PROPERTY
@given(quiets, moments)
def test_the_next_moment_is_never_earlier_never_quiet_and_aware(quiet: Quiet, moment: datetime) -> None:
    found = next_allowed(quiet, moment, CLOSED)
    assert found.tzinfo is not None
    assert found.timestamp() >= moment.timestamp()
    assert not is_quiet(quiet, found, CLOSED)
    assert next_allowed(quiet, found, CLOSED) == found
    assert (found.timestamp() == moment.timestamp()) == (not is_quiet(quiet, moment, CLOSED))


@PROPERTY
@given(quiets, moments, moments)
def test_who_asks_later_is_not_answered_earlier(quiet: Quiet, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other), key=datetime.timestamp)
    assert next_allowed(quiet, earlier, CLOSED).timestamp() <= next_allowed(quiet, later, CLOSED).timestamp()


@settings(max_examples=60, deadline=None)
@given(quiets, moments, st.lists(st.floats(0, 1, exclude_max=True), min_size=20, max_size=20))
def test_no_allowed_moment_is_left_out(quiet: Quiet, moment: datetime, shares: list[float]) -> None:
    end = next_allowed(quiet, moment, CLOSED).timestamp()
    gap = end - moment.timestamp()
    assume(gap > 0)
    sampled = [moment.timestamp() + share * gap for share in shares]
    last_minutes = [end - seconds for seconds in (1, 60, 3600) if seconds < gap]
    for seconds in sampled + last_minutes:
        if seconds < end - 1e-3:
            assert is_quiet(quiet, datetime.fromtimestamp(seconds, ZONE), CLOSED)


@PROPERTY
@given(clock, clock)
def test_every_pair_of_different_times_can_be_written_and_read(start: time, end: time) -> None:
    assume(start != end)
    assert read_quiet(f"{start:%H:%M}-{end:%H:%M}") == Quiet(start, end)


@PROPERTY
@given(st.text(max_size=14))
def test_no_text_breaks_the_reading_of_a_spec(text: str) -> None:
    quiet = read_quiet(text)
    assert quiet is None or quiet.start != quiet.end or text == OFF
