import { OwnerMessage } from "@tutti/protocol"
import { describe, expect, test } from "vitest"
import { consentFor, type Offer } from "./consent.ts"
import { LEDGER_KINDS } from "./ledger.ts"
import { secureStudy, smallStudy, studyHash, studyId } from "./study.fixture.ts"

const offer: Offer = {
  study: studyId,
  studyHash,
  spec: smallStudy,
  relayHost: "relay.example",
  rows: { training: 80, validation: 20 },
  statistics: [{ name: "income", count: 80, sum: 2_400_000, sumOfSquares: 8.25e10 }],
}
const withRounds = (rounds: number): Offer => ({
  ...offer,
  spec: { ...smallStudy, training: { ...smallStudy.training, rounds } },
})

describe("the consent of a study", () => {
  test("lists every kind of message that a ledger of the trusted mode knows, once each", () => {
    const secureOnly = ["enrolment", "masked-vector", "aggregation-step"]
    expect(consentFor(offer).leaves.map(({ what }) => what)).toEqual(
      LEDGER_KINDS.filter((kind) => !secureOnly.includes(kind)),
    )
  })

  test("of a secure study lists what leaves under masks, and nothing that anybody could read", () => {
    const { leaves, terms, statistics } = consentFor({ ...offer, spec: secureStudy })
    const readable = ["row-counts-and-column-sums", "model-update", "validation-measurement"]
    expect(leaves.map(({ what }) => what)).toEqual(LEDGER_KINDS.filter((kind) => !readable.includes(kind)))
    expect(statistics).toEqual(offer.statistics)
    expect(terms).toMatchObject({
      mode: "secure",
      maxContributions: 20,
      protection: { owners: 10, isFrozen: false, fewest: 10, colluders: 1, isDemonstration: false },
    })
  })

  test("of a secure study weighs a masked vector a round, the statistics before and a measurement after", () => {
    const weigh = (rounds: number, what: string) => {
      const spec = { ...secureStudy, training: { ...secureStudy.training, rounds } }
      return consentFor({ ...offer, spec }).leaves.find((item) => item.what === what)?.bytes ?? Number.NaN
    }
    const vector = weigh(2, "masked-vector") - weigh(1, "masked-vector")
    // 10 weights and a few measurements of 4 bytes, 144 bytes around them, an envelope of about 50 characters.
    expect(vector).toBeGreaterThan(144 + 10 * 4 + 40)
    expect(vector).toBeLessThan(144 + 20 * 4 + 70)
    // Statistics of one column: rows of both kinds, count, sum and sum of squares, each in 16 bytes.
    expect(weigh(1, "masked-vector")).toBeGreaterThan(vector + 144 + 5 * 16)
    // Ten owners, t = 6: 208 + (144 + 4 · 80) + 112 + (112 + 10 · 33) bytes around every vector, and four envelopes.
    const around = weigh(2, "aggregation-step") - weigh(1, "aggregation-step")
    expect(around).toBeGreaterThan(1_226 + 4 * 40)
    expect(around).toBeLessThan(1_226 + 4 * 70)
  })

  test("names every message that an owner can send: a new one must find its place in the list", () => {
    // identify; ready; update; evaluation; failed, activity and leave as "activity"; want-result as "request";
    // in the secure mode enrol and aggregation in place of ready, update and evaluation.
    const kinds = OwnerMessage.options.map(({ shape }) => shape.kind.value)
    expect(kinds.toSorted()).toEqual(
      [
        "activity",
        "aggregation",
        "enrol",
        "evaluation",
        "failed",
        "identify",
        "leave",
        "ready",
        "update",
        "want-result",
      ].toSorted(),
    )
  })

  test("says the very sums that will leave, and every column whose cells will not", () => {
    const { statistics, readColumns } = consentFor(offer)
    expect(statistics).toEqual(offer.statistics)
    expect(readColumns).toEqual(["income", "home", "paid"])
  })

  test("repeats the terms of the specification", () => {
    expect(consentFor(offer).terms).toMatchObject({
      mode: "trusted",
      scheme: "parallel",
      rounds: 10,
      epochs: 2,
      parameters: 10,
      modelBytes: 40,
      minOwners: 3,
      quorumFraction: 0.5,
      retentionDays: 30,
      relayHost: "relay.example",
      studyHash,
      rows: { training: 80, validation: 20 },
    })
  })

  test("estimates the sum of its items, and each round costs one model and two envelopes more", () => {
    const once = consentFor(withRounds(1))
    const twice = consentFor(withRounds(2))
    let sum = 0
    for (const { bytes } of once.leaves) sum += bytes
    expect(once.terms.estimatedBytes).toBe(sum)
    const more = twice.terms.estimatedBytes - once.terms.estimatedBytes
    // 40 bytes of weights; an update's envelope of about 150 and an evaluation's of about 110 characters.
    expect(more).toBeGreaterThan(40 + 200)
    expect(more).toBeLessThan(40 + 320)
  })

  test("weighs the model update by the bytes of its weights once the model is not tiny", () => {
    const spec = { ...smallStudy, model: { ...smallStudy.model, inputs: 10_000 } }
    const update = consentFor({ ...offer, spec }).leaves.find(({ what }) => what === "model-update")
    const weights = 10 * 4 * (10_000 + 1) * 2
    expect(update?.bytes).toBeGreaterThan(weights)
    expect(update?.bytes).toBeLessThan(1.01 * weights)
  })
})
