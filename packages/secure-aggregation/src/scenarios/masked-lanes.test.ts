import type { RoundSuite } from "@tutti/crypto"
import { bytesToLanes, lanesToBytes, subtractLanes32 } from "@tutti/ring"
import { beforeAll, describe, expect, test } from "vitest"
import { planLanes } from "../encoding/lane-plan.ts"
import { dequantise, quantise } from "../encoding/quantise.ts"
import type { Lanes } from "../masking/mask.ts"
import { HEADER_BYTES } from "../messages/header.ts"
import type { OwnerTools } from "../participant/tools.ts"
import { type Owner, policyFor, runRound, type Setting } from "./round.ts"
import { seededPeople, unsafeSeed, unsafeStreamRandom } from "./seeded.ts"

/*
 * What a relay sees of one owner's vector, by the numbers: as random as random bytes, whatever the vector is. All
 * rounds are repeatable, so that a bound of six standard deviations cannot fail by chance one day.
 */

const COUNT = 3
const LANES = 8_192
const ALICE = 0
let setting: Setting

beforeAll(async () => {
  setting = { people: await seededPeople("masked lanes", COUNT), policy: policyFor(COUNT), lanes: LANES }
})

/** Alice's masked lanes in a round of this number, in which she adds `vector` and the others nothing. */
async function masked(round: number, vector: Lanes, alice: (tools: OwnerTools) => OwnerTools = (own) => own) {
  const randoms = await Promise.all(
    Array.from({ length: COUNT }, (_, owner) => unsafeStreamRandom(unsafeSeed(`lanes/${owner}/${round}`))),
  )
  const nothing = new Uint32Array(LANES)
  const outcome = await runRound({ ...setting, round }, [vector, nothing, nothing], {
    tools: (owner, tools) => {
      const seeded = { ...tools, random: randoms[owner] ?? tools.random }
      return owner === ALICE ? alice(seeded) : seeded
    },
  })
  return sentLanes(outcome.owners[ALICE])
}

function sentLanes(owner: Owner | undefined): Lanes {
  for (const effect of owner?.seen ?? [])
    if (effect.kind === "send" && effect.step === "masked")
      return Uint32Array.from(bytesToLanes(effect.bytes.slice(HEADER_BYTES + 32 + 32 + 64)))
  throw new Error("Alice sent no vector")
}

/**
 * Pearson's statistic over byte values: 255 degrees of freedom, so 255 ± √510 for uniform bytes.
 * @returns its distance from 255 in standard deviations
 */
function deviations(lanes: Lanes): number {
  const bytes = lanesToBytes(lanes)
  const expected = bytes.length / 256
  const counts = new Float64Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  const statistic = counts.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)
  return Math.abs(statistic - 255) / Math.sqrt(2 * 255)
}

/** In standard deviations: less than one in a million for uniform bytes. */
const NOISE = 6

const difference = (one: Lanes, other: Lanes): Lanes => {
  const result = one.slice()
  subtractLanes32(result, other)
  return result
}
const layers = (lanes: Lanes) => difference(lanes.slice(0, LANES / 2), lanes.slice(LANES / 2))

