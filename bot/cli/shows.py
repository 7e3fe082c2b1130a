"""What each command's value looks like for people."""

from collections.abc import Callable
from typing import Any

from bot.cli import results as r
from bot.cli import results_catalogue as catalogue
from bot.cli import results_doctor as health
from bot.cli import results_keeping as keeping
from bot.cli import results_meetings as met
from bot.cli import results_people as linked
from bot.cli import results_persons as persons
from bot.cli import results_polls as polls
from bot.cli import results_reports as reports
from bot.cli import results_sent as sent
from bot.cli import results_tags as tags
from bot.cli import (
    shows_catalogue,
    shows_meetings,
    shows_people,
    shows_persons,
    shows_polls,
    shows_reports,
    words,
    words_keeping,
    words_resolving,
)
from bot.cli import shows_content as content
from bot.cli import shows_trying as trying
from bot.cli.page import Page

_NUMBER = "Nr."


def _run(value: r.RunResult, page: Page) -> None:
    page.line(words.idle(value["waiting"], value["next_at"]))


def _tick(value: r.TickResult, page: Page) -> None:
    rows = [(words.german_time(one["due_at"]), one["job"], one["ran"]) for one in value["jobs"]]
    page.table(("Fällig", "Aufgabe", "Ergebnis"), rows)
    page.line(words.ticked(len(rows), value["now"]))


def _check(value: r.CheckResult, page: Page) -> None:
    counts = value["checked"]
    page.line(words.checked(counts["deliveries"], counts["dispatches"], counts["arrivals"]))
    for title, found in (
        ("Verloren", value["lost"]), ("Doppelt", value["double"]), ("Falsch", value["false"]),
        ("Unklar", value["unsure"]),
    ):  # fmt: skip
        page.line(f"{title}: {words.grouped(len(found))}")
        rows = [(one["notice"] or "", one["delivery"] or "", one["network"] or "", one["why"]) for one in found]
        if rows:
            page.table(("Meldung", "Zustellung", "Netz", "Warum"), rows)
    if value["note"]:
        page.line(value["note"])
    page.line(words.CHECK_OK if value["ok"] else words.CHECK_NOT_OK)


def _crash_points(value: r.CrashPoints, page: Page) -> None:
    page.table(("Stelle", "Bedeutung"), [(one["name"], one["meaning"]) for one in value["points"]])


def _lifted(value: r.LiftedResult, page: Page) -> None:
    page.line(words.lifted(value["user"]))


def _backed_up(value: keeping.BackupResult, page: Page) -> None:
    page.line(words_keeping.backed_up(value["file"], value["files"], value["bytes"]))
    if value["note"]:
        page.line(value["note"])


def _restored(value: keeping.RestoreResult, page: Page) -> None:
    page.line(words_keeping.restored(words.german_time(value["made_at"]), value["files"]))
    page.line(words_keeping.held(value["unsure"], value["undecided"]))
    if value["erased"]:
        page.line(words_keeping.erased(value["erased"]))


def _status(value: r.StatusResult, page: Page) -> None:
    rows = [
        ("Jetzt", words.german_time(value["now"])),
        ("Personen", words.grouped(value["persons"])),
        ("Orte", words.grouped(value["places"])),
        ("Meldungen", words.states(value["notices"])),
        ("Zustellungen", words.states(value["deliveries"])),
        ("Sendungen", words.states(value["dispatches"])),
        ("Eingegangen", words.states(value["inbox"])),
        ("Als Nächstes fällig", words.german_time(value["next_at"]) or "nichts"),
    ]
    page.facts(rows)
    accounts = [
        (one["account"], one["addresses"], one["waiting"], words.german_time(one["next_at"]))
        for one in value["accounts"]
    ]
    page.table(("Konto", "Adressen", "Wartend", "Nächstes"), accounts, right=("Adressen", "Wartend"))


def _people_written(value: r.PeopleWritten, page: Page) -> None:
    page.line(words.people_written(value["persons"], value["places"], value["new"], value["new_addresses"]))


def _people_exported(value: r.PeopleExported, page: Page) -> None:
    page.line(words.people_exported(value["file"], value["lines"]))


