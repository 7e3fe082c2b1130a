"""A bar chart as a picture, and what it shows in words for those who do not see it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

#: Colours that are told apart also without colour vision, and by their brightness (Okabe and Ito).
#: Source: https://jfly.uni-koeln.de/color/
_COLOURS = ("#0072B2", "#E69F00", "#D55E00", "#CC79A7", "#999999")
_ROW, _BAR, _NAMES, _BARS, _MARGIN = 44, 26, 330, 560, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a chart: its name, and how much of each series it has."""

    name: str
    values: tuple[int, ...]


def bar_chart(title: str, series: Sequence[str], bars: Sequence[Bar]) -> bytes:
    """Return bars, each divided by series, as a PNG. Every number stands beside its bar too."""
    from PIL import Image, ImageDraw

    font, bold = _font("Vera.ttf", 17), _font("VeraBd.ttf", 21)
    legend = [(name, _COLOURS[place % len(_COLOURS)]) for place, name in enumerate(series)]
    width = _NAMES + _BARS + 170
    height = _MARGIN * 2 + 44 + 34 + _ROW * max(len(bars), 1)
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.text((_MARGIN, _MARGIN), _fitting(title, bold, width - 2 * _MARGIN), font=bold, fill="black")
    x = float(_MARGIN)
    for name, colour in legend:
        draw.rectangle((x, _MARGIN + 46, x + 16, _MARGIN + 62), fill=colour, outline="black")
        draw.text((x + 24, _MARGIN + 43), name, font=font, fill="black")
        x += 24 + font.getlength(name) + 26
    most = max((sum(bar.values) for bar in bars), default=0) or 1
    for row, bar in enumerate(bars):
        top = _MARGIN + 44 + 34 + row * _ROW
        draw.text((_MARGIN, top + 4), _fitting(bar.name, font, _NAMES - _MARGIN - 12), font=font, fill="black")
        left = float(_NAMES)
        for value, (_, colour) in zip(bar.values, legend, strict=False):
            if value:
                right = left + _BARS * value / most
                draw.rectangle((left, top, right, top + _BAR), fill=colour, outline="black")
                left = right
        draw.text(
            (left + 8, top + 4), " + ".join(str(one) for one in bar.values if one) or "0", font=font, fill="black"
        )
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def in_words(title: str, series: Sequence[str], bars: Sequence[Bar]) -> str:
    """Return what a chart shows, bar by bar: its alternative text."""
    told = [
        f"{bar.name} " + ", ".join(f"{value} {name}" for value, name in zip(bar.values, series, strict=False) if value)
        for bar in bars
        if any(bar.values)
    ]
    return f"Balkendiagramm „{title}“: " + ("; ".join(told) or "nichts zu zeigen") + "."


def _fitting(text: str, font: "FreeTypeFont", width: float) -> str:
    while font.getlength(text) > width and len(text) > 1:
        text = text[:-2] + "…"
    return text


@lru_cache(maxsize=8)
def _font(name: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(fonts_folder() / name), size)


def fonts_folder() -> Path:
    """Return where the fonts are that come with the library which makes PDFs."""
    import reportlab

    return Path(reportlab.__file__).parent / "fonts"
