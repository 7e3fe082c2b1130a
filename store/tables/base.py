"""How tables are named, and how a model becomes the table that statements are written against."""

from sqlalchemy import Table
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

#: SQLite would give the id of a deleted last row away again; these ids name remote messages for ever.
NEVER_REUSED = {"sqlite_autoincrement": True}


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table of a model: statements are written against it."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
