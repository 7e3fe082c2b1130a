"""Full-text search over released notices: FTS5 on SQLite, tsvector on PostgreSQL, behind the same functions.

The index knows each word as it was written (folded, so that "Einbuergerung" is "Einbürgerung") and its German stem.
What is looked for is found as the beginning of a word or by its stem; every word of a question has to be there. The
index is no table of store/tables: each engine has its own kind, made by a migration.
Sources: https://www.sqlite.org/fts5.html, https://www.postgresql.org/docs/current/textsearch-controls.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, literal_column, or_, select, text
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.folding import fold
from domain.notice import NoticeKind, NoticeState, Scope
from domain.recipient import Role
from store import tables as t

#: Kinds that tell nothing by themselves: what is in an edition is found by itself.
NOT_NEWS = (NoticeKind.EDITION, NoticeKind.POLL)
#: Words of a question that count; a letter of more words is no question.
_MOST_WORDS = 12
_WORD = re.compile(r"\w+")
# fmt: off
#: Words without a meaning of their own: looking for them finds everything, or nothing.
_EMPTY = frozenset({
    "aber", "alle", "als", "am", "an", "auch", "auf", "aus", "bei", "bin", "bis", "das", "dass", "dem", "den", "der",
    "des", "die", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "es", "fuer", "gibt", "hat", "ich", "ihr",
    "im", "in", "ist", "mit", "nach", "nicht", "oder", "sich", "sie", "sind", "so", "und", "vom", "von", "vor", "war",
    "was", "wie", "wir", "zu", "zum", "zur", "ueber",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, the best first, and how much there is in all."""

    rows: Sequence[Any]
    total: int


def _words(said: str) -> list[str]:
    return [word for found in _WORD.findall(said) if (word := fold(found)) and word not in _EMPTY]


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    # Forty languages come along, so only when a word is looked at. A stemmer has a state; making one costs nothing.
    import snowballstemmer

    return str(snowballstemmer.stemmer("german").stemWord(word))


def _marked(word: str) -> str:
    """Return a word's stem as no word is written, so that no beginning of a word meets it."""
    return f"0stem0{_stem(word)}"


def put(session: Session, notice: int, said: str) -> None:
    """Let a notice be found by the words of `said`, and by no others any more."""
    remove(session, notice)
    words = _words(said)
    known = list(dict.fromkeys(words))
    if session.get_bind().dialect.name == "postgresql":
        statement = "INSERT INTO notice_search (notice, words) VALUES (:notice, to_tsvector('simple', :words)"
        statement += " || to_tsvector('german', :words))"
        session.execute(text(statement), {"notice": notice, "words": " ".join(known)})
        return
    row = {"notice": notice, "words": " ".join([*known, *dict.fromkeys(map(_marked, known))])}
    session.execute(text("INSERT INTO notice_search (rowid, words) VALUES (:notice, :words)"), row)


def remove(session: Session, notice: int) -> None:
    """Let a notice not be found any more."""
    key = "notice" if session.get_bind().dialect.name == "postgresql" else "rowid"
    # The name of the column is one of these two.
    session.execute(text(f"DELETE FROM notice_search WHERE {key} = :notice"), {"notice": notice})  # noqa: S608


def find(session: Session, question: str, scopes: Sequence[Scope], limit: int, offset: int = 0) -> Found:
    """Return released notices of these scopes with all words of the question: first those with most in the title.

    Among equals the newest comes first.

    A word of the question is once in what is looked through, however often it was written, so neither engine's own
    rank would say more than how short a notice is; and this one is the same on both.
    Rows are (id, title, level, released_at, deadline, source). A question without a word that counts finds nothing.
    """
    words = list(dict.fromkeys(_words(question)))[:_MOST_WORDS]
    if not words:
        return Found((), 0)
    n, v = t.notice.c, t.notice_revision.c
    here = and_(is_readable(scopes), n.id.in_(_matching(session, words)))
    newest = t.notice_revision.c.notice == n.id, t.notice_revision.c.rev == n.rev
    titles = select(n.id, v.title).join(t.notice_revision, and_(*newest)).where(here)
    every = session.execute(titles.order_by(n.released_at.desc(), n.id.desc())).all()
    best = sorted(every, key=lambda row: -_told_in(row.title, words))
    page = [row.id for row in best[offset : offset + limit]]
    whole = select(n.id, v.title, n.level, n.released_at, n.deadline, v.source)
    rows = session.execute(whole.join(t.notice_revision, and_(*newest)).where(n.id.in_(page))).all()
    return Found(sorted(rows, key=lambda row: page.index(row.id)), len(every))


def _told_in(title: str, wanted: Sequence[str]) -> int:
    """Return how many of the words a title has, as the beginning of a word or by its stem."""
    words = _words(title)
    return sum(any(one.startswith(word) or _stem(word) in (one, _stem(one)) for one in words) for word in wanted)


def is_readable(scopes: Sequence[Scope]) -> ColumnElement[bool]:
    """Return the condition that a notice of these scopes may be read by everybody who has them, and holds."""
    n = t.notice.c
    for_all = or_(n.audience_role.is_(None), n.audience_role == Role.MEMBER)
    return and_(n.state == NoticeState.RELEASED, n.scope.in_(scopes), n.kind.not_in(NOT_NEWS), for_all)


def is_there(session: Session, notice: int, scopes: Sequence[Scope]) -> bool:
    """Return whether there is a released notice of this number that may be read."""
    query = select(t.notice.c.id).where(t.notice.c.id == notice, is_readable(scopes))
    return session.execute(query).first() is not None


def _matching(session: Session, words: Sequence[str]) -> Any:
    """Return a subquery of the notices that have all these words. They are letters and digits only, so none is code."""
    if session.get_bind().dialect.name == "postgresql":
        asked = " && ".join(
            f"(to_tsquery('simple', :w{at} || ':*') || to_tsquery('german', :w{at}))" for at in range(len(words))
        )
        clause = text(f"SELECT notice FROM notice_search WHERE words @@ ({asked})")  # noqa: S608 - only our names
        return clause.bindparams(**{f"w{at}": word for at, word in enumerate(words)}).columns(literal_column("notice"))
    asked = " AND ".join(f'("{word}"* OR "{_stem(word) or word}" OR "{_marked(word)}")' for word in words)
    clause = text("SELECT rowid AS notice FROM notice_search WHERE notice_search MATCH :asked")
    return clause.bindparams(asked=asked).columns(literal_column("notice"))
