import "fake-indexeddb/auto"
import { type InferenceSpec, StudyId } from "@tutti/protocol"
import { deleteDB, openDB } from "idb"
import { beforeEach, describe, expect, test } from "vitest"
import { type KeptOffer, ownerArchive } from "./owner-archive.ts"

const DATABASE = "tutti-model-owner"
const key = (letter: string) => letter.repeat(43)

const spec: InferenceSpec = {
  kind: "inference",
  title: "Digits",
  organiser: "Bob",
  network: { input: { height: 2, width: 2, channels: 1 }, layers: [{ kind: "dense", units: 3 }] },
  ringBits: 32,
  fractionBits: 10,
  output: "label",
  batchRows: 4,
  window: 2,
  minimumRows: 1,
  mostRows: 100,
  ownerKey: key("A"),
  dealerKey: key("B"),
  relayKey: key("C"),
  deadlineMs: 30_000,
}
const offer = (study: string): KeptOffer => ({
  study: StudyId.parse(study),
  link: `https://tutti.example/infer/${study}#secret.${key("A")}`,
  signed: { spec, policySignature: "S".repeat(86), inviteHash: "0".repeat(64) },
  identity: { secretKey: new Uint8Array(32).fill(3) },
  model: "small",
  weights: Float32Array.of(0.5, -1, 2),
})
const [one, other] = [offer("one0000000000000"), offer("other00000000000")]

beforeEach(() => deleteDB(DATABASE))

describe("[EI28] what a model owner's browser keeps", () => {
  test("an offer is there again after a reload, as it was, until it is withdrawn", async () => {
    await ownerArchive().save(one)
    await ownerArchive().save(other)
    const reloaded = ownerArchive()
    expect(await reloaded.load(one.study)).toEqual(one)
    expect(await reloaded.list()).toEqual([one, other])
    await reloaded.forget(one.study)
    expect(await ownerArchive().load(one.study)).toBeNull()
    expect(await ownerArchive().list()).toEqual([other])
  })

  test("of its runs the number of the last, by itself, and gone with the offer", async () => {
    const archive = ownerArchive()
    await archive.save(one)
    expect(await archive.lastRun(one.study)).toBe(0)
    await archive.keepRun(one.study, 1)
    await archive.keepRun(one.study, 2)
    await archive.keepRun(other.study, 7)
    expect(await ownerArchive().lastRun(one.study)).toBe(2)
    await archive.forget(one.study)
    expect(await archive.lastRun(one.study)).toBe(0)
    expect(await archive.lastRun(other.study)).toBe(7)
  })

  test("[EI21] nothing else: of all that stands there, only the number changes with a run", async () => {
    const archive = ownerArchive()
    await archive.save(one)
    await archive.keepRun(one.study, 4)
    const database = await openDB(DATABASE)
    const stores = [...database.objectStoreNames]
    const rows = await Promise.all(stores.map((store) => database.getAll(store)))
    database.close()
    expect(Object.fromEntries(stores.map((store, at) => [store, rows[at]]))).toEqual({
      offers: [one],
      runs: [4],
    })
  })
})
