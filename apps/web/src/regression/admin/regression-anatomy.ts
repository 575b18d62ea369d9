import { TuttiError } from "@tutti/sdk"
import { failureAnatomy } from "../../admin/failure.ts"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"

/** As every failure of the admin's pages; of a regression's refusals, the line and column are said as well. */
export function regressionAnatomy(error: unknown): ErrorAnatomy {
  const anatomy = failureAnatomy(error)
  return error instanceof TuttiError && error.code.startsWith("E_RG_")
    ? { ...anatomy, what: error.message }
    : anatomy
}
