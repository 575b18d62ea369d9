import { webRandom } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import fc from "fast-check"
import { beforeAll, describe, expect, test } from "vitest"
import { type Advertisement, readAdvertisement, SLOT_BYTES, SLOT_KINDS } from "../messages/from-owner.ts"
import {
  type RoundRosterFor,
  readRoster,
  writeQuorum,
  writeRoster,
  writeRosterLine,
  writeSurvivors,
} from "../messages/from-relay.ts"
import { HEADER_BYTES, writeHeader } from "../messages/header.ts"
import { offerBody, writeOffer } from "../messages/offer.ts"
import { offerHash, type RosterRecord } from "../transcript/hashes.ts"
import { rosterTree } from "../transcript/roster-tree.ts"
import { signedOffer } from "../transcript/signatures.ts"
import {
  expectedOf,
  freshLedger,
  modelPeople,
  Owner,
  offerOf,
  type People,
  people,
  plainSum,
  policyFor,
  runRound,
  type Setting,
} from "./round.ts"

/* Mallory runs the relay. Every attack is carried out against owners on the real suite, and must end in a refusal. */

const COUNT = 5
let group: People
let setting: Setting
const vectors = Array.from({ length: COUNT }, () => new Uint32Array(webRandom(16).buffer))

beforeAll(async () => {
  group = await people(COUNT)
  setting = { people: group, policy: policyFor(COUNT, { minimumCohort: 3 }) }
})

const codes = (owners: readonly Owner[]) =>
  owners.map(({ state }) => (state.round.phase === "refused" ? state.round.code : state.round.phase))

/** What an owner ever opened, over all its messages: position → kinds. */
function openedKinds(owner: Owner): Map<number, Set<number>> {
  const kinds = new Map<number, Set<number>>()
  for (const effect of owner.seen) {
    if (effect.kind !== "send" || effect.step !== "unmask") continue
    const slots = effect.bytes.subarray(HEADER_BYTES + 32, -64)
    for (let position = 0; position < slots.length / SLOT_BYTES; position++) {
      const kind = slots[SLOT_BYTES * position] ?? 0
      if (kind !== SLOT_KINDS.none) kinds.set(position, (kinds.get(position) ?? new Set()).add(kind))
    }
  }
  return kinds
}

async function signedOfferFor(owner: number, changed: Partial<ReturnType<typeof offerOf>>) {
  const offer = { ...offerOf(setting), ...changed }
  const signature = await group.relay.sign(signedOffer(offerHash(offerBody(offer))))
  return writeOffer(offer, owner, signature)
}

describe("[D1] different rosters for different owners", () => {
  test("an owner left out of one half's roster: no owner opens anything", async () => {
    const members: (Advertisement & RosterRecord)[] = []
    const outcome = await runRound(setting, vectors, {
      toRelay: (owner, step, bytes) => {
        const read = step === "advertise" ? readAdvertisement(bytes, { round: 1, owner }) : undefined
        const identityKey = group.owners[owner]?.publicKey
        if (read && identityKey) members.push({ ...read, index: owner, identityKey })
        return [bytes]
      },
      toOwner: ({ step, owner, bytes }) => {
        if (step !== "roster" || owner > 1) return bytes
        // A roster that is whole in itself, with everybody's own word, and without the last owner.
        const four = members.slice(0, 4)
        const told = {
          indices: four.map(({ index }) => index),
          path: rosterTree(four).path(owner),
        }
        const lines = four.filter(({ index }) => index !== owner).map(writeRosterLine)
        return writeRoster({ round: 1, owner }, told, lines, COUNT)
      },
    })
    expect(members.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4])
    expect(codes(outcome.owners).slice(0, 2)).not.toContain("E_SA_ROSTER")
    expect(outcome.sum).toBeUndefined()
    for (const owner of outcome.owners) expect(openedKinds(owner).size).toBe(0)
  })

  const toldToAlice = (change: (told: RoundRosterFor) => RoundRosterFor) => ({
    toOwner: ({ step, owner, bytes }: { step: string; owner: number; bytes: Uint8Array }) => {
      const told =
        step === "roster" && owner === 0 ? readRoster(bytes, { round: 1, owner }, COUNT) : undefined
      if (told === undefined) return bytes
      const changed = change(told)
      return writeRoster({ round: 1, owner }, changed, changed.lines.map(writeRosterLine), COUNT)
    },
  })

  test("another key under Bob's name is not signed by Bob", async () => {
    const forged = toldToAlice((told) => ({
      ...told,
      lines: told.lines.map((line, place) => (place === 0 ? { ...line, maskKey: webRandom(32) } : line)),
    }))
    expect(codes((await runRound(setting, vectors, forged)).owners)[0]).toBe("E_SA_ROSTER")
  })

  test("a path to another root: nobody shares a key with Alice, and the others' sum is theirs", async () => {
    const forged = toldToAlice((told) => ({ ...told, path: told.path.map(() => webRandom(32)) }))
    const outcome = await runRound(setting, vectors, forged)
    expect(outcome.refusals).toEqual([{ owner: 0, code: "E_SA_SIGNATURE" }])
    expect(outcome.survivors).toEqual([1, 2, 3, 4])
    expect(outcome.sum).toEqual(plainSum(vectors, outcome.survivors))
  })

  test("a neighbour too few or too many is malformed", async () => {
    for (const change of [
      (lines: RoundRosterFor["lines"]) => lines.slice(1),
      (lines: RoundRosterFor["lines"]) => [...lines, ...lines.slice(0, 1)],
    ]) {
      const forged = toldToAlice((told) => ({ ...told, lines: change(told.lines) }))
      expect(codes((await runRound(setting, vectors, forged)).owners)[0]).toBe("E_SA_MALFORMED")
    }
  })
})

