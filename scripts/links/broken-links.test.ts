import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { brokenLinks } from "./broken-links.ts"

let root = ""
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tutti-links-"))
})
afterEach(() => rmSync(root, { recursive: true }))

test("a missing file and a missing heading are named, sound links are not", () => {
  writeFileSync(join(root, "b.md"), "# What it *is*: a test\n")
  writeFileSync(
    join(root, "a.md"),
    "[ok](b.md) [ok](b.md#what-it-is-a-test) [web](https://example.org/x) `[code](c.md)`\n[gone](c.md) [gone](b.md#other)\n",
  )
  expect(brokenLinks(root)).toEqual(["a.md: c.md is not there", "a.md: b.md#other has no such heading"])
})
