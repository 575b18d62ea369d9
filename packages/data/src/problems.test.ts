import { expect, test } from "vitest"
import { DATA_PROBLEM_CODES, problem, problemCells, problemSentence } from "./problems.ts"

test.each(DATA_PROBLEM_CODES)("%s says in whole sentences what is the case and what to do", (code) => {
  const bare = problemSentence(problem(code, "error"))
  const detailed = problemSentence(
    problem(code, "error", {
      column: "age",
      count: 3,
      places: [{ line: 4, cell: "secret" }, { line: 9, cell: "secret" }, { line: 17 }],
      expected: 2_097_152,
      found: 3_145_728,
      format: "semicolons",
    }),
  )
  for (const sentence of [bare, detailed]) {
    expect(sentence).toMatch(/^[A-Z0-9].*\. [A-Z].*\.$/)
    expect(sentence).not.toContain("secret")
  }
})

test.each([
  [1, [4], "(line 4)"],
  [2, [4, 9], "(lines 4 and 9)"],
  [3, [4, 9, 17], "(lines 4, 9 and 17)"],
  [9, [4, 9], "(lines 4, 9 and more)"],
  [9, [4], "(lines 4 and more)"],
])("%d cells on lines %j read %s", (count, lines, words) => {
  const places = lines.map((line) => ({ line }))
  expect(problemSentence(problem("D_NOT_A_NUMBER", "warning", { column: "age", count, places }))).toContain(
    words,
  )
})

test("cells are listed apart from the sentence, with their lines", () => {
  const found = problem("D_NOT_A_NUMBER", "warning", {
    column: "age",
    count: 3,
    places: [{ line: 4, cell: "old" }, { line: 9 }, { line: 17, cell: "?!" }],
  })
  expect(problemCells(found)).toBe("line 4: “old”, line 17: “?!”")
})
