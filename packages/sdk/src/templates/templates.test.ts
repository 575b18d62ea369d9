import { creditApprovalSchema } from "@tutti/data"
import { type DatasetSchema, StudySpec } from "@tutti/protocol"
import fc from "fast-check"
import { expect, test } from "vitest"
import { creditApprovalStudy, studyFromSchema } from "./index.ts"

fc.configureGlobal({ seed: 20_260_103 })

const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom(..."abcdef"), minLength: 1, maxLength: 6 }), {
  minLength: 2,
  maxLength: 40,
})
const schema: fc.Arbitrary<DatasetSchema> = fc.tuple(names, fc.boolean()).map(([names, isClass]) => ({
  header: true,
  columns: names
    .slice(1)
    .map((name, index) =>
      index % 2 === 0
        ? ({ kind: "numeric", name, missing: "drop-row" } as const)
        : ({ kind: "category", name, categories: ["x", "y", "z"], missing: "drop-row" } as const),
    ),
  target: isClass
    ? ({ kind: "class", name: names[0] ?? "", classes: ["no", "yes"] } as const)
    : ({ kind: "number", name: names[0] ?? "" } as const),
  missingMarkers: ["?"],
}))

test("a study over any columns is one that a relay accepts", () => {
  fc.assert(
    fc.property(schema, (schema) => {
      expect(StudySpec.safeParse(studyFromSchema(schema))).toMatchObject({ success: true })
    }),
  )
})

test("credit approval: 42 features, two classes, a valid study", () => {
  const study = creditApprovalStudy()
  expect(StudySpec.parse(study)).toEqual(study)
  expect([study.model.inputs, study.model.layers.at(-1)]).toEqual([
    42,
    { kind: "dense", units: 2, activation: "linear" },
  ])
  expect(study.dataset).toEqual(creditApprovalSchema)
})

test("overrides replace a field of the plan and leave the others", () => {
  const plain = creditApprovalStudy()
  const changed = creditApprovalStudy({ title: "Loans", training: { rounds: 3 } })
  expect(changed).toEqual({ ...plain, title: "Loans", training: { ...plain.training, rounds: 3 } })
})
