"""The ground of store/: the database's door, migrations, locks, the register of erasure."""
