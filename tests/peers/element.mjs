// Element's own library as members' clients: what a member's app would show, told over lines of JSON.
//
// A line asks, {"id", "who", "what", "given"}, and a line answers, {"id", "value" or "error"}: tests/matrix/member.py.
// Its devices are signed by their owners. A strict one shuts out devices whose owners have not signed them:
// https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/4153-invisible-crypto.md

import { createInterface } from "node:readline";
import * as sdk from "matrix-js-sdk";
import { OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { PollResponseEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollResponseEvent.js";

logger.setLevel?.("silent");
for (const level of ["log", "info", "warn", "debug", "error", "trace"]) console[level] = () => {};

const ENCRYPTION = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };

class Client {
  constructor(client) {
    this.client = client;
    this.events = [];
    this.taken = 0;
    this.waiting = [];
    client.on("Room.timeline", (event) => this.take(event));
    for (const what of ["Room.myMembership", "RoomMember.membership"]) client.on(what, () => this.wake());
  }

  static async begin(url, user, device, token, strict) {
    const client = sdk.createClient({ baseUrl: url, userId: user, deviceId: device, accessToken: token });
    await client.initRustCrypto({ useIndexedDB: false });
    const crypto = client.getCrypto();
    if (strict) crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: (request) => request(null) });
    const mine = new Client(client);
    const ready = new Promise((resolve) => client.on("sync", (state) => state === "PREPARED" && resolve()));
    await client.startClient({ initialSyncLimit: 50 });
    await ready;
    return mine;
  }

  // --- what can be asked for

  // Joined is who also knows whose devices are there, as an app does a moment later: what comes before it has asked for
  // them it cannot read if it is strict, and it tries that no second time until it is started anew.
  async join(room) {
    await this.client.joinRoom(room);
    await this.until(() => this.client.getRoom(room)?.hasEncryptionStateEvent());
    const users = this.client.getRoom(room).getMembers().map((member) => member.userId);
    await this.client.getCrypto().getUserDeviceInfo(users, true);
  }

  async create_direct(user) {
    const made = await this.client.createRoom({
      is_direct: true, invite: [user], preset: "trusted_private_chat", initial_state: [ENCRYPTION],
    });
    const known = () => this.client.getRoom(made.room_id);
    await this.until(() => known()?.hasEncryptionStateEvent() && known().getMember(user));
    return made.room_id;
  }

  async send(room, kind, content) {
    return (await this.client.sendEvent(room, kind, content)).event_id;
  }

  async vote(room, start, answers) {
    const { type, content } = PollResponseEvent.from(answers, start).serialize();
    return (await this.client.sendEvent(room, type, content)).event_id;
  }

  // A poll as the app has it, once it knows it.
  async poll(room, start) {
    const poll = await this.known_poll(room, start);
    return { question: poll.pollEvent.question.text, ids: poll.pollEvent.answers.map((one) => one.id), over: poll.isEnded };
  }

  // What the app is told when a poll ends, once it takes that as its end.
  async end_of_poll(room, start) {
    const poll = await this.known_poll(room, start);
    if (!poll.isEnded) await new Promise((resolve) => poll.once("Poll.end", resolve));
    return poll.endEventId;
  }

  // The next message of others, however it can be read: failure is why not; shield 0 is none, 1 grey, 2 red.
  async next_message() {
    await this.until(() => this.events.length > this.taken);
    return this.events[this.taken++];
  }

  async catch_up() {
    const found = this.events.slice(this.taken);
    this.taken = this.events.length;
    return found;
  }

  async close() {
    this.client.stopClient();
  }

  // --- how it is done

  async known_poll(room, start) {
    const where = this.client.getRoom(room);
    return where.polls.get(start) ?? (await new Promise((resolve) => where.once("Poll.new", resolve)));
  }

  async take(event) {
    if (event.isState() || event.getSender() === this.client.getUserId()) return;
    const place = this.events.length;
    await this.client.decryptEventIfNeeded(event);
    if (event.isDecryptionFailure() && event.decryptionFailureReason === "MEGOLM_UNKNOWN_INBOUND_SESSION_ID") {
      await new Promise((resolve) => event.once("Event.decrypted", resolve)); // its key is on the way
    }
    const seal = event.isEncrypted() ? await this.client.getCrypto().getEncryptionInfoForEvent(event) : null;
    const { type, content } = event.getEffectiveEvent();
    this.events.push({
      event_id: event.getId(), room_id: event.getRoomId(), sender: event.getSender(), type, content,
      encrypted: event.isEncrypted(), failure: event.decryptionFailureReason ?? "", shield: seal?.shieldColour ?? 0, place,
    });
    this.wake();
  }

  until(isSo) {
    return new Promise((resolve) => {
      const look = () => (isSo() ? (resolve(), true) : false);
      if (!look()) this.waiting.push(look);
    });
  }

  wake() {
    this.waiting = this.waiting.filter((look) => !look());
  }
}

const clients = new Map();

async function answer(asked) {
  try {
    if (asked.what === "begin") {
      clients.set(asked.who, await Client.begin(...asked.given));
      return {};
    }
    return { value: await clients.get(asked.who)[asked.what](...asked.given) };
  } catch (error) {
    return { error: String(error?.stack ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  answer(asked).then((told) => process.stdout.write(JSON.stringify({ id: asked.id, ...told }) + "\n"));
}
process.exit(0);
