"""Publishing: a draft becomes a notice with renderings and frozen deliveries; and its correction, stop and withdrawal.

Every function takes the session of one write transaction; who calls it commits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

from content import compose, dates, document, foreign, render, sections, words
from content.document import Document
from content.notice_file import NoticeDraft
from domain import expiry, quiet, slots
from domain.asset import Attachment, File
from domain.audience import Addressed, choose, choose_in_edition
from domain.lane import Lane, lane_of
from domain.message import Body, Button, Form
from domain.notice import INVITES, Level, NoticeKind, NoticeState, Scope
from domain.pacing import Load
from domain.quiet import ZONE
from domain.recipient import RecipientKind
from domain.slots import Calendar
from domain.state import Op
from domain.unsure import OnUnsure
from scheduler import deadlines, ending
from scheduler.calendar_files import Keeper
from scheduler.holidays import quiet_days
from store import bodies, editions, notices, outbox, pins, pointing, profiles, reference, searching
from store.freeze import Freezing, Slots, because_of, chosen_at_release, reach
from store.notices import NewNotice, StoredNotice

Crash = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Publisher:
    """What publishing needs to know of the surroundings.

    public_only: accounts that internal notices must not go to. crash: called at named points (tests only).
    calendar: when digests go out. keeper: makes the calendar files of meetings; None: there are none.
    """

    now: datetime
    public_only: frozenset[str] = frozenset()
    crash: Crash = field(default=lambda _point: None)
    calendar: Calendar = field(default_factory=Calendar)
    keeper: Keeper | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A notice that was released, or had been by the same request already (fresh: False)."""

    notice: int
    rev: int
    audience: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """Whom a notice would reach: recipients in all, persons, places, and per region (a recipient may be in several).

    loads: what each account would have to send, in one part; "" stands for who has no address that may be used.
    """

    audience: int
    persons: int
    places: int
    regions: Mapping[str, int]
    loads: Mapping[str, Load]
    #: By topic and programme of the recipients, "" for those who chose none; and who gets it with a digest.
    topics: Mapping[str, int] = field(default_factory=dict)
    programmes: Mapping[str, int] = field(default_factory=dict)
    weekly: int = 0


def from_draft(
    draft: NoticeDraft, request_key: str, author: str, now: datetime, files: Sequence[Attachment] = ()
) -> NewNotice:
    """Return what is to be written down for a notice file. files: those that it names, as they were found."""
    addressed = Addressed(
        draft.level, draft.scope, draft.statewide, draft.regions, draft.topics, draft.programmes,
        invites=draft.kind in INVITES,
    )  # fmt: skip
    return NewNotice(
        request_key, draft.kind, draft.title, addressed, draft.text, now, author, draft.source or "",
        deadline=draft.deadline, expires_at=draft.valid_until, follow_up=draft.follow_up or "",
        files=distinct(files),
    )  # fmt: skip


