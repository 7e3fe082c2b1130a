"""When a message is too old to be sent."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import expiry
from domain.notice import Level, NoticeKind

PROPERTY = settings(max_examples=150, deadline=None)

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FACH, EDITION, INVITATION, REMINDER = (
    NoticeKind.FACHINFORMATION,
    NoticeKind.EDITION,
    NoticeKind.INVITATION,
    NoticeKind.REMINDER,
)


def test_answers_live_ten_minutes_and_edits_an_hour() -> None:
    assert timedelta(minutes=10) == expiry.REPLY
    assert timedelta(hours=1) == expiry.EDIT


@pytest.mark.parametrize(
    ("kind", "level", "valid", "starts", "expected"),
    [
        pytest.param(FACH, Level.INFO, None, None, 7 * DAY, id="bulk: seven days"),
        pytest.param(EDITION, Level.INFO, None, None, 7 * DAY, id="an edition: seven days"),
        pytest.param(FACH, Level.IMPORTANT, None, None, 7 * DAY, id="an important notice: seven days"),
        pytest.param(FACH, Level.URGENT, None, None, 48 * HOUR, id="urgent: 48 hours"),
        pytest.param(FACH, Level.INFO, 2 * DAY, None, 2 * DAY, id="its own end is sooner"),
        pytest.param(FACH, Level.INFO, 30 * DAY, None, 7 * DAY, id="its own end is later"),
        pytest.param(FACH, Level.URGENT, 3 * HOUR, None, 3 * HOUR, id="urgent, its own end is sooner"),
        pytest.param(FACH, Level.URGENT, 3 * DAY, None, 48 * HOUR, id="urgent, its own end is later"),
        pytest.param(FACH, Level.INFO, -DAY, None, -DAY, id="it ended before it may be sent"),
        pytest.param(FACH, Level.INFO, None, DAY, 7 * DAY, id="a start says nothing about a notice"),
        pytest.param(REMINDER, Level.INFO, None, 3 * HOUR, 3 * HOUR, id="a reminder: the start"),
        pytest.param(REMINDER, Level.INFO, None, 30 * DAY, 30 * DAY, id="a reminder: the start, however far"),
        pytest.param(REMINDER, Level.INFO, None, -HOUR, -HOUR, id="a reminder: the start has passed"),
        pytest.param(REMINDER, Level.URGENT, None, 5 * DAY, 5 * DAY, id="an urgent reminder: the start"),
        pytest.param(REMINDER, Level.INFO, None, None, 7 * DAY, id="a reminder of nothing with a start"),
        pytest.param(INVITATION, Level.INFO, None, 20 * DAY, 20 * DAY, id="an invitation: the end of the sign-up"),
        pytest.param(INVITATION, Level.INFO, 5 * DAY, 20 * DAY, 5 * DAY, id="an invitation: its own end is sooner"),
        pytest.param(INVITATION, Level.INFO, 30 * DAY, 20 * DAY, 20 * DAY, id="an invitation: its own end is later"),
        pytest.param(INVITATION, Level.INFO, 2 * DAY, None, 2 * DAY, id="an invitation without an end of sign-up"),
    ],
)
def test_a_notice_expires_by_its_kind(
    kind: NoticeKind, level: Level, valid: timedelta | None, starts: timedelta | None, expected: timedelta
) -> None:
    found = expiry.of_notice(
        kind,
        level,
        first_allowed=NOW,
        valid_until=NOW + valid if valid is not None else None,
        starts_at=NOW + starts if starts is not None else None,
    )
    assert found - NOW == expected


moments = st.timedeltas(-30 * DAY, 60 * DAY).map(lambda offset: NOW + offset)


@PROPERTY
@given(st.sampled_from(NoticeKind), st.sampled_from(Level), moments, moments | st.none(), moments | st.none())
def test_nothing_goes_out_after_its_own_end(
    kind: NoticeKind, level: Level, first: datetime, valid: datetime | None, starts: datetime | None
) -> None:
    found = expiry.of_notice(kind, level, first_allowed=first, valid_until=valid, starts_at=starts)
    assert found.tzinfo is not None
    assert valid is None or found <= valid
    if kind in (REMINDER, INVITATION, NoticeKind.POLL) and starts is not None:
        assert found <= starts
    else:
        assert found <= first + 7 * DAY


@PROPERTY
@given(st.sampled_from([FACH, EDITION]), st.sampled_from(Level), moments)
def test_a_notice_lives_on_from_the_first_moment_it_may_be_sent(
    kind: NoticeKind, level: Level, first: datetime
) -> None:
    found = expiry.of_notice(kind, level, first_allowed=first, valid_until=None)
    assert found - first == (48 * HOUR if level is Level.URGENT else 7 * DAY)
