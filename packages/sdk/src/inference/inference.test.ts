import { generateIdentity, webRandom } from "@tutti/crypto"
import { digitNetwork, initialNetworkWeights } from "@tutti/learning"
import { type Network, StudyId } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { estimateInference } from "./estimate.ts"
import { inferenceLink, parseInferenceLink } from "./links.ts"
import { prepareModel } from "./prepare-model.ts"

const network: Network = {
  input: { height: 2, width: 2, channels: 1 },
  layers: [{ kind: "dense", units: 3 }, { kind: "relu" }, { kind: "dense", units: 2 }],
}
const weights = initialNetworkWeights(network, 1)
const images = Float32Array.of(1, 0, 0.5, 0.25)

describe("[EI11] a model is prepared on its owner's own images", () => {
  test("a small one keeps eleven digits after the point", () => {
    expect(prepareModel({ network, weights }, images)).toMatchObject({
      ok: true,
      ringBits: 32,
      fractionBits: 11,
    })
  })

  test("the first layer's sum a thousandfold: fewer digits, at which four times as much fits", () => {
    const loud = weights.map((weight, at) => (at < 15 ? 1_000 * weight : weight))
    const prepared = prepareModel({ network, weights: loud }, images)
    if (!prepared.ok) throw new Error(prepared.code)
    expect(prepared.fractionBits).toBeLessThan(11)
    expect(4 * prepared.largest).toBeLessThan(2 ** (30 - 2 * prepared.fractionBits))
    expect(4 * prepared.largest).toBeGreaterThanOrEqual(2 ** (30 - 2 * (prepared.fractionBits + 1)))
  })

  test.each<[string, Float32Array<ArrayBuffer>, Float32Array, string]>([
    ["sums without room", weights.map((weight) => 1e6 * weight), images, "E_IN_RANGE"],
    ["half an image", weights, images.slice(0, 3), "E_IN_SHAPE"],
    ["no image", weights, new Float32Array(0), "E_IN_SHAPE"],
  ])("%s: refused", (_, entries, pictures, code) => {
    expect(prepareModel({ network, weights: entries }, pictures)).toEqual({ ok: false, code })
  })
})

describe("what it will cost", () => {
  const mlp: Network = {
    input: { height: 28, width: 28, channels: 1 },
    layers: [{ kind: "dense", units: 500 }, { kind: "relu" }, { kind: "dense", units: 10 }],
  }
  const design = {
    network: mlp,
    ringBits: 32,
    fractionBits: 11,
    output: "score",
    batchRows: 50,
    canaryRows: 50,
    window: 4,
  } as const

  test("784-500-10 over the MNIST test set and its copies: 201 batches of eleven frames in turn, within the bytes of the design", () => {
    const estimated = estimateInference(design, 10_000, 100)
    if (!estimated.ok) throw new Error(estimated.code)
    const { estimate } = estimated
    expect(estimate).toMatchObject({
      rows: 10_050,
      batches: 201,
      roundsPerBatch: 11,
      weightBytes: 4 * 397_000,
    })
    expect(estimate.onlineBytes / 10_000).toBeLessThan(8_500)
    expect(estimate.dealerBytes / 10_000).toBeLessThan(25_000)
    // Four batches at once: 51 turns of eleven frames, each half of a round trip.
    expect(estimate.waitingSeconds).toBeCloseTo(51 * 11 * 0.05, 9)
  })

  test("a last batch that is smaller costs less", () => {
    const of = (rows: number) => {
      const estimated = estimateInference(design, rows, 0)
      return estimated.ok ? estimated.estimate.dealerBytes : Number.NaN
    }
    expect(of(50)).toBeLessThan(of(51))
    expect(of(51)).toBeLessThan(of(100))
    // Two full batches and three.
    expect(3 * of(50)).toBe(2 * of(100))
  })

  test("one row goes with its copy", () => {
    expect(estimateInference(design, 1, 0)).toMatchObject({ estimate: { rows: 2, batches: 1 } })
  })

  test("a fixed point that no ring holds", () => {
    expect(estimateInference({ ...design, fractionBits: 20 }, 1, 0)).toEqual({ ok: false, code: "E_IN_PLAN" })
  })

  test("[EI27] LeNet: as many batches at once as a line carries, and of too many rows none", () => {
    const lenet = { ...design, network: digitNetwork("lenet") }
    const estimated = estimateInference(lenet, 550, 100)
    if (!estimated.ok) throw new Error(estimated.code)
    const { batches, roundsPerBatch, waitingSeconds } = estimated.estimate
    // Four may be on their way, of which the line carries three.
    expect(waitingSeconds).toBeCloseTo((batches / 3) * roundsPerBatch * 0.05, 9)
    expect(estimateInference({ ...lenet, batchRows: 250 }, 550, 100)).toEqual({
      ok: false,
      code: "E_IN_BATCH",
    })
  })
})

describe("the client's link", () => {
  const study = StudyId.parse("digits0123456789")

  test("what goes in comes out; secret and key stand behind the #", async () => {
    const { publicKey } = await generateIdentity({ name: "noble", random: webRandom })
    const ownerKey = Buffer.from(publicKey).toString("base64url")
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{43}$/), (secret) => {
        const link = { relay: "https://tutti.example:8443", study, secret, ownerKey }
        const href = inferenceLink(link)
        expect(parseInferenceLink(href)).toEqual(link)
        expect(new URL(href).pathname).toBe(`/infer/${study}`)
      }),
    )
  })

  test.each([
    "",
    "digits",
    `https://tutti.example/infer/${study}`,
    `https://tutti.example/infer/${study}#secret`,
    `https://tutti.example/infer/${study}#secret.shortkey`,
    `https://tutti.example/infer/${study}#.${"A".repeat(43)}`,
    `https://tutti.example/infer/Digits#secret.${"A".repeat(43)}`,
    `https://tutti.example/join/${study}#secret.${"A".repeat(43)}`,
    `ftp://tutti.example/infer/${study}#secret.${"A".repeat(43)}`,
    `https://tutti.example/infer/${study}#secret.${"A".repeat(43)}.more`,
  ])("%j is none", (text) => {
    expect(parseInferenceLink(text)).toBeNull()
  })
})
