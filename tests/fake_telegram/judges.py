"""The judges: aiogram's models for parameters, TDLib's parser for markup, TDLib's rules for entities.

What the official server refuses is refused here with its words. What it would silently drop or mend, and what it would
silently ignore, is a fault all the same: our side should not have asked for it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from unittest.mock import patch

from pydantic import BaseModel, ValidationError

from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.journal import Journal

Json = dict[str, Any]
_Model = TypeVar("_Model", bound=BaseModel)
#: Source: MessageEntity.cpp of TDLib, "server-side limit".
MOST_ENTITIES = 100
_OURS_TO_GIVE = {
    *("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "text_mention"),
    *("custom_emoji", "blockquote", "expandable_blockquote", "date_time"),
}
#: The server finds these itself and ignores what a request says about them.
_ITS_OWN = frozenset(
    ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number")
)
#: TDLib takes these out of a text, or makes blanks of them (control characters but line feeds).
_ODD = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")


class Judges:
    """All judges. active=False: for benchmarks, only what the server itself needs is checked."""

    def __init__(self, journal: Journal, active: bool = True) -> None:
        self._journal = journal
        self._active = active
        self._models: Mapping[str, type[BaseModel]] = {}

    def object(self, judge: str, method: str, objection: str) -> None:
        """Keep an objection."""
        if self._active:
            self._journal.fault(judge, method, objection)

    def check_parameters(self, method: str, params: Mapping[str, Any]) -> None:
        """Let aiogram's model judge names and types. Raises ApiError, unless only something required is missing.

        What is missing is a fault too, but the server's own words for it are better.
        """
        if not self._active:
            return
        self.load()
        model = self._models.get(method.lower())
        if model is None:
            return
        objections: list[str] = []
        try:
            given = built(model).model_validate(dict(params))
            objections += [f"unknown parameter {name}" for name in unknown_names(given)]
        except ValidationError as error:
            for one in error.errors(include_url=False):
                where = ".".join(str(step) for step in one["loc"])
                if one["type"] == "missing" and len(one["loc"]) == 1:
                    self.object("aiogram", method, f"{where} is missing")
                else:
                    objections.append(f"{where}: {one['msg']}")
        for objection in objections:
            self.object("aiogram", method, objection)
        if objections:
            raise bad_request(f"can't parse parameters: {objections[0]}")

    def formatted(self, method: str, text: str, mode: str, entities: Sequence[Json] | None) -> tuple[str, list[Json]]:
        """Return a text as the server keeps it, with its entities. Raises ApiError."""
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("Strings must be encoded in UTF-8") from None
        if mode and mode.lower() != "none":
            text, given = _parsed(text, mode)
        else:
            given = [entity for entity in entities or () if _is_ours(entity)]
        text, kept = cleaned(text, given)
        if not text:
            raise bad_request("Text must be non-empty")
        self._count(method, kept)
        return text, kept[:MOST_ENTITIES]

    def _count(self, method: str, entities: Sequence[Json]) -> None:
        if len(entities) > MOST_ENTITIES:
            self.object("TDLib", method, f"{len(entities)} entities, only {MOST_ENTITIES} are kept")
        open_until: list[int] = []
        for entity in entities:
            end = entity["offset"] + entity["length"]
            while open_until and open_until[-1] <= entity["offset"]:
                open_until.pop()
            if open_until and end > open_until[-1]:
                self.object("TDLib", method, f"entities overlap at {entity['offset']}")
            open_until.append(end)

    def load(self) -> None:
        """Load the models; without it the first request waits for that."""
        if not self._active or self._models:
            return
        methods = _aiogram()[0]
        found = [getattr(methods, name) for name in methods.__all__]
        named = [one for one in found if isinstance(getattr(one, "__api_method__", None), str)]
        self._models = {one.__api_method__.lower(): one for one in named}


@cache
def _aiogram() -> tuple[Any, dict[str, Any]]:
    """Return aiogram's methods, and the names by which its models refer to each other.

    aiogram builds all its models when it is loaded, hundreds, which takes a processor two seconds in each process; here
    each waits for its use: built().
    """
    names: dict[str, Any] = {}

    def later(*, _types_namespace: Mapping[str, Any]) -> None:
        names.update(_types_namespace)

    with patch.object(BaseModel, "model_rebuild", later):
        from aiogram import methods  # a benchmark has no use for it
    return methods, names


def built(model: type[_Model]) -> type[_Model]:
    """Return a model of aiogram's, fit for use."""
    model.model_rebuild(_types_namespace=_aiogram()[1])
    return model


