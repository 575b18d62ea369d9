import { creditApprovalSchema } from "@tutti/data"
import type { StudySpec } from "@tutti/protocol"
import { type StudyOverrides, studyFromSchema } from "./study-from-schema.ts"

/** Credit approval: is an application granted? 15 columns, 42 features, two classes (UCI Credit Approval). */
export function creditApprovalStudy(overrides: StudyOverrides = {}): StudySpec {
  return studyFromSchema(creditApprovalSchema, {
    title: "Credit approval",
    purpose:
      "Train one model that tells whether a credit application is granted, without any bank showing an application.",
    ...overrides,
  })
}
