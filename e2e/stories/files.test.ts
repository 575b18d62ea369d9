import { expect } from "@playwright/test"
import { studyFromSchema } from "@tutti/sdk/templates"
import { csvFile } from "../support/credit-file.ts"
import { test } from "../support/stage.ts"

const people = [
  ["age", "income", "member"],
  ["34", "1250.5", "yes"],
  ["51", "2300.0", "no"],
  ["29", "1875.25", "yes"],
  ["47", "990.75", "no"],
  ["38", "1410.0", "yes"],
]
const text = (rows: readonly (readonly string[])[], delimiter = ",") =>
  rows.map((row) => row.join(delimiter)).join("\n")
const changed = (place: [number, number], cell: string) =>
  text(people.map((row, y) => row.map((old, x) => (y === place[0] && x === place[1] ? cell : old))))
const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text(people), "utf16le")])

/** Taken and fit; taken, and something must be mended first; not taken, and the file before stays. */
type Use = "usable" | "blocked" | "not taken"

/** What each file's owner must be told, by code, and whether the file can be used all the same. */
const files: [string, string | Buffer, string, Use][] = [
  ["semicolons", text(people, ";"), "D_DELIMITER", "usable"],
  ["decimal commas", text(people, ";").replaceAll(".", ","), "D_DECIMAL_COMMA", "usable"],
  ["UTF-16", utf16, "D_ENCODING", "usable"],
  [
    "a duplicate header",
    text([
      ["age", "income", "income", "member"],
      ...people.slice(1).map(([a, b, c]) => [a ?? "", b ?? "", "1", c ?? ""]),
    ]),
    "D_DUPLICATE_HEADER",
    "blocked",
  ],
  ["a ragged row", `${text(people)}\n44,1200.0,no,extra,extra`, "D_RAGGED_ROW", "usable"],
  ["an open quote", text(people).replace("51,", '"51,'), "D_OPEN_QUOTE", "not taken"],
  ["leading zeros", changed([2, 0], "0051"), "D_LEADING_ZEROS", "usable"],
  ["an empty file", "", "D_FILE_EMPTY", "not taken"],
  [
    "one class only",
    text([people[0] ?? [], ...people.slice(1).map((row) => [...row.slice(0, 2), "yes"])]),
    "D_ONE_CLASS",
    "usable",
  ],
]

test.describe("[U8] a file that is not as it should be is told by name, and the tab stays alive", () => {
  test("nine kinds of files, one after the other in one tab", async ({ stage }) => {
    const dataset = {
      header: true,
      columns: [
        { kind: "numeric", name: "age", unit: "years", min: 0, max: 130, missing: "drop-row" },
        { kind: "numeric", name: "income", missing: "drop-row" },
      ],
      target: { kind: "class", name: "member", classes: ["no", "yes"] },
      missingMarkers: ["NA"],
    } as const
    const spec = studyFromSchema({
      ...dataset,
      columns: [...dataset.columns],
      missingMarkers: ["NA"],
      target: { ...dataset.target, classes: ["no", "yes"] },
    })
    const { study } = await stage.admin.createStudy(spec)
    const { link } = await stage.admin.invite(study, { expiresInHours: 1, uses: 1 })
    const owner = await stage.ownerTab(link)
    for (const [name, content, code, use] of files) {
      await test.step(name, async () => {
        await owner
          .locator("input[type=file]")
          .first()
          .setInputFiles(csvFile(`${name}.csv`, content))
        await expect(owner.getByText(code, { exact: true }).first()).toBeVisible()
        const goOn = owner.getByRole("button", { name: "Continue" })
        if (use === "usable") await expect(goOn).toBeEnabled()
        if (use === "blocked") await expect(goOn).toBeDisabled()
        if (use === "not taken") await expect(owner.getByText(`${name}.csv: `)).toHaveCount(0)
      })
    }
  })

  test("100 MB are read in the worker while the page answers", async ({ stage }) => {
    test.setTimeout(300_000)
    const { link } = await stage.study({})
    const owner = await stage.ownerTab(link)
    await expect(owner.getByRole("heading", { name: "Your data" })).toBeVisible()
    // A file this large cannot be handed over by the driver: the tab writes it itself, where a person would choose it.
    await owner
      .locator("input[type=file]")
      .first()
      .evaluate((input: HTMLInputElement, rows) => {
        const block =
          "b,30.83,0,u,g,w,v,1.25,t,t,1,f,g,202,0,+\na,24.5,0.5,u,g,q,h,1.5,t,f,0,f,g,280,824,-\n".repeat(
            rows,
          )
        const transfer = new DataTransfer()
        transfer.items.add(
          new File(
            Array.from({ length: 100 }, () => block),
            "large.csv",
            { type: "text/csv" },
          ),
        )
        input.files = transfer.files
        input.dispatchEvent(new Event("change", { bubbles: true }))
      }, 12_800)
    await expect(owner.getByRole("button", { name: /dark|light/i }).first()).toBeEnabled()
    await expect(owner.getByRole("heading", { name: "Does your file fit?" })).toBeVisible({
      timeout: 240_000,
    })
  })
})