def utf16(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def cleaned(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    """Return text and entities after TDLib's fix_formatted_text: checked, odd characters taken out, trimmed.

    Raises ApiError for entities that do not fit the text.
    Source: https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp
    """
    kept = sorted(
        (entity for entity in entities if entity["length"] != 0), key=lambda one: (one["offset"], -one["length"])
    )
    _check_offsets(text, kept)
    if _ODD.search(text):
        text, kept = _without_odd(text, kept)
    trimmed = text.rstrip(" \n")
    if len(trimmed) < len(text):
        end = utf16(trimmed)
        kept = [{**one, "length": min(one["length"], end - one["offset"])} for one in kept if one["offset"] < end]
    blank = len(trimmed) - len(trimmed.lstrip(" \n"))
    lead = min(blank, kept[0]["offset"]) if kept else blank
    return trimmed[lead:], [{**one, "offset": one["offset"] - lead} for one in kept] if lead else kept


def _check_offsets(text: str, entities: Sequence[Json]) -> None:
    if not entities:
        return
    inside = _inside_symbols(text)
    length = len(text) + len(inside)
    for entity in entities:
        offset, end = entity["offset"], entity["offset"] + entity["length"]
        if not 0 <= offset <= 1_000_000:
            raise bad_request(f"Receive an entity with incorrect offset {offset}")
        if not 0 <= entity["length"] <= 1_000_000:
            raise bad_request(f"Receive an entity with incorrect length {entity['length']}")
        where = f"in a middle of a UTF-16 symbol at byte offset {_byte_offset(text, offset)}"
        if offset in inside:
            raise bad_request(f"Entity begins {where}")
        if offset >= length:
            raise bad_request(f"Entity begins after the end of the text at UTF-16 offset {offset}")
        if end in inside:
            where = f"in a middle of a UTF-16 symbol at byte offset {_byte_offset(text, end)}"
            raise bad_request(f"Entity beginning at UTF-16 offset {offset} ends {where}")
        if end > length:
            beyond = f"ends after the end of the text at UTF-16 offset {end}"
            raise bad_request(f"Entity beginning at UTF-16 offset {offset} {beyond}")


def _inside_symbols(text: str) -> set[int]:
    """Return the UTF-16 offsets that lie in the middle of a character."""
    if max(text, default="") <= "\uffff":
        return set()
    high = [position for position, char in enumerate(text) if char > "\uffff"]
    return {position + before + 1 for before, position in enumerate(high)}


def _byte_offset(text: str, offset: int) -> int:
    """Return where in UTF-8 the character behind a UTF-16 offset begins."""
    at = 0
    for position, char in enumerate(text):
        if at >= offset:
            return len(text[:position].encode())
        at += 2 if ord(char) > 0xFFFF else 1
    return len(text.encode())


def _without_odd(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    removed = [utf16(text[: found.start()]) for found in _REMOVED.finditer(text)]

    def moved(offset: int) -> int:
        return offset - sum(1 for where in removed if where < offset)

    text = _ODD.sub(" ", _REMOVED.sub("", text))
    fresh = [{**one, "offset": moved(one["offset"])} for one in entities]
    for new, one in zip(fresh, entities, strict=True):
        new["length"] = moved(one["offset"] + one["length"]) - new["offset"]
    return text, [one for one in fresh if one["length"] > 0]


def _is_ours(entity: Json) -> bool:
    """Return whether an entity counts. Raises ApiError for one that the server does not know."""
    kind = entity.get("type")
    if kind in _ITS_OWN:
        return False
    missing = [name for name in ("offset", "length") if not isinstance(entity.get(name), int)]
    if missing:
        raise bad_request(f"Can't parse MessageEntity: Can't find field \"{missing[0]}\"")
    if kind not in _OURS_TO_GIVE:
        raise bad_request("Can't parse MessageEntity: Unsupported type specified")
    if kind == "text_link" and "url" not in entity:
        raise bad_request("Can't parse MessageEntity: Can't find field \"url\"")
    return True


def unknown_names(model: BaseModel, where: str = "") -> Iterator[str]:
    """Yield the names that no model in a model knows."""
    for name in model.model_extra or {}:
        yield f"{where}{name}"
    for name in type(model).model_fields:
        yield from _unknown_in(getattr(model, name), f"{where}{name}.")


def _unknown_in(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from unknown_names(value, where)
    elif isinstance(value, list):
        for one in value:
            yield from _unknown_in(one, where)


# --- TDLib, through tdjson

_MODES = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
_TD_TYPES = {"text_url": "text_link", "pre_code": "pre", "mention_name": "text_mention", "block_quote": "blockquote"}
_TD_TYPES |= {"expandable_block_quote": "expandable_blockquote", "email_address": "email"}


def ask_tdlib(**request: Any) -> Json:
    """Return what TDLib answers to a request that needs no network."""
    import tdjson  # 50 MB that only this needs

    answer: Json = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"{}")
    return answer


def found_entities(text: str) -> list[Json]:
    """Return what Telegram itself finds in a text: commands, mentions, links."""
    found = ask_tdlib(**{"@type": "getTextEntities", "text": text})
    return [_from_tdlib(entity) for entity in found.get("entities", [])]


def _parsed(text: str, mode: str) -> tuple[str, list[Json]]:
    parse_mode = _MODES.get(mode.lower())
    if parse_mode is None:
        raise bad_request("Unsupported parse_mode")
    answer = ask_tdlib(**{"@type": "parseTextEntities", "text": text, "parse_mode": parse_mode})
    if answer["@type"] == "error":
        raise bad_request(str(answer["message"]))
    return answer["text"], [_from_tdlib(entity) for entity in answer["entities"]]


def _from_tdlib(entity: Json) -> Json:
    kind = entity["type"]
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", str(kind["@type"]).removeprefix("textEntityType")).lower()
    value = {"type": _TD_TYPES.get(name, name), "offset": entity["offset"], "length": entity["length"]}
    if "url" in kind:
        value["url"] = kind["url"]
    if "language" in kind:
        value["language"] = kind["language"]
    return value
