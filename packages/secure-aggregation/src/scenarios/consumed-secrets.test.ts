import type { Random, RoundSuite } from "@tutti/crypto"
import { webRandom } from "@tutti/crypto"
import { beforeAll, describe, expect, test } from "vitest"
import { Secret } from "../keys/secret.ts"
import { readRoster, writeRoster, writeRosterLine } from "../messages/from-relay.ts"
import { offerBody } from "../messages/offer.ts"
import type { OwnerTools } from "../participant/tools.ts"
import { offerHash } from "../transcript/hashes.ts"
import { signedAdvertisement } from "../transcript/signatures.ts"
import { type Hooks, offerOf, people, policyFor, runRound, type Setting } from "./round.ts"

/*
 * Alice is number 0 of five. Every secret that she draws, agrees on, expands, seals or opens passes through ports;
 * here they remember the very buffers, and say which of them still hold anything.
 */

const COUNT = 5
/** A share of each of both seeds, as the key's stream gives them; a mask of these rounds is shorter. */
const AGREED_BYTES = 64
const ALICE = 0
let setting: Setting
const vectors = Array.from({ length: COUNT }, () => new Uint32Array(webRandom(16).buffer))

beforeAll(async () => {
  setting = { people: await people(COUNT), policy: policyFor(COUNT) }
})

type Bytes = Uint8Array<ArrayBuffer>

class Witness {
  readonly #buffers: { what: string; bytes: Uint8Array }[] = []

