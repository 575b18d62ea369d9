import type { RoundSuite } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import type { RefusalCode } from "@tutti/protocol"
import { frameLength, settingOf } from "@tutti/regression"
import { describe, expect, test } from "vitest"
import { alice, bob, type Cast, carol, cast, dealer, SMALL, smallParts } from "./houses.ts"
import type { Letter, Mallory } from "./stage.ts"

const PARTIES = 3

const flip = (bytes: Uint8Array | undefined, at: number): Uint8Array => {
  const changed = Uint8Array.from(bytes ?? [])
  const place = at < 0 ? changed.length + at : at
  changed[place] = (changed[place] ?? 0) ^ 1
  return changed
}

/** Runs once with Mallory on the relay, until the run ends by whatever means. */
async function attack(mallory: (scene: Cast) => Mallory, prepare?: (scene: Cast) => void) {
  const scene = await cast({ design: SMALL, dealer }, smallParts(PARTIES))
  const { stage } = scene
  prepare?.(scene)
  stage.mallory = mallory(scene)
  expect(await stage.command("start")).toBeNull()
  if (stage.committed.open) await stage.clock.advance(stage.spec.deadlineMs + 1)
  await stage.settle()
  const [ended] = stage.committed.ended
  return { scene, stage, ended, open: stage.committed.open, outcome: stage.committed.outcome }
}

/** Nothing came of it: no report left, nobody holds a table, no further frame was said than before. */
function expectNothingOpened({ stage, outcome, scene }: Awaited<ReturnType<typeof attack>>) {
  expect(outcome).toBeNull()
  expect(stage.sent("report")).toEqual([])
  for (const party of scene.parties) expect(party.view().result).toBeNull()
  expect(stage.faults).toEqual([])
}

/** Changes the payloads of one kind of letter on its way. */
const changing =
  (kind: Letter["message"]["kind"], to: Letter["to"], who: string, at: number, round?: number): Mallory =>
  (letter) => {
    const { message, payload } = letter
    const isMeant =
      message.kind === kind &&
      letter.to === to &&
      letter.who === who &&
      (round === undefined || ("round" in message && message.round === round))
    return [isMeant ? { ...letter, payload: flip(payload, at) } : letter]
  }

