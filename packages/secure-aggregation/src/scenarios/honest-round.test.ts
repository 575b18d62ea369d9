import { type RoundSuite, webRandom } from "@tutti/crypto"
import { unsafeSeededRandom } from "@tutti/testkit"
import { describe, expect, test } from "vitest"
import { completeGraphWithThreshold } from "../graph/graph.ts"
import { DropPatterns, everyDropPattern } from "./every-drop-pattern.ts"
import { modelPeople, people, plainSum, policyFor, runRound, type Setting, sameLanes } from "./round.ts"

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

/** A complete graph of this many under a threshold of one's own. */
const under = (count: number, threshold: number): Setting => ({
  people: modelPeople(count),
  policy: policyFor(count),
  graph: (_policy, { identityKeys }) => completeGraphWithThreshold(identityKeys.length, threshold),
})

/** Patterns in which at least `threshold` owners never leave, counted by hand: the others have 5 stages each to leave at. */
const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k)
const patternsThatReach = (count: number, threshold: number) =>
  Array.from({ length: count - threshold + 1 }, (_, gone) => binomial(count, gone) * 5 ** gone).reduce(
    (sum, patterns) => sum + patterns,
  )

describe("[SA1] every pattern of drop-outs ends in the right sum or in a clean abort", () => {
  test.each([
    ["five owners, t = 3: 276 right sums, 7,500 clean aborts, 0 wrong", 5, 3, 276, 7_500],
    ["five owners, t = 4: 26 right sums, 7,750 clean aborts, 0 wrong", 5, 4, 26, 7_750],
    [
      "six owners, t = 4, the protocol's own: 406 right sums, 46,250 clean aborts, 0 wrong",
      6,
      4,
      406,
      46_250,
    ],
  ])("%s", async (_title, count, threshold, right, abort) => {
    expect(patternsThatReach(count, threshold)).toBe(right)
    const tally = await everyDropPattern(under(count, threshold), randomVectors(count, 4))
    expect(tally).toEqual({ right, abort, wrong: 0 })
  })

  test("the walk over all patterns gives what whole rounds give, one pattern at a time", async () => {
    const random = unsafeSeededRandom("patterns")
    const setting = under(5, 3)
    const vectors = randomVectors(5, 4)
    const walk = new DropPatterns(setting, vectors)
    for (let pattern = 0; pattern < 60; pattern++) {
      // Mostly late leaves: early ones end alike.
      const leaves = Array.from(random(5), (byte) => Math.min(5, byte % 16))
      const { sum, survivors } = await runRound(setting, vectors, {
        messagesBeforeLeaving: (owner) => leaves[owner] ?? 0,
      })
      expect(sum === undefined || sameLanes(sum, plainSum(vectors, survivors))).toBe(true)
      expect(await walk.verdict(leaves)).toBe(sum === undefined ? "abort" : "right")
    }
  })

  test("a sum with masks left on it is found to be wrong", async () => {
    const setting = under(5, 3)
    const { suite } = setting.people
    // A mask's second expansion, by the other owner of a pair or by the relay, gives nothing; agreed shares stay as they are.
    const expanded = new Set<string>()
    const forgetful: RoundSuite = {
      ...suite,
      keystream: async (key, byteLength) => {
        const name = key.join()
        if (byteLength === 16 && expanded.has(name)) return new Uint8Array(byteLength)
        expanded.add(name)
        return suite.keystream(key, byteLength)
      },
    }
    const people = { ...setting.people, suite: forgetful }
    const walk = new DropPatterns({ ...setting, people }, randomVectors(5, 4))
    expect(await walk.verdict([5, 5, 5, 5, 5])).toBe("wrong")
    expect(await walk.verdict([5, 5, 5, 5, 2])).toBe("wrong")
  })
})