def _render(value: r.RenderResult, page: Page) -> None:
    parts: list[Any] = list(value["parts"])
    for number, part in enumerate(parts, 1):
        if len(parts) > 1:
            page.line(f"=== {number}/{len(parts)} ===")
        page.line(part.get("formatted_body") or part.get("text") or part["body"])


# --- notices


def _notice_sent(value: r.NoticeSent, page: Page) -> None:
    for warning in value["warnings"]:
        page.line(warning)
    preview = value["preview"]
    if preview is None:
        page.line(words.released_before(value["notice"] or 0, value["audience"]))
        return
    if not value["dry_run"]:
        page.line(words.released(value["notice"] or 0, value["rev"] or 0, value["audience"]))
        return
    for text in preview["texts"]:
        page.line(text)
        page.line()
    for line in words.audience(preview):
        page.line(line)
    rows = [(code, words.grouped(count)) for code, count in preview["regions"].items()]
    page.table((words.REGION, words.RECIPIENTS), rows, right=(words.RECIPIENTS,))
    page.line(words.DRY)


def _notice_list(value: r.NoticeList, page: Page) -> None:
    if not value["notices"]:
        page.line(words.none_yet("Meldungen"))
    rows = [
        (
            one["id"], words.LEVELS[one["level"]], words.STATES[one["state"]], words.german_time(one["released_at"]),
            one["title"], words.states(one["states"]),
        )
        for one in value["notices"]
    ]  # fmt: skip
    page.table((_NUMBER, "Stufe", "Zustand", "Freigegeben", "Titel", "Zustellungen"), rows, right=(_NUMBER,))


def _notice_shown(value: r.NoticeShown, page: Page) -> None:
    one = value["notice"]
    for text in value["texts"]:
        page.line(text)
        page.line()
    regions = words.STATEWIDE if value["statewide"] else ", ".join(value["regions"])
    rows = [
        (_NUMBER, f"{one['id']} ({words.revision(one['rev'])})"),
        ("Art", words.KINDS[one["kind"]]),
        ("Stufe", words.LEVELS[one["level"]]),
        ("Umfang", words.SCOPES[one["scope"]]),
        ("Zustand", words.STATES[one["state"]]),
        ("Freigegeben", words.german_time(one["released_at"])),
        ("Regionen", regions),
        ("Themen", ", ".join(value["topics"]) or "alle"),
        ("Zustellungen", words.states(one["states"])),
    ]
    page.facts(rows)
    report = [(code, words.states(sums)) for code, sums in value["report"].items()]
    page.table((words.REGION, "Zustellungen"), report)


def _notice_ended(value: r.NoticeEnded, page: Page) -> None:
    if not value["fresh"]:
        page.line(words.ended_before(value["notice"], value["state"]))
        return
    page.line(words.ended(value["notice"], value["state"], value["skipped"], value["taken_back"]))


# --- who got what


def _deliveries(value: sent.DeliveryList, page: Page) -> None:
    rows = [
        (
            one["id"], one["notice"], one["rev"], one["recipient"], one["network"], words.STATES[one["state"]],
            one["reason"], words.BECAUSE.get(one["because"], one["because"]),
        )
        for one in value["deliveries"]
    ]  # fmt: skip
    columns = (_NUMBER, "Meldung", "Fassung", "Empfänger", "Netz", "Zustand", "Grund", "Weil")
    page.table(columns, rows, right=columns[:3])
    page.line(words.total(value["sums"]))


def _resolved(value: sent.DeliveryResolved, page: Page) -> None:
    page.line(words_resolving.resolved(value["delivery"], value["state"]))


def _outbox(value: sent.OutboxResult, page: Page) -> None:
    rows = [
        (
            one["id"], one["account"], one["chat"], words.LANES[one["lane"]], one["op"], words.STATES[one["state"]],
            words.german_time(one["not_before"]), one["tries"], one["error"],
        )
        for one in value["dispatches"]
    ]  # fmt: skip
    columns = (_NUMBER, "Konto", "Chat", "Spur", "Tut", "Zustand", "Nicht vor", "Versuche", "Grund")
    page.table(columns, rows, right=(_NUMBER, "Versuche"))
    page.line(words.total(value["sums"]))


