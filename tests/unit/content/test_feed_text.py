"""What publishing systems put around every entry is no part of it."""

import pytest

from content.feed_text import plain_words, readable_html

_WORDPRESS = (
    '<p>Der Beitrag <a rel="nofollow" href="https://rat.example/1/">Haft &#8211; Broschüre</a> erschien zuerst auf '
    '<a rel="nofollow" href="https://rat.example">Rat</a>.</p>'
)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        pytest.param(f"<p>Die Broschüre ist da.</p>\n{_WORDPRESS}", "Die Broschüre ist da.", id="WordPress"),
        pytest.param('<p>Da.</p><p>The post <a href="a">T</a> appeared first on <a href="b">S</a>.</p>', "Da.",
                     id="WordPress in English"),
        pytest.param('Der Bund spart. [<a href="https://r.example/1">mehr</a>]', "Der Bund spart.", id="more"),
        pytest.param('<p>Der Bund spart. <a href="a">Weiterlesen »</a></p>', "Der Bund spart.", id="read on"),
        pytest.param("Familien gehören zusammen. Lesen Sie hier weiter...", "Familien gehören zusammen.", id="no link"),
        pytest.param('<p>Bald <a href="a">mehr</a> als das.</p>', "Bald mehr als das.", id="a link within"),
        pytest.param("<p>Der Verband will mehr</p>", "Der Verband will mehr", id="a word"),
        pytest.param('<table><tr><td><img src="a" alt="Vorschaubild"/></td><td>Text.</td></tr></table>', "Text.",
                     id="a picture that says nothing"),
        pytest.param('<img src="a" alt="Eine Lehrerin"/> Text.', "[Bild: Eine Lehrerin] Text.", id="a picture"),
    ],
)  # fmt: skip
def test_only_the_entry_is_left(html: str, words: str) -> None:
    assert plain_words(readable_html(html)) == words
