import { expect, test } from "vitest"
import type { Archive, SavedStudy } from "./archive.ts"
import { NO_HISTORY } from "./history.ts"
import { openRecord } from "./record.ts"
import { smallStudy, studyHash, studyId } from "./study.fixture.ts"

const first: SavedStudy = {
  study: studyId,
  studyHash,
  spec: smallStudy,
  identity: null,
  label: "",
  choice: null,
  consentedAt: null,
  history: NO_HISTORY,
}

/** Keeps one study in memory; every write waits until it is let through. */
function slowArchive() {
  const waiting: (() => void)[] = []
  const written: string[] = []
  let kept: SavedStudy | null = null
  const archive: Archive = {
    load: async () => kept,
    async save(saved) {
      await new Promise<void>((through) => waiting.push(through))
      kept = saved
      written.push(saved.label)
    },
    async forget() {
      kept = null
    },
  }
  const settle = () => new Promise((done) => setImmediate(done))
  return {
    archive,
    written,
    kept: () => kept,
    async letThrough() {
      await settle()
      waiting.shift()?.()
      await settle()
    },
  }
}

test("changes are seen at once and written one after the other, the newest overtaking what waits", async () => {
  const store = slowArchive()
  const record = openRecord(store.archive, first, () => {})
  for (const label of ["a", "b", "c"]) record.change({ label })
  expect(record.current().label).toBe("c")
  await store.letThrough()
  await store.letThrough()
  expect(store.written).toEqual(["a", "c"])
})

test("after forgetting nothing is written any more, not even what was on its way", async () => {
  const store = slowArchive()
  const record = openRecord(store.archive, first, () => {})
  record.change({ label: "a" })
  const forgotten = record.forget()
  record.change({ label: "b" })
  await store.letThrough()
  await forgotten
  await store.letThrough()
  expect(store.kept()).toBeNull()
  expect(store.written).toEqual(["a"])
})

test("a browser that keeps nothing is reported, and the owner goes on", async () => {
  const errors: unknown[] = []
  const refusing: Archive = {
    load: async () => null,
    save: () => Promise.reject(new Error("full")),
    forget: async () => {},
  }
  const record = openRecord(refusing, first, (error) => errors.push(error))
  record.change({ label: "a" })
  await new Promise((done) => setImmediate(done))
  expect(errors).toHaveLength(1)
  expect(record.current().label).toBe("a")
})
