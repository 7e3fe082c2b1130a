"""Reading a journal tolerates what a kill leaves behind."""

from pathlib import Path

import pytest

from channels.memory_journal import CALLS, JOURNAL, read_calls, read_journal, whole_length


def test_a_network_that_never_ran_has_no_journal(tmp_path: Path) -> None:
    assert read_journal(tmp_path) == read_calls(tmp_path) == []
    assert whole_length(tmp_path / JOURNAL) == 0


def test_a_half_last_line_and_what_is_no_object_are_left_out(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_bytes(b'{"seq":1}\n[]\n{broken\n{"seq":2}\n{"seq":3')
    (tmp_path / CALLS).write_bytes(b'{"op":"send"}')
    assert [line["seq"] for line in read_journal(tmp_path)] == [1, 2]
    assert read_calls(tmp_path) == []


@pytest.mark.parametrize(
    ("data", "length"),
    [
        (b"", 0),
        (b"half", 0),
        (b"a\n", 2),
        (b"a\nb", 2),
        (b"a\n" + b"b" * 200_000, 2),
        (b"b" * 200_000 + b"\n", 200_001),
    ],
    ids=["empty", "half", "whole", "whole and half", "long half", "long whole"],
)
def test_what_is_whole_ends_with_the_last_line_break(tmp_path: Path, data: bytes, length: int) -> None:
    path = tmp_path / JOURNAL
    path.write_bytes(data)
    assert whole_length(path) == length