describe("[G4] a changed payload is refused by name, and nothing is opened", () => {
  const key: [string, number][] = [
    ["key", 0],
    ["signature", 40],
  ]

  test.each(key)("a party's run key: its %s", async (_, at) => {
    const run = await attack(() => changing("run-key", "relay", bob.label, at))
    expect(run.ended).toMatchObject({ reason: "refused", code: "E_RG_KEYS", party: run.scene.indexOf(bob) })
    expectNothingOpened(run)
  })

  test.each(key)("the dealer's run key: its %s", async (_, at) => {
    const run = await attack(() => changing("run-key", "relay", dealer.label, at))
    expect(run.ended).toMatchObject({ reason: "refused", code: "E_RG_KEYS" })
    expectNothingOpened(run)
  })

  test("everybody's keys, as one party is shown them: every key and every signature", async () => {
    for (const at of [5, 32 + 5, 96 + 5, 96 + 32 + 5, 192 + 5, 192 + 90, 288 + 5, 288 + 90]) {
      const run = await attack(() => changing("run-roster", "party", alice.label, at))
      expect(run.ended, `byte ${at}`).toMatchObject({ reason: "refused", code: "E_RG_KEYS" })
      expectNothingOpened(run)
    }
  })

  test("everybody's keys, as the dealer is shown them", async () => {
    const run = await attack(() => changing("run-roster", "party", dealer.label, 96 + 5))
    expect(run.ended).toMatchObject({ reason: "refused", code: "E_RG_KEYS", party: 0 })
    expectNothingOpened(run)
  })

  test("a key that is exchanged for another that is signed, of another run", async () => {
    let old: Uint8Array | undefined
    const run = await attack(({ stage }) => (letter) => {
      const isBobs = letter.message.kind === "run-key" && letter.who === bob.label
      if (!isBobs) return [letter]
      if (stage.committed.lastRun === 1) {
        old = letter.payload
        return [{ ...letter, payload: flip(letter.payload, 0) }]
      }
      return [{ ...letter, payload: old }]
    })
    await run.stage.command("start")
    expect(run.stage.committed.ended[1]).toMatchObject({ code: "E_RG_KEYS", party: run.scene.indexOf(bob) })
    expectNothingOpened(run)
  })

  test.each([
    ["its first byte", 0],
    ["its last", -1],
    ["one in the middle", 5_000],
  ])("a party's material: %s", async (_, at) => {
    for (const [to, who] of [
      ["party", carol.label],
      ["relay", dealer.label],
    ] as const) {
      const run = await attack(() => changing("material", to, who, at))
      expect(run.ended).toMatchObject({ reason: "refused", code: "E_RG_MATERIAL", party: null })
      expectNothingOpened(run)
    }
  })

  test("material that was dealt to another", async () => {
    const run = await attack(({ stage, indexOf }) => (letter) => {
      const { message } = letter
      if (message.kind !== "material" || letter.to !== "party" || letter.who !== alice.label) return [letter]
      const wrong = stage
        .sent("material")
        .find(
          (one) =>
            one.to === "relay" &&
            one.message.kind === "material" &&
            "to" in one.message &&
            one.message.to !== indexOf(alice),
        )
      return [{ ...letter, payload: wrong?.payload }]
    })
    expect(run.ended).toMatchObject({ reason: "refused", code: "E_RG_MATERIAL", party: null })
    expectNothingOpened(run)
  })

  test("frame keys: each sealed one, on both ways", async () => {
    for (const at of [0, 47, 48, 95]) {
      const up = await attack(() => changing("frame-keys", "relay", bob.label, at))
      expect(up.ended).toMatchObject({ reason: "refused", code: "E_RG_SEAL", party: up.scene.indexOf(bob) })
      expectNothingOpened(up)
      const down = await attack(() => changing("frame-keys", "party", bob.label, at))
      expect(down.ended).toMatchObject({ reason: "refused", code: "E_RG_SEAL" })
      expect(down.ended?.party).not.toBe(down.scene.indexOf(bob))
      expectNothingOpened(down)
    }
  })

  test.each([1, 2, 3, 4])(
    "a frame of round %i, towards all or towards one: its party is named",
    async (round) => {
      const up = await attack(() => changing("frame", "relay", carol.label, 0, round))
      expect(up.ended).toMatchObject({ reason: "refused", code: "E_RG_SEAL", party: up.scene.indexOf(carol) })
      expectNothingOpened(up)
      // The others have said nothing after it.
      const said = up.stage.sent("frame").filter(({ who }) => who !== carol.label)
      expect(said).toHaveLength((PARTIES - 1) * round)
      const down = await attack(() => changing("frames", "party", alice.label, -1, round))
      expect(down.ended).toMatchObject({ reason: "refused", code: "E_RG_SEAL" })
      expectNothingOpened(down)
    },
  )
})

/** A party that follows the protocol, but for one byte of what it seals in one round. */
function cheating(round: number, at: number): RoundSuite["seal"] {
  const setting = settingOf(SMALL)
  if (setting === undefined) throw new Error("the design's bounds are too wide")
  const length = frameLength(setting, PARTIES, round)
  return (key, plain) =>
    nodeSuite.seal(
      key,
      plain.length === length && plain[0] === round ? Uint8Array.from(flip(plain, at)) : plain,
    )
}

describe("[G5] a party that cheats is named, whatever field of its frame it changes", () => {
  const bytes = settingOf(SMALL)?.parameters.field.bytes ?? 0
  const fields: [string, (round: number) => number, RefusalCode][] = [
    ["the round", () => 0, "E_RG_FRAME"],
    ["the party", () => 1, "E_RG_FRAME"],
    ["the transcript", () => 2, "E_RG_TRANSCRIPT"],
    ["the first share", (round) => 34 + (round === 1 ? 0 : (PARTIES - 1) * bytes), "E_RG_SHARE"],
    ["the last share", () => -bytes, "E_RG_SHARE"],
    ["the first tag", () => 34, "E_RG_SHARE"],
    ["the second tag", () => 34 + bytes, "E_RG_SHARE"],
  ]

  test.each([2, 3, 4])("round %i: every field", async (round) => {
    for (const [field, at, code] of fields) {
      const run = await attack(
        () => (letter) => [letter],
        ({ stage }) => {
          stage.sealing.set(carol.label, cheating(round, at(round)))
        },
      )
      expect(run.ended, field).toMatchObject({ reason: "refused", code, party: run.scene.indexOf(carol) })
      expectNothingOpened(run)
    }
  })

  test("round 1: the header; a share of it is what its party puts in, and nobody can know better", async () => {
    for (const [field, at, code] of fields.slice(0, 3)) {
      const run = await attack(
        () => (letter) => [letter],
        ({ stage }) => {
          stage.sealing.set(carol.label, cheating(1, at(1)))
        },
      )
      expect(run.ended, field).toMatchObject({ reason: "refused", code, party: run.scene.indexOf(carol) })
      expectNothingOpened(run)
    }
  })

  test("round 5: every field; the coefficients are open to the parties by then, and the admin gets no table", async () => {
    for (const [field, at, code] of fields) {
      const run = await attack(
        () => (letter) => [letter],
        ({ stage }) => {
          stage.sealing.set(carol.label, cheating(5, at(5)))
        },
      )
      expect(run.ended, field).toMatchObject({ reason: "refused", code, party: run.scene.indexOf(carol) })
      expect(run.outcome).toBeNull()
      expect(await run.stage.result()).toBeNull()
    }
  })
})

