"""What follows from each outcome of a remote call."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.outcome import GiveUp, Moved, Outcome, Sent, TryLater, Unsure
from domain.retry import MAX_ATTEMPTS, Again, Call, Done, Elsewhere, Next, decide, expire, pause
from domain.state import DispatchState
from domain.unsure import OnUnsure

PROPERTY = settings(max_examples=150, deadline=None)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FIRST = Call(
    tries=1,
    attempts=0,
    on_unsure=OnUnsure.STAY,
    same_message=False,
    repeats=0,
    created_at=NOW - timedelta(minutes=1),
)
SOON = NOW + timedelta(seconds=2)


@pytest.mark.parametrize("rule", OnUnsure)
@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        pytest.param(Sent("41"), Done(DispatchState.SENT, remote_id="41"), id="sent"),
        pytest.param(Moved("-100"), Elsewhere("-100"), id="moved"),
        pytest.param(GiveUp("too long"), Done(DispatchState.FAILED, "too long"), id="refused for ever"),
        pytest.param(
            GiveUp("blocked", recipient_gone=True),
            Done(DispatchState.FAILED, "blocked", recipient_gone=True),
            id="the recipient is gone",
        ),
        pytest.param(
            TryLater("flood", timedelta(seconds=30), whole_account=True),
            Again(NOW + timedelta(seconds=30), "flood", holds_chat=True),
            id="a flood, with a wait",
        ),
        pytest.param(TryLater("down"), Again(SOON, "down"), id="an outage, without a wait"),
        pytest.param(TryLater("busy", counts=True), Again(SOON, "busy", counts=True), id="an answer that counts"),
        pytest.param(TryLater("now", timedelta(0)), Again(NOW, "now", holds_chat=True), id="a wait of nothing"),
    ],
)
def test_an_outcome_that_is_known_has_one_consequence_under_every_rule(
    outcome: Outcome, expected: Next, rule: OnUnsure
) -> None:
    assert decide(outcome, replace(FIRST, on_unsure=rule), NOW) == expected


UNSURE = Done(DispatchState.UNSURE, "lost")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param(replace(FIRST, on_unsure=OnUnsure.STAY), UNSURE, id="a notice stays unsure"),
        pytest.param(
            replace(FIRST, on_unsure=OnUnsure.STAY, same_message=True),
            Again(SOON, "lost", repeated=True),
            id="a notice under a key that the network knows",
        ),
        pytest.param(
            replace(FIRST, on_unsure=OnUnsure.REPEAT), Again(SOON, "lost", repeated=True), id="an edit is repeated"
        ),
        pytest.param(
            replace(FIRST, on_unsure=OnUnsure.REPEAT, tries=3, repeats=2),
            Again(NOW + timedelta(seconds=8), "lost", repeated=True),
            id="an edit is repeated with a growing pause",
        ),
        pytest.param(
            replace(FIRST, on_unsure=OnUnsure.REPEAT_YOUNG),
            Again(SOON, "lost", repeated=True),
            id="a young answer is repeated",
        ),
        pytest.param(replace(FIRST, on_unsure=OnUnsure.REPEAT_YOUNG, repeats=1), UNSURE, id="an answer, but only once"),
        pytest.param(
            replace(FIRST, on_unsure=OnUnsure.REPEAT_YOUNG, created_at=NOW - timedelta(minutes=10)),
            UNSURE,
            id="an old answer is not repeated",
        ),
        pytest.param(
            replace(FIRST, on_unsure=OnUnsure.REPEAT_MARKED),
            Again(SOON, "lost", repeated=True, marked=True),
            id="a reminder is repeated under a heading",
        ),
        pytest.param(
            replace(FIRST, on_unsure=OnUnsure.REPEAT_MARKED, same_message=True),
            Again(SOON, "lost", repeated=True),
            id="a reminder under a key that the network knows needs no heading",
        ),
        pytest.param(
            replace(FIRST, on_unsure=OnUnsure.REPEAT_MARKED, repeats=1), UNSURE, id="a reminder, but only once"
        ),
    ],
)
def test_a_lost_answer_follows_the_rule_of_its_kind(call: Call, expected: Next) -> None:
    assert decide(Unsure("lost"), call, NOW) == expected


def test_the_eighth_answer_about_the_same_message_is_the_last() -> None:
    call, states = FIRST, []
    for _ in range(MAX_ATTEMPTS):
        following = decide(TryLater("busy", counts=True), call, NOW)
        states.append(following)
        call = replace(call, tries=call.tries + 1, attempts=call.attempts + 1)
    assert all(isinstance(state, Again) for state in states[:-1])
    assert states[-1] == Done(DispatchState.FAILED, "busy")
    assert len(states) == 8


@PROPERTY
@given(st.integers(1, 10**9), st.integers(0, 10**6), st.none() | st.timedeltas(timedelta(0)), st.booleans())
def test_floods_and_outages_never_end_a_dispatch_nor_use_up_an_attempt(
    tries: int, attempts: int, wait: timedelta | None, whole_account: bool
) -> None:
    outcome = TryLater("flood", wait, counts=False, whole_account=whole_account)
    following = decide(outcome, replace(FIRST, tries=tries, attempts=attempts), NOW)
    assert isinstance(following, Again)
    assert not following.counts
    assert not following.repeated
    assert following.not_before >= NOW


def test_chats_that_point_at_each_other_do_not_lead_round_for_ever() -> None:
    assert decide(Moved("b"), replace(FIRST, attempts=MAX_ATTEMPTS - 2), NOW) == Elsewhere("b")
    assert decide(Moved("a"), replace(FIRST, attempts=MAX_ATTEMPTS - 1), NOW) == (
        Done(DispatchState.FAILED, "moved too often")
    )


def test_what_expires_after_a_lost_answer_may_have_arrived() -> None:
    assert expire(possibly_sent=False) == Done(DispatchState.FAILED, "expired")
    assert expire(possibly_sent=True) == Done(DispatchState.UNSURE, "expired")


@pytest.mark.parametrize(
    ("outcome", "holds"),
    [
        pytest.param(TryLater("flood", timedelta(seconds=3)), True, id="the network named the wait"),
        pytest.param(TryLater("down"), False, id="the network said nothing"),
        pytest.param(TryLater("busy", timedelta(seconds=3), counts=True), True, id="a wait that counts too"),
        pytest.param(TryLater("busy", counts=True), False, id="an answer that counts, without a wait"),
    ],
)
def test_a_wait_that_the_network_named_holds_the_whole_chat(outcome: TryLater, *, holds: bool) -> None:
    following = decide(outcome, FIRST, NOW)
    assert isinstance(following, Again)
    assert following.holds_chat == holds


@PROPERTY
@given(st.integers(1, 10**6), st.integers(0, 100))
def test_a_dispatch_fails_at_the_cap_and_not_before(tries: int, attempts: int) -> None:
    following = decide(TryLater("busy", counts=True), replace(FIRST, tries=tries, attempts=attempts), NOW)
    assert isinstance(following, Done) == (attempts + 1 >= MAX_ATTEMPTS)


def test_the_network_is_believed_about_how_long_to_wait_but_not_for_ever() -> None:
    asked = decide(TryLater("flood", timedelta(hours=5)), replace(FIRST, tries=9), NOW)
    assert isinstance(asked, Again)
    assert asked.not_before == NOW + timedelta(hours=5)
    absurd = decide(TryLater("flood", timedelta.max), FIRST, NOW)
    assert isinstance(absurd, Again)
    assert absurd.not_before == NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("tries", "seconds"), [(1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (8, 256), (9, 512), (10, 900), (11, 900)]
)
def test_the_pause_doubles_up_to_a_quarter_of_an_hour(tries: int, seconds: int) -> None:
    assert pause(tries) == timedelta(seconds=seconds)


@PROPERTY
@given(st.integers(1, 10**12))
def test_the_pause_never_shrinks_nor_overflows(tries: int) -> None:
    assert timedelta(seconds=2) <= pause(tries) <= pause(tries + 1) <= timedelta(minutes=15)


outcomes: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Sent, st.text()),
    st.builds(Moved, st.text()),
    st.builds(TryLater, st.text(), st.none() | st.timedeltas(timedelta(0)), st.booleans(), st.booleans()),
    st.builds(GiveUp, st.text(), st.booleans()),
    st.builds(Unsure, st.text()),
)
calls = st.builds(
    Call,
    tries=st.integers(1, 200),
    attempts=st.integers(0, 20),
    on_unsure=st.sampled_from(OnUnsure),
    same_message=st.booleans(),
    repeats=st.integers(0, 5),
    created_at=st.timedeltas(timedelta(0), timedelta(days=8)).map(lambda age: NOW - age),
)


@PROPERTY
@given(outcomes, calls)
def test_a_remote_id_means_sent_and_only_sent_ends_well(outcome: Outcome, call: Call) -> None:
    following = decide(outcome, call, NOW)
    if isinstance(following, Done):
        assert following.state in (DispatchState.SENT, DispatchState.FAILED, DispatchState.UNSURE)
        assert (following.state is DispatchState.SENT) == isinstance(outcome, Sent) == (following.remote_id is not None)
        possibly_sent = call.repeats > 0 and call.on_unsure is not OnUnsure.REPEAT
        assert (following.state is DispatchState.UNSURE) <= (isinstance(outcome, Unsure) or possibly_sent)
        assert following.recipient_gone <= isinstance(outcome, GiveUp)
    assert isinstance(following, Elsewhere) <= isinstance(outcome, Moved)


@PROPERTY
@given(outcomes, calls)
def test_a_repeat_follows_only_a_lost_answer_and_no_retry_is_in_the_past(outcome: Outcome, call: Call) -> None:
    following = decide(outcome, call, NOW)
    if isinstance(following, Again):
        assert following.repeated == isinstance(outcome, Unsure)
        assert following.marked <= following.repeated
        assert following.not_before >= NOW
        assert following.not_before.tzinfo is not None
