"""The bytes of files: kept once, only for us, and cleared away when nothing names them."""

import hashlib
import os
import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from domain.asset import Attachment, File
from domain.audience import Addressed
from domain.message import Body
from domain.notice import Level, NoticeKind, Scope
from scheduler.collecting import FeedSettings
from scheduler.jobs import JobContext, tidy
from store import asset_files, assets, bodies, notices
from store import tables as t
from store.db import Store
from store.notices import NewNotice

DATA = b"%PDF-1.7"
SHA = hashlib.sha256(DATA).hexdigest()
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = 7 * 86_400


def source(tmp_path: Path, data: bytes = DATA) -> Path:
    path = tmp_path / "erlass.pdf"
    path.write_bytes(data)
    return path


def test_a_file_is_kept_under_its_fingerprint_for_us_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "assets"
    assert asset_files.keep(folder, source(tmp_path), SHA)
    assert asset_files.keep(folder, source(tmp_path), SHA)
    (kept,) = folder.iterdir()
    assert (kept.name, kept.read_bytes()) == (SHA, DATA)
    assert (folder.stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_file_that_has_changed_is_not_kept(tmp_path: Path) -> None:
    folder = tmp_path / "assets"
    assert not asset_files.keep(folder, source(tmp_path, b"etwas anderes"), SHA)
    assert list(folder.iterdir()) == []


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def aged(path: Path, seconds: float) -> None:
    """Let a file be last touched so long ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_what_is_not_known_is_cleared_when_it_is_old(tmp_path: Path) -> None:
    asked: list[Collection[str]] = []

    def known(names: Collection[str]) -> Collection[str]:
        asked.append(set(names))
        return {"known"}

    for name, age in (("known", WEEK), ("forgotten", WEEK), ("half.new", WEEK), ("fresh", 0)):
        (tmp_path / name).write_bytes(b"x")
        aged(tmp_path / name, age)
    assert asset_files.clear(tmp_path, known, timedelta(days=1)) == 2
    assert names(tmp_path) == {"fresh", "known"}
    assert asked == [{"known", "forgotten", "half.new"}]
    assert asset_files.clear(tmp_path / "nowhere", known, timedelta(days=1)) == 0


async def test_the_tidy_job_keeps_the_files_of_notices_and_no_others(sqlite_store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "assets"
    folder.mkdir()
    used, unused = (File(name * 64, f"{name}.pdf", "application/pdf", 8) for name in "ab")
    for file in (used, unused):
        (folder / file.sha256).write_bytes(DATA)
        aged(folder / file.sha256, WEEK)
    facts = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)
    new = NewNotice("n1", NoticeKind.FACHINFORMATION, "Titel", facts, "", NOW, "test", files=(Attachment(used),))
    sqlite_store.write_now(lambda s: notices.create(s, new))
    row = {"sha256": unused.sha256, "size": 8, "stored_at": NOW}
    sqlite_store.write_now(lambda s: s.execute(t.asset.insert(), [row]))
    await tidy(JobContext(sqlite_store, NOW + timedelta(hours=23), FeedSettings("test"), folder))
    assert names(folder) == {used.sha256, unused.sha256}
    await tidy(JobContext(sqlite_store, NOW + timedelta(days=2), FeedSettings("test"), folder))
    assert names(folder) == {used.sha256}
    assert sqlite_store.read_now(lambda s: list(s.execute(select(t.asset.c.sha256)).scalars())) == [used.sha256]


@given(st.text(), st.builds(File, st.text(), st.text(), st.text(), st.integers(0), st.integers(0), st.integers(0)))
def test_a_body_with_a_file_is_stored_and_read_as_it_was(text: str, file: File) -> None:
    assert bodies.load(bodies.dump(Body(text, file=file))) == Body(text, file=file)


def test_a_revision_has_its_own_files_in_order(store: Store) -> None:
    files = tuple(
        Attachment(File(name, f"{name}.png", "image/png", 8, 3, 4), label) for name, label in (("b", "Plan"), ("a", ""))
    )
    facts = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)
    new = NewNotice("n1", NoticeKind.FACHINFORMATION, "Titel", facts, "", NOW, "test", files=files)
    number = store.write_now(lambda s: notices.create(s, new))
    found = store.read_now(lambda s: notices.load(s, number))
    assert found is not None
    assert found.files == files
    assert store.read_now(lambda s: assets.files_of(s, number, 2)) == ()
