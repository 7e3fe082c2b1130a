"""The steps from one version of the tables to the next, in the folder versions/. How to add one: see write.py."""

#: The newest revision. Kept here so that a start with nothing to do need not import Alembic (a test compares it).
HEAD = "0019"

#: Each engine keeps the words of notices in its own kind of index (store/searching.py); these are none of our tables.
SEARCH = "notice_search"


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Return whether Alembic is to compare something that it found in a database."""
    return kind != "table" or name is None or not name.startswith(SEARCH)