describe("[D2] both seeds of one owner", () => {
  /** Half of the owners are told that the last one dropped, half that it did not. */
  test("conflicting survivors find no quorum: nobody opens anything", async () => {
    const told = (owner: number) => (owner < 3 ? [0, 1, 2, 3] : [0, 1, 2, 3, 4])
    const outcome = await runRound(setting, vectors, {
      toOwner: ({ step, owner, bytes }) =>
        step === "survivors"
          ? writeSurvivors({ round: 1, owner }, { survivors: told(owner), words: [] }, COUNT)
          : bytes,
    })
    expect(outcome.sum).toBeUndefined()
    for (const owner of outcome.owners) expect(openedKinds(owner).size).toBe(0)
  })

  test("[SA14] a second quorum request, with or without other survivors, is refused", async () => {
    let first: Uint8Array | undefined
    const outcome = await runRound(setting, vectors, {
      toOwner: (effect) => {
        if (effect.step === "quorum" && effect.owner === 0) first = effect.bytes
        return effect.step === "result" ? undefined : effect.bytes
      },
    })
    const alice = outcome.owners[0]
    if (alice === undefined || first === undefined) throw new Error("Alice was asked once")
    expect(alice.state.round.phase).toBe("opened")
    const again = await alice.take({ kind: "quorum", bytes: first })
    expect(again).toEqual([{ kind: "refused", code: "E_SA_OUT_OF_TURN", evidence: first }])
    for (const kinds of openedKinds(alice).values()) expect(kinds.size).toBe(1)
  })

  test("whatever is dropped, delayed or repeated, no owner ever opens two kinds of one other", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { minLength: 4, maxLength: 4 }), async (leaves) => {
        const model: Setting = { people: modelPeople(4), policy: policyFor(4) }
        const outcome = await runRound(model, vectors, {
          messagesBeforeLeaving: (owner) => leaves[owner] ?? 5,
        })
        for (const owner of outcome.owners)
          for (const kinds of openedKinds(owner).values()) expect(kinds.size).toBe(1)
      }),
      { numRuns: 60, seed: 20_260_101 },
    )
  })
})

describe("[D4] replay", () => {
  test("[SA14] an old offer, and a round number from the past", async () => {
    const alice = new Owner(setting, 0, new Uint32Array(4))
    const offer = await signedOfferFor(0, {})
    expect(
      (await alice.take({ kind: "offer", bytes: offer, expected: expectedOf(offerOf(setting)) }))[1]?.kind,
    ).toBe("send")
    await alice.take({ kind: "abandon" })
    const again = await alice.take({ kind: "offer", bytes: offer, expected: expectedOf(offerOf(setting)) })
    expect(again).toEqual([{ kind: "refused", code: "E_SA_REPLAY", evidence: offer }])
  })

  test("a history that differs from the owner's own", async () => {
    const alice = new Owner(setting, 0, new Uint32Array(4))
    const past = { ...freshLedger, lastRound: 3, finishedRound: 3, transcript: webRandom(32) }
    alice.state = { round: { phase: "idle" }, ledger: past }
    for (const previous of [
      { round: 4, previousRound: 3, previousTranscript: webRandom(32) },
      { round: 4, previousRound: 2, previousTranscript: past.transcript },
    ]) {
      const bytes = await signedOfferFor(0, previous)
      const answer = await alice.take({ kind: "offer", bytes, expected: expectedOf(offerOf(setting)) })
      expect(answer).toMatchObject([{ kind: "refused", code: "E_SA_REPLAY" }])
    }
    const honest = await signedOfferFor(0, {
      round: 4,
      previousRound: 3,
      previousTranscript: past.transcript,
    })
    const answer = await alice.take({ kind: "offer", bytes: honest, expected: expectedOf(offerOf(setting)) })
    expect(answer[0]?.kind).toBe("keep")
  })

  test("a reload does not let a round be answered twice: the ledger was kept before the first message", async () => {
    const alice = new Owner(setting, 0, new Uint32Array(4))
    const bytes = await signedOfferFor(0, {})
    const effects = await alice.take({ kind: "offer", bytes, expected: expectedOf(offerOf(setting)) })
    expect(effects.map(({ kind }) => kind)).toEqual(["keep", "send"])
    const kept = effects[0]?.kind === "keep" ? effects[0].ledger : freshLedger
    const reloaded = new Owner(setting, 0, new Uint32Array(4))
    reloaded.state = { round: { phase: "idle" }, ledger: kept }
    const again = await reloaded.take({ kind: "offer", bytes, expected: expectedOf(offerOf(setting)) })
    expect(again).toMatchObject([{ kind: "refused", code: "E_SA_REPLAY" }])
  })
})

