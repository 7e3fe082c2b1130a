"""All commands, by the words that call them."""

from collections.abc import Callable

import typer
from typer.main import get_command

from bot.cli import words_catalogue, words_keeping, words_meetings, words_people, words_polls, words_reports
from bot.cli.commands import (
    catalogue,
    doctor,
    editions,
    entries,
    exporting,
    feeds,
    keeping,
    linking,
    looking,
    matrix,
    meetings,
    notices,
    people,
    persons,
    polls,
    quality,
    reporting,
    running,
    trying,
)
from bot.cli.german import DeliveriesGroup, GermanCommand, GermanGroup, InviteGroup
from bot.cli.words import Help


def _group(help_text: str, cls: type[GermanGroup] = GermanGroup) -> typer.Typer:
    return typer.Typer(
        cls=cls, help=help_text, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    )  # fmt: skip


def _add(group: typer.Typer, name: str, command: Callable[..., None], help_text: str) -> None:
    group.command(name, cls=GermanCommand, help=help_text)(command)


app = _group(Help.PROGRAM)
_add(app, "demo", trying.demo, Help.DEMO)
_add(app, "chat", trying.chat, Help.CHAT)
_add(app, "run", running.run, Help.RUN)
_add(app, "tick", running.tick, Help.TICK)
_add(app, "check", running.check, Help.CHECK)
_add(app, "status", running.status, Help.STATUS)
_add(app, "doctor", doctor.doctor, Help.DOCTOR)

_add(app, "bench", trying.bench, Help.BENCH)

notice = _group(Help.NOTICE)
_add(notice, "send", notices.send, Help.NOTICE_SEND)
_add(notice, "list", notices.listing, Help.NOTICE_LIST)
_add(notice, "show", notices.show, Help.NOTICE_SHOW)
_add(notice, "stop", notices.stop, Help.NOTICE_STOP)
_add(notice, "correct", notices.correct, Help.NOTICE_CORRECT)
_add(notice, "withdraw", notices.withdraw, Help.NOTICE_WITHDRAW)
_add(notice, "export", exporting.export, words_reports.Help.NOTICE_EXPORT)
app.add_typer(notice, name="notice")

urgent = _group(Help.URGENT)
_add(urgent, "send", notices.urgent_send, Help.URGENT_SEND)
app.add_typer(urgent, name="urgent")

edition = _group(Help.EDITION)
_add(edition, "draft", editions.draft, words_reports.Help.EDITION_DRAFT)
_add(edition, "show", editions.show, Help.EDITION_SHOW)
_add(edition, "release", editions.release, Help.EDITION_RELEASE)
app.add_typer(edition, name="edition")

entry = _group(Help.ENTRY)
_add(entry, "list", entries.listing, Help.ENTRY_LIST)
_add(entry, "release", entries.release, Help.ENTRY_RELEASE)
_add(entry, "discard", entries.discard, Help.ENTRY_DISCARD)
app.add_typer(entry, name="entry")

feed = _group(Help.FEED)
_add(feed, "preview", feeds.preview, Help.FEED_PREVIEW)
_add(feed, "quality", quality.quality, Help.FEED_QUALITY)
_add(feed, "add", feeds.add, Help.FEED_ADD)
_add(feed, "list", feeds.listing, Help.FEED_LIST)
_add(feed, "start-list", feeds.start_list, Help.FEED_START_LIST)
_add(feed, "collect", feeds.collect, Help.FEED_COLLECT)
_add(feed, "pause", feeds.pause, Help.FEED_PAUSE)
_add(feed, "remove", feeds.remove, Help.FEED_REMOVE)
app.add_typer(feed, name="feed")

deliveries = _group(Help.DELIVERIES, DeliveriesGroup)
_add(deliveries, "list", looking.deliveries, Help.DELIVERIES_LIST)
_add(deliveries, "resolve", looking.resolve, Help.DELIVERIES_RESOLVE)
app.add_typer(deliveries, name="deliveries")

