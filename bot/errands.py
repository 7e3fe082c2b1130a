"""Does the errands of one account: fetches what an answer needs, outside of any transaction, and lets it come in.

A crash leaves the row, which is done again; what comes in is answered once. What fails is tried again for a while, and
then answered as what could not be had.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bot import bringing
from channels.base import TOO_BIG, Channel
from content import pdf_authors, pictures
from domain import offered
from domain.asset import File, transfer_seconds
from domain.offered import Offered
from domain.outcome import GiveUp
from scheduler.bell import Bell
from store import asset_files, errands
from store.db import Store
from store.errands import Errand, ErrandKind

log = structlog.get_logger()

#: How often, in seconds, to look for what nobody rang for.
_LOOK = 1.0
#: After so long nobody waits for it any more.
_GIVES_UP = timedelta(minutes=10)
_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=2)
_TIMEOUT = 30.0 + transfer_seconds(offered.MOST)

Fetch = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


@dataclass
class Errands:
    """assets: where the bytes of files go. brought: called when something has come in. look: previews a source."""

    store: Store
    channel: Channel
    clock: Callable[[], datetime]
    assets: Path
    brought: Callable[[], None] = field(default=lambda: None)
    look: Fetch | None = None
    bell: Bell = field(default_factory=Bell)

    async def run(self, stop: asyncio.Event) -> None:
        """Do errands until `stop` is set."""
        async with self.bell.rung_by(stop):
            while not stop.is_set():
                if not await self.do_next():
                    await self.bell.wait(_LOOK)

    async def do_next(self) -> bool:
        """Do the errand that waits longest; return whether there was one."""
        one = await self.store.read(lambda s: errands.next_due(s, self.channel.account, self.clock()))
        if one is None:
            return False
        found = await self._do(one)
        now = self.clock()
        if found is None and now - one.created_at < _GIVES_UP:
            until = now + min(_PAUSE * (1 << min(one.tries, 10)), _LONGEST_PAUSE)
            await self.store.write(lambda s: errands.put_off(s, one.id, until))
            return True
        result = found or {"fault": "not_loaded"}
        await self.store.write(lambda s: errands.finish(s, one, {**one.data, **result, "errand": one.kind.value}, now))
        self.brought()
        return True

    async def _do(self, one: Errand) -> Mapping[str, Any] | None:
        """Return what was fetched, or why it cannot be had; None: it may be had later."""
        try:
            if one.kind is ErrandKind.FILE:
                return await self._files(one)
            async with asyncio.timeout(_TIMEOUT):
                return None if self.look is None else await self.look(one.data)
        except TimeoutError:
            return None
        except Exception:
            # A fault in one errand must not hold up those behind it.
            log.exception("errand.failed", account=self.channel.account, errand=one.id, kind=one.kind.value)
            return {"fault": "not_loaded"}

    async def _files(self, one: Errand) -> Mapping[str, Any] | None:
        """Return all files of a message or an album, and which of them cannot be had and why; None: later."""
        brought, faults, named = [], [], []
        for value in (one.data.get("file"), *one.data.get("more", ())):
            offer = offered.read(value) or Offered("", "", "")
            async with asyncio.timeout(_TIMEOUT):
                found = await self._file(offer)
            if found is None:
                return None
            if isinstance(found, str):
                faults.append([offer.name, found])
            else:
                brought.append(bringing.dump(found[0]))
                named += [[found[0].name, found[1]]] if found[1] else []
        return {"brought": brought, "faults": faults, "named": named}

    async def _file(self, offer: Offered) -> tuple[File, Sequence[str]] | str | None:
        """Return a file and whom it names as its authors, or why it is not taken; None: it may be had later."""
        found = await self.channel.download(offer.reference, offered.MOST)
        if isinstance(found, GiveUp):
            return "too_big" if found.reason == TOO_BIG else "gone"
        return await self._keep(offer, found) if isinstance(found, bytes) else None

    async def _keep(self, offer: Offered, data: bytes) -> tuple[File, Sequence[str]] | str:
        # Where a picture was taken, and by whom, is nobody's business: it goes before anything is kept.
        data = await asyncio.to_thread(pictures.bare, data)
        file = bringing.look_at(offer, data, hashlib.sha256(data).hexdigest())
        if isinstance(file, str):
            return file
        await asyncio.to_thread(asset_files.keep_bytes, self.assets, data, file.sha256)
        return file, await asyncio.to_thread(pdf_authors.authors, data)