  #remember<Kind extends Uint8Array>(what: string, bytes: Kind): Kind {
    this.#buffers.push({ what, bytes })
    return bytes
  }

  /** What is not overwritten yet, in words. */
  get alive(): string[] {
    return this.#buffers.filter(({ bytes }) => bytes.some((byte) => byte !== 0)).map(({ what }) => what)
  }

  /** How many such buffers went through the ports. */
  seen(what: string): number {
    return this.#buffers.filter((buffer) => buffer.what === what).length
  }

  watching(tools: OwnerTools): OwnerTools {
    return { ...tools, random: this.#random(tools.random), suite: this.#suite(tools.suite) }
  }

  #random(random: Random): Random {
    // Seeds b, s and c; then the nonce, which is public.
    const drawn = ["self seed", "mask seed", "channel seed", undefined]
    return (byteCount) => {
      const what = drawn.shift()
      return what === undefined ? random(byteCount) : this.#remember(what, random(byteCount))
    }
  }

  #suite(suite: RoundSuite): RoundSuite {
    return {
      ...suite,
      agreementKey: async (seed) => {
        const pair = await suite.agreementKey(this.#remember("key pair's seed", seed))
        const agree = async (theirs: Bytes) => {
          const agreed = await pair.agree(theirs)
          return agreed && this.#remember("agreed secret", agreed)
        }
        return { ...pair, agree }
      },
      keystream: async (key, byteLength) => {
        const [what, ofWhat] =
          byteLength === AGREED_BYTES ? ["agreed shares", "sharing key"] : ["mask", "mask key"]
        return this.#remember(what, await suite.keystream(this.#remember(ofWhat, key), byteLength))
      },
      seal: (key, plain) =>
        suite.seal(this.#remember("sealing key", key), this.#remember("shares to seal", plain)),
      unseal: async (key, sealed) => {
        const opened = await suite.unseal(this.#remember("opening key", key), sealed)
        return opened && this.#remember("opened shares", opened)
      },
    }
  }
}

/** A round in which Alice is watched; with her, the secrets of every state that she was in. */
async function watched(hooks: Hooks) {
  const witness = new Witness()
  const outcome = await runRound(setting, vectors, {
    ...hooks,
    tools: (owner, tools) => (owner === ALICE ? witness.watching(tools) : tools),
  })
  const alice = outcome.owners[ALICE]
  if (alice === undefined) throw new Error("Alice is one of five")
  return { alice, witness, secrets: secretsIn(alice.been) }
}

/** Every secret in the fields of these, however deep. */
function secretsIn(value: unknown): Secret[] {
  if (value instanceof Secret) return [value]
  if (value instanceof Map) return [...value.values()].flatMap(secretsIn)
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return []
  return Object.values(value).flatMap(secretsIn)
}

async function expectUsedUp(secrets: readonly Secret[]) {
  // b and s, and later b anew, the own shares, and of every neighbour the mask's secret and the opening key.
  expect(secrets.length).toBeGreaterThanOrEqual(2)
  for (const secret of secrets) await expect(secret.consume(() => 1)).rejects.toThrow("has been used")
}

/** The relay's message that takes Alice out of each phase, and what she must still hold before it comes. */
const others = COUNT - 1
const phases = [
  ["roster", "advertised", ["self seed", "mask seed"]],
  ["deliver", "shared", Array(others).fill("agreed secret")],
  ["survivors", "masked", []],
  ["quorum", "confirmed", []],
] as const

describe("[SA9] what a phase has used is overwritten when it ends", () => {
  test.each(phases)("before %s, in phase %s, the ports' buffers hold %j", async (step, phase, held) => {
    const { alice, witness, secrets } = await watched({
      // An owner that is left behind is told the result all the same, which is out of turn for it.
      toOwner: ({ owner, step: sent, bytes }) =>
        owner === ALICE && (sent === step || sent === "result") ? undefined : bytes,
    })
    expect(alice.state.round.phase).toBe(phase)
    expect(witness.alive).toEqual(held)
    await alice.take({ kind: "abandon" })
    expect(alice.state.round.phase).toBe("idle")
    expect(witness.alive).toEqual([])
    await expectUsedUp(secrets)
  })

  test.each(phases)("a refused %s leaves nothing", async (step) => {
    const { alice, witness, secrets } = await watched({
      toOwner: ({ owner, step: sent, bytes }) => (owner === ALICE && sent === step ? bytes.slice(1) : bytes),
    })
    expect(alice.state.round.phase).toBe("refused")
    expect(witness.alive).toEqual([])
    await expectUsedUp(secrets)
  })

  test.each([
    ["with everybody", {}],
    ["with an owner lost after sharing", { messagesBeforeLeaving: (owner: number) => (owner === 4 ? 2 : 5) }],
    [
      "with an owner lost before sharing",
      { messagesBeforeLeaving: (owner: number) => (owner === 4 ? 1 : 5) },
    ],
  ])("nothing is left when the round is over: %s", async (_name, hooks) => {
    const { alice, witness, secrets } = await watched(hooks)
    expect(alice.state.round.phase).toBe("finished")
    expect(witness.seen("key pair's seed")).toBe(2)
    // Alice's own for t − 1 = 3 of the others, and of the three before her theirs for her, if they were asked for.
    expect(witness.seen("agreed shares")).toBeGreaterThanOrEqual(5)
    expect(witness.seen("agreed shares")).toBeLessThanOrEqual(6)
    expect(witness.seen("mask")).toBeGreaterThanOrEqual(COUNT - 1)
    expect(witness.seen("mask key")).toBe(witness.seen("mask"))
    expect(witness.alive).toEqual([])
    await expectUsedUp(secrets)
  })

  test("a neighbour's key of small order ends the round with nothing left of what was agreed before it", async () => {
    const last = COUNT - 1
    const { alice, witness, secrets } = await watched({
      toOwner: async ({ owner, step, bytes }) => {
        if (owner !== ALICE || step !== "roster") return bytes
        const told = readRoster(bytes, { round: 1, owner }, COUNT)
        const line = told?.lines.at(-1)
        if (told === undefined || line === undefined) throw new Error("Alice has neighbours")
        const maskKey = new Uint8Array(32)
        const hash = offerHash(offerBody(offerOf(setting)))
        const signed = signedAdvertisement(hash, line.channelKey, maskKey, line.nonce)
        const signature = (await setting.people.owners[last]?.sign(signed)) ?? line.signature
        const lines = [...told.lines.slice(0, -1), { ...line, maskKey, signature }]
        return writeRoster({ round: 1, owner }, told, lines.map(writeRosterLine), COUNT)
      },
    })
    expect(alice.state.round).toMatchObject({ phase: "refused", code: "E_SA_ROSTER" })
    // Both secrets with each of the three before the last, and the channel's with the last.
    expect(witness.seen("agreed secret")).toBe(7)
    expect(witness.alive).toEqual([])
    await expectUsedUp(secrets)
  })
})
