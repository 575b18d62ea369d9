import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { RoundSuite } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { RegressionOutcome } from "@tutti/protocol"
import { encodeUtf8, fromBase64url } from "@tutti/ring"
import { expect, onTestFinished, test } from "vitest"
import { Needles } from "./testing/needles.ts"
import { RegressionStage, someRows } from "./testing/regression-run.ts"
import { spawnRelay } from "./testing/relay-process.ts"
import { freezeEnrolled } from "./testing/secure-study.ts"
import { ask, command, temporaryFolder } from "./testing/test-relay.ts"

/** A stretch of what was sealed, long enough to occur nowhere by chance. */
const NEEDLE_BYTES = 12
/** How far apart stretches begin: whatever holds a sixteenth of a message holds one. */
const STRIDE = 16

test("[G3] after a run over real sockets, the relay's database and log hold what was sealed, and nothing of what is in it", async () => {
  const dataDir = temporaryFolder()
  const relay = await spawnRelay({ DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "trace" })
  onTestFinished(() => relay.kill())
  const stage = await RegressionStage.make(relay)
  const founded = await stage.found()
  const needles = new Needles()
  const known = Buffer.from(JSON.stringify(stage.spec) + stage.studyHash)
  const count = { sealed: 0 }
  const watched = watchedSuite((plain) => {
    count.sealed += 1
    addStretches(needles, plain, known)
  })
  const dealer = await stage.deal(founded.study, { suite: watched })
  const parties = await Promise.all(
    [0, 1, 2].map((owner) => stage.party(founded, someRows(owner), { suite: watched })),
  )
  onTestFinished(() => {
    for (const machine of [dealer, ...parties]) machine.close()
  })
  await freezeEnrolled(relay, founded.study, stage.studyKey, stage.studyHash)
  expect((await command(relay, founded.study, "start")).status).toBe(200)
  expect(await dealer.over).toBeNull()

  // Material, frame keys, five frames and the report, of each party for each receiver.
  expect(count.sealed).toBeGreaterThanOrEqual(3 + 3 * 2 + 3 * 5 + 3)
  const outcome = RegressionOutcome.parse(
    (await ask(relay, "GET", `/api/studies/${founded.study}/outcome`)).json(),
  )
  if (outcome.opening !== "coefficients") throw new Error("coefficients were to be opened")
  // What the relay does hold, so that the search is known to find.
  for (const report of outcome.reports)
    needles.add("a sealed report", fromBase64url(report) ?? new Uint8Array(4))
  const [party] = parties
  const { opened, table } = party?.view().result ?? { opened: [], table: { terms: [] } }
  expect(table.terms).toHaveLength(3)
  for (const { name, values } of opened)
    for (const value of values)
      if (String(value).length > 6) needles.add(`opened: ${name}`, encodeUtf8(String(value)))
  for (const { name, coef } of table.terms) needles.add(`coefficient of ${name}`, encodeUtf8(String(coef)))
  for (const owner of [0, 1, 2])
    for (const moment of stage.statistics(someRows(owner)).moments)
      if (String(moment).length > 5) needles.add(`a sum of owner ${owner}`, encodeUtf8(String(moment)))

  await relay.terminate()
  const found = (pieces: readonly Uint8Array[]) => {
    const all = new Set<string>()
    for (const piece of pieces) for (const name of needles.in(piece)) all.add(name)
    return [...all]
  }
  expect(found([encodeUtf8(relay.log())])).toEqual([])
  expect(relay.log()).toContain("regression: run-finished")
  const files = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name)))
  expect(found(files)).toEqual(["a sealed report"])
}, 60_000)

/** A suite that tells what it seals. */
const watchedSuite = (sealing: (plain: Uint8Array) => void): RoundSuite => ({
  ...nodeSuite,
  seal: (key, plain) => {
    sealing(plain.slice())
    return nodeSuite.seal(key, plain)
  },
})

/** A report names its study, by a hash that is no secret. */
function addStretches(needles: Needles, bytes: Uint8Array, known: Buffer): void {
  for (let at = 0; at + NEEDLE_BYTES <= bytes.length; at += STRIDE) {
    const stretch = bytes.slice(at, at + NEEDLE_BYTES)
    // Long numbers begin with zeros, and so does much else.
    const isOfIts = new Set(stretch).size > NEEDLE_BYTES / 2 && !known.includes(Buffer.from(stretch))
    if (isOfIts) needles.add(`plain: ${JSON.stringify(Buffer.from(stretch).toString("latin1"))}`, stretch)
  }
}
