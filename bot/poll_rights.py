"""Who runs a poll."""

from domain.recipient import Role
from store.editors import Editor
from store.polls import StoredPoll


def runs(editor: Editor | None, poll: StoredPoll) -> bool:
    """Return whether somebody runs a poll: who leads all its regions, whom who asked has named, the Koordination.

    Each by the role that they have now: who asked and leads the region no longer runs it no longer. Who stands in for a
    Federführende leads their region as long as that lasts.
    """
    if editor is None or editor.role is Role.MEMBER:
        return False
    if editor.role is Role.COORDINATION or editor.id in poll.organisers:
        return True
    return bool(poll.regions) and set(poll.regions) <= set(editor.leads)
