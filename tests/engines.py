"""Engines that share what SQLAlchemy has compiled: a bot compiles a statement once, for it opens its database once.

Each test opens databases of its own, and would compile every statement anew: a third of what such a test costs.
"""

from typing import Any

import sqlalchemy
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.util import LRUCache

#: More than there are statements.
_SIZE = 4000


class Engines:
    """Makes engines as `sqlalchemy.create_engine` does; those with one driver share a dialect and its cache."""

    def __init__(self) -> None:
        self._dialects: dict[str, Dialect] = {}
        self._caches: dict[str, LRUCache[Any, Any]] = {}

    def create(self, url: URL, **options: Any) -> Engine:
        """Return a new engine."""
        engine = sqlalchemy.create_engine(url, **options)
        known = self._dialects.get(url.drivername)
        if known is None:
            # Not before it has met its server does a dialect know what that can do.
            event.listen(engine, "connect", lambda *_: self._dialects.setdefault(url.drivername, engine.dialect))
        else:
            engine.dialect = engine.pool._dialect = known
            engine._compiled_cache = self._caches.setdefault(url.drivername, LRUCache(_SIZE))
        return engine
