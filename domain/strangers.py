"""Whom we let write to us before we know them, and when a room in which nobody says anything is left again."""

from datetime import timedelta

#: So many strangers of one server may come in an hour; more are not members of ours, but somebody's game.
AT_MOST = 20
WITHIN = timedelta(hours=1)
#: A stranger's direct room in which they have said nothing for so long is left.
SILENT_FOR = timedelta(days=14)


def may_come(*, is_known: bool, came: int, sheet_is_out: bool) -> bool:
    """Return whether somebody who invites us is let in.

    is_known: they have an address with us. came: strangers of their server within the last hour. sheet_is_out: an
    invitation sheet is valid, so that many may come at once.
    """
    return is_known or sheet_is_out or came < AT_MOST
