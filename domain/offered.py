"""A file that somebody sends us: what their message says of it, before anything of it is fetched. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: What can be handed in, and what its name ends in.
KINDS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
#: No larger file is fetched, in bytes: every network can send one of this size on, and give it to us.
MOST = 20_000_000
#: So many files go with one notice.
MOST_FILES = 5
_UNKNOWN = ("", "application/octet-stream", "binary/octet-stream")


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that can be fetched by its reference, which only the channel reads that gave it. size 0: not told."""

    reference: str
    name: str
    mime: str
    size: int = 0

    def dump(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"reference": self.reference, "name": self.name, "mime": self.mime, "size": self.size}


def read(value: object) -> Offered | None:
    """Return what `dump` wrote, or None for anything else."""
    if not isinstance(value, Mapping) or not isinstance(value.get("reference"), str):
        return None
    size = value.get("size")
    mime, name = str(value.get("mime") or ""), str(value.get("name") or "")
    return Offered(value["reference"], name, mime, size if isinstance(size, int) and size > 0 else 0)


def said_by_name(name: str) -> str:
    """Return what a file's name says, as a sentence would."""
    stem = re.sub(r"\.\w{2,4}$", "", name)
    return re.sub(r"[_+~]|%20|(?<=[^\W\d])[-.](?=\w)|(?<=\d)-(?=[^\W\d])", " ", stem)


def fault(offered: Offered) -> str:
    """Return why a file need not even be fetched: "too_big", "kind", or "" where it is."""
    if offered.size > MOST:
        return "too_big"
    is_named = offered.name.casefold().endswith((".pdf", ".png", ".jpg", ".jpeg"))
    known = offered.mime in KINDS or (offered.mime in _UNKNOWN and is_named)
    return "" if known else "kind"