/** Correlation of two vectors, read as signed numbers. */
function correlation(one: Lanes, other: Lanes): number {
  const centred = (lanes: Lanes) => {
    const values = Float64Array.from(lanes, (lane) => lane | 0)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return values.map((value) => value - mean)
  }
  const [a, b] = [centred(one), centred(other)]
  const dot = (x: Float64Array, y: Float64Array) =>
    x.reduce((sum, value, lane) => sum + value * (y[lane] ?? 0), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

const fixed = () => new Uint32Array(LANES).fill(5)
/** A vector with a shape: a slow wave of large values, as a layer's gradients might be. */
const wave = () => Uint32Array.from({ length: LANES }, (_, lane) => 1_000_000 * Math.sin(lane / 500))

/** A suite that masks every vector with the streams of the first one's keys. */
function reusingKeys(suite: RoundSuite): { suite: RoundSuite; nextVector(): void } {
  const keys: Uint8Array<ArrayBuffer>[] = []
  let used = 0
  const keystream: RoundSuite["keystream"] = (key, byteLength) => {
    const kept = keys[used] ?? key.slice()
    keys[used++] = kept
    return suite.keystream(kept.slice(), byteLength)
  }
  return {
    suite: { ...suite, keystream },
    nextVector: () => {
      used = 0
    },
  }
}

/** A suite that masks both halves of a vector with one stream. */
const reusingStreams = (suite: RoundSuite): RoundSuite => ({
  ...suite,
  keystream: async (key, byteLength) => {
    const half = await suite.keystream(key, byteLength / 2)
    return Uint8Array.of(...half, ...half)
  },
})

describe("[SA10] masked lanes are uniform whatever they hide", () => {
  test.each([
    ["the same number in every lane", fixed],
    ["a wave", wave],
    ["nothing", () => new Uint32Array(LANES)],
  ])("%s", async (_name, vector) => {
    expect(deviations(await masked(1, vector()))).toBeLessThan(NOISE)
  })

  test("the measure finds what is not masked", () => {
    expect(deviations(fixed())).toBeGreaterThan(1_000 * NOISE)
    expect(deviations(wave())).toBeGreaterThan(NOISE)
  })

  test("they do not correlate with the vector beyond noise", async () => {
    const noise = NOISE / Math.sqrt(LANES)
    expect(Math.abs(correlation(await masked(1, wave()), wave()))).toBeLessThan(noise)
    expect(correlation(wave(), wave())).toBeCloseTo(1)
  })
})

describe("[SA10] differences of masked lanes are uniform", () => {
  test("of two rounds with the same vector", async () => {
    const [one, two] = [await masked(1, fixed()), await masked(2, fixed())]
    expect(deviations(difference(one, two))).toBeLessThan(NOISE)
  })

  test("of two rounds with the same vector, even when a broken generator repeats every secret", async () => {
    const repeated = unsafeSeed("stuck")
    const stuck = async (round: number) => {
      const random = await unsafeStreamRandom(repeated)
      return masked(round, fixed(), (tools) => ({ ...tools, random }))
    }
    expect(deviations(difference(await stuck(1), await stuck(2)))).toBeLessThan(NOISE)
  })

  test("of two layers with the same values in one round", async () => {
    expect(deviations(layers(await masked(1, fixed())))).toBeLessThan(NOISE)
  })

  test("the measure finds mask keys that serve two vectors", async () => {
    const reusing = reusingKeys(setting.people.suite)
    const withReuse = (tools: OwnerTools) => ({ ...tools, suite: reusing.suite })
    const one = await masked(1, fixed(), withReuse)
    reusing.nextVector()
    const two = await masked(2, fixed(), withReuse)
    expect(deviations(one)).toBeLessThan(NOISE)
    expect(deviations(difference(one, two))).toBeGreaterThan(1_000 * NOISE)
  })

  test("the measure finds a stream that serves two layers", async () => {
    const lanes = await masked(1, fixed(), (tools) => ({ ...tools, suite: reusingStreams(tools.suite) }))
    expect(deviations(lanes)).toBeLessThan(NOISE * 10)
    expect(deviations(layers(lanes))).toBeGreaterThan(1_000 * NOISE)
  })
})

describe("[D8] reversing the gradient of one row", () => {
  /** A linear layer's gradient for one row: the error times each cell, and the error itself. */
  const row = Float64Array.from({ length: LANES - 1 }, (_, cell) => Math.sin(cell * cell))
  const ERROR = -0.3
  const plan = planLanes(COUNT, [{ name: "update", lanes: LANES, bound: 1 }])
  const update = () => {
    const encoded = quantise(
      [...row.map((cell) => ERROR * cell), ERROR],
      plan,
      (count) => new Uint8Array(count),
    )
    if (!encoded.ok) throw new Error("a gradient of numbers")
    return encoded.lanes
  }
  /** The row that the quotients of the gradients give. */
  const reversed = (lanes: Lanes) => {
    const values = dequantise(lanes, plan)
    const error = values.at(-1) ?? Number.NaN
    return Int32Array.from(values.slice(0, -1), (value) => (1_000_000 * value) / error)
  }
  const likeness = (lanes: Lanes) =>
    correlation(
      Uint32Array.from(reversed(lanes)),
      Uint32Array.from(row, (cell) => 1_000_000 * cell),
    )

  test("gives the row to whoever sees the update", () => {
    expect(likeness(update())).toBeGreaterThan(0.999_999)
  })

  test("gives noise to the relay of a secure round", async () => {
    expect(Math.abs(likeness(await masked(1, update())))).toBeLessThan(NOISE / Math.sqrt(LANES))
  })
})
