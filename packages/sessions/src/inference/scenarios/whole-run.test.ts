import { CANARY_ROWS } from "@tutti/protocol"
import { describe, expect, test } from "vitest"
import { plainLabels } from "./plain.ts"
import { Stage, values } from "./stage.ts"

const ROWS = 10
const images = values(ROWS * 12, 1, "images")

describe("[EI20] three machines and a relay", () => {
  test("the client learns the labels that the plain model gives; the others count rows and copies alike", async () => {
    const stage = await Stage.of()
    const { client, owner, dealer } = await stage.everybody()
    expect(client.view().present).toEqual(["dealer", "client", "owner"])
    expect(await stage.after(client.begin())).toBeNull()
    const classified = await stage.after(client.classify(images, null))
    expect(classified).toEqual({ ok: true, labels: plainLabels(stage, images), scores: [] })
    expect(await stage.after(client.finish())).toEqual({ ok: true, score: null })
    // Ten rows and as many copies, four at a time.
    expect(client.progress()).toMatchObject({ batches: 5, rows: 2 * ROWS, copies: ROWS })
    expect(owner.view().answered).toEqual({ batches: 5, rows: 2 * ROWS })
    expect(dealer.view().dealt).toMatchObject({ batches: 5, rows: 2 * ROWS })
    const ended = [{ run: 1, reason: "finished", seat: null, code: null }]
    for (const { view } of [client, owner, dealer].map((machine) => ({ view: machine.view() })))
      expect(view).toMatchObject({ phase: "waiting", ended, refusal: null })
    expect(stage.faults).toEqual([])
  })

  test("several questions within one run, and the weights are masked and opened once", async () => {
    const stage = await Stage.of()
    const { client } = await stage.everybody()
    await stage.after(client.begin())
    const labels: number[] = []
    for (let row = 0; row < 3; row++) {
      const one = await stage.after(client.classify(images.slice(12 * row, 12 * row + 12), null))
      if (one.ok) labels.push(...one.labels)
    }
    expect(labels).toEqual(plainLabels(stage, images.slice(0, 36)))
    // Two layers of 12 · 6 and 6 · 3 weights, in 4 bytes each, and the heads and seals of letter and frame.
    const weights = stage.said.filter(({ payload }) => payload?.length === 4 * (72 + 18) + 8 + 2 + 16)
    expect(weights.map(({ to }) => to).sort()).toEqual(["member", "relay"])
  })

  test("the score is one number, of the labels that only the client has", async () => {
    const stage = await Stage.of({ changes: { output: "score" } })
    const { client, owner } = await stage.everybody()
    const right = plainLabels(stage, images)
    const said = right.map((label, row) => (row % 5 === 0 ? (label + 1) % 3 : label))
    await stage.after(client.begin())
    expect(await stage.after(client.classify(images, said))).toEqual({ ok: true, labels: [], scores: [] })
    expect(await stage.after(client.finish())).toEqual({ ok: true, score: { correct: 8, rows: ROWS } })
    expect(owner.view().answered.rows).toBe(2 * ROWS)
  })

  test("scores, where the terms say so, to the client alone", async () => {
    const stage = await Stage.of({ changes: { output: "scores" } })
    const { client } = await stage.everybody()
    await stage.after(client.begin())
    const classified = await stage.after(client.classify(images, null))
    if (!classified.ok) throw new Error(classified.code)
    const rows = Array.from({ length: ROWS }, (_, row) => classified.scores.slice(3 * row, 3 * row + 3))
    expect(rows.map((scores) => scores.indexOf(Math.max(...scores)))).toEqual(plainLabels(stage, images))
  })

  test("a network with a convolution and a pool", async () => {
    const network = {
      input: { height: 6, width: 6, channels: 1 },
      layers: [
        { kind: "conv2d", filters: 2, kernel: 3, stride: 1, padding: "valid" },
        { kind: "max-pool", size: 2, stride: 2 },
        { kind: "relu" },
        { kind: "dense", units: 3 },
      ] as const,
    }
    const stage = await Stage.of({ network })
    const { client } = await stage.everybody()
    const pictures = values(5 * 36, 1, "pictures")
    await stage.after(client.begin())
    const classified = await stage.after(client.classify(pictures, null))
    expect(classified).toEqual({ ok: true, labels: plainLabels(stage, pictures), scores: [] })
  })

  test("client and model owner see the same safety words", async () => {
    const stage = await Stage.of()
    const { client, owner } = await stage.everybody()
    await stage.after(client.begin())
    expect(client.view().safetyWords).toHaveLength(10)
    expect(owner.view().safetyWords).toEqual(client.view().safetyWords)
  })
})

