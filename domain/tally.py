"""What a poll comes to: the last answer of each voter to each date counts, however and in whatever order they came.

A voter is a person, or an organisation that the organiser answers for. Nothing here knows how a ballot came in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.poll import Answer, Option, Quorum, Unit, begins_at


@dataclass(frozen=True, slots=True)
class Voter:
    """Who was asked. organisation: its name, or empty; entered: the organiser answers for this organisation."""

    key: str
    organisation: str = ""
    regions: frozenset[str] = frozenset()
    entered: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it stands. rev: the revision of the date that it was about; at: the number of its ballot.

    answer None: it was taken back; that is kept, so that no older one of another account stands again.
    """

    answer: Answer | None
    rev: int
    at: int


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a voter said at once. at: rises from ballot to ballot. None: the answer to this date is taken back."""

    voter: str
    at: int
    answers: Mapping[int, Answer | None]
    revs: Mapping[int, int]


#: The answers that stand, by voter and the date's id.
Answers = Mapping[tuple[str, int], Given]


def cast(standing: Answers, ballot: Ballot) -> dict[tuple[str, int], Given]:
    """Return the answers after a ballot: for the dates that it names and that no later ballot of the voter named."""
    after = dict(standing)
    for option, answer in ballot.answers.items():
        key = (ballot.voter, option)
        if key in after and after[key].at > ballot.at:
            continue
        after[key] = Given(answer, ballot.revs.get(option, 1), ballot.at)
    return after


def merge(standing: Answers, kept: str, other: str) -> dict[tuple[str, int], Given]:
    """Return the answers after two voters turned out to be one person: the newer answer to each date counts."""
    after = {key: given for key, given in standing.items() if key[0] != other}
    for (voter, option), given in standing.items():
        if voter == other and given.at > (after[kept, option].at if (kept, option) in after else 0):
            after[kept, option] = given
    return after


@dataclass(frozen=True, slots=True)
class Row:
    """What a date has: voters by their answer, in order; missing: who has not answered, or only before it was moved."""

    option: Option
    yes: tuple[Voter, ...] = ()
    if_needed: tuple[Voter, ...] = ()
    no: tuple[Voter, ...] = ()
    missing: tuple[Voter, ...] = ()

    @property
    def coming(self) -> tuple[Voter, ...]:
        """Who can come, if need be."""
        return (*self.yes, *self.if_needed)


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of the dates that stand, and who has not answered to any of them, or not to all."""

    rows: tuple[Row, ...]
    silent: tuple[Voter, ...] = ()
    incomplete: tuple[Voter, ...] = ()
    voters: int = 0

    @property
    def answered(self) -> int:
        """How many have said something."""
        return self.voters - len(self.silent)


def count(options: Sequence[Option], voters: Iterable[Voter], standing: Answers) -> Tally:
    """Return what the answers come to. An answer to an older revision of a date counts as missing."""
    everybody = sorted(voters, key=lambda voter: voter.key)
    open_ = [option for option in options if option.open]
    rows = tuple(_row(option, everybody, standing) for option in open_)
    lacking: dict[str, int] = {}
    for row in rows:
        for voter in row.missing:
            lacking[voter.key] = lacking.get(voter.key, 0) + 1
    asked = [voter for voter in everybody if not voter.entered]
    silent = tuple(one for one in asked if rows and lacking.get(one.key) == len(rows))
    incomplete = tuple(one for one in asked if 0 < lacking.get(one.key, 0) < len(rows))
    return Tally(rows, silent, incomplete, len(asked))


def _row(option: Option, voters: Sequence[Voter], standing: Answers) -> Row:
    found: dict[Answer | None, list[Voter]] = {}
    for voter in voters:
        given = standing.get((voter.key, option.id))
        answer = given.answer if given is not None and given.rev == option.rev else None
        found.setdefault(answer, []).append(voter)
    missing = [voter for voter in found.get(None, []) if not voter.entered]
    return Row(
        option, tuple(found.get(Answer.YES, ())), tuple(found.get(Answer.IF_NEEDED, ())),
        tuple(found.get(Answer.NO, ())), tuple(missing),
    )  # fmt: skip


# --- the proposal


def reached(voters: Iterable[Voter], unit: Unit) -> int:
    """Return how many persons, organisations or regions these voters are. An entered organisation is one person too."""
    if unit is Unit.PERSONS:
        return len({voter.key for voter in voters})
    if unit is Unit.ORGANISATIONS:
        return len({voter.organisation for voter in voters if voter.organisation})
    return len({region for voter in voters for region in voter.regions})


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a date stands, and by what: the announced order is quorum, ja, zur Not, earlier date."""

    option: Option
    has_quorum: bool
    in_quorum: int
    yes: int
    if_needed: int
    begins: datetime = field(compare=False)

    @property
    def order(self) -> tuple[bool, int, int, datetime, int]:
        """What dates are sorted by, the best first."""
        return (not self.has_quorum, -self.yes, -self.if_needed, self.begins, self.option.number)


def ranking(tally: Tally, quorum: Quorum | None) -> list[Rank]:
    """Return the dates of a poll in the announced order, the best first."""
    ranks = []
    for row in tally.rows:
        size = reached(row.coming, quorum.unit) if quorum is not None else 0
        enough = quorum is None or size >= quorum.count
        begins = begins_at(row.option.when)
        ranks.append(Rank(row.option, enough, size, len(row.yes), len(row.if_needed), begins))
    return sorted(ranks, key=lambda rank: rank.order)


def decided_by(ranks: Sequence[Rank]) -> str:
    """Return what put the first date before the second: quorum, yes, if_needed or earlier; empty: there is no other."""
    if len(ranks) < 2:
        return ""
    first, second = ranks[0], ranks[1]
    if first.has_quorum != second.has_quorum:
        return "quorum"
    if first.yes != second.yes:
        return "yes"
    return "if_needed" if first.if_needed != second.if_needed else "earlier"


def proposal(ranks: Sequence[Rank]) -> Rank | None:
    """Return the date to propose, or None when nobody can come to any."""
    return ranks[0] if ranks and ranks[0].yes + ranks[0].if_needed > 0 else None
