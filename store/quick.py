"""Statements that run many times a second: compiled once, and from then on given to the driver as they are.

SQLAlchemy looks at a statement anew each time it runs, which costs ten times what SQLite needs for it. Its words for
each engine and its types stay; only lists have to be written out (`among`), for a text has a fixed number of values.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, true
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

_Change = Callable[[Any], Any]
#: Lists are written out in steps of so many, so that there are few texts.
_STEP = 8


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement for one engine. order: the values by name, where the driver wants them in order.

    given: how a value is changed for the driver; fixed: the values that the statement has itself; read: how what comes
    back is changed.
    """

    text: str
    order: tuple[str, ...] | None
    given: Mapping[str, _Change | None]
    fixed: Mapping[str, Any]
    read: tuple[tuple[int, _Change], ...]


class Quick:
    """A statement all of whose values have names. columns: those that an INSERT fills."""

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._forms: dict[str, _Form] = {}

    def rows(self, session: Session, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it and return what it finds, or returns of what it changed."""
        connection = session.connection()
        form = self._form(connection)
        cursor = _cursor(connection)
        try:
            cursor.execute(form.text, _values(form, given))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        finally:
            cursor.close()
        return [_read(form, row) for row in found] if form.read else found

    def many(self, session: Session, given: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each of these."""
        connection = session.connection()
        form = self._form(connection)
        cursor = _cursor(connection)
        try:
            cursor.executemany(form.text, [_values(form, one) for one in given])
        finally:
            cursor.close()

    def _form(self, connection: Connection) -> _Form:
        name = connection.dialect.name
        if name not in self._forms:
            self._forms[name] = _compiled(self._statement, self._columns, connection.dialect)
        return self._forms[name]


def among(column: Any, name: str, size: int) -> ColumnElement[bool]:
    """Return the condition that a column has one of `size` values; without any there is no condition."""
    if size == 0:
        return true()
    return column.in_([bindparam(f"{name}_{number}", type_=column.type) for number in range(size)])  # type: ignore[no-any-return]  # a Core column


def not_among(column: Any, name: str, size: int) -> ColumnElement[bool]:
    """Return the condition that a column has none of `size` values."""
    return ~among(column, name, size) if size else true()


def room_for(values: Sequence[Any]) -> int:
    """Return the size of the list that so many values are written out in."""
    return -(-len(values) // _STEP) * _STEP


def spread(name: str, values: Sequence[Any]) -> dict[str, Any]:
    """Return the values of such a list by name; the last one fills the rest."""
    size = room_for(values)
    return {f"{name}_{number}": values[min(number, len(values) - 1)] for number in range(size)}


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _compiled(statement: Any, columns: Sequence[str] | None, dialect: Any) -> _Form:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    given = {name: _to_driver(bind.type, dialect) for name, bind in compiled.binds.items()}
    fixed = {
        name: value if (change := given[name]) is None else change(value)
        for name, value in compiled.params.items()
        if not compiled.binds[name].required
    }
    order = tuple(compiled.positiontup) if compiled.positional else None
    return _Form(str(compiled), order, given, fixed, _readers(statement, dialect))


def _to_driver(kind: Any, dialect: Any) -> _Change | None:
    found: _Change | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _readers(statement: Any, dialect: Any) -> tuple[tuple[int, _Change], ...]:
    columns = statement.selected_columns if statement.is_select else statement.exported_columns
    found = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
    return tuple((place, change) for place, change in enumerate(found) if change is not None)


def _values(form: _Form, given: Mapping[str, Any]) -> Any:
    values = dict(form.fixed)
    for name, value in given.items():
        change = form.given.get(name)
        values[name] = value if change is None else change(value)
    return values if form.order is None else tuple([values[name] for name in form.order])


def _read(form: _Form, row: tuple[Any, ...]) -> tuple[Any, ...]:
    changed = list(row)
    for place, change in form.read:
        changed[place] = change(changed[place])
    return tuple(changed)
