"""People as others are told of them: by their name where that may be seen, else by a handle that leads to nobody."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.words import people as words
from content import dates
from content.foreign import disarmed_text
from domain.rights import Asker, sees_names
from store.roles import Somebody

#: So much of a person's key is their handle.
_HANDLE = 4


def handle_of(key: str) -> str:
    """Return what somebody can say of themselves on the telephone, so that others know which line they are."""
    return key[-_HANDLE:].upper()


def who(one: Somebody, *, named: bool) -> str:
    """Return a person's name and organisation, if they may be seen and were told, and their handle."""
    handle = words.HANDLE.format(handle=handle_of(one.key))
    if not named or not one.name:
        return handle
    name = disarmed_text(one.name)
    return f"{name} ({disarmed_text(one.organisation)}), {handle}" if one.organisation else f"{name}, {handle}"


def in_list(one: Somebody, names: Mapping[str, str], asker: Asker) -> str:
    """Return a person as a line of a list: who, and for which regions."""
    where = regions(one.regions, names) or words.STATEWIDE
    return f"{who(one, named=sees_names(asker, one.regions))}, {where}"


def regions(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the names of regions."""
    return ", ".join(names.get(code, code) for code in codes)


def led(leads: Iterable[tuple[str, datetime | None]], names: Mapping[str, str]) -> str:
    """Return the names of the regions that somebody leads, with the end where there is one."""
    return ", ".join(
        names.get(code, code)
        if until is None
        else words.LEADS_UNTIL.format(region=names.get(code, code), until=dates.day(until))
        for code, until in leads
    )


def count(number: int) -> str:
    """Return a number of persons in words."""
    return words.ONE_PERSON if number == 1 else words.PERSONS.format(count=number)
