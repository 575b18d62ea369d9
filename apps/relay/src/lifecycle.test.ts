import { join } from "node:path"
import type { StudyId } from "@tutti/protocol"
import Libsql from "libsql"
import { afterAll, describe, expect, onTestFinished, test } from "vitest"
import { DatabaseTakenError } from "./store/engine.ts"
import { FakeTimers } from "./testing/fake-timers.ts"
import { startPostgres } from "./testing/postgres-server.ts"
import { tinyStudy } from "./testing/specs.ts"
import { TestOwner } from "./testing/test-owner.ts"
import {
  ask,
  codeOf,
  command,
  createInvite,
  createStudy,
  type Reached,
  temporaryFolder,
  testRelay,
  viewOf,
} from "./testing/test-relay.ts"

const spec = tinyStudy()

/** Two owners who wait for the admin. */
async function twoOwners(relay: Reached, study: StudyId): Promise<TestOwner[]> {
  const secret = await createInvite(relay, study)
  const owners = await Promise.all(
    [1, 3].map((step) => TestOwner.join({ url: relay.url, study, secret, step })),
  )
  onTestFinished(() => {
    for (const owner of owners) owner.close()
  })
  await Promise.all(owners.map((owner) => owner.heard("waiting", (wait) => wait.for === "admin")))
  return owners
}

test("[R38] a commit that the database refuses stops the study and not the relay; it goes on from its last commit", async () => {
  const dataDir = temporaryFolder()
  const lines: string[] = []
  const relay = await testRelay(
    { dataDir, logLevel: "error" },
    { logSink: { write: (line) => lines.push(line) } },
  )
  const study = await createStudy(relay, spec)
  const owners = await twoOwners(relay, study)

  const disk = new Libsql(join(dataDir, "tutti.db"))
  onTestFinished(() => void disk.close())
  disk.exec(
    "CREATE TRIGGER full BEFORE UPDATE ON round WHEN NEW.phase = 'committed' BEGIN SELECT RAISE(ABORT, 'disk full'); END",
  )
  const lost = Promise.all(owners.map((owner) => owner.lost()))
  await command(relay, study, "start")
  await lost
  expect(lines.join("")).toContain("a study has stopped")
  expect((await ask(relay, "GET", "/healthz")).status).toBe(200)

  disk.exec("DROP TRIGGER full")
  await Promise.all(owners.map((owner) => owner.heard("study-ended")))
  const { rounds, state } = await viewOf(relay, study)
  expect(state).toBe("finished")
  expect(rounds.filter(({ phase }) => phase === "committed")).toHaveLength(spec.training.rounds)
  for (const { phase, reason } of rounds)
    expect(reason).toBe(phase === "committed" ? null : "relay-restarted")
})

test("[R34] a study that ended is forgotten when its retention is over, and not before", async () => {
  const timers = new FakeTimers()
  const relay = await testRelay({}, { timers, clock: timers })
  const [ended, open] = [await createStudy(relay, spec), await createStudy(relay, spec)]
  await command(relay, ended, "stop")
  const days = (count: number) => timers.advance(count * 86_400_000)
  days(spec.retentionDays - 1)
  expect((await viewOf(relay, ended)).state).toBe("stopped")
  days(1)
  // The deletion is on its way; the next answers wait behind it in the same database.
  await ask(relay, "GET", "/api/studies")
  expect(codeOf(await ask(relay, "GET", `/api/studies/${ended}`))).toBe("E_STUDY_UNKNOWN")
  expect((await viewOf(relay, open)).state).toBe("open")
})

describe("[R36] a relay that leaves", () => {
  test("closes once, however often it is asked, and lets go of its folder and its port", async () => {
    const dataDir = temporaryFolder()
    const first = await testRelay({ dataDir })
    await expect(testRelay({ dataDir })).rejects.toThrow(DatabaseTakenError)
    await Promise.all([first.close(), first.close()])
    const second = await testRelay({ dataDir, port: first.port })
    expect(second.adminToken).toBe(first.adminToken)
  })

  test("that could not listen lets go of its folder", async () => {
    const { port } = await testRelay()
    const dataDir = temporaryFolder()
    await expect(testRelay({ dataDir, port })).rejects.toMatchObject({ code: "EADDRINUSE" })
    await testRelay({ dataDir })
  })
})

const postgres = await startPostgres()
if (postgres.ok) {
  afterAll(() => postgres.server.stop())
  test("[R30] a study on PostgreSQL ends as it does on libsql, and is there after a restart", async () => {
    const options = { dataDir: temporaryFolder(), databaseUrl: postgres.server.url }
    const first = await testRelay(options)
    const study = await createStudy(first, spec)
    const owners = await twoOwners(first, study)
    await command(first, study, "start")
    await Promise.all(owners.map((owner) => owner.heard("study-ended")))
    const before = await viewOf(first, study)
    const model = await ask(first, "GET", `/api/studies/${study}/model?which=last`)
    await first.close()

    const second = await testRelay(options)
    const after = await viewOf(second, study)
    expect(after.rounds.map(({ metrics }) => metrics)).toEqual(before.rounds.map(({ metrics }) => metrics))
    expect(after.state).toBe("finished")
    const again = await ask(second, "GET", `/api/studies/${study}/model?which=last`)
    expect(new Uint8Array(again.bytes)).toEqual(new Uint8Array(model.bytes))

    const libsql = await testRelay()
    const twin = await createStudy(libsql, spec)
    const twins = await twoOwners(libsql, twin)
    await command(libsql, twin, "start")
    await Promise.all(twins.map((owner) => owner.heard("study-ended")))
    expect((await viewOf(libsql, twin)).modelHash).toBe(after.modelHash)
  })
} else test(`a study on PostgreSQL: not run here, ${postgres.reason}`, ({ skip }) => skip(postgres.reason))
