import { type Json, jsonOf } from "./json.ts"
import { integersFrom, prepare, type RoundCase } from "./round-case.ts"
import { workRound } from "./worked-round.ts"

/* The rounds that are worked out, one file each. */

const EDGES = [0n, 1n, -1n, 2n ** 31n - 1n]

const three: RoundCase = {
  name: "three",
  laneBits: 32,
  integers: [EDGES, integersFrom("three/1", 4, 32), integersFrom("three/2", 4, 32)],
  messagesBeforeLeaving: [5, 5, 5],
  round: 1,
  previousRound: 0,
}

/** Owner 3 of five leaves before its first, second, … fifth message. */
const five = [0, 1, 2, 3, 4].map((messages): RoundCase => {
  const name = `five, one gone after ${messages} messages`
  return {
    name,
    laneBits: 32,
    integers: [0, 1, 2, 3, 4].map((owner) => integersFrom(`${name}/${owner}`, 4, 20)),
    messagesBeforeLeaving: [5, 5, 5, messages, 5],
    round: 7 + messages,
    previousRound: 0,
  }
})

/** k = 6, t = q = 3 + 1 + 2; one owner is lost after sharing. */
const ring: RoundCase = {
  name: "ring of twelve",
  laneBits: 32,
  integers: Array.from({ length: 12 }, (_, owner) => integersFrom(`ring/${owner}`, 2, 24)),
  messagesBeforeLeaving: [5, 5, 5, 5, 5, 5, 2, 5, 5, 5, 5, 5],
  ring: { degree: 6, threshold: 6, corrupt: 1, dropouts: 1 },
  round: 2 ** 33 + 5,
  previousRound: 2 ** 33 + 4,
}

const exact: RoundCase = {
  name: "exact sums",
  laneBits: 128,
  integers: [
    [2n ** 120n, -1n],
    [-(2n ** 120n) + 5n, -(2n ** 96n)],
    [2n ** 32n - 1n, 2n ** 64n + 2n ** 32n],
    integersFrom("exact/3", 2, 100),
  ],
  messagesBeforeLeaving: [5, 5, 5, 5],
  round: 12,
  previousRound: 11,
}

const worked = async (cases: readonly RoundCase[]): Promise<Json> => {
  const rounds = []
  for (const given of cases) {
    const prepared = await prepare(given)
    const values = await workRound(given, prepared)
    rounds.push({ inputs: jsonOf(prepared.inputs), values: jsonOf(values) })
  }
  return { rounds }
}

export const threeOwners = () => worked([three])
export const fiveOwners = () => worked(five)
export const ringOfTwelve = () => worked([ring])
export const exactSums = () => worked([exact])
