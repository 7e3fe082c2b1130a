"""Who runs a poll."""

from domain.recipient import Role
from store.editors import Editor
from store.polls import StoredPoll


def runs(editor: Editor | None, poll: StoredPoll) -> bool:
    """Return whether somebody runs a poll: who asked, whom they named, who leads all its regions, the Koordination.

    Who stands in for a Federführende leads their region as long as that lasts.
    """
    if editor is None:
        return False
    if editor.role is Role.COORDINATION or editor.id in poll.run_by:
        return True
    return editor.role is Role.LEAD and bool(poll.regions) and set(poll.regions) <= set(editor.leads)
