import { bytesToLanes } from "@tutti/ring"
import { decodeIntegers, encodeIntegers, fromFixedPoint, toFixedPoint } from "../src/encoding/exact.ts"
import { holdsCapacity, type LaneGroup, planLanes } from "../src/encoding/lane-plan.ts"
import { dequantise, quantise } from "../src/encoding/quantise.ts"
import { unsafeSeed, unsafeStreamRandom } from "../src/scenarios/seeded.ts"
import { type Json, jsonOf } from "./json.ts"

/* Real numbers as lanes of 32 bits, and integers as lanes of 128. Numbers that JSON has no word for are texts. */

const numberText = (value: number): Json =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value)

type PlanCase = {
  readonly owners: number
  readonly groups: readonly LaneGroup[]
  readonly values: readonly (readonly number[])[]
}

const one = (bound: number): LaneGroup[] => [{ name: "x", lanes: 6, bound }]

const PLANS: readonly PlanCase[] = [
  {
    owners: 653,
    groups: [
      { name: "update", lanes: 3, bound: 0.1 },
      { name: "weight", lanes: 1, bound: 1 },
    ],
    values: [
      [0.1, -0.1, 0.033_333, 1],
      [0, -0, 5e-324, 0.5],
      [0.1 + 1e-9, -7, 0.05, 2],
      [0.1, Number.NaN, 0, 0],
      [0, 0, Number.NEGATIVE_INFINITY, Number.NaN],
    ],
  },
  { owners: 2, groups: one(4), values: [[4, -4, 3.999_999, -1.5, 1 / 3, Math.PI]] },
  { owners: 10_000, groups: one(1e-3), values: [[1e-3, -1e-3, 1e-7, -1e-9, 4.9e-4, 2]] },
  { owners: 10, groups: one(1e9), values: [[1e9, -1e9, 1, -1, 123_456_789.125, Number.POSITIVE_INFINITY]] },
]

async function plan({ owners, groups, values }: PlanCase): Promise<Json> {
  const made = planLanes(owners, groups)
  const encodings: Json[] = []
  for (const [place, row] of values.entries()) {
    const random = await unsafeStreamRandom(unsafeSeed(`encodings/${owners}/${place}`))
    const coins = random(4 * made.lanes)
    const result = quantise(row, made, () => coins.slice())
    encodings.push({
      values: row.map(numberText),
      coins: Array.from(bytesToLanes(coins)),
      ...(result.ok ? { lanes: Array.from(result.lanes) } : { code: result.code, lane: result.lane }),
    })
  }
  const sum = Uint32Array.from({ length: made.lanes }, (_, lane) =>
    lane % 2 === 0 ? 1_000_003 : 4_294_000_000,
  )
  return {
    owners,
    groups: groups.map((group) => ({ ...group })),
    valueBits: made.valueBits,
    exponents: made.groups.map(({ exponent }) => exponent),
    encodings,
    sum: Array.from(sum),
    opened: Array.from(dequantise(sum, made)),
  }
}

const CAPACITIES = [2, 3, 10, 653, 1_024, 10_000, 1_048_576]

const FIXED = [0, 1, -1.5, 1 / 3, -1 / 3, 1e12 + 0.1, 2 ** -33, -(2 ** -33), 3 * 2 ** -33, 5e-324, Number.NaN]

function fixedPoint(value: number): Json {
  const fixed = toFixedPoint(value, 32)
  if (fixed === undefined) return { value: numberText(value), fixed: null }
  return { value: numberText(value), fixed: String(fixed), back: numberText(fromFixedPoint(fixed, 32)) }
}

const INTEGERS: readonly { readonly owners: number; readonly values: readonly bigint[] }[] = [
  { owners: 3, values: [0n, 1n, -1n, 2n ** 64n, -(2n ** 96n) + 7n] },
  { owners: 3, values: [0n, 2n ** 127n / 3n] },
  { owners: 3, values: [2n ** 127n / 3n - 1n, 1n - 2n ** 127n / 3n] },
]

function integers({ owners, values }: (typeof INTEGERS)[number]): Json {
  const encoded = encodeIntegers(values, owners)
  if (!encoded.ok) return { owners, values: values.map(String), code: encoded.code, lane: encoded.lane }
  if (decodeIntegers(encoded.lanes).join() !== values.join())
    throw new Error("integers come back as they went")
  return { owners, values: values.map(String), lanes: jsonOf(encoded.lanes) }
}

export async function encodings(): Promise<Json> {
  const plans: Json[] = []
  for (const given of PLANS) plans.push(await plan(given))
  return {
    capacities: CAPACITIES.map((owners) => ({
      owners,
      valueBits: planLanes(owners, []).valueBits,
      oneMore: holdsCapacity(owners, planLanes(owners, []).valueBits + 1),
    })),
    plans,
    fixedPoint: FIXED.map(fixedPoint),
    integers: INTEGERS.map(integers),
  }
}