matrix_group = _group(Help.MATRIX)
_add(matrix_group, "lift-limit", matrix.lift_limit, Help.LIFT_LIMIT)
app.add_typer(matrix_group, name="matrix")

meeting = _group(words_meetings.Help.MEETING)
_add(meeting, "create", meetings.create, words_meetings.Help.CREATE)
_add(meeting, "move", meetings.move, words_meetings.Help.MOVE)
_add(meeting, "cancel", meetings.cancel, words_meetings.Help.CANCEL)
_add(meeting, "show", meetings.show, words_meetings.Help.SHOW)
app.add_typer(meeting, name="meeting")

_add(app, "reminders", meetings.reminders, words_meetings.Help.REMINDERS)
_add(app, "report", reporting.report, words_reports.Help.REPORT)
_add(app, "outbox", looking.outbox, Help.OUTBOX)
_add(app, "inbox", looking.inbox, Help.INBOX)
_add(app, "surfaces", looking.surfaces, Help.SURFACES)
_add(app, "audit", looking.audit, Help.AUDIT)
_add(app, "render", notices.render, Help.RENDER)
person = _group(Help.PERSON)
_add(person, "list", persons.listing, Help.PERSON_LIST)
_add(person, "show", persons.show, Help.PERSON_SHOW)
_add(person, "export", persons.export, Help.PERSON_EXPORT)
_add(person, "erase", persons.erase, Help.PERSON_ERASE)
_add(person, "link", linking.link, words_people.Help.LINK)
_add(person, "unlink", linking.unlink, words_people.Help.UNLINK)
app.add_typer(person, name="person")

region = _group(words_catalogue.Help.REGION)
_add(region, "list", catalogue.regions, words_catalogue.Help.REGION_LIST)
_add(region, "rename", catalogue.rename_region, words_catalogue.Help.REGION_RENAME)
_add(region, "county", catalogue.county, words_catalogue.Help.REGION_COUNTY)
app.add_typer(region, name="region")

topic = _group(words_catalogue.Help.TOPIC)
_add(topic, "list", catalogue.topics, words_catalogue.Help.TOPIC_LIST)
_add(topic, "add", catalogue.add_topic, words_catalogue.Help.TOPIC_ADD)
_add(topic, "rename", catalogue.rename_topic, words_catalogue.Help.TOPIC_RENAME)
_add(topic, "keyword", catalogue.keyword, words_catalogue.Help.TOPIC_KEYWORD)
app.add_typer(topic, name="topic")

poll = _group(words_polls.Help.POLL)
_add(poll, "create", polls.create, words_polls.Help.CREATE)
_add(poll, "list", polls.listing, words_polls.Help.LIST)
_add(poll, "show", polls.show, words_polls.Help.SHOW)
_add(poll, "vote", polls.vote, words_polls.Help.VOTE)
_add(poll, "close", polls.close, words_polls.Help.CLOSE)
_add(poll, "decide", polls.decide, words_polls.Help.DECIDE)
app.add_typer(poll, name="poll")

organisation = _group(words_people.Help.ORGANISATION)
_add(organisation, "list", linking.organisations, words_people.Help.ORGANISATION_LIST)
_add(organisation, "merge", linking.merge, words_people.Help.ORGANISATION_MERGE)
app.add_typer(organisation, name="organisation")

invite = _group(words_people.Help.INVITE, InviteGroup)
_add(invite, "make", persons.invite, Help.INVITE)
_add(invite, "list", linking.invitations, words_people.Help.INVITE_LIST)
_add(invite, "revoke", linking.revoke, words_people.Help.INVITE_REVOKE)
app.add_typer(invite, name="invite")

_add(app, "backup", keeping.backup, words_keeping.Help.BACKUP)
_add(app, "restore", keeping.restore, words_keeping.Help.RESTORE)
_add(app, "import", people.import_people, Help.IMPORT)
_add(app, "export", people.export_people, Help.EXPORT)
_add(app, "seed", people.seed, Help.SEED)
_add(app, "crash-points", running.crash_points, Help.CRASH_POINTS)

#: The whole program, built once.
program = get_command(app)
