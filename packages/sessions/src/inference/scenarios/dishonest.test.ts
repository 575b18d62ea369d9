import { beforeAll, describe, expect, test } from "vitest"
import { type Asked, type Deed, runRoles, turning } from "./dishonest.ts"
import { plainLabels } from "./plain.ts"
import { Stage, values } from "./stage.ts"

const ROWS = 10
const images = values(12 * ROWS, 1, "images")
const honest: Deed = (_, letter) => letter

const FOUND = { ok: false, code: "E_IN_CANARY", wasCounted: false }

let labelled: Asked
let scored: Asked
/** What the model says of the rows. */
let truth: number[]
beforeAll(async () => {
  const stage = await Stage.of()
  truth = plainLabels(stage, images)
  const { spec, weights } = stage
  labelled = { spec, weights, images, labels: null, seed: "asked" }
  scored = { spec: { ...spec, output: "score" }, weights, images, labels: truth, seed: "asked" }
})

describe("[EI26] a model owner that turns what some rows come to", () => {
  test.each([0, 7, 19])("one row, at place %i of twenty: found, for every row has its copy", (place) => {
    expect(
      runRoles(
        labelled,
        turning(labelled, (other) => other === place),
      ),
    ).toEqual(FOUND)
  })

  test.each(["one", "two", "three"])("a tenth of two hundred rows (%s): found", (seed) => {
    const asked = { ...labelled, spec: { ...labelled.spec, batchRows: 50, mostRows: 200 } }
    const many = { ...asked, images: values(12 * 200, 1, seed), seed }
    expect(runRoles(many, honest).ok).toBe(true)
    expect(
      runRoles(
        many,
        turning(many, (place) => place % 10 === 3),
      ),
    ).toEqual(FOUND)
  })

  test("all rows: not found, and every label is another one", () => {
    const ran = runRoles(
      labelled,
      turning(labelled, () => true),
    )
    if (!ran.ok) throw new Error(ran.code)
    expect(ran.labels.filter((label, row) => label === truth[row])).toEqual([])
  })
})

describe("[EI7] a model owner that turns hits of a score", () => {
  test("nobody does: the score is that of the rows without their copies", () => {
    for (const seed of ["one", "two", "three"]) {
      const labels = truth.map((label, row) => (row % 3 === 0 ? (label + 1) % 3 : label))
      const ran = runRoles({ ...scored, labels, seed }, honest)
      expect(ran).toMatchObject({ ok: true, score: { correct: 6, rows: ROWS } })
    }
  })

  test.each([0, 7, 19])("one, at place %i of twenty: found, and no score is opened", (place) => {
    expect(
      runRoles(
        scored,
        turning(scored, (other) => other === place),
      ),
    ).toEqual(FOUND)
  })

  test("all: not found, and the score is that of the wrong ones", () => {
    const ran = runRoles(
      scored,
      turning(scored, () => true),
    )
    expect(ran).toMatchObject({ ok: true, score: { correct: 0, rows: ROWS } })
  })

  test("one that says another comparison or another share under its cover", () => {
    for (const [at, code] of [
      [0, "E_IN_CANARY"],
      [40, "E_IN_SCORE"],
    ] as const) {
      const ran = runRoles(scored, (_, letter) => {
        if (letter.kind !== "closed") return letter
        const share = letter.share.slice()
        share[at] = (share[at] ?? 0) ^ 1
        return { kind: "closed", share }
      })
      expect(ran).toMatchObject({ ok: false, code })
    }
  })
})

describe("[EI7] a client that names what are no copies", () => {
  const naming =
    (copies: { row: number; copy: number }[]): Deed =>
    (_, letter) =>
      letter.kind === "close" ? { kind: "close", copies } : letter

  test("rows that fare otherwise: it has no score", () => {
    const labels = truth.map((label, row) => (row === 0 ? (label + 1) % 3 : label))
    const asked = { ...scored, labels }
    const others = Array.from({ length: 19 }, (_, index) => ({ row: 0, copy: index + 1 }))
    expect(runRoles({ ...asked, spec: { ...asked.spec, minimumRows: 1 } }, naming(others))).toEqual(FOUND)
  })

  test("so many that fewer rows are left than the terms ask for", () => {
    const others = Array.from({ length: 17 }, (_, index) => ({ row: 0, copy: index + 1 }))
    expect(runRoles(scored, naming(others))).toMatchObject({ ok: false, code: "E_IN_ROWS" })
  })

  test("places that there are not", () => {
    expect(runRoles(scored, naming([{ row: 0, copy: 20 }]))).toMatchObject({ ok: false, code: "E_IN_LETTER" })
  })
})
