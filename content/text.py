"""Plain text: made clean of what no message should carry, cut at borders that a reader would choose."""

import re
import unicodedata

#: Removed. Control characters, soft hyphens (a word with one in it is found by no search), line and paragraph
#: separators, marks that turn the direction of reading, and the combining marks that Telegram's server takes out of a
#: text (offsets would no longer fit).
_REMOVED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\u030a\u0333\u033f]"
)
#: Marks on one letter.
MAX_MARKS = 30
#: What is neither a letter nor a space nor ASCII, many in a row: marks among it are counted.
_MAYBE_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ABBREVIATIONS = frozenset({
    "abs", "art", "aufl", "bd", "bzw", "ca", "dr", "dipl", "etc", "evtl", "ff", "ggf", "gem", "hrsg", "inkl", "insb",
    "kap", "lfd", "max", "min", "nds", "nr", "prof", "rn", "sog", "st", "str", "tel", "usw", "vgl", "zzgl",
    "mo", "di", "mi", "do", "fr", "sa", "so", "jan", "feb", "apr", "aug", "sept", "okt", "nov", "dez",
})  # fmt: skip
_SENTENCE_END = re.compile(r"([.!?…])[\"“”»)\]]{0,3}\s+(?=[\"„“«»(\[]?[A-ZÄÖÜ0-9•])")
_WORD_AT_END = re.compile(r"\w*$")
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return text in composed form (NFC), without control characters, soft hyphens, lone surrogates, direction marks.

    Of many marks on one letter 30 stay, as in Unicode's stream-safe form: ordering more of them takes long.
    Source: https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format
    """
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
    return _REMOVED.sub("", unicodedata.normalize("NFC", _MAYBE_MARKS.sub(_fewer_marks, text)))


def _fewer_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in match[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def one_line(text: str) -> str:
    """Return text cleaned, with every run of white space as one space."""
    return _SPACE.sub(" ", clean(text)).strip()


def shorten(text: str, limit: int) -> str:
    """Return text in at most limit characters: whole if it fits, else cut after a sentence or a word, with "…"."""
    text = text.strip()
    if len(text) <= limit:
        return text
    cut = best_cut(text, limit - 2)
    head = text[:cut].rstrip()
    return f"{head} …" if head.endswith((".", "!", "?", "…", ":")) else f"{head.rstrip(',;–-')} …"


def best_cut(text: str, limit: int) -> int:
    """Return where to cut text so that at most limit (> 0) characters stand before the cut, and at least one.

    Preferred, in this order, as long as half of the room is used: a line break, the end of a sentence, a space.
    Then any space; then between two characters as a reader sees them; only then anywhere.
    """
    if len(text) <= limit:
        return len(text)
    half = limit // 2
    window = text[: limit + 1]
    newline = window.rfind("\n", half)
    if newline > 0:
        return newline + 1 if newline < limit else newline
    sentence = _last_sentence_end(text[: limit + 2], half, limit)
    if sentence:
        return sentence
    space = max(window.rfind(" "), window.rfind("\n"))
    return space if space > 0 and window[:space].strip() else between_graphemes(text, limit)


def between_graphemes(text: str, index: int) -> int:
    """Return the last place at or before index (> 0) where no character as seen is cut apart, or index if none."""
    for place in range(index, 0, -1):
        if not _belong_together(text, place):
            return place
    return index


def _last_sentence_end(text: str, least: int, most: int) -> int:
    found = 0
    for match in _SENTENCE_END.finditer(text, max(0, least - 40)):
        if least <= match.end() <= most and not (match[1] == "." and _is_abbreviated(text[: match.start()])):
            found = match.end()
    return found


def _is_abbreviated(text: str) -> bool:
    """Return True when a full stop after text ends no sentence: after "z", "Abs", "13"."""
    match = _WORD_AT_END.search(text[-20:])
    word = match[0] if match else ""
    return len(word) < 2 or word.isdigit() or word.casefold() in _ABBREVIATIONS


def _belong_together(text: str, place: int) -> bool:
    """Return True when the characters before and after place make one sign: marks, joiners, flags, Hangul."""
    if place <= 0 or place >= len(text):
        return False
    before, after = text[place - 1], text[place]
    if before < "\u0300" and after < "\u0300":
        return before == "\r" and after == "\n"
    if after == "\u200d" or before == "\u200d" or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if "\u1160" <= after <= "\u11ff" or ("\u1100" <= before <= "\u115f" and "\uac00" <= after <= "\ud7a3"):
        return True
    return _is_flag_letter(after) and _flag_letters_before(text, place) % 2 == 1


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_letters_before(text: str, place: int) -> int:
    start = place
    while start > 0 and _is_flag_letter(text[start - 1]):
        start -= 1
    return place - start
