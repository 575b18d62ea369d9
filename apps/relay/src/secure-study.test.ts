import { initialWeights } from "@tutti/learning"
import { expect, test } from "vitest"
import { secureRun } from "./testing/secure-run.ts"
import { ask, command, testRelay, viewOf } from "./testing/test-relay.ts"

/** A step of so much in every weight. */
const adding = (step: number) => (global: Float32Array) => new Float32Array(global.length).fill(step)

test("[R68] ten owners end a secure study over real sockets: each round adds the mean of their updates", async () => {
  const relay = await testRelay()
  const steps = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
  const { study, spec, owners } = await secureRun(relay, steps.map(adding), { policy: { minimumCohort: 6 } })
  expect((await command(relay, study, "start")).status).toBe(200)
  await Promise.all(owners.map((owner) => owner.heard("study-ended")))

  const view = await viewOf(relay, study)
  expect(view.state).toBe("finished")
  expect(view.rounds.map(({ phase }) => phase)).toEqual(["committed", "committed", "committed"])
  for (const { metrics } of view.rounds) {
    expect(metrics).toMatchObject({ cohort: 10, survivors: 10 })
    for (const value of [
      metrics?.trainLoss,
      metrics?.trainAccuracy,
      metrics?.validationLoss,
      metrics?.validationAccuracy,
    ])
      expect(value).toBeCloseTo(0.5, 3)
  }
  const { bytes } = await ask(relay, "GET", `/api/studies/${study}/model?which=last`)
  const initial = initialWeights(spec.model, spec.training.seed)
  for (const [index, weight] of new Float32Array(bytes).entries())
    expect(weight).toBeCloseTo((initial[index] ?? Number.NaN) + 3 * 0.55, 4)

  // Each owner masked the statistics, three updates and the last measurement, and knows all five sums by their transcript.
  for (const owner of owners) {
    expect(owner.masked).toHaveLength(5)
    expect(owner.records.at(-1)?.ledger).toMatchObject({ contributions: 5, lastRound: 5, finishedRound: 5 })
    expect(owner.received.map(({ kind }) => kind)).not.toContain("refused")
  }
  const { text } = await ask(relay, "GET", "/metrics")
  expect(text).toContain('tutti_aggregations_total{purpose="statistics",outcome="opened"} 1')
  expect(text).toContain('tutti_aggregations_total{purpose="training",outcome="opened"} 3')
  expect(text).toContain('tutti_aggregations_total{purpose="measurement",outcome="opened"} 1')
})
