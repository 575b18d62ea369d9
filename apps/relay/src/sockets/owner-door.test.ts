import { LIMITS, type RelayMessage } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { io } from "socket.io-client"
import { beforeEach, describe, expect, onTestFinished, test } from "vitest"
import { FakeTimers } from "../testing/fake-timers.ts"
import { tinyStudy } from "../testing/specs.ts"
import { newIdentity, TestOwner, type TestOwnerOptions } from "../testing/test-owner.ts"
import {
  ask,
  command,
  createInvite,
  createStudy,
  sharedRelay,
  testRelay,
  viewOf,
} from "../testing/test-relay.ts"

const shared = sharedRelay()

async function join(options: TestOwnerOptions): Promise<TestOwner> {
  const owner = await TestOwner.join(options)
  onTestFinished(() => owner.close())
  return owner
}

describe("who comes in", () => {
  let base: TestOwnerOptions
  beforeEach(async () => {
    const relay = shared()
    const study = await createStudy(relay, tinyStudy())
    base = { url: relay.url, study, secret: await createInvite(relay, study) }
  })
  const byHand = async () => {
    const owner = await join({ ...base, automatic: false })
    const { message } = await owner.heard("challenge")
    return { owner, nonce: message.nonce }
  }
  const refusalOf = async (owner: TestOwner) => {
    const lost = owner.lost()
    const { message } = await owner.heard("refused")
    await lost
    return message.code
  }

  test("[R20] an owner that signs its challenge is let in under the hash of its key", async () => {
    const owner = await join({ ...base, label: "Clinic North" })
    const { message } = await owner.heard("admitted")
    expect(message).toMatchObject({ participant: owner.participant, study: base.study, returning: false })
    await owner.heard("waiting")
    const { roster } = await viewOf(shared(), base.study)
    expect(roster).toMatchObject([{ participant: owner.participant, label: "Clinic North", state: "ready" }])
  })

  test("[R21] a signature over another nonce, another study or by another key opens nothing", async () => {
    const other = await newIdentity()
    const wrongNonce = await byHand()
    await wrongNonce.owner.identify(toBase64url(new Uint8Array(32)))
    expect(await refusalOf(wrongNonce.owner)).toBe("E_IDENTITY")

    const wrongKey = await byHand()
    await wrongKey.owner.identify(wrongKey.nonce, { publicKey: toBase64url(other.publicKey) })
    expect(await refusalOf(wrongKey.owner)).toBe("E_IDENTITY")

    const wrongStudy = await byHand()
    const elsewhere = await createStudy(shared(), tinyStudy())
    await wrongStudy.owner.identify(wrongStudy.nonce, { study: elsewhere })
    expect(await refusalOf(wrongStudy.owner)).toBe("E_IDENTITY")
  })

  test("[R21] two sockets never get the same nonce, and one answer is all that a nonce takes", async () => {
    const [first, second] = [await byHand(), await byHand()]
    expect(first.nonce).not.toBe(second.nonce)
    await first.owner.identify(first.nonce)
    await first.owner.heard("admitted")
    const lost = first.owner.lost()
    await first.owner.identify(first.nonce)
    expect((await first.owner.heard("refused")).message.code).toBe("E_DUPLICATE")
    await lost
    // Its place in the roster is kept, and free.
    const { roster } = await viewOf(shared(), base.study)
    expect(roster).toMatchObject([{ participant: first.owner.participant, state: "reconnecting" }])
  })

  test("[R20] another version of the protocol, an unknown invite and an unknown study are told by name", async () => {
    const version = await byHand()
    await version.owner.identify(version.nonce, { protocol: 2 })
    expect(await refusalOf(version.owner)).toBe("E_VERSION")

    const guess = await byHand()
    await guess.owner.identify(guess.nonce, { invite: "A".repeat(43) })
    expect(await refusalOf(guess.owner)).toBe("E_INVITE_UNKNOWN")

    const nowhere = await join({ ...base, study: "0000000000000000" as TestOwnerOptions["study"] })
    expect(await refusalOf(nowhere)).toBe("E_INVITE_UNKNOWN")
  })

  test("[R20] a socket that says anything else before it is let in is closed", async () => {
    for (const message of [{ kind: "leave" }, { kind: "want-result", which: "last" }] as const) {
      const { owner } = await byHand()
      await owner.channel.send(message)
      expect(await refusalOf(owner)).toBe("E_NOT_IDENTIFIED")
    }
  })

  test("[R4] an invite for one lets in one, and that one again", async () => {
    const secret = await createInvite(shared(), base.study, 1)
    const first = await join({ ...base, secret })
    await first.heard("waiting")
    const second = await join({ ...base, secret })
    expect(await refusalOf(second)).toBe("E_INVITE_USED")
    first.close()
    const again = await join({ ...base, secret, identity: first.identity })
    expect((await again.heard("admitted")).message.returning).toBe(true)
  })

  test("[R22] of two sockets of one owner the newest counts, and the older is told", async () => {
    const older = await join(base)
    await older.heard("waiting")
    const newer = await join({ ...base, identity: older.identity })
    expect(await refusalOf(older)).toBe("E_REPLACED")
    await newer.heard("waiting")
    const { roster } = await viewOf(shared(), base.study)
    expect(roster).toMatchObject([{ participant: older.participant, state: "ready" }])
    expect(older.received.filter(({ message }) => message.kind === "challenge")).toHaveLength(1)
  })

  test("a newcomer to a study that has ended is told so; who took part may come for the result", async () => {
    const member = await join(base)
    await member.heard("waiting")
    await command(shared(), base.study, "stop")
    await member.heard("study-ended")
    expect(await refusalOf(await join(base))).toBe("E_STUDY_CLOSED")
    const back = await join({ ...base, identity: member.identity })
    expect((await back.heard("study-ended")).message.outcome).toBe("stopped")
  })

  test("owners of a deleted study are told that it is gone", async () => {
    const owner = await join(base)
    await owner.heard("waiting")
    const lost = owner.lost()
    await ask(shared(), "DELETE", `/api/studies/${base.study}`)
    expect((await owner.heard("refused")).message.code).toBe("E_STUDY_UNKNOWN")
    await lost
  })
})

describe("time at the door", () => {
  test("[R20] who does not identify itself in time is told and closed", async () => {
    const timers = new FakeTimers()
    const relay = await testRelay({}, { timers })
    const study = await createStudy(relay, tinyStudy())
    const secret = await createInvite(relay, study)
    const silent = await join({ url: relay.url, study, secret, automatic: false })
    const prompt = await join({ url: relay.url, study, secret })
    await silent.heard("challenge")
    await prompt.heard("admitted")
    const lost = silent.lost()
    timers.advance(LIMITS.identifyWithinMs)
    expect((await silent.heard("refused")).message.code).toBe("E_NOT_IDENTIFIED")
    await lost
    expect(prompt.received.some(({ message }: { message: RelayMessage }) => message.kind === "refused")).toBe(
      false,
    )
  })

  test("[R26] no more sockets than the relay allows", async () => {
    const relay = await testRelay({ maxSockets: 1 })
    const study = await createStudy(relay, tinyStudy())
    const secret = await createInvite(relay, study)
    const owner = await join({ url: relay.url, study, secret })
    await owner.heard("admitted")
    const turnedAway = io(new URL("/owner", relay.url).href, {
      transports: ["websocket"],
      reconnection: false,
    })
    await new Promise((resolve) => turnedAway.once("connect_error", resolve))
    expect(turnedAway.connected).toBe(false)
    expect((await viewOf(relay, study)).roster).toHaveLength(1)
  })
})
