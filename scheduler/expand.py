"""Deliveries become dispatches, in small batches: which remote calls keep a promise is settled just before they go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from channels.base import Capabilities
from content import compose, render, words
from domain import expiry
from domain.asset import File
from domain.lane import Lane
from domain.notice import Level, NoticeKind, Scope
from domain.revision import FILES, NATIVE_POLL, EditParts, SendAnew, Supersede, Wait, plan, plan_files
from domain.state import DeliveryState, Op
from domain.unsure import OnUnsure, rule_for
from scheduler import publishing
from store import assets, bodies, deliveries, editions, notices, outbox, pins, restored
from store.deliveries import Companion, Due, OldFile, OldPart, Renderings

#: While an older revision is under way, its successor looks again after this time.
_LOOK_AGAIN = timedelta(seconds=1)
_Row = dict[str, Any]


@dataclass
class Expander:
    """Makes the dispatches of one account. It remembers renderings and summaries; they never change.

    may_pin: whether the account may send so much that pins take no message's place.
    """

    account: str
    capabilities: Capabilities
    public_only: frozenset[str]
    crash: Callable[[str], None]
    may_pin: Callable[[], bool] = field(default=lambda: True)
    _parts: dict[tuple[int, int, str], Renderings] = field(default_factory=dict)
    _items: dict[tuple[int, int], compose.Item] = field(default_factory=dict)
    _files: dict[tuple[int, int], tuple[File, ...]] = field(default_factory=dict)

    def run(self, session: Session, now: datetime, lanes: Sequence[Lane], limit: int, *, places: bool = False) -> int:
        """Turn at most `limit` due deliveries, or only those to places, into dispatches; return how many there were."""
        due = deliveries.due(session, self.account, now, lanes, limit, places=places)
        plain = [one for one in due if self._is_ready(session, one, now) and not one.edition and not one.replaces]
        self._send(session, plain, now)
        taken = {one.id for one in plain}
        for one in due:
            if one.id not in taken and one.address_state == "ok":
                self._expand_one(session, one, now, taken)
        after_restore = [one.id for one in due if one.restored]
        if after_restore:
            restored.hold_expanded(session, after_restore, now)
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
            deliveries.settle(session, one.id, DeliveryState.SKIPPED, deliveries.NOT_RECEIVING)
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
        first: dict[int, int] = {}
        before: dict[int, int] = {}
        rest = [(one, _in_order(self._rendered(session, one.notice, one.rev, self._variant(one)))) for one in batch]
        position = 0
        while rest := [(one, parts) for one, parts in rest if position < len(parts)]:
            rows = [
                self._with_buttons(session, one, _row(one, *parts[position], now, after=before.get(one.id)))
                for one, parts in rest
            ]
            for (one, _), id_ in zip(rest, outbox.enqueue(session, rows), strict=True):
                first.setdefault(one.id, id_)
                before[one.id] = id_
                pairs.append((one.id, id_))
            position += 1
        deliveries.mark_expanded(session, pairs, now)
        if self.capabilities.pins and self.may_pin():
            self._pin(session, [one for one in batch if one.level is Level.URGENT and one.place_scope], first, now)

    def _pin(self, session: Session, batch: Sequence[Due], first: Mapping[int, int], now: datetime) -> None:
        """Have the beginnings of urgent notices pinned in places. It carries no delivery: where it fails, none does."""
        done = pins.done(session, {(one.notice, one.rev) for one in batch})
        wanted = [one for one in batch if (one.notice, one.rev) not in done]
        outbox.enqueue(session, [_pin_row(one, now, first[one.id]) for one in wanted])

    def _rendered(self, session: Session, notice: int, rev: int, variant: str) -> Renderings:
        key = (notice, rev, variant)
        if key not in self._parts:
            form = self.capabilities.form.value
            found = deliveries.renderings(session, notice, rev, variant, form)
            found = found if found.texts else deliveries.renderings(session, notice, rev, "whole", form)
            found = found if self.capabilities.file_limit else replace(found, files=())
            self._parts[key] = found if self.capabilities.native_polls else replace(found, polls=())
        return self._parts[key]

    def _with_buttons(self, session: Session, one: Due, row: _Row) -> _Row:
        """Return a dispatch with the buttons that stand below its rendering."""
        found = self._rendered(session, one.notice, one.rev, self._variant(one)).buttons
        return {**row, "buttons": found.get(row["rendering"])}

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
        intro = edition.document or words.GREETING
        document = compose.digest_document(edition.title, publishing.group(shown), intro)
        slot = edition.request_key.partition(":")[2]
        digest, times = deliveries.new_digest(session, first.recipient, slot)
        ids = [one.id for one in ordered]
        deliveries.put_in_digest(session, ids, digest)
        before: int | None = None
        pairs: list[tuple[int, int]] = []
        # The deadline of one item says nothing about the others.
        common = {"deadline": None, "expires_at": min(one.expires_at for one in ordered)}
        key = f"g{digest}-{first.address}-{times}"
        for part, body in enumerate(render.render(document, self.capabilities.form)):
            row = _row(first, part, None, now, body=bodies.dump(body), after=before)
            (before,) = outbox.enqueue(session, [{**row, **common, "key": f"{key}-{part}"}])
            pairs.extend((delivery, before) for delivery in ids)
        pairs += self._add_files(session, first, ordered, {**common, "key": key, "after": before}, now)
        deliveries.mark_expanded(session, pairs, now)
        self.crash("digest.composed")
        return set(ids)

    def _add_files(
        self, session: Session, first: Due, items: Sequence[Companion], common: _Row, now: datetime
    ) -> list[tuple[int, int]]:
        """Write the files of a digest's items down, each once; return (delivery, dispatch) of those that it is for.

        Each waits for the text only, so that one that is refused holds no other item up.
        """
        sent: dict[File, int] = {}
        pairs: list[tuple[int, int]] = []
        for one in items:
            files = self._files_of(session, one.notice, one.rev)
            renderings = self._rendered(session, one.notice, one.rev, "whole").files
            for file, rendering in zip(files, renderings, strict=False):
                if file not in sent:
                    seq = FILES + len(sent)
                    row = {**_row(first, seq, rendering, now), **common, "key": f"{common['key']}-{seq}"}
                    (sent[file],) = outbox.enqueue(session, [row])
                pairs.append((one.id, sent[file]))
        return pairs

    def _files_of(self, session: Session, notice: int, rev: int) -> tuple[File, ...]:
        if (notice, rev) not in self._files:
            self._files[notice, rev] = tuple(one.file for one in assets.files_of(session, notice, rev))
        return self._files[notice, rev]

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
        had_files = any(self._files_of(session, one.notice, rev) for rev in range(1, one.rev))
        files = deliveries.older_files(session, one.replaces) if had_files else []
        decision = plan(
            [part.state for part in old],
            len(self._rendered(session, one.notice, one.rev, "whole").texts),
            [file.state for file in files],
            level=one.level,
            in_digest=any(part.in_digest for part in old),
            # Somebody who is written to elsewhere now gets the new text there; a message id means nothing there.
            can_edit=self.capabilities.edits and all(part.address == one.address for part in old),
        )
        match decision:
            case Wait():
                deliveries.put_off(session, one.id, now + _LOOK_AGAIN)
            case Supersede() | SendAnew():
                pins.take_down_of(session, one.replaces, now)
                self._send(session, [one], now)
            case EditParts():
                self._edit(session, one, old, files, decision, now)

    def _edit(
        self,
        session: Session,
        one: Due,
        old: Sequence[OldPart],
        files: Sequence[OldFile],
        how: EditParts,
        now: datetime,
    ) -> None:
        new = self._rendered(session, one.notice, one.rev, "whole")
        gone, added = self._changed_files(session, one, files)
        deleted = [(how.edited + i, part.id) for i, part in enumerate(old[how.edited : how.edited + how.deleted])]
        deleted += [(files[place].seq, files[place].id) for place in gone]
        rows = [_edit_row(one, part, now, target=old[part].id, rendering=new.texts[part]) for part in range(how.edited)]
        rows = [self._with_buttons(session, one, row) for row in rows]
        rows += [_edit_row(one, part, now, target=target, rendering=None) for part, target in deleted]
        ids = outbox.enqueue(session, rows)
        before: int | None = ids[how.edited - 1] if how.edited else None
        # Numbers behind those of all files before: the same one twice would be the same part twice.
        first = max((file.seq for file in files), default=FILES - 1) + 1
        more = [*enumerate(new.texts[how.edited :], how.edited), *enumerate((new.files[i] for i in added), first)]
        for part, rendering in more:
            row = self._with_buttons(session, one, _row(one, part, rendering, now, after=before))
            (before,) = outbox.enqueue(session, [row])
            ids.append(before)
        if how.announce:
            short = self._rendered(session, one.notice, one.rev, "short").texts[0]
            ids += outbox.enqueue(session, [_row(one, deliveries.ANNOUNCEMENT, short, now, after=before)])
        deliveries.mark_expanded(session, [(one.id, id_) for id_ in ids], now)

    def _changed_files(self, session: Session, one: Due, files: Sequence[OldFile]) -> tuple[list[int], list[int]]:
        """Return which of the old files go, and which of the new ones come, by their places."""
        wanted = self._files_of(session, one.notice, one.rev) if self.capabilities.file_limit else ()
        return plan_files([old.file for old in files], wanted)


def _in_order(parts: Renderings) -> list[tuple[int, int]]:
    """Return (number of the part, rendering) in the order of sending."""
    return [*enumerate(parts.texts), *enumerate(parts.polls, NATIVE_POLL), *enumerate(parts.files, FILES)]


def _row(
    one: Due,
    part: int,
    rendering: int | None,
    now: datetime,
    *,
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
        "buttons": None,
        "silent": one.level is Level.INFO,
        "on_unsure": rule_for(Op.SEND, one.kind).value,
        "created_at": now,
        "not_before": one.not_before,
        "expires_at": one.expires_at,
        "deadline": one.deadline if one.level is Level.URGENT else None,
        "repeated": [],
    }


def _pin_row(one: Due, now: datetime, target: int) -> _Row:
    """Return a dispatch that pins a message as soon as it is there, and as long as that may be sent."""
    row = _edit_row(one, 0, now, target=target, rendering=None)
    changes = {"key": pins.key(one.id, one.address), "op": Op.PIN.value}
    return {**row, **changes, "not_before": one.not_before, "expires_at": one.expires_at, "deadline": None}


def _edit_row(one: Due, part: int, now: datetime, *, target: int, rendering: int | None) -> _Row:
    """Return a dispatch that edits, or without a rendering deletes, a message of the older revision, silently."""
    row = _row(one, part, rendering, now)
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
