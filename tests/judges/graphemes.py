"""What a reader sees as one sign, decided apart from the code that cuts texts.

The rules of Unicode's Annex 29 that German, Arabic, Cyrillic and emoji texts need. Hangul and Indic ones are left out.
Source: https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundary_Rules
"""

import re

#: Marks on what stands before them: combining ones, variation selectors, skin tones, tags of flags.
_EXTEND = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f"
    "\ufe20-\ufe2f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef\u200c"
)
_FLAG = "\U0001f1e6-\U0001f1ff"
_SIGN = re.compile(f"(?:[{_FLAG}]{{2}}|[^\\n])[{_EXTEND}]*(?:\u200d[^\\n\u200d][{_EXTEND}]*)*\u200d?|\\n")


def signs(text: str) -> list[str]:
    """Return text as the signs that a reader sees."""
    return _SIGN.findall(text)
