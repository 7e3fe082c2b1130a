"""Deliveries become dispatches, in small batches: which remote calls keep a promise is settled just before they go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from channels.base import Capabilities
from content import compose, render
from domain import expiry
from domain.lane import Lane
from domain.notice import Level, NoticeKind, Scope
from domain.revision import EditParts, SendAnew, Supersede, Wait, plan
from domain.state import DeliveryState, Op
from domain.unsure import OnUnsure, rule_for
from scheduler import publishing
from store import bodies, deliveries, editions, notices, outbox
from store.deliveries import Due, OldPart

#: While an older revision is under way, its successor looks again after this time.
_LOOK_AGAIN = timedelta(seconds=1)
_Row = dict[str, Any]


@dataclass
class Expander:
    """Makes the dispatches of one account. It remembers renderings and summaries; they never change."""

    account: str
    capabilities: Capabilities
    public_only: frozenset[str]
    crash: Callable[[str], None]
    _parts: dict[tuple[int, int, str], list[int]] = field(default_factory=dict)
    _items: dict[tuple[int, int], compose.Item] = field(default_factory=dict)

    def run(self, session: Session, now: datetime, lanes: Sequence[Lane], limit: int, *, places: bool = False) -> int:
        """Turn at most `limit` due deliveries, or only those to places, into dispatches; return how many there were."""
        due = deliveries.due(session, self.account, now, lanes, limit, places=places)
        plain = [one for one in due if self._is_ready(session, one, now) and not one.edition and not one.replaces]
        self._send(session, plain, now)
        taken = {one.id for one in plain}
        for one in due:
            if one.id not in taken and one.address_state == "ok":
                self._expand_one(session, one, now, taken)
        return len(due)

    def _expand_one(self, session: Session, one: Due, now: datetime, taken: set[int]) -> None:
        if not one.receives or one.expires_at <= now:
            return
        if one.replaces is not None:
            self._revise(session, one, now)
        elif one.edition is not None and one.id not in taken:
            taken.update(self._compose_digest(session, one, now))

    def _is_ready(self, session: Session, one: Due, now: datetime) -> bool:
        """Return whether a delivery can go where it says; otherwise end it or send it another way."""
        if not one.receives:
            deliveries.settle(session, one.id, DeliveryState.SKIPPED, "not receiving")
        elif one.expires_at <= now:
            deliveries.settle(session, one.id, DeliveryState.FAILED, "expired")
        elif one.address_state != "ok":
            other = deliveries.other_address(session, one.id, one.recipient, one.address, one.scope, self.public_only)
            if other is None:
                deliveries.settle(session, one.id, DeliveryState.FAILED, "no_address")
            else:
                deliveries.reroute(session, one.id, *other)
        else:
            return True
        return False

    def _send(self, session: Session, batch: Sequence[Due], now: datetime) -> None:
        """Write the parts of ordinary notices down: all first parts, then all second ones, each after its former."""
        pairs: list[tuple[int, int]] = []
        before: dict[int, int] = {}
        rest = [(one, self._rendered(session, one.notice, one.rev, self._variant(one))) for one in batch]
        part = 0
        while rest := [(one, parts) for one, parts in rest if part < len(parts)]:
            rows = [_row(one, part, now, rendering=parts[part], after=before.get(one.id)) for one, parts in rest]
            for (one, _), id_ in zip(rest, outbox.enqueue(session, rows), strict=True):
                before[one.id] = id_
                pairs.append((one.id, id_))
            part += 1
        deliveries.mark_expanded(session, pairs, now)

    def _rendered(self, session: Session, notice: int, rev: int, variant: str) -> list[int]:
        key = (notice, rev, variant)
        if key not in self._parts:
            form = self.capabilities.form.value
            found = deliveries.renderings(session, notice, rev, variant, form)
            self._parts[key] = found or deliveries.renderings(session, notice, rev, "whole", form)
        return self._parts[key]

    def _variant(self, one: Due) -> str:
        closed = one.place_scope is Scope.PUBLIC or self.account in self.public_only
        return "public" if one.kind is NoticeKind.EDITION and closed else "whole"

    # --- a person's digest

    def _compose_digest(self, session: Session, first: Due, now: datetime) -> set[int]:
        assert first.edition is not None
        edition = notices.load(session, first.edition)
        assert edition is not None
        members = deliveries.companions(session, first, now)
        places = editions.item_sections(session, first.edition)
        ordered = sorted(members, key=lambda member: places[member.notice])
        shown = [(places[one.notice][1], self._item(session, one.notice, one.rev)) for one in ordered]
        document = compose.digest_document(edition.title, publishing.group(shown))
        slot = edition.request_key.removeprefix("edition:")
        digest, times = deliveries.new_digest(session, first.recipient, slot)
        ids = [one.id for one in ordered]
        deliveries.put_in_digest(session, ids, digest)
        before: int | None = None
        pairs: list[tuple[int, int]] = []
        for part, body in enumerate(render.render(document, self.capabilities.form)):
            row = _row(first, part, now, body=bodies.dump(body), after=before)
            row["key"] = f"g{digest}-{first.address}-{times}-{part}"
            row["deadline"] = None  # that of one item says nothing about the others
            row["expires_at"] = min(one.expires_at for one in ordered)
            (before,) = outbox.enqueue(session, [row])
            pairs.extend((delivery, before) for delivery in ids)
        deliveries.mark_expanded(session, pairs, now)
        self.crash("digest.composed")
        return set(ids)

    def _item(self, session: Session, notice: int, rev: int) -> compose.Item:
        if (notice, rev) not in self._items:
            found = notices.load(session, notice)
            assert found is not None
            self._items[notice, rev] = publishing.summary_item(found)
        return self._items[notice, rev]

    # --- a corrected notice

    def _revise(self, session: Session, one: Due, now: datetime) -> None:
        assert one.replaces is not None
        old = deliveries.older_parts(session, one.replaces)
        new = self._rendered(session, one.notice, one.rev, "whole")
        decision = plan(
            [part.state for part in old],
            len(new),
            level=one.level,
            in_digest=any(part.in_digest for part in old),
            # Somebody who is written to elsewhere now gets the new text there; a message id means nothing there.
            can_edit=self.capabilities.edits and all(part.address == one.address for part in old),
        )
        match decision:
            case Wait():
                deliveries.put_off(session, one.id, now + _LOOK_AGAIN)
            case Supersede() | SendAnew():
                self._send(session, [one], now)
            case EditParts():
                self._edit(session, one, old, new, decision, now)

    def _edit(
        self, session: Session, one: Due, old: list[OldPart], new: list[int], how: EditParts, now: datetime
    ) -> None:
        rows = [_edit_row(one, part, now, target=old[part].id, rendering=new[part]) for part in range(how.edited)]
        rows += [
            _edit_row(one, how.edited + i, now, target=part.id, rendering=None)
            for i, part in enumerate(old[how.edited : how.edited + how.deleted])
        ]
        ids = outbox.enqueue(session, rows)
        before: int | None = ids[how.edited - 1] if how.edited else None
        for part in range(how.edited, len(new)):
            (before,) = outbox.enqueue(session, [_row(one, part, now, rendering=new[part], after=before)])
            ids.append(before)
        if how.announce:
            short = self._rendered(session, one.notice, one.rev, "short")
            ids += outbox.enqueue(session, [_row(one, deliveries.ANNOUNCEMENT, now, rendering=short[0], after=before)])
        deliveries.mark_expanded(session, [(one.id, id_) for id_ in ids], now)


def _row(
    one: Due,
    part: int,
    now: datetime,
    *,
    rendering: int | None = None,
    body: str | None = None,
    after: int | None = None,
) -> _Row:
    """Return a dispatch that sends one part of a delivery. It takes lane and times from the delivery."""
    return {
        "key": f"d{one.id}-{one.address}-{part}",
        "account": one.account,
        "address": one.address,
        "chat": one.chat,
        "thread": one.thread,
        "lane": int(one.lane),
        "op": Op.SEND.value,
        "seq": part,
        "after": after,
        "target": None,
        "rendering": rendering,
        "body": body,
        "silent": one.level is Level.INFO,
        "on_unsure": rule_for(Op.SEND, one.kind).value,
        "created_at": now,
        "not_before": one.not_before,
        "expires_at": one.expires_at,
        "deadline": one.deadline if one.level is Level.URGENT else None,
        "repeated": [],
    }


def _edit_row(one: Due, part: int, now: datetime, *, target: int, rendering: int | None) -> _Row:
    """Return a dispatch that edits, or without a rendering deletes, a message of the older revision, silently."""
    row = _row(one, part, now, rendering=rendering)
    op = Op.DELETE if rendering is None else Op.EDIT
    changes = {
        "key": f"d{one.id}-{one.address}-{part}-{op.value}",
        "lane": int(Lane.EDIT),
        "op": op.value,
        "target": target,
        "silent": True,
        "on_unsure": OnUnsure.REPEAT.value,
        "not_before": now,
        "expires_at": now + expiry.EDIT,
    }
    return {**row, **changes}
