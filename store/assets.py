"""Files of notices: which there are, what the networks call them, and how large they may be."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, insert, or_, select
from sqlmodel import Session

from domain.asset import Attachment, File, Upload
from domain.recipient import AddressState
from store import tables as t
from store.db import insert_new, upsert
from store.entries import EntryState

#: A file that belongs to nothing may belong to something that is just being written down.
KEEP_UNUSED = timedelta(days=1)
#: So long the files of a question stay after its answer: it may be asked back, or become news for others.
KEEP_ANSWERED = timedelta(days=30)
_a, _f, _u = t.asset.c, t.notice_file.c, t.asset_upload.c


def write_files(session: Session, notice: int, rev: int, files: Sequence[Attachment], now: datetime) -> None:
    """Note which files a revision has, in order. Their bytes are in their folder already."""
    rows = [{"sha256": one.file.sha256, "size": one.file.size, "stored_at": now} for one in files]
    insert_new(session, t.asset, list({row["sha256"]: row for row in rows}.values()))
    if files:
        session.execute(insert(t.notice_file), [_row(notice, rev, *numbered) for numbered in enumerate(files)])


def _row(notice: int, rev: int, position: int, one: Attachment) -> dict[str, object]:
    return {"notice": notice, "rev": rev, **_described(position, one)}


def _described(position: int, one: Attachment) -> dict[str, object]:
    file = one.file
    return {
        "position": position, "asset": file.sha256, "name": file.name, "mime": file.mime, "width": file.width,
        "height": file.height, "label": one.label,
    }  # fmt: skip


def files_of(session: Session, notice: int, rev: int) -> tuple[Attachment, ...]:
    """Return the files of a revision in order."""
    statement = (
        select(_a.sha256, _f.name, _f.mime, _a.size, _f.width, _f.height, _f.label)
        .join(t.notice_file, _f.asset == _a.sha256)
        .where(_f.notice == notice, _f.rev == rev)
        .order_by(_f.position)
    )
    return tuple(Attachment(File(*row[:6]), row[6]) for row in session.execute(statement))


def keep_for_entry(session: Session, entry: int, files: Sequence[Attachment], now: datetime) -> None:
    """Note which files were handed in with an entry, in order. Their bytes are in their folder already."""
    for file in {one.file.sha256: one.file for one in files}.values():
        note_stored(session, file.sha256, file.size, now)
    if files:
        rows = [{"entry": entry, **_described(numbered, one)} for numbered, one in enumerate(files)]
        session.execute(insert(t.entry_file), rows)


def of_entry(session: Session, entry: int) -> tuple[Attachment, ...]:
    """Return the files that were handed in with an entry, in order."""
    e = t.entry_file.c
    statement = (
        select(_a.sha256, e.name, e.mime, _a.size, e.width, e.height, e.label)
        .join(t.entry_file, e.asset == _a.sha256)
        .where(e.entry == entry)
        .order_by(e.position)
    )
    return tuple(Attachment(File(*row[:6]), row[6]) for row in session.execute(statement))


def note_stored(session: Session, sha256: str, size: int, now: datetime) -> None:
    """Note a file that belongs to an answer, not to a notice. Its bytes are in their folder already."""
    insert_new(session, t.asset, [{"sha256": sha256, "size": size, "stored_at": now}])


def references(session: Session, account: str, files: Iterable[File]) -> dict[tuple[str, str], str]:
    """Return what an account's network gave for files, by (sha256, name); those that it does not have are missing."""
    wanted = sorted({file.sha256 for file in files})
    if not wanted:
        return {}
    statement = select(_u.asset, _u.name, _u.reference).where(_u.account == account, _u.asset.in_(wanted))
    return {(row.asset, row.name): row.reference for row in session.execute(statement)}


def remember(session: Session, account: str, uploads: Iterable[Upload]) -> None:
    """Note what an account's network gave for files; a newer reference takes the place of an older one."""
    for one in uploads:
        row = {"asset": one.file.sha256, "account": account, "name": one.file.name, "reference": one.reference}
        upsert(session, t.asset_upload, [row])


def note_limit(session: Session, account: str, file_bytes: int) -> None:
    """Note the largest file that an account's network takes."""
    upsert(session, t.account_limit, [{"account": account, "file_bytes": file_bytes}])


def limits(session: Session) -> Mapping[str, int]:
    """Return the largest file by account, of those through which somebody can be reached and whose limit is known."""
    a, limit = t.address.c, t.account_limit.c
    used = exists().where(a.account == limit.account, a.state == AddressState.OK)
    return {row.account: row.file_bytes for row in session.execute(select(limit.account, limit.file_bytes).where(used))}


def drop_unused(session: Session, now: datetime) -> int:
    """Forget files that nothing has any more: no notice, no hint, no draft; return how many that were."""
    e = t.entry.c
    thrown_away = select(e.id).where(e.state == EntryState.DISCARDED.value)
    answered = select(t.entry_giver.c.entry).where(t.entry_giver.c.answered_at < now - KEEP_ANSWERED)
    done = or_(t.entry_file.c.entry.in_(thrown_away), t.entry_file.c.entry.in_(answered))
    session.execute(delete(t.entry_file).where(done))
    of_entries = exists().where(t.entry_file.c.asset == _a.sha256)
    unused = (_a.stored_at < now - KEEP_UNUSED, ~exists().where(_f.asset == _a.sha256), ~of_entries)
    found = session.execute(select(_a.sha256).where(*unused)).scalars().all()
    drafted = json.dumps(list(session.execute(select(t.dialog.c.data)).scalars())) if found else ""
    gone = [sha256 for sha256 in found if sha256 not in drafted]
    if gone:
        session.execute(delete(t.asset_upload).where(_u.asset.in_(gone)))
        session.execute(delete(t.asset).where(_a.sha256.in_(gone)))
    return len(gone)


def known(session: Session, names: Collection[str]) -> set[str]:
    """Return which of these are files that we know, by their sha256."""
    return set(session.execute(select(_a.sha256).where(_a.sha256.in_(sorted(names)))).scalars())
