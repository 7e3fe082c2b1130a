"""Looking at what stands in a room already: our own messages by key, the choices that a number means."""

from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

from channels.matrix import content as contents
from channels.matrix.crypto import ENCRYPTED, Crypto
from channels.matrix.http import Http, RefusedError, path
from channels.matrix.jsons import Json, inner, listed, number, text
from domain.message import Button

_PAGE = 100
#: How far back a key is looked for: no dispatch lives longer than a week.
_LONGEST = timedelta(days=8)
_MOST_PAGES = 20
#: How many events a number may stand below the choices that it means.
_NEAR = 60
#: So many messages of ours are remembered, some hundred bytes each.
_MOST_NOTED = 5_000


class TooFarError(Exception):
    """The room has more events than are worth looking through."""


@dataclass
class Messages:
    """The past of rooms, decrypted where we can. Every call may raise CallError."""

    http: Http
    crypto: Crypto
    me: str
    #: Messages of ours that are there, as far as we have seen: the newest of those that we sent or looked at.
    _ours: "OrderedDict[str, None]" = field(default_factory=OrderedDict)

    def note(self, event_id: str) -> None:
        """Note that a message of ours is there: it need not be looked for before it is changed."""
        self._ours[event_id] = None
        self._ours.move_to_end(event_id)
        if len(self._ours) > _MOST_NOTED:
            self._ours.popitem(last=False)

    def forget(self, event_id: str) -> None:
        """Note that a message was deleted, whosever it was."""
        self._ours.pop(event_id, None)

    def is_ours(self, event_id: str) -> bool:
        """Return whether a message is known to be there and ours; False: it has to be looked for."""
        return event_id in self._ours

    async def get(self, room: str, event_id: str) -> Json | None:
        """Return one event, or None when there is none such, or it was deleted."""
        try:
            found = await self.http.get(path("rooms", room, "event", event_id))
        except RefusedError as error:
            if error.is_final:
                return None
            raise
        if inner(found, "unsigned").get("redacted_because") is not None:
            return None
        return self._plain(found, room)

    async def find(self, room: str, key: str) -> str | None:
        """Return the event id of what was sent under a key; of an edit, the id of what it changed.

        Raises TooFarError when the room's end is not reached, nor the days before which no key was given.
        """
        newest, keys = 0, (key, contents.transaction(key))
        async for raw in self._back(room, _MOST_PAGES):
            at = number(raw, "origin_server_ts")
            newest = newest or at
            content = inner(raw, "content")
            if text(raw, "sender") == self.me and content.get(contents.KEY) in keys:
                return contents.related(content, contents.REPLACE) or text(raw, "event_id")
            if newest - at > _LONGEST / timedelta(milliseconds=1):
                return None
        return None

    async def choices_of(self, room: str, event_id: str) -> tuple[bool, tuple[Button, ...]]:
        """Return whether a message is ours, and the choices that it offers now."""
        found = await self.get(room, event_id)
        if found is None or text(found, "sender") != self.me:
            return False, ()
        edit = inner(found, "unsigned", "m.relations", contents.REPLACE)
        changed = contents.choices(inner(self._plain(edit, room), "content")) if text(edit, "event_id") else ()
        return True, changed or contents.choices(inner(found, "content"))

    async def choices_before(self, room: str, event_id: str) -> tuple[Button, ...]:
        """Return the choices that were offered last when an event came.

        News may stand between; but an answer of ours without choices may have asked for a number of another kind.
        """
        seen = False
        count = 0
        async for raw in self._back(room, 2):
            if seen and text(raw, "sender") == self.me:
                content = inner(self._plain(raw, room), "content")
                offered = contents.choices(content)
                if offered or text(content, "msgtype") == contents.NOTICE:
                    return offered
            seen = seen or text(raw, "event_id") == event_id
            count += 1
            if count > _NEAR and seen:
                break
        return ()

    async def gap(self, room: str, newest: str, oldest: str, most_pages: int) -> tuple[list[Json], bool]:
        """Return what a sync left out between two of its tokens, oldest first, and whether that is all of it."""
        found: list[Json] = []
        token: str | None = newest
        for _ in range(most_pages):
            page = await self._page(room, token, oldest)
            found += listed(page.get("chunk"))
            token = text(page, "end") or None
            if token is None:
                return found[::-1], True
        return found[::-1], False

    async def _back(self, room: str, most_pages: int) -> AsyncIterator[Json]:
        """Yield the events of a room from the newest on, as the server has them. Raises TooFarError."""
        token: str | None = None
        for _ in range(most_pages):
            page = await self._page(room, token)
            for raw in listed(page.get("chunk")):
                yield raw
            token = text(page, "end") or None
            if token is None:
                return
        raise TooFarError(room)

    async def _page(self, room: str, token: str | None, until: str = "") -> Json:
        query = {"dir": "b", "limit": str(_PAGE)}
        if token:
            query["from"] = token
        if until:
            query["to"] = until
        return await self.http.get(path("rooms", room, "messages"), query)

    def _plain(self, raw: Json, room: str) -> Json:
        """Return an event in the clear, or as it is when we cannot read it."""
        if raw.get("type") != ENCRYPTED:
            return raw
        return self.crypto.decrypt(raw, room) or raw
