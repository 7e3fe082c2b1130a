"""What values about content look like for people: feeds, entries, editions."""

from bot.cli import results as r
from bot.cli import results_tags as t
from bot.cli import tag_hints, words
from bot.cli.page import Page

_NUMBER = "Nr."
_TAGS = ("Themen", "Regionen", "Frist")


def feed_preview(value: r.FeedPreviewResult, page: Page) -> None:
    """Show what a feed says."""
    page.line(f"{value['title']} ({value['format']})")
    for warning in value["warnings"]:
        page.line(f"Hinweis: {warning}")
    rows = [(words.german_time(one["published"]), one["title"], *_tags(one), one["link"]) for one in value["entries"]]
    page.table(("Veröffentlicht", "Titel", *_TAGS, "Adresse"), rows)
    page.line(words.counted(len(rows), "Eintrag", "Einträge"))


def _tags(one: r.FeedPreviewEntry | r.EntryValue) -> tuple[str, str, str]:
    return tag_hints.topics(one["topics"]), tag_hints.regions(one["regions"]), tag_hints.deadline(one["deadline"])


def feed_quality(value: t.QualityResult, page: Page) -> None:
    """Show how well tagging does: each part, and all together."""
    for part in value["parts"]:
        page.line(words.quality_title(part["name"], part["entries"], part["milliseconds"], tuned=part["tuned"]))
        for name, of_part in (("Thema", part["topics"]), (words.REGION, part["regions"])):
            _scores(name, of_part, page, each=True)
    if len(value["parts"]) > 1:
        page.line(words.QUALITY_ALL)
        for name, whole in (("Thema", value["topics"]), (words.REGION, value["regions"])):
            _scores(name, whole, page, each=False)


def _scores(name: str, found: t.QualityValue, page: Page, *, each: bool) -> None:
    lines: list[tuple[str, t.ScoreValue | t.QualityValue]] = [(words.QUALITY_ALL, found)]
    if each:
        lines += found["per"].items()
    numbers = ("Genauigkeit", "Ausbeute", "F1", "Beispiele")
    rows = [
        (code, words.ratio(one["precision"]), words.ratio(one["recall"]), words.ratio(one["f1"]), one["support"])
        for code, one in lines
    ]
    page.table((name, *numbers), rows, right=numbers)


def feed_list(value: r.FeedList, page: Page) -> None:
    """Show all sources."""
    if not value["feeds"]:
        page.line(words.none_yet("Quellen"))
        return
    rows = [
        (
            one["id"], one["title"], one["url"],
            words.german_time(one["next_check_at"]) if one["enabled"] else "ruht",
            words.german_time(one["last_ok_at"]), words.feed_health(one["health"], one["since"], one["last_error"]),
        )
        for one in value["feeds"]
    ]  # fmt: skip
    page.table((_NUMBER, "Name", "Adresse", "Nächster Abruf", "Zuletzt gelesen", "Befinden"), rows, right=(_NUMBER,))
    proposed = [one for one in value["feeds"] if one["evidence"]]
    if proposed:
        page.line(words.EVIDENCE_HEADING)
    for one in proposed:
        page.line(words.evidence(one["id"], one["title"], one["evidence"]))


def feed_proposed(value: r.FeedProposed, page: Page) -> None:
    """Show how many sources the start list had more."""
    page.line(words.feed_proposed(value["fresh"]))


def feed_changed(value: r.FeedChanged, page: Page) -> None:
    """Show what became of a source."""
    feed = value["feed"]
    page.line(words.feed_changed(value["what"], feed["id"], feed["url"], fresh=value["fresh"]))


def feed_collected(value: r.FeedCollected, page: Page) -> None:
    """Show what collecting brought."""
    rows = []
    for one in value["sources"]:
        error = one["error"]
        said = (
            f"{error['message']} {error['hint']}" if error is not None else words.brought(one["new"], one["warnings"])
        )
        rows.append((one["title"] or one["url"], one["new"], one["changed"], one["seen"], said))
    numbers = ("Neu", "Geändert", "Schon da")
    page.table(("Quelle", *numbers, "Hinweis"), rows, right=numbers)
    page.line(words.collected(value["new"], value["changed"], value["failed"]))


def entry_list(value: r.EntryList, page: Page) -> None:
    """Show entries."""
    if not value["entries"]:
        page.line(words.NO_ENTRIES)
        return
    rows = [
        (
            one["id"],
            words.german_time(one["published_at"]),
            words.STATES[one["state"]],
            one["title"],
            *_tags(one),
            one["link"],
        )
        for one in value["entries"]
    ]
    page.table((_NUMBER, "Veröffentlicht", "Zustand", "Titel", *_TAGS, "Adresse"), rows, right=(_NUMBER,))


def entry_released(value: r.EntryReleased, page: Page) -> None:
    """Show what became of entries."""
    for one in value["released"]:
        preview = one["preview"]
        if not one["fresh"]:
            page.line(words.entry_before(one["entry"], one["notice"]))
        elif value["dry_run"] and preview is not None:
            for text in preview["texts"]:
                page.line(text)
                page.line()
            for line in words.audience(preview):
                page.line(line)
        else:
            page.line(words.entry_released(one["entry"], one["notice"] or 0, one["audience"]))
    if value["dry_run"]:
        page.line(words.DRY)


def entry_discarded(value: r.EntryDiscarded, page: Page) -> None:
    """Show that an entry is discarded."""
    page.line(words.entry_discarded(value["entry"], fresh=value["fresh"], kept=value["kept"]))


def edition_shown(value: r.EditionShown, page: Page) -> None:
    """Show an edition as it will look."""
    if not value["items"]:
        page.line(words.EDITION_EMPTY)
        return
    for text in value["texts"]:
        page.line(text)
        page.line()
    page.line(words.edition_audience(value["places"], value["digest_items"]))
    page.line(words.DRY if value["notice"] is None else words.edition_before(value["slot"], value["notice"]))


def edition_released(value: r.EditionReleased, page: Page) -> None:
    """Show that an edition is on its way."""
    if not value["fresh"]:
        page.line(words.edition_before(value["slot"], value["notice"]))
        return
    page.line(words.edition_released(value["slot"], value["notice"], value["items"]))
    page.line(words.edition_audience(value["places"], value["digest_items"]))
