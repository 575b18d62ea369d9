import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, expect, test } from "vitest"
import { findViolations } from "./violations.ts"

const planted: string[] = []
afterEach(() => {
  for (const folder of planted.splice(0)) rmSync(folder, { recursive: true })
})

/** A repository with these files, and a package.json for every package they stand in. */
function plant(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "tutti-architecture-"))
  planted.push(root)
  for (const [path, text] of Object.entries(files)) {
    const manifest = `${path.split("/").slice(0, 2).join("/")}/package.json`
    for (const [name, content] of [
      [manifest, files[manifest] ?? "{}"],
      [path, text],
    ] as const) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), content)
    }
  }
  return root
}

test("the repository itself holds the rules", () => {
  expect(findViolations(fileURLToPath(new URL("../../", import.meta.url)))).toEqual([])
})

test.each([
  ["an arrow upward", "packages/protocol/src/a.ts", 'import { x } from "@tutti/sessions"', "may not import"],
  [
    "an app imported by a package",
    "packages/sdk/src/a.ts",
    'import { x } from "@tutti/relay"',
    "may not import",
  ],
  ["a re-export upward", "packages/ring/src/a.ts", 'export * from "@tutti/crypto"', "may not import"],
  ["a dynamic import upward", "packages/data/src/a.ts", 'await import("@tutti/learning")', "may not import"],
  ["a library nobody allowed", "packages/data/src/a.ts", 'import x from "lodash"', "may not import"],
  [
    "a package reached through its inside",
    "packages/sdk/src/a.ts",
    'import "@tutti/data/src/b.ts"',
    "reaches inside",
  ],
  [
    "a relative path out of the package",
    "packages/data/src/a.ts",
    'import "../../ring/src/b.ts"',
    "reaches out",
  ],
  ["Node below L3", "packages/crypto/src/a.ts", 'import "node:fs"', "may not import"],
  ["chance below L3", "packages/learning/src/a.ts", "export const x = Math.random()", "Math.random"],
  ["the clock below L3", "packages/sessions/src/a.ts", "export const x = Date.now()", "Date.now"],
  ["a date below L3", "packages/sessions/src/a.ts", "export const x = new Date()", "new Date"],
  ["the testkit in the product", "apps/relay/src/a.ts", 'import "@tutti/testkit"', "testkit"],
  [
    "machine learning outside its folder",
    "packages/learning/src/a.ts",
    'import "@tensorflow/tfjs-core"',
    "only",
  ],
  [
    "machine learning on the page",
    "apps/web/src/a.ts",
    'import { x } from "@tutti/learning/tfjs"',
    "the page never",
  ],
  [
    "a manifest that claims too much",
    "packages/ring/package.json",
    '{"dependencies":{"zod":"1"}}',
    "may not depend",
  ],
])("a planted violation is found: %s", (_name, path, text, sentence) => {
  const found = findViolations(plant({ [path]: text }))
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(path)
  expect(found[0]).toContain(sentence)
})

test("a planted ring of files is found, once; a ring of types alone is none", () => {
  const ring = plant({
    "packages/ring/src/a.ts": 'export { b } from "./b.ts"',
    "packages/ring/src/b.ts": 'import { c } from "./c.ts"\nexport const b = c',
    "packages/ring/src/c.ts":
      'import { b } from "./b.ts"\nimport type { A } from "./a.ts"\nexport const c: A = b',
  })
  expect(findViolations(ring)).toEqual([
    "packages/ring/src/b.ts → packages/ring/src/c.ts → packages/ring/src/b.ts: files import each other in a ring",
  ])
})

test.each([
  ["downward", "packages/sessions/src/a.ts", 'import { x } from "@tutti/protocol"'],
  ["a test with the testkit", "packages/ring/src/a.test.ts", 'import "@tutti/testkit"\nimport "vitest"'],
  ["machine learning in a worker", "apps/web/src/workers/a.ts", 'import "@tutti/learning/tfjs"'],
  [
    "a name that only looks like the clock",
    "packages/data/src/a.ts",
    "const calendar = { now: 1 }\nexport const x = calendar.now",
  ],
])("what is allowed stays allowed: %s", (_name, path, text) => {
  expect(findViolations(plant({ [path]: text }))).toEqual([])
})
