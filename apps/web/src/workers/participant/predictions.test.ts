import { parseTableText } from "@tutti/data"
import type { Trainer } from "@tutti/learning"
import { describe, expect, test } from "vitest"
import { csvLine } from "./csv-line.ts"
import { predictRows } from "./predictions.ts"
import { smallStudy } from "./study.fixture.ts"

/** Says "yes" with the probability σ(scaled income): enough to tell which row got which answer. */
const trainer: Pick<Trainer, "predict"> = {
  async predict(_, features, rows) {
    return Float32Array.from({ length: 2 * rows }, (_, index) => {
      const yes = 1 / (1 + Math.exp(-(features[Math.floor(index / 2) * 4] ?? Number.NaN)))
      return index % 2 === 1 ? yes : 1 - yes
    })
  },
}
const model = { weights: new Float32Array(10), scaling: [{ name: "income", mean: 100, stddev: 10 }] }
const rows = ["income;home", "120;own", "80;rent", "?;own", "100;castle", "90;other"]

describe("predictions for an owner's rows", () => {
  test("leave out what cannot be read, and say on which line each answer stands", async () => {
    const predicted = await predictRows(parseTableText(rows.join("\n")), smallStudy, null, model, trainer)
    if (!predicted.ok) throw new Error(predicted.sentences.join())
    expect(predicted).toMatchObject({ rows: 3, leftOut: 2 })
    expect(predicted.preview.map(({ line, answer }) => [line, answer])).toEqual([
      [2, "yes"],
      [3, "no"],
      [6, "no"],
    ])
    const [head, first] = (await predicted.csv.text()).split("\r\n")
    expect(head).toBe("line;income;home;predicted paid;probability of no;probability of yes")
    // σ(2) = 0.880797
    expect(first).toBe("2;120;own;yes;0.119203;0.880797")
  })

  test("name a column that is not there", async () => {
    const predicted = await predictRows(parseTableText("home\nown"), smallStudy, null, model, trainer)
    expect(predicted.ok ? [] : predicted.sentences.join()).toContain("income")
  })
})

test("cells with a delimiter, a quote or a line end are quoted (RFC 4180)", () => {
  expect(csvLine(["a", "b;c", 'say "x"', "two\nlines", ""], ";")).toBe(
    'a;"b;c";"say ""x""";"two\nlines";\r\n',
  )
})
