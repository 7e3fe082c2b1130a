"""Words as people type them: capital or small, with umlauts or ae, oe, ue."""

import unicodedata

_SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


def fold(text: str) -> str:
    """Return text in small letters, umlauts spelled out, other accents and punctuation at the ends taken away."""
    small = unicodedata.normalize("NFKC", text).casefold()
    if not small.isascii():
        # For long texts many times quicker than translate().
        for umlaut, spelled in _SPELLED.items():
            small = small.replace(umlaut, spelled)
    if not small.isascii():
        small = "".join(char for char in unicodedata.normalize("NFKD", small) if not unicodedata.combining(char))
    return small.strip(" \t\r\n.,;:!?\"'„“”‚‘’()")
