import { participantId, verifySignature } from "@tutti/crypto"
import { expect, test } from "vitest"
import { cohort } from "./cohort.ts"
import { unsafeSeededRandom } from "./unsafe-seeded-random.ts"

test("people have keys of their own that are the same in every run, and sign with them", async () => {
  const { alice, bob } = await cohort("alice", "bob")
  expect(alice.participant).toBe(participantId(alice.identity.publicKey))
  expect((await cohort("alice")).alice.participant).toBe(alice.participant)
  expect(bob.participant).not.toBe(alice.participant)
  const message = Uint8Array.of(1, 2, 3)
  const signature = await alice.identity.sign(message)
  expect(await verifySignature(alice.identity.publicKey, message, signature)).toBe(true)
})

test("seeded bytes repeat, differ between seeds, and go on rather than begin again", () => {
  const [one, again, other] = ["seed", "seed", "other"].map(unsafeSeededRandom)
  const first = one?.(40)
  expect(again?.(40)).toEqual(first)
  expect(other?.(40)).not.toEqual(first)
  expect(one?.(40)).not.toEqual(first)
  expect(first).toHaveLength(40)
})
