import type { Column, DatasetSchema } from "@tutti/protocol"
import { creditApprovalStudy, studyFromSchema } from "@tutti/sdk/templates"
import { describe, expect, test } from "vitest"
import {
  draftProblems,
  networkName,
  problemAt,
  stepOf,
  withColumn,
  withDataset,
  withHiddenLayers,
  withNetwork,
} from "./draft.ts"

const number = (name: string): Column => ({ kind: "numeric", name, missing: "drop-row" })
const HOUSES: DatasetSchema = {
  header: true,
  columns: [
    number("rooms"),
    { kind: "category", name: "zone", categories: ["a", "b", "c"], missing: "drop-row" },
  ],
  target: { kind: "number", name: "price" },
  missingMarkers: [],
}

describe("a draft", () => {
  test("of a template is a study", () => {
    expect(draftProblems(creditApprovalStudy())).toEqual([])
    expect(draftProblems(studyFromSchema(HOUSES))).toEqual([])
  })

  test("gets the network's inputs, outputs and loss from new columns, and keeps the hidden layers", () => {
    const draft = withDataset(withNetwork(creditApprovalStudy(), "credit"), HOUSES)
    expect(draft.model.inputs).toBe(4)
    expect(draft.model.loss).toBe("mean-squared-error")
    expect(draft.model.layers.map((layer) => (layer.kind === "dense" ? layer.units : null))).toEqual([
      30, 20, 10, 5, 1,
    ])
    expect(draftProblems(draft)).toEqual([])
  })

  test("knows its network by name, and own layers as own", () => {
    const credit = creditApprovalStudy()
    for (const name of ["regression", "small", "credit"] as const)
      expect(networkName(withNetwork(credit, name).model)).toBe(name)
    const own = withHiddenLayers(credit, [{ kind: "dense", units: 7, activation: "tanh" }])
    expect(networkName(own.model)).toBe("own")
    expect(draftProblems(own)).toEqual([])
  })

  test("keeps the file's order when a column is left out and taken back", () => {
    const order = ["rooms", "zone"]
    const without = withColumn(HOUSES, order, "rooms", null)
    expect(without.columns.map(({ name }) => name)).toEqual(["zone"])
    expect(withColumn(without, order, "rooms", number("rooms")).columns.map(({ name }) => name)).toEqual(
      order,
    )
  })
})

describe("what is wrong with a draft", () => {
  const draft = creditApprovalStudy()

  test("an empty number field is not a number, at its place and on its step", () => {
    const problems = draftProblems({ ...draft, training: { ...draft.training, rounds: Number.NaN } })
    expect(problemAt(problems, ["training", "rounds"])).toEqual({ kind: "not-a-number" })
    expect(problems.map(stepOf)).toEqual(["training"])
  })

  test("half a round is not whole", () => {
    const problems = draftProblems({ ...draft, training: { ...draft.training, rounds: 1.5 } })
    expect(problemAt(problems, ["training", "rounds"])).toEqual({ kind: "not-whole" })
  })

  test("bounds are named, and whether they are allowed themselves", () => {
    const low = draftProblems({ ...draft, training: { ...draft.training, rounds: 0 } })
    expect(problemAt(low, ["training", "rounds"])).toEqual({ kind: "too-small", least: 1, exclusive: false })
    const quorum = { minOwners: 2, fraction: 0 }
    const none = draftProblems({ ...draft, training: { ...draft.training, quorum } })
    expect(problemAt(none, ["training", "quorum", "fraction"])).toEqual({
      kind: "too-small",
      least: 0,
      exclusive: true,
    })
  })

  test("an empty title belongs to the review", () => {
    const problems = draftProblems({ ...draft, title: " " })
    expect(problemAt(problems, ["title"])).toEqual({ kind: "empty" })
    expect(problems.map(stepOf)).toEqual(["review"])
  })

  test("a category listed twice is told in the protocol's words", () => {
    const zone: Column = { kind: "category", name: "zone", categories: ["a", "a"], missing: "drop-row" }
    const problems = draftProblems(withDataset(draft, withColumn(HOUSES, ["rooms", "zone"], "zone", zone)))
    expect(problems).toEqual([
      {
        path: ["dataset", "columns", 1],
        issue: { kind: "other", message: 'column "zone" lists a value twice' },
      },
    ])
  })
})
