"""A strict Element reads, and is read by, only devices that their owner has signed."""

import base64
import os
from collections.abc import Awaitable, Callable

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from tests.fake_synapse.element import ENCRYPTED, ElementUser
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.strict import StrictElementUser, canonical, signed_devices
from tests.fake_synapse.user import Json

NewElement = Callable[[str], Awaitable[ElementUser]]
KEYS = "/_matrix/client/v3/keys"


class Key:
    """One of a user's three cross-signing keys."""

    def __init__(self, user: str, usage: str) -> None:
        self._private = ECC.construct(curve="Ed25519", seed=os.urandom(32))
        self.public = _text(self._private.public_key().export_key(format="raw"))
        self.json: Json = {"user_id": user, "usage": [usage], "keys": {f"ed25519:{self.public}": self.public}}

    def sign(self, what: Json) -> Json:
        signature = _text(eddsa.new(self._private, "rfc8032").sign(canonical(what)))
        return what | {"signatures": {what["user_id"]: {f"ed25519:{self.public}": signature}}}


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


async def query(user: ElementUser) -> Json:
    return await user.call("POST", f"{KEYS}/query", {"device_keys": {user.user_id: []}})


async def cross_sign(user: ElementUser) -> None:
    """Do what Element does for a new account."""
    master, signing, users = (Key(user.user_id, usage) for usage in ("master", "self_signing", "user_signing"))
    body = {
        "master_key": master.json,
        "self_signing_key": master.sign(signing.json),
        "user_signing_key": master.sign(users.json),
    }
    await user.call("POST", f"{KEYS}/device_signing/upload", body)
    name = user.account.device_id
    device = (await query(user))["device_keys"][user.user_id][name]
    answer = await user.call("POST", f"{KEYS}/signatures/upload", {user.user_id: {name: signing.sign(device)}})
    assert answer["failures"] == {}


async def seen(user: ElementUser, room: str, event_id: str) -> Json:
    """Return an event as a user sees it."""
    return await user.wait_for(room, lambda event: event["event_id"] == event_id)


async def test_only_signed_devices_are_heard_and_told(synapse: SynapseServer, element_user: NewElement) -> None:
    bot = await element_user("bote")
    async with StrictElementUser(synapse.url, synapse.new_account("anna")) as anna:
        room = await bot.create_room(anna.user_id, encrypted=True)
        await anna.join(await anna.wait_for_invite())
        await bot.wait_for(room, lambda event: event.get("state_key") == anna.user_id)
        unsigned = await bot.say(room, "ohne Unterschrift")
        ignored = await anna.say(room, "für niemanden")
        assert (await seen(anna, room, unsigned))["type"] == ENCRYPTED
        assert (await seen(bot, room, ignored))["type"] == ENCRYPTED
        await cross_sign(bot)
        await bot.say(room, "mit Unterschrift")
        await anna.wait_for_text(room, "mit Unterschrift")
        await anna.say(room, "gehört")
        await bot.wait_for_text(room, "gehört")


async def test_a_signature_counts_only_if_it_fits(element_user: NewElement) -> None:
    anna = await element_user("anna")
    user, device = anna.user_id, anna.account.device_id
    assert signed_devices(await query(anna), user) == frozenset()
    await cross_sign(anna)
    answer = await query(anna)
    key = answer["device_keys"][user][device]["keys"][f"curve25519:{device}"]
    assert signed_devices(answer, user) == {key}
    changed = answer | {"device_keys": {user: {device: answer["device_keys"][user][device] | {"algorithms": []}}}}
    assert signed_devices(changed, user) == frozenset()
    other_master = answer | {"master_keys": {user: Key(user, "master").json}}
    assert signed_devices(other_master, user) == frozenset()
