import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { MetricsExport } from "@tutti/protocol"
import { expect, onTestFinished, test } from "vitest"
import { tinyStudy } from "./testing/specs.ts"
import { TestOwner } from "./testing/test-owner.ts"
import {
  ask,
  command,
  createInvite,
  createStudy,
  temporaryFolder,
  testRelay,
  viewOf,
} from "./testing/test-relay.ts"

/** Words and a number that must stay where they belong. */
const CANARY = {
  label: "Canary Clinic",
  column: "canary_column",
  category: "canary_category",
  title: "Canary title",
  rows: 271_828,
}

test("[R40] logs, metrics and the database hold no label, column, value, weight or secret beyond their place", async () => {
  const dataDir = temporaryFolder()
  const lines: string[] = []
  const relay = await testRelay(
    { dataDir, logLevel: "trace" },
    { logSink: { write: (line) => lines.push(line) } },
  )
  const base = tinyStudy()
  const spec = tinyStudy({
    title: CANARY.title,
    dataset: {
      ...base.dataset,
      columns: [
        { kind: "numeric", name: CANARY.column, missing: "drop-row" },
        { kind: "numeric", name: "plain", missing: "drop-row" },
      ],
      target: { kind: "class", name: "outcome", classes: ["no", CANARY.category] },
    },
  })
  const study = await createStudy(relay, spec)
  const secret = await createInvite(relay, study)
  const { token } = (await ask(relay, "POST", `/api/studies/${study}/observers`)).json() as { token: string }
  const enter = (step: number) =>
    TestOwner.join({ url: relay.url, study, secret, step, rows: CANARY.rows, label: CANARY.label })
  const owners = [await enter(0.271828), await enter(0.271828)]
  onTestFinished(() => {
    for (const owner of owners) owner.close()
  })
  await Promise.all(owners.map((owner) => owner.heard("waiting", (wait) => wait.for === "admin")))
  await command(relay, study, "start")
  await Promise.all(owners.map((owner) => owner.heard("study-ended")))

  // What a careless caller, a guesser and a broken client leave behind.
  await ask(relay, "POST", "/api/studies", { body: { spec: { ...spec, [CANARY.column]: CANARY.category } } })
  await ask(relay, "GET", `/api/studies/${CANARY.label}`, { token: CANARY.category.repeat(2) })
  const guesser = await TestOwner.join({ url: relay.url, study, secret: `${secret}x`, label: CANARY.label })
  await guesser.heard("refused")
  guesser.close()

  const metrics = (await ask(relay, "GET", "/metrics")).text
  await relay.close()
  const log = lines.join("")
  expect(lines.length).toBeGreaterThan(10)
  const words = [CANARY.label, CANARY.column, CANARY.category, CANARY.title, String(CANARY.rows), "0.2718"]
  const secrets = [relay.adminToken, secret, token]
  for (const participant of owners.map((owner) => owner.participant)) {
    expect(log).toContain(participant.slice(0, 8))
    expect(log).not.toContain(participant)
  }
  for (const word of [...words, ...secrets, "127.0.0.1"]) expect(log).not.toContain(word)
  for (const word of [...words, ...secrets, study]) expect(metrics).not.toContain(word)

  // The database keeps the study and the labels, and of the secrets only their hashes.
  const files = readdirSync(dataDir).filter((name) => name !== "admin-token")
  const database = Buffer.concat(files.map((name) => readFileSync(join(dataDir, name))))
  for (const word of secrets) expect(database.includes(word)).toBe(false)
})

test("[R17] both exports hold the committed rounds as the screens show them", async () => {
  const relay = await testRelay()
  const study = await createStudy(relay, tinyStudy())
  const secret = await createInvite(relay, study)
  const owners = await Promise.all(
    [1, 2].map((step) => TestOwner.join({ url: relay.url, study, secret, step })),
  )
  onTestFinished(() => {
    for (const owner of owners) owner.close()
  })
  await Promise.all(owners.map((owner) => owner.heard("waiting", (wait) => wait.for === "admin")))
  await command(relay, study, "start")
  await Promise.all(owners.map((owner) => owner.heard("study-ended")))

  const shown = (await viewOf(relay, study)).rounds.map(({ metrics }) => metrics)
  const path = `/api/studies/${study}`
  const json = MetricsExport.parse((await ask(relay, "GET", `${path}/metrics.json`)).json())
  expect(json.rounds).toEqual(shown)
  const [header = "", ...lines] = (await ask(relay, "GET", `${path}/metrics.csv`)).text
    .trimEnd()
    .split("\r\n")
  const columns = header.split(",")
  expect(lines).toHaveLength(3)
  for (const [index, line] of lines.entries()) {
    const cells = Object.fromEntries(line.split(",").map((cell, column) => [columns[column], cell]))
    const expected = Object.entries(shown[index] ?? {}).map(([name, value]) => [name, String(value)])
    expect(cells).toEqual(Object.fromEntries(expected))
  }

  const model = await ask(relay, "GET", `${path}/model?which=last`)
  expect(model.headers.get("content-type")).toBe("application/octet-stream")
  expect(model.headers.get("x-tutti-round")).toBe("3")
  expect(model.headers.get("x-tutti-model-hash")).toBe(shown[2]?.modelHash)
  expect(model.bytes.byteLength).toBe(6 * 4)
})
