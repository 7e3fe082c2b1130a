"""Feeds lie about their characters: bytes become text, and text that was escaped or encoded twice becomes readable."""

import codecs
import html
import re
import sys
from dataclasses import dataclass

from content import document
from content.text import one_line

_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]*)|0*([0-9]+));?")
_LONGEST_NUMBER = 7
_ANY_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_TWICE = re.compile(r"&amp;(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,30};)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TAG = re.compile(r"</?(?:p|br|b|i|em|strong|span|div|a|ul|ol|li|sub|sup|font|h[1-6]|img)\b[^<>]*>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|b|i|em|strong|span|div|a|ul|ol|li|h[1-6]|img)\b", re.IGNORECASE)
_SIMPLE_TAG = re.compile(
    r"</?(p|br|div|ul|ol|li|h[1-6]|a|b|i|em|strong|span)(?:\s+[a-z-]{1,20}=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>",
    re.IGNORECASE,
)
#: Where links begin and end, with what stands between two of them shortened to the sign behind it; and where one begins
#: right behind another, or in it.
_LINK_ENDS = re.compile(r"</?a\b|(?<=>)[^<]", re.IGNORECASE)
_BESIDE = re.compile(r"</a<a|<a[^<]*<a", re.IGNORECASE)
#: UTF-8 that was read as windows-1252: a first byte and its continuation bytes, as characters.
_CONTINUED = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(f"[Â-ß][{_CONTINUED}]|[à-ï][{_CONTINUED}]{{2}}|[ð-ô][{_CONTINUED}]{{3}}")

#: What publishing systems put around an entry: WordPress its name below each, others a link to what is linked anyway.
_A = r"<a\b[^<>]{0,600}>[^<>]{0,400}</a>"
_FOOTER = re.compile(
    rf"<p>\s{{0,20}}(?:Der Beitrag|The post)\s{{1,5}}{_A}\s{{1,5}}"
    rf"(?:erschien zuerst auf|appeared first on)\s{{1,5}}{_A}\.?\s{{0,20}}</p>"
)
_MORE = re.compile(
    r"(?:\[\s{0,5})?<a\b[^<>]{0,600}>\s{0,20}(?:…\s?)?"
    r"(?:mehr|mehr lesen|mehr dazu|weiterlesen|weiter lesen|read more)"
    r"\s{0,5}(?:…|\.\.\.|»|&raquo;|→)?\s{0,20}</a>(?:\s{0,5}\])?\s{0,20}(?=(?:</p>|</div>)?\s{0,20}$)"
    r"|(?:Lesen Sie hier weiter|Weiterlesen)\s?(?:…|\.\.\.)\s{0,20}(?=(?:</p>|</div>)?\s{0,20}$)",
    re.IGNORECASE,
)
_LONGEST_MORE = 800
#: What a page tells of a file right behind its name, set apart by its look only.
_GLUED = re.compile(r"(?<=\w)(?=(?:<(?:span|small)\b[^<>]{0,200}>)?\((?:PDF|DOCX?|XLSX?|ODT|ZIP)\b)")
#: An alternative text that says no more than that there is a picture.
_EMPTY_ALT = re.compile(
    r"\balt=([\"'])(?:Vorschau|Teaser|Symbol|Artikel|Beitrags)?(?:bild|foto|logo|thumbnail|image)\.?\1", re.IGNORECASE
)

#: A sign that begins no entity and so means itself.
_RAW_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,30};)")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A feed's text. lied: it was not in the encoding that it named."""

    text: str
    lied: bool


def decode(data: bytes, content_type: str = "") -> Decoded:
    """Return data as text that XML allows: by its byte order mark, else as UTF-8, as declared, as windows-1252."""
    declared = _declared(data, content_type)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return Decoded(_allowed(data.decode(encoding, "replace")), lied=False)
    encodings = ["utf-8", declared or "utf-8", "cp1252"]
    if declared.startswith("utf-16"):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        return Decoded(_allowed(text), lied=_lied(data, declared, encoding))
    return Decoded(_allowed(data.decode("cp1252", "replace")), lied=True)


