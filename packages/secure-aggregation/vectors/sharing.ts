import {
  type BinaryField,
  combineShares,
  gf256,
  gf65536,
  lagrangeWeights,
  sharesThrough,
} from "@tutti/crypto"
import { toHex } from "@tutti/ring"
import { unsafeSeed, unsafeStreamRandom } from "../src/scenarios/seeded.ts"
import { type Json, jsonOf, type Value } from "./json.ts"

/* Shamir's sharing in both fields: products, and secrets split (the first t − 1 shares are drawn, the others follow) and combined. */

const CASES = [
  { threshold: 1, points: [1, 2] },
  { threshold: 3, points: [1, 2, 3, 4, 5] },
  { threshold: 5, points: [255, 1, 128, 77, 254, 9, 33] },
] as const
/** Positions that only two bytes can name. */
const LARGE = { threshold: 4, points: [256, 653, 65_535, 1, 4_096] } as const

async function split(field: BinaryField, threshold: number, points: readonly number[]): Promise<Value> {
  const name = `sharing/${field.name}/${threshold}`
  const secret = unsafeSeed(`${name}/secret`)
  const randomKey = unsafeSeed(`${name}/random`)
  const random = await unsafeStreamRandom(randomKey)
  const drawn = points.slice(0, threshold - 1).map((position) => ({ position, bytes: random(32) }))
  const shares = [...drawn, ...sharesThrough(field, secret, drawn, points.slice(threshold - 1))]
  const used = shares.slice(-threshold)
  const combined = combineShares(field, used, threshold)
  if (!combined.ok || toHex(combined.secret) !== toHex(secret)) throw new Error(`${name} does not combine`)
  return {
    secret,
    randomKey,
    threshold,
    points,
    shares: shares.map(({ bytes }) => bytes),
    weights: Array.from(
      lagrangeWeights(
        field,
        used.map(({ position }) => position),
      ),
    ),
  }
}

const products = (field: BinaryField): Value =>
  [
    [2, 3],
    [0x53, 0xca],
    [field.order - 1, field.order - 1],
    [field.order >> 1, 2],
    [0, 7],
  ].map(([left = 0, right = 0]) => ({ left, right, product: field.multiply(left, right) }))

const inverses = (field: BinaryField): Value =>
  [1, 2, 0x53, field.order - 1].map((element) => ({ element, inverse: field.invert(element) }))

export async function sharing(): Promise<Json> {
  const fields: Value[] = []
  for (const field of [gf256, gf65536]) {
    const cases = field === gf256 ? CASES : [...CASES, LARGE]
    const splits: Value[] = []
    for (const { threshold, points } of cases) splits.push(await split(field, threshold, points))
    fields.push({ field: field.name, products: products(field), inverses: inverses(field), splits })
  }
  return jsonOf({ fields })
}