describe("[D5] different models", () => {
  test("an offer of another model than the owner holds is refused", async () => {
    const alice = new Owner(setting, 0, new Uint32Array(4))
    const bytes = await signedOfferFor(0, { modelHash: webRandom(32) })
    const answer = await alice.take({ kind: "offer", bytes, expected: expectedOf(offerOf(setting)) })
    expect(answer).toMatchObject([{ kind: "refused", code: "E_SA_MODEL" }])
  })

  test("owners that were shown another offer share no key with the rest: they end outside, and open nothing", async () => {
    const other = await Promise.all(
      Array.from({ length: COUNT }, (_, owner) => signedOfferFor(owner, { deadlinesMs: [1, 1, 1, 1, 1] })),
    )
    const outcome = await runRound(setting, vectors, {
      toOwner: ({ step, owner, bytes }) => (step === "offer" && owner < 2 ? other[owner] : bytes),
    })
    expect(outcome.refusals).toEqual([
      { owner: 0, code: "E_SA_SIGNATURE" },
      { owner: 1, code: "E_SA_SIGNATURE" },
    ])
    expect(outcome.survivors).toEqual([2, 3, 4])
    for (const owner of outcome.owners.slice(0, 2)) expect(openedKinds(owner).size).toBe(0)
  })
})

test("[D6] a stranger that the study key did not admit has no index, and nobody has two", async () => {
  const outcome = await runRound(setting, vectors, {
    toOwner: ({ step, owner, bytes }) => {
      if (step !== "roster" || owner !== 0) return bytes
      const changed = bytes.slice()
      // One bit behind the last owner's.
      changed[HEADER_BYTES] = (changed[HEADER_BYTES] ?? 0) | (1 << COUNT)
      return changed
    },
  })
  expect(codes(outcome.owners)[0]).toBe("E_SA_MALFORMED")
})

test("[D6] an owner that is not in the roster it is told leaves the round", async () => {
  const outcome = await runRound(setting, vectors, {
    toOwner: ({ step, owner, bytes }) => {
      if (step !== "roster" || owner !== 0) return bytes
      const changed = bytes.slice()
      changed[HEADER_BYTES] = (changed[HEADER_BYTES] ?? 0) & ~1
      return changed
    },
  })
  expect(codes(outcome.owners)[0]).toBe("E_SA_ROSTER")
})

describe("[D7] downgrade", () => {
  test.each([
    ["another plan", { planHash: webRandom(32) }],
    ["another frozen roster", { rosterRoot: webRandom(32) }],
    ["another study", { study: "ponmlkjihgfedcba" }],
    ["other lanes", { laneBits: 128 as const }],
    ["a shorter vector", { lanes: 1 }],
  ])("%s than the signed one is refused", async (_name, changed) => {
    const alice = new Owner(setting, 0, new Uint32Array(4))
    const bytes = await signedOfferFor(0, changed)
    const answer = await alice.take({ kind: "offer", bytes, expected: expectedOf(offerOf(setting)) })
    expect(answer).toMatchObject([{ kind: "refused", code: "E_SA_POLICY" }])
  })

  test("an offer that the relay did not sign is refused", async () => {
    const alice = new Owner(setting, 0, new Uint32Array(4))
    const bytes = writeOffer(offerOf(setting), 0, webRandom(64))
    const answer = await alice.take({ kind: "offer", bytes, expected: expectedOf(offerOf(setting)) })
    expect(answer).toMatchObject([{ kind: "refused", code: "E_SA_SIGNATURE" }])
  })

  test("[SA14] no event makes an owner send its vector before the masks are on", async () => {
    const alice = new Owner(setting, 0, vectors[0] ?? new Uint32Array(4))
    const bytes = await signedOfferFor(0, {})
    await alice.take({ kind: "offer", bytes, expected: expectedOf(offerOf(setting)) })
    const early = await alice.take({ kind: "vector", lanes: alice.vector.slice() })
    expect(early).toMatchObject([{ kind: "refused", code: "E_SA_OUT_OF_TURN" }])
  })
})

