"""poll create|list|show|vote|close|decide: date polls from the command line."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import results_polls as r
from bot.cli import words, words_polls
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode, not_found, refused
from bot.cli.files import write_private_bytes
from bot.cli.words_polls import Help

if TYPE_CHECKING:
    from sqlmodel import Session

    from scheduler.polling import Draft, SentPoll
    from store.polls import StoredPoll

_Number = Annotated[int, typer.Argument(metavar="NUMMER", help=Help.NUMBER)]


@answers(r.PollCreated)
def create(
    desk: Desk,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=Help.TEXT)],
    region: Annotated[list[str] | None, typer.Option(metavar="REGION", help=Help.REGION)] = None,
    everybody: Annotated[bool, typer.Option("--all", help=Help.ALL)] = False,
    leads: Annotated[bool, typer.Option("--leads", help=Help.LEADS)] = False,
    topic: Annotated[list[str] | None, typer.Option(metavar="THEMA", help=Help.TOPIC)] = None,
    programme: Annotated[list[str] | None, typer.Option(metavar="PROGRAMM", help=Help.PROGRAMME)] = None,
    asked_by: Annotated[str, typer.Option("--asked-by", metavar="SCHLÜSSEL", help=Help.ASKED_BY)] = "",
    yes: Annotated[bool, typer.Option("--yes", help=Help.YES)] = False,
) -> r.PollCreated:
    """Send a date poll."""
    from content import poll_words
    from scheduler import polling, publishing

    whom = _Whom(region or [], topic or [], programme or [], everybody=everybody, leads=leads)
    draft = _draft(desk, text, whom)
    person = _person(desk, asked_by) if asked_by else None
    shown: r.PollCreated = {
        "schema": 1, "poll": None, "title": draft.title, "options": [poll_words.when(one) for one in draft.dates],
        "closes_at": draft.closes_at, "dry_run": not yes,
        "audience": desk.read(
            lambda s: publishing.forecast(s, draft.addressed, desk.settings.public_only, desk.now()).audience
        ),
    }  # fmt: skip
    if not yes:
        return shown
    request = f"cli:{desk.now().isoformat()}:{draft.title}"

    def send(session: "Session") -> "SentPoll":
        done = polling.send(session, draft, request, person, desk.publisher())
        desk.note(session, "poll.sent", f"poll:{done.poll}")
        return done

    sent = desk.write(send)
    return {**shown, "poll": sent.poll, "audience": sent.audience}


@dataclass(frozen=True, slots=True)
class _Whom:
    """For whom a poll is, by codes."""

    regions: list[str]
    topics: list[str]
    programmes: list[str]
    everybody: bool
    leads: bool


def _draft(desk: Desk, text: str, whom: _Whom) -> "Draft":
    from bot import meeting_draft
    from bot.poll_draft import closing_moment, invitation_of
    from bot.words.polls import UNIT_WORDS
    from content import meeting_text, poll_text
    from domain import phrases
    from domain.folding import fold
    from domain.poll import MOST_OPTIONS, Quorum
    from domain.quiet import ZONE
    from domain.recipient import Role
    from scheduler.polling import Draft
    from store import reference

    today, found = desk.now().astimezone(ZONE).date(), poll_text.read(text)
    if not found.title:
        raise CommandFault("usage", words_polls.NO_TITLE)
    clear, unclear = phrases.apart(phrases.read(found.dates, today))
    if unclear:
        said = words_polls.UNCLEAR.format(said=unclear[0].said)
        raise CommandFault("unclear_date", said, words_polls.UNCLEAR_HINT)
    if not clear or len(clear) > MOST_OPTIONS:
        raise CommandFault("usage", words_polls.TOO_MANY if clear else words_polls.NO_DATES)
    end = phrases.read_day(found.end, today) if found.end else None
    closes_at = closing_moment(end) if isinstance(end, phrases.When) else None
    if closes_at is None or closes_at <= desk.now():
        raise CommandFault("usage", words_polls.NO_END, words_polls.NO_END_HINT)
    known = desk.read(reference.known_codes)
    for codes, there, fault, told in (
        (whom.regions, known.regions, "unknown_region", words_polls.NO_REGION),
        (whom.topics, known.topics, "unknown_topic", words_polls.NO_TOPIC),
        (whom.programmes, known.programmes, "unknown_programme", words_polls.NO_PROGRAMME),
    ):
        for code in codes:
            if code not in there:
                raise CommandFault(fault, told.format(code=code))
    if not (whom.regions or whom.everybody or whom.leads) or found.audience or found.organisers:
        raise CommandFault("usage", words_polls.NO_AUDIENCE)
    if whom.leads and (whom.topics or whom.programmes):
        raise CommandFault("usage", words_polls.LEADS_ONLY)
    details = meeting_text.settings(found.details, desk.now())
    unit = UNIT_WORDS.get(fold(found.quorum[1])) if found.quorum else None
    quorum = Quorum(found.quorum[0], unit) if found.quorum and unit else None
    return Draft(
        found.title, clear, closes_at, frozenset(() if whom.everybody else whom.regions),
        Role.LEAD if whom.leads else None, frozenset(whom.topics), frozenset(whom.programmes), quorum, found.names,
        invitation_of(meeting_draft.take(meeting_draft.MeetingDraft(), details)),
    )  # fmt: skip


def _person(desk: Desk, key: str) -> int:
    from store import people

    person = desk.read(lambda session: people.person_by_key(session, key))
    if person is None:
        raise not_found("person_not_found", words.no_person(key), words.NO_PERSON_HINT)
    return person


def _known(desk: Desk, number: int) -> "StoredPoll":
    from store import polls

    found = desk.read(lambda s: polls.load(s, number))
    if found is None:
        raise not_found("poll_not_found", words_polls.NO_POLL.format(number=number), words_polls.NO_POLL_HINT)
    return found


@answers(r.PollVoted)
def vote(
    desk: Desk,
    number: _Number,
    answer: Annotated[str, typer.Argument(metavar="ANTWORT", help=Help.ANSWER)],
    person: Annotated[str, typer.Option(metavar="SCHLÜSSEL", help=Help.PERSON)] = "",
    organisation: Annotated[str, typer.Option(metavar="NAME", help=Help.ORGANISATION)] = "",
) -> r.PollVoted:
    """Enter an answer for a person or for an organisation."""
    from domain import ballots
    from scheduler import polling
    from scheduler.polling import Ballot

    poll = _known(desk, number)
    said = ballots.read(answer, [one.number for one in poll.open_options])
    if not said.answers or said.unknown:
        raise CommandFault("usage", words_polls.NOT_AN_ANSWER, words_polls.NOT_AN_ANSWER_HINT)
    if bool(person) == bool(organisation):
        raise CommandFault("usage", words_polls.WHO)
    by_id = {one.id: said.answers[one.number] for one in poll.open_options if one.number in said.answers}
    now = desk.now()
    key = f"cli:{now.isoformat()}:{person or organisation}:{answer}"
    if organisation:
        if not poll.is_open:
            raise refused("poll_closed", words_polls.CLOSED_ALREADY.format(number=number))
        desk.write(lambda s: polling.cast_for(s, poll, organisation, by_id, None, key, now))
        return {"schema": 1, "poll": number, "verdict": "counted", "counted": sorted(said.answers)}
    ballot = Ballot(_person(desk, person), by_id, key, "operator", "", now)
    done = desk.write(lambda s: polling.cast(s, poll, ballot, now))
    if done.verdict is not polling.Verdict.COUNTED:
        desk.exit_code = ExitCode.REFUSED
    counted = sorted(option.number for option, _ in done.counted)
    return {"schema": 1, "poll": number, "verdict": done.verdict.value, "counted": counted}


@answers(r.PollShown)
def show(
    desk: Desk,
    number: _Number,
    image: Annotated[str, typer.Option(metavar="DATEI.png", help=Help.IMAGE)] = "",
) -> r.PollShown:
    """Show how a poll stands."""
    from content import poll_document, poll_picture
    from domain.poll import stored_end, stored_start
    from domain.tally import proposal, ranking
    from store import polls

    poll = _known(desk, number)
    tally = desk.read(lambda s: polls.tally(s, poll))
    rows = {row.option.id: row for row in tally.rows}
    best = proposal(ranking(tally, poll.quorum))
    result = poll.option(poll.result)
    options: list[r.PollOption] = []
    for option in poll.options:
        row = rows.get(option.id)
        options.append(
            {
                "number": option.number, "start": stored_start(option.when), "end": stored_end(option.when),
                "state": "open" if option.open else "dropped", "yes": len(row.yes) if row else 0,
                "if_needed": len(row.if_needed) if row else 0, "no": len(row.no) if row else 0,
                "missing": len(row.missing) if row else 0,
                "coming": sorted({one.organisation for one in row.coming if one.organisation}) if row else [],
            }
        )  # fmt: skip
    picture = poll_picture.draw(poll.title, tally) if image else None
    if picture is not None:
        write_private_bytes(image, picture.png)
    return {
        "schema": 1, "poll": number, "title": poll.title, "state": poll.state.value, "closes_at": poll.closes_at,
        "regions": list(poll.regions), "topics": list(poll.topics), "programmes": list(poll.programmes),
        "quorum": poll.quorum.text if poll.quorum else "", "voters": tally.voters,
        "answered": tally.answered, "missing": sorted({one.organisation for one in tally.silent if one.organisation}),
        "options": options, "proposed": best.option.number if best is not None else None,
        "result": result.number if result is not None else None,
        "because": poll_document.proposed(tally, poll.quorum), "image": image or None,
        "alt": picture.alt if picture is not None else None,
    }  # fmt: skip


@answers(r.PollList)
def listing(desk: Desk) -> r.PollList:
    """List the last polls."""
    from store import polls

    found = desk.read(lambda s: [(one, polls.tally(s, one)) for one in polls.newest(s, 20)])
    lines: list[r.PollLine] = [
        {
            "poll": one.id, "title": one.title, "state": one.state.value, "closes_at": one.closes_at,
            "voters": tally.voters, "answered": tally.answered,
        }
        for one, tally in found
    ]  # fmt: skip
    return {"schema": 1, "polls": lines}


@answers(r.PollClosed)
def close(desk: Desk, number: _Number) -> r.PollClosed:
    """Close a poll."""
    from content import poll_document
    from scheduler import convening
    from store import polls

    poll = _known(desk, number)

    def end(session: "Session") -> bool:
        done = convening.close(session, poll, desk.now())
        if done:
            desk.note(session, "poll.closed", f"poll:{number}")
        return done

    if not desk.write(end):
        raise refused("poll_closed", words_polls.CLOSED_ALREADY.format(number=number))
    closed = _known(desk, number)
    tally = desk.read(lambda s: polls.tally(s, closed))
    best = closed.option(closed.proposed)
    because = poll_document.proposed(tally, closed.quorum)
    return {"schema": 1, "poll": number, "proposed": best.number if best is not None else None, "because": because}


@answers(r.PollDecided)
def decide(
    desk: Desk,
    number: _Number,
    option: Annotated[int, typer.Argument(metavar="TERMIN", help=Help.OPTION)],
    without_invitation: Annotated[bool, typer.Option("--without-invitation", help=Help.ONLY_DATE)] = False,
    yes: Annotated[bool, typer.Option("--yes", help=Help.YES)] = False,
) -> r.PollDecided:
    """Choose the date of a poll that is closed, and invite to the meeting, or only tell the date."""
    from bot.meeting_changes import new_uid
    from content import poll_words
    from domain.poll import PollState, begins_at
    from scheduler import convening, meetings, polling, publishing

    poll = _known(desk, number)
    chosen = poll.numbered(option)
    if chosen is None:
        raise not_found("option_not_found", words_polls.NO_OPTION.format(number=option), words_polls.NO_POLL_HINT)
    if poll.state is not PollState.CLOSED:
        said = words_polls.STILL_OPEN if poll.is_open else words_polls.CHOSEN_ALREADY
        raise refused("poll_open" if poll.is_open else "poll_decided", said.format(number=number))
    now = desk.now()
    if begins_at(chosen.when) <= now:
        raise refused("date_past", words_polls.DATE_PAST.format(date=poll_words.when(chosen.when)))
    meeting = replace(convening.meeting_of(poll, chosen, now), uid=new_uid())
    reach = desk.read(
        lambda s: publishing.forecast(s, meetings.addressed(meeting), desk.settings.public_only, now).audience
    )
    shown: r.PollDecided = {
        "schema": 1, "poll": number, "option": option, "date": poll_words.when(chosen.when), "meeting": None,
        "audience": reach, "dry_run": not yes,
    }  # fmt: skip
    if not yes:
        return shown

    def choose(session: "Session") -> tuple[bool, int | None]:
        if without_invitation:
            done, invited = polling.decide(session, poll, chosen, None, desk.publisher()), None
        else:
            invited = convening.convene(session, poll, chosen, meeting, "operator", desk.publisher())
            done = invited is not None
        if done:
            desk.note(session, "poll.decided", f"poll:{number}")
        if invited is not None and invited.fresh:
            desk.note(session, "meeting.announced", f"meeting:{invited.meeting}")
        return done, invited.meeting if invited is not None else None

    done, announced = desk.write(choose)
    if not done:
        raise refused("poll_decided", words_polls.CHOSEN_ALREADY.format(number=number))
    return {**shown, "meeting": announced}
