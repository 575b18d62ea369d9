import { webRandom } from "@tutti/crypto"
import { initialWeights, seededRandom } from "@tutti/learning"
import { expect, test } from "vitest"
import type { SecureTestOwner } from "./testing/secure-owner.ts"
import { secureRun } from "./testing/secure-run.ts"
import { ask, command, testRelay, viewOf } from "./testing/test-relay.ts"

/*
 * What a model must be after each round, from what ten owners trained and from the coins that rounded it: quantised and
 * averaged here by plain arithmetic, with nothing of the code that masks, sums and opens.
 */

const OWNERS = 10
const LEAVER = OWNERS - 1
/** The statistics are the first sum, round 1 the second. */
const SUM_OF_ROUND_2 = 3
const ROUNDS = 3

test("[T38] over real sockets, with an owner that leaves after masking: every model is the plain mean of the quantised updates, bit for bit", async () => {
  const relay = await testRelay()
  const updates = Array.from({ length: OWNERS }, (_, owner) => {
    const random = seededRandom(owner, "updates")
    return (global: Float32Array) => global.map(() => random.uint32() / 2 ** 31 - 1)
  })
  const drawn = updates.map((): Uint8Array[] => [])
  const leaving: { owner: SecureTestOwner | undefined } = { owner: undefined }
  const { study, spec, owners } = await secureRun(relay, updates, {
    policy: { minimumCohort: 6 },
    randomOf: (owner) => (byteCount) => {
      const bytes = webRandom(byteCount)
      drawn[owner]?.push(bytes.slice())
      return bytes
    },
    onHeard: (message) => {
      const isTold = message.kind === "aggregation" && message.step === "survivors"
      if (isTold && message.number === SUM_OF_ROUND_2) void leaving.owner?.participant.leave()
    },
  })
  leaving.owner = owners[LEAVER]
  expect((await command(relay, study, "start")).status).toBe(200)
  await Promise.all(owners.slice(0, LEAVER).map((owner) => owner.heard("study-ended")))

  const { rounds } = await viewOf(relay, study)
  expect(rounds.map(({ metrics }) => metrics?.survivors)).toEqual([OWNERS, OWNERS, OWNERS - 1])
  const { clipNorm = 0, weightCap = 0 } = spec.secure ?? {}
  const scale = 2 ** exponentFor(OWNERS, clipNorm * weightCap)
  let weights = initialWeights(spec.model, spec.training.seed)
  // Each update's lanes and four of measurements, four bytes of coins for each.
  const coinBytes = 4 * (weights.length + 4)
  for (let round = 0; round < ROUNDS; round++) {
    const present = owners.filter((_, owner) => round < 2 || owner !== LEAVER)
    const sums = new Array<number>(weights.length).fill(0)
    for (const [owner, { trained }] of present.entries()) {
      const { global, own } = trained[round] ?? { global: new Float32Array(0), own: new Float32Array(0) }
      expect([...global]).toEqual([...weights])
      const coins = drawn[owner]?.filter(({ length }) => length === coinBytes)[round] ?? new Uint8Array(0)
      for (const [index, sum] of sums.entries()) {
        const value = ((own[index] ?? 0) - (global[index] ?? 0)) * scale
        const coin = new DataView(coins.buffer).getUint32(4 * index, true) / 2 ** 32
        sums[index] = sum + Math.floor(value) + (coin < value - Math.floor(value) ? 1 : 0)
      }
    }
    weights = weights.map((weight, index) => weight + (sums[index] ?? 0) / scale / present.length)
  }
  const { bytes } = await ask(relay, "GET", `/api/studies/${study}/model?which=last`)
  expect([...new Float32Array(bytes)]).toEqual([...weights])
})

/** [SA5]: as many bits as so many owners leave in 32, and the largest power of two that keeps the bound within them. */
function exponentFor(owners: number, bound: number): number {
  let bits = 32
  while (owners * (2 ** (bits - 1) - 1) >= 2 ** 31) bits--
  return Math.floor(Math.log2((2 ** (bits - 1) - 1) / bound))
}
