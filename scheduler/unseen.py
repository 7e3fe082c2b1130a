"""What goes into the edition unseen: at level info, into the edition only, of sources that the Koordination chose."""

from collections.abc import Mapping

from sqlmodel import Session

from scheduler import releasing
from scheduler.publishing import Publisher
from store import audit, entries, source_rules
from store.entries import EntryState
from store.source_rules import Rule
from store.tags import EntryTags

#: Who does what the Koordination has switched on.
_TIMETABLE = "timetable"


def may_go_unseen(rules: Mapping[int, Rule], tags: EntryTags) -> bool:
    """Return whether an entry of these sources goes into the edition without anybody having looked at it.

    Each of them must be official and switched so for one of its topics. What names a deadline is always looked at:
    it may be pressing, and a pressing notice does not wait for the edition.
    """
    topics = {one.code for one in tags.topics}
    chosen = (one.official and topics & set(one.into_edition) for one in rules.values())
    return bool(rules) and tags.deadline is None and all(chosen)


def into_edition(session: Session, entry: int, tags: EntryTags, by: Publisher) -> int | None:
    """Let an entry that waits go out with the next edition, if it may; return the number of its notice, or None.

    In the transaction of its tags, so that it happens once.
    """
    rules = source_rules.of_entry(session, entry)
    row = entries.load(session, entry) if may_go_unseen(rules, tags) else None
    if row is None or row.state is not EntryState.OPEN or entries.mark_released(session, entry) is not None:
        return None
    topics, regions = [one.code for one in tags.topics], [one.code for one in tags.regions]
    notice = releasing.held_entry(session, row, topics, regions, _TIMETABLE, by)
    sources = ",".join(map(str, sorted(rules)))
    audit.note(session, _TIMETABLE, "entry.unseen", f"entry:{entry}", by.now, f"notice={notice} feed={sources}")
    return notice