describe("[EI21] every run has masks of its own", () => {
  test("the same images twice: no sealed letter and no opened weight is said again", async () => {
    const stage = await Stage.of()
    const { client } = await stage.everybody()
    const payloads: string[][] = []
    for (let run = 1; run <= 2; run++) {
      const before = stage.said.length
      expect(await stage.after(client.begin())).toBeNull()
      await stage.after(client.classify(images, null))
      await stage.after(client.finish())
      const sealed = stage.said.slice(before).filter(({ message }) => message.kind === "sealed")
      payloads.push(sealed.map(({ payload }) => Buffer.from(payload ?? []).toString("hex")))
    }
    const [first = [], second = []] = payloads
    expect(new Set([...first, ...second]).size).toBe(first.length + second.length)
    expect(client.view().ended.map(({ run }) => run)).toEqual([1, 2])
  })
})

test("[EI21] a run may begin as soon as the one before has its answer", async () => {
  const stage = await Stage.of()
  const { client } = await stage.everybody()
  await stage.after(client.begin())
  await stage.after(client.classify(images, null))
  expect(await stage.after(client.finish().then(() => client.begin()))).toBeNull()
  expect(await stage.after(client.classify(images, null))).toMatchObject({ ok: true })
})

describe("[EI22] what cannot be classified is refused before anything leaves", () => {
  test.each<[string, Float32Array, number[] | null, string]>([
    ["half an image", images.slice(0, 18), null, "E_IN_SHAPE"],
    ["no image", new Float32Array(0), null, "E_IN_SHAPE"],
    ["a pixel that is no number", Float32Array.from({ length: 12 }, () => Number.NaN), null, "E_IN_RANGE"],
    ["a pixel beyond the range", Float32Array.from({ length: 12 }, () => 1e9), null, "E_IN_RANGE"],
    ["labels where none are asked for", images.slice(0, 12), [0], "E_IN_SHAPE"],
    ["more images than the terms allow", new Float32Array(101 * 12), null, "E_IN_BUDGET"],
  ])("%s: %s", async (_, pixels, labels, code) => {
    const stage = await Stage.of()
    const { client } = await stage.everybody()
    await stage.after(client.begin())
    const before = stage.said.length
    expect(await stage.after(client.classify(pixels, labels))).toEqual({ ok: false, code })
    expect(stage.said.length).toBe(before)
  })

  test("a label that is no class, and labels that are missing", async () => {
    const stage = await Stage.of({ changes: { output: "score" } })
    const { client } = await stage.everybody()
    await stage.after(client.begin())
    for (const labels of [[3], null, [0, 1]])
      expect(await stage.after(client.classify(images.slice(0, 12), labels))).toEqual({
        ok: false,
        code: "E_IN_SHAPE",
      })
  })

  test("a score over fewer images than the terms ask for is not opened", async () => {
    const stage = await Stage.of({ changes: { output: "score" } })
    const { client } = await stage.everybody()
    await stage.after(client.begin())
    await stage.after(client.classify(images.slice(0, 36), [0, 0, 0]))
    expect(await stage.after(client.finish())).toEqual({ ok: false, code: "E_IN_ROWS" })
  })
})

describe("[EI26] copies", () => {
  test("a single row goes with its copy, in one batch", async () => {
    const stage = await Stage.of()
    const { client, owner } = await stage.everybody()
    await stage.after(client.begin())
    const one = images.slice(0, 12)
    expect(await stage.after(client.classify(one, null))).toMatchObject({ labels: plainLabels(stage, one) })
    expect(owner.view().answered).toEqual({ batches: 1, rows: 2 })
  })

  test("of more rows than that, so many have one as the terms say", async () => {
    const stage = await Stage.of({ changes: { batchRows: 40 } })
    const { client, owner } = await stage.everybody()
    await stage.after(client.begin())
    const many = values(70 * 12, 1, "many")
    expect(await stage.after(client.classify(many, null))).toMatchObject({ labels: plainLabels(stage, many) })
    expect(owner.view().answered).toEqual({ batches: 3, rows: 70 + CANARY_ROWS })
  })

  test("several questions of one scored run: their copies are all left out", async () => {
    const stage = await Stage.of({ changes: { output: "score" } })
    const { client } = await stage.everybody()
    const labels = plainLabels(stage, images)
    await stage.after(client.begin())
    await stage.after(client.classify(images.slice(0, 36), labels.slice(0, 3)))
    await stage.after(client.classify(images.slice(36), labels.slice(3)))
    expect(await stage.after(client.finish())).toEqual({ ok: true, score: { correct: ROWS, rows: ROWS } })
  })
})
