import { webRandom } from "@tutti/crypto"
import { describe, expect, test } from "vitest"
import { completeGraphWithThreshold } from "../graph/graph.ts"
import { modelPeople, people, plainSum, policyFor, runRound, type Setting } from "./round.ts"

const randomVectors = (owners: number, lanes: number) =>
  Array.from({ length: owners }, () => new Uint32Array(webRandom(4 * lanes).buffer))

describe("[SA1] the relay opens the sum over the survivors", () => {
  test.each([
    [3, 4],
    [10, 33],
  ])("%i owners, %i lanes, nobody leaves", async (count, lanes) => {
    const vectors = randomVectors(count, lanes)
    const outcome = await runRound({ people: await people(count), policy: policyFor(count), lanes }, vectors)
    expect(outcome.round.phase).toBe("opened")
    expect(outcome.sum).toEqual(plainSum(vectors, [...vectors.keys()]))
    for (const owner of outcome.owners) expect(owner.state.round.phase).toBe("finished")
  })
})

type Tally = { right: number; abort: number; wrong: number }

/**
 * Every owner leaves at one of six stages: before its first message, … , never. What a round does depends on who
 * is there at each stage until it ends, so patterns that agree up to that point are one run.
 */
async function everyDropPattern(count: number, threshold: number): Promise<Tally> {
  const stages = 6
  const vectors = randomVectors(count, 4)
  const setting: Setting = {
    people: modelPeople(count),
    policy: policyFor(count),
    graph: (_policy, { identityKeys }) => completeGraphWithThreshold(identityKeys.length, threshold),
  }
  const verdicts = new Map<string, keyof Tally>()
  const tally = { right: 0, abort: 0, wrong: 0 }
  for (let pattern = 0; pattern < stages ** count; pattern++) {
    const leaves = Array.from({ length: count }, (_, owner) => Math.floor(pattern / stages ** owner) % stages)
    const presence = Array.from({ length: stages - 1 }, (_, stage) =>
      leaves.map((leave) => (leave > stage ? 1 : 0)).join(""),
    )
    const prefixes = presence.map((_, length) => presence.slice(0, length + 1).join())
    let verdict = prefixes.map((prefix) => verdicts.get(prefix)).find((known) => known !== undefined)
    if (verdict === undefined) {
      const outcome = await runRound(setting, vectors, {
        messagesBeforeLeaving: (owner) => leaves[owner] ?? 0,
      })
      const expected = plainSum(vectors, outcome.survivors)
      verdict =
        outcome.sum === undefined ? "abort" : outcome.sum.join() === expected.join() ? "right" : "wrong"
      verdicts.set(prefixes[Math.min(outcome.phasesReached, stages - 1) - 1] ?? "", verdict)
    }
    tally[verdict] += 1
  }
  return tally
}

describe("[SA1] every pattern of drop-outs ends in the right sum or in a clean abort", () => {
  test("five owners, t = 3: 276 right sums, 7,500 clean aborts, 0 wrong", async () => {
    expect(await everyDropPattern(5, 3)).toEqual({ right: 276, abort: 7_500, wrong: 0 })
  })

  test("five owners, t = 4: 26 right sums, 7,750 clean aborts, 0 wrong", async () => {
    expect(await everyDropPattern(5, 4)).toEqual({ right: 26, abort: 7_750, wrong: 0 })
  })

  test("six owners, t = 4, the protocol's own threshold: none of 46,656 is wrong", async () => {
    const tally = await everyDropPattern(6, 4)
    expect(tally.wrong).toBe(0)
    expect(tally.right + tally.abort).toBe(46_656)
    expect(tally.right).toBeGreaterThan(0)
  })
})
