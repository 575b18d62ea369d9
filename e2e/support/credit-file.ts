import { readFileSync } from "node:fs"

const sample = new URL("../../public/samples/credit-synthetic.csv", import.meta.url)

/** Rows of the bundled, synthetic sample as cells; the last one is the class. */
export function sampleRows(count: number): string[][] {
  return readFileSync(sample, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.includes("?"))
    .slice(0, count)
    .map((line) => line.split(","))
}

/** A file as a browser's file field takes it. */
export const csvFile = (name: string, content: string | Buffer) => ({
  name,
  mimeType: "text/csv",
  buffer: typeof content === "string" ? Buffer.from(content) : content,
})

export const asCsv = (rows: readonly (readonly string[])[], delimiter = ",") =>
  rows.map((row) => row.join(delimiter)).join("\n")
