"""The database: tables, migrations, and every query, one file per subject."""
