import { initialWeights } from "@tutti/learning"
import { expect, onTestFinished, test } from "vitest"
import { tinyStudy } from "./testing/specs.ts"
import { TestOwner } from "./testing/test-owner.ts"
import { command, createInvite, createStudy, testRelay, viewOf } from "./testing/test-relay.ts"

test("two owners finish a study over real sockets; the average is weighted by rows", async () => {
  const relay = await testRelay()
  const spec = tinyStudy()
  const study = await createStudy(relay, spec)
  const secret = await createInvite(relay, study)
  const base = { url: relay.url, study, secret }
  const alice = await TestOwner.join({ ...base, rows: 30, step: 1 })
  const bob = await TestOwner.join({ ...base, rows: 10, step: 2 })
  onTestFinished(() => {
    for (const owner of [alice, bob]) owner.close()
  })
  await Promise.all([alice, bob].map((owner) => owner.heard("waiting", (wait) => wait.for === "admin")))
  expect((await command(relay, study, "start")).json()).toEqual({ state: "running" })
  await Promise.all([alice, bob].map((owner) => owner.heard("study-ended")))

  const view = await viewOf(relay, study)
  expect(view.state).toBe("finished")
  expect(view.rounds.map(({ phase }) => phase)).toEqual(["committed", "committed", "committed"])
  await alice.channel.send({ kind: "want-result", which: "last" })
  const { weights } = await alice.heard("result")
  // (30·1 + 10·2) / 40 = 1.25 per round
  const expected = initialWeights(spec.model, spec.training.seed).map((weight) => weight + 3 * 1.25)
  for (const [index, weight] of (weights ?? []).entries())
    expect(weight).toBeCloseTo(expected[index] ?? Number.NaN, 5)
})