def _inbox(value: sent.InboxResult, page: Page) -> None:
    if not value["inbox"]:
        page.line(words.INBOX_EMPTY)
    rows = [
        (
            one["id"], one["account"], one["kind"], words.german_time(one["received_at"]), one["tries"],
            one["parked"] or words.STATES["open"],
        )
        for one in value["inbox"]
    ]  # fmt: skip
    page.table((_NUMBER, "Konto", "Art", "Eingegangen", "Versuche", "Zustand"), rows, right=(_NUMBER, "Versuche"))
    page.line(words.dropped(value["dropped"]))


def _surfaces(value: sent.SurfacesResult, page: Page) -> None:
    if not value["surfaces"]:
        page.line(words.NO_SURFACES)
        return
    rows = [
        (
            one["id"], one["subject"], one["account"], one["chat"], one["shown_rev"], words.YES_NO[not one["dirty"]],
            words.german_time(one["next_at"]) if one["next_at"] is not None else "",
        )
        for one in value["surfaces"]
    ]  # fmt: skip
    columns = (_NUMBER, "Zeigt", "Konto", "Chat", "Fassung", "Aktuell", "Nicht vor")
    page.table(columns, rows, right=(_NUMBER, "Fassung"))


def _audit(value: sent.AuditResult, page: Page) -> None:
    rows = [
        (words.german_time(one["at"]), one["actor"], one["action"], one["subject"], one["detail"])
        for one in value["audit"]
    ]
    page.table(("Wann", "Wer", "Was", "Woran", "Genauer"), rows)


#: The function that shows a value of each kind.
SHOWS: dict[type[Any], Callable[[Any, Page], None]] = {
    r.DemoResult: trying.demo,
    r.BenchResult: trying.bench,
    health.DoctorResult: trying.doctor,
    r.RunResult: _run,
    r.TickResult: _tick,
    r.CrashPoints: _crash_points,
    r.StatusResult: _status,
    r.LiftedResult: _lifted,
    keeping.BackupResult: _backed_up,
    keeping.RestoreResult: _restored,
    r.CheckResult: _check,
    r.PeopleWritten: _people_written,
    r.PeopleExported: _people_exported,
    r.RenderResult: _render,
    r.FeedPreviewResult: content.feed_preview,
    tags.QualityResult: content.feed_quality,
    r.FeedList: content.feed_list,
    r.FeedProposed: content.feed_proposed,
    r.FeedChanged: content.feed_changed,
    r.FeedCollected: content.feed_collected,
    r.EntryList: content.entry_list,
    r.EntryReleased: content.entry_released,
    r.EntryDiscarded: content.entry_discarded,
    r.EditionShown: content.edition_shown,
    r.EditionReleased: content.edition_released,
    r.NoticeSent: _notice_sent,
    r.NoticeList: _notice_list,
    r.NoticeShown: _notice_shown,
    r.NoticeEnded: _notice_ended,
    sent.DeliveryList: _deliveries,
    sent.DeliveryResolved: _resolved,
    sent.OutboxResult: _outbox,
    sent.InboxResult: _inbox,
    sent.SurfacesResult: _surfaces,
    sent.AuditResult: _audit,
    polls.PollCreated: shows_polls.poll_created,
    polls.PollList: shows_polls.poll_list,
    polls.PollShown: shows_polls.poll_shown,
    polls.PollVoted: shows_polls.poll_voted,
    polls.PollClosed: shows_polls.poll_closed,
    polls.PollDecided: shows_polls.poll_decided,
    reports.ReportResult: shows_reports.report,
    met.MeetingList: shows_meetings.meetings,
    met.MeetingDone: shows_meetings.done,
    met.ReminderList: shows_meetings.reminders,
    reports.NoticeExported: shows_reports.exported,
    catalogue.RegionList: shows_catalogue.region_list,
    catalogue.TopicList: shows_catalogue.topic_list,
    catalogue.Tended: shows_catalogue.tended,
    persons.PersonList: shows_persons.person_list,
    persons.PersonShown: shows_persons.person_shown,
    persons.PersonExported: shows_persons.person_exported,
    persons.PersonErased: shows_persons.person_erased,
    persons.Invited: shows_persons.invited,
    linked.PersonLinked: shows_people.linked,
    linked.PersonUnlinked: shows_people.unlinked,
    linked.OrganisationList: shows_people.organisations,
    linked.OrganisationMerged: shows_people.merged,
    linked.InvitationList: shows_people.invitations,
    linked.InvitationRevoked: shows_people.revoked,
}
