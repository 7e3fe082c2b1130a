"""What each command answers: the shape of its JSON. docs/cli.md shows them, and tests hold the commands to them."""

from datetime import datetime
from typing import Literal, NotRequired

# pydantic, by which tests hold the commands to these, does not take those of the standard library before 3.12.
from typing_extensions import TypedDict

from bot.cli.results_tags import DeadlineHint, RegionHint, TopicHint

Schema = Literal[1]
States = dict[str, int]

# --- faults


class FaultValue(TypedDict):
    """What went wrong, in German, and what to do."""

    code: str
    message: str
    hint: str


class FaultResult(TypedDict):
    """How a fault looks on stderr with --json."""

    error: FaultValue


# --- running


class RunResult(TypedDict):
    """What was left when `run --until-idle` had nothing more to do."""

    schema: Schema
    waiting: int
    next_at: datetime | None


class JobRun(TypedDict):
    """A job of the timetable and what came of it at its due time: done, failed, or taken (by another process)."""

    job: str
    due_at: datetime
    ran: str


class TickResult(TypedDict):
    """The jobs that ran, in order, and the time that the clock shows now."""

    schema: Schema
    jobs: list[JobRun]
    now: datetime


class CrashPoint(TypedDict):
    """A place where a test can end the process."""

    name: str
    meaning: str


class CrashPoints(TypedDict):
    """All of them."""

    schema: Schema
    points: list[CrashPoint]


class LiftedResult(TypedDict):
    """The Matrix user whose limits the server has lifted."""

    schema: Schema
    user: str
    lifted: bool


class AccountStatus(TypedDict):
    """An account, how many addresses it has, and what waits for it."""

    account: str
    addresses: int
    waiting: int
    next_at: datetime | None


class StatusResult(TypedDict):
    """How things stand."""

    schema: Schema
    now: datetime
    persons: int
    places: int
    notices: States
    deliveries: States
    dispatches: States
    inbox: States
    accounts: list[AccountStatus]
    next_at: datetime | None


class Found(TypedDict):
    """One thing that was found. dispatch: its key; network: the account; why: a sentence."""

    delivery: int | None
    dispatch: str | None
    notice: int | None
    network: str | None
    why: str


class Checked(TypedDict):
    """How much was looked at. networks: the accounts whose journal was read."""

    revisions: int
    deliveries: int
    dispatches: int
    arrivals: int
    networks: list[str]


class CheckResult(TypedDict):
    """Whether the promises were kept. journal: whether what arrived was looked at too; note: what was not."""

    schema: Schema
    lost: list[Found]
    double: list[Found]
    false: list[Found]
    unsure: list[Found]
    ok: bool
    journal: bool
    note: str
    checked: Checked


# --- people


class PeopleWritten(TypedDict):
    """How many persons and places there were, how many of both were new, and how many addresses."""

    schema: Schema
    persons: int
    places: int
    new: int
    new_addresses: int


class PeopleExported(TypedDict):
    """Where everybody was written to, and how many lines that are."""

    schema: Schema
    file: str
    lines: int


# --- content


class FileValue(TypedDict):
    """A file of a notice. label: what people are told that it is; sha256: of its bytes, "" where it was not read."""

    name: str
    label: str
    mime: str
    size: int
    sha256: str


class NetworkLoad(TypedDict):
    """What one network would have to send, and how long that takes if nothing else is on its way.

    messages: parts times recipients. limited: its server lets us send so little that places go first.
    """

    network: str
    persons: int
    places: int
    parts: int
    messages: int
    seconds: int
    limited: bool


class Preview(TypedDict):
    """What would be sent, to whom, and how long that takes. regions: recipients per region, some in several.

    texts: one for each message, those of the files too. seconds: until the slowest network is done.
    unreachable: recipients without an address that may be used. weekly: who gets it later, with a digest.
    """

    number: str
    audience: int
    persons: int
    places: int
    weekly: int
    regions: dict[str, int]
    seconds: int
    networks: list[NetworkLoad]
    unreachable: int
    texts: list[str]
    files: list[FileValue]


