import { webRandom } from "@tutti/crypto"
import { unsafeSeededRandom } from "@tutti/testkit"
import { expect, test } from "vitest"
import { ringGraph } from "../graph/ring.ts"
import { modelPeople, plainSum, policyFor, runRound, type Setting } from "./round.ts"

const randomVectors = (count: number) =>
  Array.from({ length: count }, () => new Uint32Array(webRandom(16).buffer))

test("[SA1] 260 owners on the protocol's ring, one in thirty leaving at a random stage: the sum over the survivors", async () => {
  const COUNT = 260
  const setting: Setting = {
    people: modelPeople(COUNT),
    policy: policyFor(COUNT, {
      dropoutPerTenThousand: 500,
      corruptPerTenThousand: 100,
      minimumCohort: 100,
    }),
  }
  const vectors = randomVectors(COUNT)
  const random = unsafeSeededRandom("ring")
  const leaves = Array.from({ length: COUNT }, (_, owner) => (owner % 30 === 0 ? (random(1)[0] ?? 0) % 5 : 5))
  const outcome = await runRound(setting, vectors, { messagesBeforeLeaving: (owner) => leaves[owner] ?? 5 })
  expect(outcome.round.phase).toBe("opened")
  expect(outcome.survivors).toEqual([...leaves.keys()].filter((owner) => (leaves[owner] ?? 0) >= 3))
  expect(outcome.sum).toEqual(plainSum(vectors, outcome.survivors))
})

test("[SA8] on the ring an owner asks for its neighbours' own word on what they masked", async () => {
  const COUNT = 24
  const small = { degree: 8, threshold: 7, corrupt: 1, dropouts: 2 }
  const setting: Setting = {
    people: modelPeople(COUNT),
    policy: policyFor(COUNT),
    graph: (_policy, roster) => ringGraph(small, roster),
  }
  const vectors = randomVectors(COUNT)
  const outcome = await runRound(setting, vectors, {
    toOwner: ({ step, owner, bytes }) => {
      if (step !== "survivors" || owner !== 7) return bytes
      const changed = bytes.slice()
      // Within the last neighbour's signature.
      changed[changed.length - 40] = (changed[changed.length - 40] ?? 0) ^ 1
      return changed
    },
  })
  expect(outcome.owners[7]?.state.round).toMatchObject({ phase: "refused", code: "E_SA_SURVIVORS" })
  expect(outcome.sum).toEqual(plainSum(vectors, [...vectors.keys()]))
})