def with_ampersands(text: str) -> tuple[str, bool]:
    """Return XML with each bare "&" written out, and whether there was one; what stands in CDATA stays."""
    pieces = text.split(_CDATA)
    mended = [_RAW_AMPERSAND.sub("&amp;", pieces[0])]
    for piece in pieces[1:]:
        inside, end, outside = piece.partition(_CDATA_END)
        mended.append(inside + end + _RAW_AMPERSAND.sub("&amp;", outside))
    whole = _CDATA.join(mended)
    return whole, whole != text


def title_text(text: str) -> str:
    """Return a title as plain text: entities decoded up to twice, tags taken out, wrong encoding mended."""
    text = _unescaped(_TAG.sub("", _without_cdata(text)))
    return one_line(_mended(_TAG.sub("", _without_cdata(text))))


def readable_html(text: str) -> str:
    """Return html with what was escaped twice escaped once, wrong encoding mended, without what frames every entry."""
    if _ESCAPED_TAG.search(text) and not _TAG.search(text):
        text = html.unescape(text)
    return _mended(_TWICE.sub(r"&\1", _without_frame(_without_cdata(text))))


def _without_cdata(text: str) -> str:
    """Return text without marks that were put around it twice: HTML would take what stands in them for a comment."""
    return text.replace(_CDATA, "").replace(_CDATA_END, "") if _CDATA in text else text


def _without_frame(text: str) -> str:
    text = _GLUED.sub(" ", _EMPTY_ALT.sub('alt=""', _FOOTER.sub("", text)))
    return text[:-_LONGEST_MORE] + _MORE.sub("", text[-_LONGEST_MORE:])


def plain_words(text: str) -> str:
    """Return what readable html says, as one line."""
    simple = _SIMPLE_TAG.sub(_gap, text)
    # With nothing but paragraphs and stress, the words are what is left; that is much quicker than a whole document.
    is_simple = "<" not in simple and not _BESIDE.search("".join(_LINK_ENDS.findall(text)))
    words = one_line(html.unescape(simple)) if is_simple else document.text_of(document.from_html(text))
    return one_line(_unescaped(words)) if _ENTITY.search(words) else words


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[1].casefold() in ("a", "b", "i", "em", "strong", "span") else " "


def _unescaped(text: str) -> str:
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def _mended(text: str) -> str:
    """Return text right where UTF-8 had been read as windows-1252 ("Ã¼" for "ü"); text that is right stays."""
    return _MOJIBAKE.sub(lambda match: _decoded_again(match[0]), text)


def _decoded_again(characters: str) -> str:
    try:
        return b"".join(_byte(char) for char in characters).decode("utf-8")
    except UnicodeError:
        return characters


def _byte(char: str) -> bytes:
    """Return the byte that was read as char: by windows-1252, which leaves five places to latin-1."""
    return char.encode("latin-1") if char <= "\u00bf" else char.encode("cp1252")


def _declared(data: bytes, content_type: str) -> str:
    """Return the encoding that the data or else the header names, with latin-1 as what it means in practice."""
    match = _DECLARATION.match(data.removeprefix(codecs.BOM_UTF8))
    in_header = _CHARSET.search(content_type)
    named = match[1].decode("ascii") if match else in_header[1] if in_header else ""
    try:
        name = codecs.lookup(named).name if named else ""
    except LookupError:
        return ""
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _lied(data: bytes, declared: str, used: str) -> bool:
    if not declared or declared == used or data.isascii():
        return False
    return codecs.lookup(declared).name != codecs.lookup(used).name


def _number_of_xml(reference: re.Match[str]) -> str:
    """Return a reference by number as it is, or nothing where no character has this number: feedparser would fail."""
    hexadecimal, decimal = reference.groups()
    digits, base = (decimal, 10) if decimal is not None else (hexadecimal or "0", 16)
    number = int(digits, base) if len(digits) <= _LONGEST_NUMBER else sys.maxunicode + 1
    return reference[0] if number <= sys.maxunicode and not _NOT_XML.match(chr(number)) else ""


def _allowed(text: str) -> str:
    """Return text without what XML forbids, its declaration saying UTF-8, nothing before it."""
    text = _NUMBER.sub(_number_of_xml, _NOT_XML.sub("", text)).lstrip("\ufeff \t\r\n")
    return _ANY_DECLARATION.sub('<?xml version="1.0" encoding="utf-8"?>', text, count=1)
