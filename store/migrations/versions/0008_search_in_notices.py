"""Search in notices

Revision 0008, after 0007.
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from store import searching

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE notice_search (notice INTEGER PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX notice_search_words ON notice_search USING GIN (words)")
    else:
        op.execute("CREATE VIRTUAL TABLE notice_search USING fts5(words)")
    _index_what_is_there()


def _index_what_is_there() -> None:
    """Let what was released before be found by its title and text; signs of Markdown and HTML are no words."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT n.id, v.title, v.source, v.document FROM notice n JOIN notice_revision v"
            " ON v.notice = n.id AND v.rev = n.rev WHERE n.state = 'released' AND n.kind <> 'edition'"
        )
    )
    found = rows.all()
    with Session(bind=op.get_bind(), join_transaction_mode="create_savepoint") as session:
        for notice, title, source, document in found:
            searching.put(session, notice, f"{title} {source} {re.sub('<[^>]*>', ' ', document)}")
        session.commit()
