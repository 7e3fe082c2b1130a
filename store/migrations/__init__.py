"""The steps from one version of the tables to the next, in the folder versions/. How to add one: see write.py."""

#: The newest revision. Kept here so that a start with nothing to do need not import Alembic (a test compares it).
HEAD = "0009"
HEAD = "0009"
