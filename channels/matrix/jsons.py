"""Reading JSON that anybody may have written: what is not shaped as expected is empty, never an exception."""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]
_NONE: Json = {}


def inner(value: object, *names: str) -> Json:
    """Return the object that lies under these names, one inside the other, or an empty one."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else _NONE


def listed(value: object, *names: str) -> list[Json]:
    """Return the objects of the list that lies under these names; whatever else stands in it is left out."""
    found = inner(value, *names[:-1]).get(names[-1]) if names else value
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def texts(value: object) -> list[str]:
    """Return the texts of a list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def text(value: Json, name: str) -> str:
    """Return the text of this name, or an empty one; never with what no database takes."""
    found = value.get(name)
    return found.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(found, str) else ""


def number(value: Json, name: str, otherwise: int = 0) -> int:
    """Return the whole number of this name."""
    found = value.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else otherwise
