import "fake-indexeddb/auto"
import type { RegressionSpec } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { regressionStudy } from "@tutti/sdk/regression"
import { deleteDB } from "idb"
import { beforeEach, expect, test } from "vitest"
import { keepKey, makeStudyKey } from "../../admin/study-key/held-key.ts"
import { findKeys, importKeys, keysFile, type RegressionKeys } from "./regression-keys.ts"
import { keepResultKey, makeResultKey } from "./result-key.ts"

/** The browser's profile is lost. */
const loseProfile = () => deleteDB("tutti-admin")
beforeEach(loseProfile)

const column = (name: string) => ({ name, bound: 8, encoding: { kind: "decimal", digits: 0 } }) as const

/** A regression with both its keys in this browser. */
async function made(): Promise<RegressionSpec> {
  const [study, result] = await Promise.all([makeStudyKey(), makeResultKey()])
  const spec = regressionStudy({
    design: {
      target: column("price"),
      features: [column("rooms")],
      intercept: "estimated",
      weight: null,
      ridgePenalty: 0,
      mostRows: 100,
    },
    dataset: { header: true, units: [], missingMarkers: [] },
    opening: "aggregate",
    resultKey: result.publicKey,
    studyKey: study.publicKey,
    relayKey: "I".repeat(43),
    owners: 3,
  })
  await keepKey(study)
  await keepResultKey(result, spec)
  return spec
}

async function keysOf(spec: RegressionSpec): Promise<RegressionKeys> {
  const keys = await findKeys(spec)
  if (keys === null) throw new Error("they were kept")
  return keys
}

test("the saved file brings both keys, and the study as it was signed, to a browser that has neither", async () => {
  const spec = await made()
  const file = keysFile(await keysOf(spec))
  await loseProfile()
  expect(await findKeys(spec)).toBeNull()
  await importKeys(file, spec)
  const { study, result } = await keysOf(spec)
  expect(study.publicKey).toBe(spec.secure.studyKey)
  expect(toBase64url(result.resultKey.publicKey)).toBe(spec.resultKey)
  expect(result.spec).toEqual(spec)
})

test("a file of another regression, of none, or of keys that were mixed is refused, and nothing is kept", async () => {
  const spec = await made()
  const other = await made()
  const [own, foreign] = [await keysOf(spec), await keysOf(other)]
  await loseProfile()
  const mixed = { ...own, result: { ...foreign.result } }
  for (const text of [keysFile(foreign), keysFile(mixed), "{}", "no JSON", own.study.toFile()])
    await expect(importKeys(text, spec)).rejects.toMatchObject({ code: "E_STUDY_KEY" })
  expect(await findKeys(spec)).toBeNull()
})

test("a study that was changed in the file no longer names its key", async () => {
  const spec = await made()
  const keys = await keysOf(spec)
  const changed = keysFile(keys).replaceAll(spec.resultKey, "A".repeat(43))
  await expect(importKeys(changed, spec)).rejects.toMatchObject({ code: "E_STUDY_KEY" })
})