/** Changes the envelopes of one kind of letter on its way. */
const renaming =
  (
    kind: Letter["message"]["kind"],
    to: Letter["to"],
    change: Record<string, unknown>,
    who?: string,
  ): Mallory =>
  (letter) => {
    const isMeant = letter.message.kind === kind && letter.to === to && (who ?? letter.who) === letter.who
    return [isMeant ? ({ ...letter, message: { ...letter.message, ...change } } as Letter) : letter]
  }

describe("[G6] a changed envelope opens nothing", () => {
  const cases: [string, Mallory, Record<string, unknown>][] = [
    ["a run key of another run", renaming("run-key", "relay", { run: 7 }, bob.label), { reason: "deadline" }],
    ["material of another run", renaming("material", "relay", { run: 7 }), { reason: "deadline" }],
    [
      "material for a party that is not there",
      renaming("material", "relay", { to: 9 }),
      { reason: "deadline" },
    ],
    ["material for one party alone", renaming("material", "relay", { to: 0 }), { reason: "deadline" }],
    [
      "frame keys of another run",
      renaming("frame-keys", "relay", { run: 7 }, bob.label),
      { reason: "deadline" },
    ],
    ["a frame of another run", renaming("frame", "relay", { run: 7 }, bob.label), { reason: "deadline" }],
    ["a frame of a later round", renaming("frame", "relay", { round: 2 }, bob.label), { reason: "deadline" }],
    ["an offer with more parties", renaming("run-offered", "party", { parties: 4 }), { code: "E_SA_ROSTER" }],
    [
      "an offer of another run",
      renaming("run-offered", "party", { run: 7 }, bob.label),
      { reason: "deadline" },
    ],
    [
      "everybody's keys, of another run",
      renaming("run-roster", "party", { run: 7 }, bob.label),
      { code: "E_RG_REPLAY" },
    ],
    ["frames of another run", renaming("frames", "party", { run: 7 }, bob.label), { reason: "deadline" }],
    [
      "frames of another round",
      renaming("frames", "party", { round: 3 }, bob.label),
      { code: "E_RG_REPLAY" },
    ],
  ]

  test.each(cases)("%s", async (_, mallory, end) => {
    const run = await attack(() => mallory)
    expect(run.ended).toMatchObject(end)
    expectNothingOpened(run)
  })

  test("material that is exchanged between two parties", async () => {
    const run = await attack(() => (letter) => {
      const { message } = letter
      const isDealt =
        letter.to === "relay" && message.kind === "material" && "to" in message && message.to < 2
      return [isDealt ? ({ ...letter, message: { ...message, to: 1 - message.to } } as Letter) : letter]
    })
    expect(run.ended).toMatchObject({ reason: "refused", code: "E_RG_MATERIAL", party: null })
    expectNothingOpened(run)
  })

  test("a report of another run is refused, and the run waits for the right one", async () => {
    const run = await attack(() => renaming("report", "relay", { run: 7 }, bob.label))
    expect(run.outcome).toBeNull()
    expect(run.open?.reports.size).toBe(PARTIES - 1)
    expect(run.stage.sent("refused").map(({ message }) => message)).toContainEqual(
      expect.objectContaining({ code: "E_WRONG_STATE", of: "report" }),
    )
  })
})