describe("[D12] differencing by another round on nearly the same model", () => {
  test("every masked vector counts, opened or not, and the signed cap ends it", async () => {
    const capped: Setting = { ...setting, policy: { ...setting.policy, maxContributions: 1 } }
    const outcome = await runRound(capped, vectors, {
      toOwner: ({ step, bytes }) => (step === "quorum" ? undefined : bytes),
    })
    expect(outcome.sum).toBeUndefined()
    const alice = outcome.owners[0]
    if (alice === undefined) throw new Error("Alice took part")
    expect(alice.state.ledger.contributions).toBe(1)
    await alice.take({ kind: "abandon" })
    const bytes = await signedOfferFor(0, { round: 2 })
    const answer = await alice.take({ kind: "offer", bytes, expected: expectedOf(offerOf(setting)) })
    expect(answer).toMatchObject([{ kind: "refused", code: "E_SA_BUDGET" }])
  })
})

describe("[D13] a lone survivor, or a tiny cohort", () => {
  test("survivors below the minimum cohort are refused, and nothing is opened", async () => {
    const outcome = await runRound(setting, vectors, {
      toOwner: ({ step, owner, bytes }) =>
        step === "survivors"
          ? writeSurvivors({ round: 1, owner }, { survivors: [owner], words: [] }, COUNT)
          : bytes,
    })
    expect(outcome.sum).toBeUndefined()
    expect(new Set(codes(outcome.owners))).toEqual(new Set(["E_SA_TOO_FEW"]))
  })

  test("survivors that never shared, or without the owner that sent, are refused", async () => {
    for (const survivors of [
      [1, 2, 3, 4],
      [0, 1, 2, 3, 4],
    ]) {
      const outcome = await runRound(setting, vectors, {
        messagesBeforeLeaving: (owner) => (owner === 4 ? 1 : 5),
        toOwner: ({ step, owner, bytes }) =>
          step === "survivors"
            ? writeSurvivors({ round: 1, owner }, { survivors: survivors, words: [] }, COUNT)
            : bytes,
      })
      expect(codes(outcome.owners)[0]).toBe("E_SA_SURVIVORS")
      expect(outcome.sum).toBeUndefined()
    }
  })

  test("too few, forged or repeated confirmations are no quorum", async () => {
    const outcome = await runRound(setting, vectors, {
      toOwner: ({ step, owner, bytes }) => {
        if (step !== "quorum") return bytes
        const line = { position: owner === 0 ? 1 : 0, signature: webRandom(64) }
        return writeQuorum({ round: 1, owner }, [line, line, line, line])
      },
    })
    expect(new Set(codes(outcome.owners))).toEqual(new Set(["E_SA_QUORUM"]))
    expect(outcome.sum).toBeUndefined()
  })
})

test("[D2] each byte of each message from the relay, changed: the owner refuses, or the honest sum is exact", async () => {
  const target = fc.record({
    step: fc.constantFrom("offer", "roster", "deliver", "survivors", "quorum", "result"),
    owner: fc.nat(COUNT - 1),
    place: fc.nat(),
    flip: fc.integer({ min: 1, max: 255 }),
  })
  await fc.assert(
    fc.asyncProperty(target, async ({ step, owner, place, flip }) => {
      const outcome = await runRound(setting, vectors, {
        toOwner: (effect) => {
          if (effect.step !== step || effect.owner !== owner) return effect.bytes
          const changed = effect.bytes.slice()
          changed[place % changed.length] = (changed[place % changed.length] ?? 0) ^ flip
          return changed
        },
      })
      if (outcome.sum !== undefined) expect(outcome.sum).toEqual(plainSum(vectors, outcome.survivors))
      for (const someone of outcome.owners)
        for (const kinds of openedKinds(someone).values()) expect(kinds.size).toBe(1)
    }),
    { numRuns: 40, seed: 20_260_101 },
  )
})

test("[SA14] messages of another round, another owner or another type are malformed", async () => {
  const alice = new Owner(setting, 0, new Uint32Array(4))
  const offer = await signedOfferFor(0, {})
  const body = offer.subarray(HEADER_BYTES)
  for (const header of [
    writeHeader({ type: "offer", round: 2, owner: 0 }),
    writeHeader({ type: "offer", round: 1, owner: 1 }),
    writeHeader({ type: "result", round: 1, owner: 0 }),
  ]) {
    const bytes = concatBytes(header, body)
    const answer = await alice.take({ kind: "offer", bytes, expected: expectedOf(offerOf(setting)) })
    expect(answer).toMatchObject([{ kind: "refused", code: "E_SA_MALFORMED" }])
  }
})
