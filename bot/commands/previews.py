"""Previews of what goes to many: as it will look, whom it reaches, and who has it when."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from math import ceil

from bot.drafting import Preview
from bot.words import urgent as words
from bot.words import writing
from content import dates
from content.blocks import Block, Rule, paragraph
from content.counted import counted
from domain.foretelling import AtOnce, Outlook
from scheduler.publishing import Forecast

STATEWIDE = "landesweit"


def shown(preview: Preview) -> tuple[Block, ...]:
    """Return the real message, with a line below it that divides it from what is said about it."""
    return (*preview.shown.blocks, Rule())


def reach(
    preview: Preview, regions: Mapping[str, str], topics: Mapping[str, str], programmes: Mapping[str, str]
) -> tuple[Block, ...]:
    """Return whom it reaches: in all, and by region, topic and programme, by their names."""
    found = preview.forecast
    if found is None:
        return ()
    lines = [
        _reached(preview, found),
        *([counted(writing.WEEKLY, found.weekly)] if found.weekly else []),
        *_counts(writing.BY_REGION, found.regions, {**regions, STATEWIDE: STATEWIDE}),
        *(_counts(writing.BY_TOPIC, found.topics, {**topics, "": writing.ALL_TOPICS}) if any(found.topics) else ()),
        *_counts(writing.BY_PROGRAMME, found.programmes, {**programmes, "": writing.NOT_SAID}),
    ]
    nobody = () if found.audience or found.weekly else (paragraph(writing.NOBODY_AT_ALL),)
    return (paragraph("\n".join(lines)), *nobody)


def _reached(preview: Preview, found: Forecast) -> str:
    kinds = ((writing.PERSONS, found.persons), (writing.PLACES, found.places))
    told = writing.AND.join(counted(forms, count) for forms, count in kinds if count)
    line = writing.REACH if told else writing.REACH_NOBODY
    return line.format(count=found.audience, size=preview.size, told=told)


def sent(preview: Preview) -> str:
    """Return what is said to who has just released it."""
    if preview.four_eyes:
        return writing.WAITS_FOR_SECOND
    if not preview.outlook.audience:
        weekly = preview.forecast is None or preview.forecast.weekly
        return writing.SENT_WEEKLY if weekly else writing.SENT_TO_NOBODY
    at = report_time(preview.report_at, preview.now)
    return words.RUNS.format(audience=preview.outlook.audience, when=at)


def _counts(line: str, counts: Mapping[str, int], names: Mapping[str, str]) -> Iterator[str]:
    if counts:
        told = ", ".join(f"{name} {counts[code]}" for code, name in names.items() if code in counts)
        yield line.format(counts=told)


def when(preview: Preview) -> str:
    """Return who will have it when, in one line."""
    outlook, now = preview.outlook, preview.now
    parts = [] if outlook.later and not outlook.at_once else [_at_once(preview)]
    parts += [words.LATER.format(count=count, when=soon(at, now)) for at, count in outlook.later]
    if preview.new.deadline is not None:
        parts.append(_late(outlook))
    if outlook.unreachable:
        parts.append(words.UNREACHABLE.format(count=outlook.unreachable))
    return words.NOW.format(now=dates.moment(now)) + "; ".join(parts) + "."


def minutes(seconds: float) -> str:
    """Return a time that something takes: "1 Min.", "2 Std. 5 Min."."""
    whole = max(1, ceil(seconds / 60))
    if whole < 90:
        return words.MINUTES.format(minutes=whole)
    return words.HOURS.format(hours=whole // 60, minutes=whole % 60)


def soon(at: datetime, now: datetime) -> str:
    """Return a moment ahead as it is said: by its weekday when that is less than a week away."""
    here, today = at.astimezone(dates.BERLIN), now.astimezone(dates.BERLIN)
    clock = f"{here.hour} Uhr" if not here.minute else f"{here:%H:%M} Uhr"
    if here.date() == today.date():
        return words.TODAY.format(clock=clock)
    if here.date() < today.date() + timedelta(days=7):
        return words.ON_WEEKDAY.format(weekday=words.WEEKDAYS[here.weekday()], clock=clock)
    return words.ON_DAY.format(moment=dates.moment(at))


def report_time(at: datetime, now: datetime) -> str:
    """Return when a report comes: "um 16:45 Uhr", with its day if that is another one."""
    here = at.astimezone(dates.BERLIN)
    if here.date() == now.astimezone(dates.BERLIN).date():
        return words.AT_CLOCK.format(clock=f"{here:%H:%M}")
    return words.ON_DAY.format(moment=dates.moment(at))


def _at_once(preview: Preview) -> str:
    outlook = preview.outlook
    if not outlook.at_once:
        weekly = preview.forecast.weekly if preview.forecast is not None else 0
        return words.WITH_DIGEST if weekly else words.NOBODY_AT_ONCE
    if outlook.until is None:
        lead = words.AT_ONCE
    else:
        here, today = outlook.until.astimezone(dates.BERLIN), preview.now.astimezone(dates.BERLIN)
        same = here.date() == today.date()
        lead = words.UNTIL.format(until=f"{here:%H:%M} Uhr" if same else dates.moment(outlook.until))
    return lead + ", ".join(_network(one, preview) for one in outlook.at_once)


def _network(one: AtOnce, preview: Preview) -> str:
    name = preview.names.get(one.account, one.account)
    return words.NETWORK.format(network=name, count=one.recipients, minutes=minutes(one.seconds))


def _late(outlook: Outlook) -> str:
    return (words.LATE_OF_THEM if outlook.late else words.LATE).format(count=outlook.late)
