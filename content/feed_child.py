"""The child process that reads feeds. On stdin come frames, on stdout goes one line of JSON for each.

A frame is one line of JSON (size, content_type, url, now) and then as many bytes as size says.
"""

import gc
import json
import resource
import sys
from datetime import datetime

from content.feed_reading import read
from content.feed_values import to_json

#: A feed of 5 MB needs far less; more is an attack or a fault, and must not take the whole machine along.
MAX_MEMORY = 1_500_000_000


def main() -> None:
    """Answer frames until stdin ends."""
    # Reading makes many short-lived objects and few cycles: looking for those so often would cost a tenth of the time.
    gc.set_threshold(100_000)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    while head := sys.stdin.buffer.readline():
        sys.stdout.buffer.write(answered(head, sys.stdin.buffer.read(json.loads(head)["size"])))
        sys.stdout.buffer.flush()


def answered(head: bytes, data: bytes) -> bytes:
    """Return the line that answers a frame."""
    asked = json.loads(head)
    now = datetime.fromisoformat(asked["now"])
    answer = read(data, content_type=asked["content_type"], url=asked["url"], now=now)
    return json.dumps(to_json(answer)).encode() + b"\n"


if __name__ == "__main__":
    main()
