import { sha256 } from "@tutti/crypto"
import { concatBytes, encodeUtf8 } from "@tutti/ring"
import fc from "fast-check"
import { expect, test } from "vitest"
import { unsafeSeed } from "../scenarios/seeded.ts"
import { rosterHash } from "./hashes.ts"
import { pathLength, rootAbove, rosterTree } from "./roster-tree.ts"

const recordOf = (position: number) => ({
  index: 3 * position,
  identityKey: unsafeSeed(`identity ${position}`),
  channelKey: unsafeSeed(`channel ${position}`),
  maskKey: unsafeSeed(`mask ${position}`),
  nonce: unsafeSeed(`nonce ${position}`),
})
const records = (size: number) => Array.from({ length: size }, (_, position) => recordOf(position))
const hashed = (label: string, ...fields: Uint8Array[]) =>
  sha256(concatBytes(encodeUtf8(`${label}\0`), ...fields))
const leafOf = (position: number) => {
  const { index, identityKey, channelKey, maskKey, nonce } = recordOf(position)
  const number = Uint8Array.of(index, 0, 0, 0)
  return hashed("fa/roster-leaf/1", number, identityKey, channelKey, maskKey, nonce)
}
const pair = (left: Uint8Array, right: Uint8Array) => hashed("fa/roster-node/1", left, right)

test("[SA12] five records, written out: pairs level by level, and the last one goes up alone", () => {
  const [a, b, c, d, e] = [0, 1, 2, 3, 4].map(leafOf)
  if (!a || !b || !c || !d || !e) throw new Error("five leaves")
  const { root, path } = rosterTree(records(5))
  expect(root).toEqual(pair(pair(pair(a, b), pair(c, d)), e))
  expect(path(2)).toEqual([d, pair(a, b), e])
  expect(path(4)).toEqual([pair(pair(a, b), pair(c, d))])
  expect(rosterTree(records(1))).toMatchObject({ root: a })
})

test("[SA12] from every record its path leads to the root, and from another one or by another path to none", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (size, one, other) => {
      const [position, stranger] = [one % size, other % size]
      const { root, path } = rosterTree(records(size))
      const partners = path(position)
      expect(partners).toHaveLength(pathLength(position, size))
      expect(rootAbove(recordOf(position), position, size, partners)).toEqual(root)
      const renewed = { ...recordOf(position), nonce: unsafeSeed("another nonce") }
      expect(rootAbove(renewed, position, size, partners)).not.toEqual(root)
      if (stranger !== position)
        expect(rootAbove(recordOf(stranger), position, size, partners)).not.toEqual(root)
    }),
    { seed: 1 },
  )
})

test("who is in the round is in its hash, whatever the records are", () => {
  const [offer, root] = [unsafeSeed("offer"), unsafeSeed("root")]
  const hash = rosterHash(offer, [0, 2, 3], 5, root)
  expect(rosterHash(offer, [0, 2, 4], 5, root)).not.toEqual(hash)
  expect(rosterHash(offer, [0, 2, 3], 9, root)).not.toEqual(hash)
})
