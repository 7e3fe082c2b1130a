"""The databases that tests get are fresh, whatever the test before them did."""

from sqlalchemy import text

from store import tables
from store.db import Store
from tests.postgres import PostgresServer


def use(url: str, *statements: str) -> None:
    """Run statements on a database."""
    with Store(url) as store, store.writer.connect() as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def test_a_database_that_was_used_comes_back_empty(postgres: PostgresServer, postgres_template: str) -> None:
    name = postgres.lend(postgres_template)
    for _ in range(2):
        use(
            postgres.url(name),
            "INSERT INTO quiet_profile (spec) VALUES ('aus')",
            "INSERT INTO recipient (kind, quiet_profile, statewide, urgent_ok, urgent_offhours)"
            " VALUES ('person', 1, false, false, false)",
        )
        left_open = Store(postgres.url(name))
        left_open.read_now(lambda session: session.execute(text("SELECT 1")).scalar())
        postgres.give_back(name, postgres_template)
        left_open.close()
        assert postgres.lend(postgres_template) == name
    with Store(postgres.url(name)) as store, store.reader.connect() as connection:
        rows = [connection.execute(table.select()).all() for table in tables.audit.metadata.sorted_tables]
    assert not any(rows)
    postgres.give_back(name, postgres_template)


def test_a_database_whose_tables_were_changed_is_not_lent_again(
    postgres: PostgresServer, postgres_template: str
) -> None:
    for change in ("DROP TABLE job_run", "CREATE TABLE more (id INT)", "UPDATE alembic_version SET version_num = '9'"):
        name = postgres.lend(postgres_template)
        use(postgres.url(name), change)
        postgres.give_back(name, postgres_template)
        assert name not in postgres._free
