import { expect, test } from "vitest"
import { smallStudy } from "./study.fixture.ts"
import { termChanges } from "./term-changes.ts"

test("the same terms have no difference", () => {
  expect(termChanges(smallStudy, structuredClone(smallStudy))).toEqual([])
})

test("each changed, added or dropped term is named by its path, with both values", () => {
  const { unit: _, ...income } = { unit: "kr", kind: "numeric", name: "income", missing: "drop-row" } as const
  const now = {
    ...smallStudy,
    mode: "secure" as const,
    dataset: { ...smallStudy.dataset, columns: [income, ...smallStudy.dataset.columns.slice(1)] },
    training: { ...smallStudy.training, rounds: 40, clipNorm: 1.5 },
  }
  expect(termChanges(smallStudy, now)).toEqual([
    { term: "mode", before: '"trusted"', now: '"secure"' },
    { term: "dataset › columns › 1 › unit", before: '"kr"', now: null },
    { term: "training › rounds", before: "10", now: "40" },
    { term: "training › clipNorm", before: null, now: "1.5" },
  ])
})
