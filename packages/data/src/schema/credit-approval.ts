import type { Column, DatasetSchema } from "@tutti/protocol"

const numeric = (name: string): Column => ({ kind: "numeric", name, missing: "drop-row" })
const binary = (name: string, zero: string, one: string): Column => ({
  kind: "binary",
  name,
  values: [zero, one],
  missing: "drop-row",
})
const category = (name: string, categories: string): Column => ({
  kind: "category",
  name,
  categories: categories.split(" "),
  missing: "drop-row",
})

/**
 * The credit approval data of the UCI repository (J. R. Quinlan, 1987): 690 rows without a header, 15 anonymised
 * attributes, the decision last; "?" is missing. Its 653 complete rows hold exactly these categories; 42 features.
 */
export const creditApprovalSchema: DatasetSchema = {
  header: false,
  columns: [
    binary("A1", "b", "a"),
    numeric("A2"),
    numeric("A3"),
    category("A4", "u y l"),
    category("A5", "g p gg"),
    category("A6", "c d cc i j k m r q w x e aa ff"),
    category("A7", "v h bb j n z dd ff o"),
    numeric("A8"),
    binary("A9", "f", "t"),
    binary("A10", "f", "t"),
    numeric("A11"),
    binary("A12", "f", "t"),
    category("A13", "g p s"),
    numeric("A14"),
    numeric("A15"),
  ],
  target: { kind: "class", name: "label", classes: ["-", "+"] },
  missingMarkers: ["?"],
}
