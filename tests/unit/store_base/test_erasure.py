"""The register of erasure is complete, and about nothing that no longer exists."""

from store import tables
from store.erasure import ERASE, NOT_PERSONAL, REGISTER, Action, rule_of

_TABLES = tables.audit.metadata.tables


def test_every_column_is_registered() -> None:
    missing = [
        f"{table.name}.{column.name}"
        for table in _TABLES.values()
        for column in table.columns
        if rule_of(table.name, column.name) is None
    ]
    assert not missing, "store/erasure.py: what becomes of these when a person is erased?"


def test_everything_registered_exists() -> None:
    columns = {f"{table.name}.{column.name}" for table in _TABLES.values() for column in table.columns}
    whole = {f"{name}.*" for name in _TABLES}
    assert not REGISTER.keys() - columns - whole


def test_a_table_is_registered_whole_or_column_by_column() -> None:
    whole = {name.removesuffix(".*") for name in REGISTER if name.endswith(".*")}
    assert not [name for name in REGISTER if not name.endswith(".*") and name.split(".")[0] in whole]
    assert all(REGISTER[f"{name}.*"] in (ERASE, NOT_PERSONAL) for name in whole)


def test_what_stays_about_a_person_says_why() -> None:
    assert all(rule.because for rule in REGISTER.values() if rule.action in (Action.KEEP, Action.ANONYMISE))


def test_what_leads_to_a_person_is_registered_as_personal() -> None:
    """A column that refers to a person, a recipient or an address can never be called not personal."""
    leading = [
        (table.name, key.parent.name)
        for table in _TABLES.values()
        for key in table.foreign_keys
        if key.column.table.name in ("person", "recipient", "address")
    ]
    wrong = [at for at in leading if rule_of(*at) == NOT_PERSONAL]
    assert leading
    assert not wrong