def distinct(files: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Return files in order, each once, under the first label that it has."""
    found: dict[File, Attachment] = {}
    for one in files:
        found.setdefault(one.file, one)
    return tuple(found.values())


def forecast(session: Session, addressed: Addressed, public_only: frozenset[str], now: datetime) -> Forecast:
    """Return whom a notice would reach if it were released now. public_only: where internal notices must not go."""
    persons = places = weekly = 0
    regions: dict[str, int] = {}
    topics: dict[str, int] = {}
    programmes: dict[str, int] = {}
    for profile, ids in profiles.profiles(session, now):
        if choose(addressed, profile) is None:
            weekly += len(ids) * (choose_in_edition(addressed, profile) is not None)
            continue
        for counts, codes in ((topics, profile.topics & addressed.topics), (programmes, profile.programmes)):
            for code in sorted(codes) or [""]:
                counts[code] = counts.get(code, 0) + len(ids)
        persons, places = persons + len(ids) * (profile.kind == "person"), places + len(ids) * (profile.kind == "place")
        for code in sorted(profile.regions) or ["landesweit"]:
            regions[code] = regions.get(code, 0) + len(ids)
    loads = _loads(session, addressed, public_only, now)
    return Forecast(persons + places, persons, places, regions, loads, topics, programmes, weekly)


def _loads(session: Session, addressed: Addressed, public_only: frozenset[str], now: datetime) -> Mapping[str, Load]:
    where = chosen_at_release(addressed, now)
    what = Freezing(0, 0, Lane.BULK, because_of(addressed), where, addressed.scope, public_only)
    loads: dict[str, Load] = {}
    for one in reach(session, what):
        load, is_person = loads.get(one.account, Load(0, 0)), one.kind is RecipientKind.PERSON
        loads[one.account] = Load(
            load.persons + one.recipients * is_person,
            load.places + one.recipients * (not is_person),
            unopened=load.unopened + one.by_name,
        )
    return loads


@dataclass(frozen=True, slots=True)
class Shown:
    """What a notice looks like that is not made of its text alone: a document, and the buttons below it."""

    document: Document
    buttons: notices.Buttons = ()
    #: Polls of the networks' own, for those that have some.
    polls: Sequence[Body] = ()


Show = Callable[[int], Shown]


def publish(session: Session, new: NewNotice, by: Publisher, show: Show | None = None) -> Published:
    """Write a notice down, render it, freeze its audience and release it; the repeat of a request changes nothing.

    show: makes what it looks like from its number, once it is written down; without it, its text says that.
    """
    known = notices.find_by_request(session, new.request_key)
    if known is not None:
        notice = _load(session, known)
        return Published(known, notice.rev, notice.audience or 0, fresh=False)
    return release_written(session, _load(session, notices.create(session, new)), by, show)


def release_written(session: Session, notice: StoredNotice, by: Publisher, show: Show | None = None) -> Published:
    """Render a notice that is written down, freeze its audience and release it. show: how it looks, if not as usual."""
    special = show(notice.id) if show is not None else None
    rendered = _render(session, notice)
    if special is not None:
        rendered = _forms("whole", special.document, notice.files, special.polls)
    buttons = _below(notice) if special is None else special.buttons
    notices.store_rendering(session, notice.id, notice.rev, rendered, buttons)
    audience = release(session, notice, by)
    by.crash("freeze.before_commit")
    return Published(notice.id, notice.rev, audience, fresh=True)


def _below(notice: StoredNotice) -> notices.Buttons:
    """Return the buttons below a notice: to be reminded of its deadline, and of an urgent one to say it was noted."""
    if notice.addressed.level is not Level.URGENT:
        return deadlines.buttons(notice)
    return (*deadlines.buttons(notice), (Button(words.SEEN, words.seen_payload(notice.id)),))


def release(session: Session, notice: StoredNotice, by: Publisher) -> int:
    """Release a notice that is written down and rendered; return its audience."""
    ending.end_roles(session, by.now)
    times = slots_of(notice, by.now)
    audience = notices.release(session, hurried(session, notice, by), times, by.public_only, by.now)
    searching.put(session, notice.id, _searchable(session, notice))
    if notice.addressed.scope is Scope.INTERNAL and by.public_only:
        _point(session, notice, by)
    return audience


def hold_for_edition(session: Session, new: NewNotice, by: Publisher) -> int:
    """Write a notice down that goes out with the next edition, not before; return its number."""
    known = notices.find_by_request(session, new.request_key)
    if known is not None:
        return known
    notice = _load(session, notices.create(session, new))
    rendered = _render(session, notice)
    notices.store_rendering(session, notice.id, notice.rev, rendered, deadlines.buttons(notice))
    editions.put_into_next_edition(session, notice.id, by.now)
    # It is found as soon as the edition is released, and not before.
    searching.put(session, notice.id, _searchable(session, notice))
    return notice.id


def hurried(session: Session, notice: StoredNotice, by: Publisher) -> StoredNotice:
    """Return a notice with the rhythms for which it does not wait, because its deadline is before their digest."""
    return replace(notice, addressed=hurry(session, notice.addressed, notice.deadline, by.now, by.calendar))


def hurry(
    session: Session, addressed: Addressed, deadline: datetime | None, now: datetime, calendar: Calendar
) -> Addressed:
    """Return for whom a notice with this deadline is at once."""
    if deadline is None:
        return addressed
    days = quiet_days(now.astimezone(ZONE).year)
    released = notices.find_by_request(session, edition_request(slots.week_of(now))) is not None
    edition = slots.next_edition(calendar, now, days, released=released)
    daily = slots.next_daily(calendar, now, days)
    return replace(addressed, at_once=slots.at_once(deadline, now, edition, daily))


def _point(session: Session, notice: StoredNotice, by: Publisher) -> None:
    """Tell whom an internal notice cannot reach that there is one: nothing of it, not even its title, goes there."""
    body = bodies.dump(Body(words.INTERNAL_ELSEWHERE))
    rows = [
        {
            "key": f"h{one.delivery}-{one.address}",
            "account": one.account,
            "address": one.address,
            "chat": one.chat,
            "thread": one.thread,
            "lane": one.lane,
            "op": Op.SEND.value,
            "body": body,
            "silent": notice.addressed.level is Level.INFO,
            "on_unsure": OnUnsure.REPEAT_MARKED.value,
            "created_at": by.now,
            "not_before": one.not_before,
            "expires_at": one.expires_at,
            "repeated": [],
        }
        for one in pointing.unreached(session, notice.id, notice.rev, by.public_only)
    ]
    outbox.enqueue(session, rows)


def correct(
    session: Session, notice: StoredNotice, new: NewNotice, by: Publisher,
    shown: Shown | None = None, short: Document | None = None,
) -> Published:  # fmt: skip
    """Release the next revision: what waits is superseded, what was sent is edited, who is added gets it new.

    It is a correction, unless `new` says how else it goes on. shown: what it looks like if that is not made of its
    text alone; short: the message that announces the edit.
    """
    follow_up = words.FollowUp(new.follow_up or words.FollowUp.CORRECTION)
    again = notices.correct(session, notice, replace(new, follow_up=follow_up.value))
    rendered = _render(session, again) if shown is None else _forms("whole", shown.document, again.files)
    short = short or _disarmed(again, compose.short_correction_document(again.title, follow_up=follow_up))
    buttons = _below(again) if shown is None else shown.buttons
    notices.store_rendering(session, again.id, again.rev, {**rendered, **_forms("short", short)}, buttons)
    ending.end_roles(session, by.now)
    times = slots_of(again, by.now)
    audience = notices.release(session, hurried(session, again, by), times, by.public_only, by.now)
    if follow_up is words.FollowUp.DONE:
        pins.take_down(session, notice.id, by.now)
    carried = editions.carry_on(session, again, notice.rev, times, by.public_only, by.now)
    notices.link_to_older(session, again.id, again.rev)
    notices.mark_released(session, again.id, again.rev, audience + carried, by.now)
    searching.put(session, again.id, _searchable(session, again))
    if again.deadline != notice.deadline:
        deadlines.moved(session, _load(session, again.id), by.now)
    by.crash("freeze.before_commit")
    return Published(again.id, again.rev, audience + carried, fresh=True)


def withdraw(session: Session, notice: StoredNotice, by: Publisher) -> tuple[int, int]:
    """Stop a notice and take back what was sent; return (skipped deliveries, messages to take back)."""
    skipped = notices.stop(session, notice.id, NoticeState.WITHDRAWN)
    searching.remove(session, notice.id)
    gone = _disarmed(notice, compose.withdrawn_document(notice.title))
    instead = render.render(gone, Form.PLAIN)[0]
    pins.take_down(session, notice.id, by.now)
    taken_back = notices.withdraw_sent(session, notice.id, instead, by.now, by.now + expiry.EDIT)
    by.crash("freeze.before_commit")
    return skipped, taken_back


def plan_edition(session: Session, now: datetime, slot: str = "") -> list[editions.Item]:
    """Return the items that the edition of a week, by default this one, would hold now, in order.

    What was decided about its draft holds: what is left out stays a candidate for the next one.
    """
    draft = editions.draft(session, slot or slot_of(now))
    choices = {one.notice: one for one in draft.choices}
    waiting = [*editions.candidates(session, now), *editions.held(session, now)]
    kept = [one for one in waiting if one.id not in choices or not choices[one.id].left_out]
    items = [editions.Item(one, _section(one, choices.get(one.id))) for one in kept]
    return sections.in_order(items, lambda item: _standing(item, choices.get(item.notice.id)))


def _section(notice: StoredNotice, choice: editions.Choice | None) -> str:
    own = sections.section_of(notice.addressed.level, notice.addressed.topics, notice.title)
    return choice.section if choice is not None and choice.section in sections.ORDER else own


def _standing(item: editions.Item, choice: editions.Choice | None) -> sections.Standing:
    notice, position = item.notice, choice.position if choice is not None else None
    return sections.Standing(item.section, position, notice.deadline, notice.starts_at)


def publish_edition(
    session: Session, slot: str, items: Sequence[editions.Item], author: str, by: Publisher
) -> tuple[Published, dict[str, int]]:
    """Release an edition of these items; return it with the number of places and of persons' items.

    What waited for it is released first, to those who take it at once too.
    """
    known = notices.find_by_request(session, edition_request(slot))
    if known is not None:
        notice = _load(session, known)
        return Published(known, notice.rev, notice.audience or 0, fresh=False), {"places": 0, "items": 0}
    for item in items:
        if item.notice.state is NoticeState.APPROVED:
            release(session, item.notice, by)
    new = edition_notice(slot, items, editions.draft(session, slot).editorial, author, by.now)
    edition = _load(session, notices.create(session, new))
    notices.store_rendering(session, edition.id, edition.rev, _render_edition(edition, items, by.now))
    times = slots_of(edition, by.now)
    counts = editions.release_edition(session, edition, items, times, by.public_only, by.now)
    by.crash("freeze.before_commit")
    return Published(edition.id, edition.rev, sum(counts.values()), fresh=True), counts


def edition_notice(slot: str, items: Sequence[editions.Item], editorial: str, author: str, now: datetime) -> NewNotice:
    """Return what is to be written down for an edition: internal if all that is in it is."""
    inside = all(item.notice.addressed.scope is Scope.INTERNAL for item in items)
    facts = Addressed(Level.INFO, Scope.INTERNAL if inside else Scope.PUBLIC, statewide=True)
    request, title = edition_request(slot), words.edition_title(slot)
    return NewNotice(request, NoticeKind.EDITION, title, facts, editorial, now, author, text_form="text")


def edition_shown(items: Sequence[editions.Item], slot: str, editorial: str, now: datetime) -> Document:
    """Return an edition as places would get it whole."""
    pairs = [(item.section, summary_item(item.notice)) for item in items]
    dated = words.edition_dated(slot, dates.day(now))
    return compose.edition_document(words.edition_title(slot), group(pairs), editorial or words.GREETING, dated)


def edition_request(slot: str) -> str:
    """Return the request key of the edition of a week like 2026-W48: there is only one."""
    return f"{editions.WEEKLY}{slot}"


def slot_of(now: datetime) -> str:
    """Return the week that `now` lies in, on the wall clock, like 2026-W48."""
    return slots.week_of(now)


def summary_item(notice: StoredNotice) -> compose.Item:
    """Return how a notice stands in an edition: title, a few lines, deadline and source."""
    text = document.text_of(_document(notice))
    facts = notice.addressed
    return compose.Item(
        notice.title, text, notice.deadline, notice.source or None, facts.level, foreign=notice.text_form == "html",
        attachments=list(map(compose.described, notice.files)),
    )  # fmt: skip


def group(pairs: Sequence[tuple[str, compose.Item]]) -> list[compose.Section]:
    """Return items under their sections, in the order of an edition."""
    found = [compose.Section(name, [item for section, item in pairs if section == name]) for name in sections.ORDER]
    return [section for section in found if section.items]


def shown(session: Session, notice: NewNotice | StoredNotice) -> Document:
    """Return a notice as it is sent, without the files behind it; also one that is not written down yet."""
    facts = notice.addressed
    topics, regions = reference.topic_names(session), reference.region_names(session)
    content = compose.NoticeContent(
        notice.title,
        _document(notice),
        facts.level,
        notice.deadline,
        notice.source or None,
        [topics[code] for code in sorted(facts.topics)],
        [] if facts.statewide else [regions[code] for code in sorted(facts.regions)],
        words.FollowUp(notice.follow_up) if notice.follow_up else None,
        foreign=notice.text_form == "html",
        attachments=list(map(compose.described, notice.files)),
    )
    return compose.notice_document(content)


def _searchable(session: Session, notice: StoredNotice) -> str:
    """Return the words by which a notice is found: title, text, source, and the names of its topics and regions."""
    facts = notice.addressed
    names = {**reference.topic_names(session), **reference.region_names(session)}
    codes = sorted(facts.topics) + ([] if facts.statewide else sorted(facts.regions))
    text = document.text_of(_document(notice))
    return " ".join((notice.title, text, notice.source, *(names[code] for code in codes)))


def _render(session: Session, notice: StoredNotice) -> dict[tuple[str, str], Sequence[Body]]:
    return _forms("whole", shown(session, notice), notice.files)


def _render_edition(
    edition: StoredNotice, items: Sequence[editions.Item], now: datetime
) -> dict[tuple[str, str], Sequence[Body]]:
    slot = edition.request_key.removeprefix(editions.WEEKLY)

    def forms(variant: str, shown_: Sequence[editions.Item]) -> dict[tuple[str, str], Sequence[Body]]:
        files = [file for item in shown_ for file in item.notice.files]
        return _forms(variant, edition_shown(shown_, slot, edition.document, now), files)

    public = [item for item in items if item.notice.addressed.scope is Scope.PUBLIC]
    return {**forms("whole", items), **(forms("public", public) if len(public) < len(items) else {})}


def _forms(
    variant: str, whole: Document, files: Sequence[Attachment] = (), polls: Sequence[Body] = ()
) -> dict[tuple[str, str], Sequence[Body]]:
    """Return a document in every form, and behind it its polls and its files, each once."""
    behind = [*polls, *(compose.file_body(one) for one in distinct(files))]
    return {(variant, form.value): [*render.render(whole, form), *behind] for form in Form}


def _disarmed(notice: StoredNotice, said: Document) -> Document:
    """Return what is said about a notice whose title may come from a feed."""
    return foreign.disarmed(said) if notice.text_form == "html" else said


def _document(notice: NewNotice | StoredNotice) -> Document:
    if notice.text_form == "html":
        return document.from_html(notice.document)
    if notice.text_form == "text":
        return document.from_text(notice.document)
    return document.from_markdown(notice.document)


def slots_of(notice: StoredNotice, now: datetime) -> Slots:
    """Return when the deliveries of a notice may leave and expire, by quiet hours."""
    days = quiet_days(now.astimezone(ZONE).year)
    lane = lane_of(notice.kind, notice.addressed.level)

    def slot(spec: str, offhours: bool) -> tuple[datetime, datetime]:
        first = first_allowed(spec, now, days) if quiet.holds_for(lane, urgent_offhours=offhours) else now
        until = expiry.of_notice(
            notice.kind, notice.addressed.level, first_allowed=first, valid_until=notice.expires_at,
            starts_at=notice.starts_at,
        )  # fmt: skip
        return first, until

    return slot


def first_allowed(spec: str, now: datetime, days: frozenset[date]) -> datetime:
    """Return the first moment from now on that a quiet spec of the database allows."""
    hours = quiet.read_quiet(spec)
    assert hours is not None, spec
    return quiet.next_allowed(hours, now, days)


def _load(session: Session, notice: int) -> StoredNotice:
    found = notices.load(session, notice)
    assert found is not None
    return found