class EntityValue(TypedDict):
    """A formatted stretch of a text, in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: NotRequired[str]
    language: NotRequired[str]


class TextPart(TypedDict):
    """A message as plain text. file: what it is the caption of."""

    text: str
    file: NotRequired[FileValue]


class EntitiesPart(TypedDict):
    """A message as Telegram takes it."""

    text: str
    entities: list[EntityValue]
    file: NotRequired[FileValue]


class HtmlPart(TypedDict):
    """A message as Matrix takes it."""

    body: str
    formatted_body: str
    file: NotRequired[FileValue]


class RenderResult(TypedDict):
    """A notice file as one network shows it: one message or several."""

    schema: Schema
    parts: list[EntitiesPart] | list[HtmlPart] | list[TextPart]


class FeedPreviewEntry(TypedDict):
    """One entry of a feed."""

    id: str
    title: str
    link: str
    published: datetime | None
    summary: str
    topics: list[TopicHint]
    regions: list[RegionHint]
    deadline: DeadlineHint | None


class FeedPreviewResult(TypedDict):
    """What a feed says, and what is odd about it."""

    schema: Schema
    format: str
    title: str
    entries: list[FeedPreviewEntry]
    warnings: list[str]


class FeedValue(TypedDict):
    """A source that is read from time to time.

    health: ok, failing (since its first failure in a row), silent (since its last news: much longer than usual),
    paused or untried (of the start list, and still off). since: when that began; null where it is well or nobody noted
    it. evidence: why it is on the start list; else "".
    """

    id: int
    url: str
    title: str
    enabled: bool
    next_check_at: datetime | None
    last_ok_at: datetime | None
    fails: int
    last_error: str
    health: str
    since: datetime | None
    evidence: str


class FeedProposed(TypedDict):
    """The start list of sources was taken up. fresh: how many of them were not there yet."""

    schema: Schema
    fresh: int


class FeedList(TypedDict):
    """All sources."""

    schema: Schema
    feeds: list[FeedValue]


class FeedChanged(TypedDict):
    """A source that was added, paused, switched on again or removed (what: added, paused, resumed, removed).

    fresh is false when that had been so before.
    """

    schema: Schema
    feed: FeedValue
    what: str
    fresh: bool


class FeedCollectedSource(TypedDict):
    """What one source brought.

    seen: entries of its first import, which are not laid before anybody. unchanged: it said so itself. moved_to: its
    new address, by which it is known from now on.
    """

    url: str
    title: str
    new: int
    changed: int
    seen: int
    unchanged: bool
    first_import: bool
    moved_to: str | None
    error: FaultValue | None
    warnings: list[str]


class FeedCollected(TypedDict):
    """What collecting brought, source by source, and in all."""

    schema: Schema
    sources: list[FeedCollectedSource]
    new: int
    changed: int
    failed: int


class EntryValue(TypedDict):
    """What a feed brought."""

    id: int
    title: str
    link: str
    summary: str
    published_at: datetime | None
    first_seen_at: datetime
    state: str
    changes: int
    topics: list[TopicHint]
    regions: list[RegionHint]
    deadline: DeadlineHint | None


class EntryList(TypedDict):
    """Entries, the newest first."""

    schema: Schema
    entries: list[EntryValue]


class EntryReleasedOne(TypedDict):
    """An entry and the notice that it became."""

    entry: int
    title: str
    notice: int | None
    audience: int
    fresh: bool
    preview: Preview | None


class EntryReleased(TypedDict):
    """What was released, or would be (dry_run)."""

    schema: Schema
    released: list[EntryReleasedOne]
    dry_run: bool


class EntryDiscarded(TypedDict):
    """An entry that becomes no notice. fresh is false when that had been decided before.

    kept: it had been released and was changed by its source since; the change is discarded, the notice stays.
    """

    schema: Schema
    entry: int
    fresh: bool
    kept: bool


# --- notices


class NoticeSent(TypedDict):
    """A notice that was released, or would be (dry_run).

    fresh is false when that had been done before. preview is null then.
    """

    schema: Schema
    notice: int | None
    rev: int | None
    title: str
    level: str
    scope: str
    audience: int
    fresh: bool
    dry_run: bool
    preview: Preview | None
    warnings: list[str]


class NoticeValue(TypedDict):
    """A notice and what became of its deliveries."""

    id: int
    rev: int
    kind: str
    level: str
    scope: str
    state: str
    title: str
    released_at: datetime | None
    deadline: datetime | None
    expires_at: datetime | None
    audience: int
    states: States


class NoticeList(TypedDict):
    """Notices, the newest first."""

    schema: Schema
    notices: list[NoticeValue]


class NoticeShown(TypedDict):
    """A notice with its text and a report per region (landesweit: recipients without a region)."""

    schema: Schema
    notice: NoticeValue
    statewide: bool
    regions: list[str]
    topics: list[str]
    programmes: list[str]
    source: str
    texts: list[str]
    files: list[FileValue]
    report: dict[str, States]


class NoticeEnded(TypedDict):
    """A notice that was stopped or withdrawn. taken_back: messages that are deleted or changed now."""

    schema: Schema
    notice: int
    state: str
    skipped: int
    taken_back: int
    fresh: bool


class EditionItem(TypedDict):
    """A notice in an edition."""

    notice: int
    section: str
    level: str
    title: str
    deadline: datetime | None


class EditionShown(TypedDict):
    """What an edition would hold, and whom it would reach. notice: its number when it is released already.

    left_out: the numbers of notices that wait for the next one.
    """

    schema: Schema
    slot: str
    notice: int | None
    items: list[EditionItem]
    places: int
    digest_items: int
    texts: list[str]
    editorial: str
    left_out: list[int]


class EditionReleased(TypedDict):
    """An edition that was released. digest_items: how many items travel to persons, in their digests."""

    schema: Schema
    slot: str
    notice: int
    items: int
    places: int
    digest_items: int
    fresh: bool


class DemoNotice(TypedDict):
    """What became of a notice: how many deliveries are in each state."""

    title: str
    level: str
    audience: int
    states: dict[str, int]


class DemoRegion(TypedDict):
    """A region's report: for each notice, in order, "sent/meant"."""

    region: str
    sent_of: list[str]


class DemoChecked(TypedDict):
    """How much the check compared."""

    deliveries: int
    arrivals: int


class DemoResult(TypedDict):
    """What came of the demo. samples: how the urgent notice looks on each network; not_for_us: never stored."""

    schema: Schema
    notices: list[DemoNotice]
    networks: dict[str, dict[str, int]]
    lost: int
    double: int
    false: int
    unsure: int
    ok: bool
    checked: DemoChecked
    regions: list[DemoRegion]
    reasons: dict[str, int]
    samples: dict[str, str]
    not_for_us: int
    warnings: list[str]
    folder: str | None


class ChatButton(TypedDict):
    """A button under an answer; !press PAYLOAD presses it."""

    label: str
    payload: str


class ChatAnswer(TypedDict):
    """One answer of the bot."""

    text: str
    buttons: list[ChatButton]
    files: list[str]


#: One line for each line that was said.
ChatLine = TypedDict("ChatLine", {"schema": Schema, "in": str, "out": list[ChatAnswer]})


class Measurement(TypedDict):
    """One thing that was measured, and what it is to stay within or is compared with."""

    what: str
    figure: float
    unit: str
    wanted: str


class BenchResult(TypedDict):
    """What was measured."""

    schema: Schema
    measured: list[Measurement]
