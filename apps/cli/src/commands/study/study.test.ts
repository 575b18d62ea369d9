import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { StudyId } from "@tutti/protocol"
import { type RunningRelay, startRelay } from "@tutti/relay"
import { createAdminClient } from "@tutti/sdk"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { failureFrom, resultOf, runTutti } from "../../testing.ts"

const SAMPLE = "public/samples/credit-synthetic.csv"
let folder: string
let relay: RunningRelay

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-study-"))
  relay = await startRelay({ port: 0, dataDir: folder, logLevel: "silent" })
})
afterAll(async () => {
  await relay.close()
  await rm(folder, { recursive: true })
})

const connection = () => ["--relay", `${relay.url}/admin#${relay.adminToken}`]

const study = (...args: string[]) => resultOf(["study", ...args, ...connection()])

/** Resolves when so many owners are ready: what an admin watches on the dashboard. */
function readyOwners(study: StudyId, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = createAdminClient(relay.url, relay.adminToken).watch(study, {
      onView({ roster }) {
        if (roster.filter(({ state }) => state === "ready").length < count) return
        stop()
        resolve()
      },
      onRefused: reject,
    })
  })
}

describe("tutti study", () => {
  test("a study from its creation to its export, with two owners that are processes of their own", async () => {
    const created = await study("create", "--template", "credit-approval", "--rounds", "1")
    const { link } = await study("invite", created.study, "--uses", "2")
    const owners = ["Alice", "Bob"].map((label) =>
      runTutti(["participant", "--invite", link, "--csv", SAMPLE, "--label", label, "--json"]),
    )
    await readyOwners(created.study, 2)
    expect(await study("start", created.study)).toEqual({ study: created.study, state: "running" })
    for (const { status, stdout } of await Promise.all(owners)) {
      expect(status).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({
        phase: "ended",
        outcome: { kind: "finished", lastRound: 1 },
      })
    }

    const status = await study("status", created.study)
    expect(status).toMatchObject({ state: "finished", parameters: 42 * 32 + 32 + 32 * 2 + 2 })
    const model = join(folder, "model")
    await study("export", created.study, "--what", "last-model", "--out", model)
    expect((await readFile(join(model, "weights.bin"))).length).toBe(4 * status.parameters)
    const { userDefinedMetadata } = JSON.parse(await readFile(join(model, "model.json"), "utf8"))
    expect(userDefinedMetadata).toMatchObject({ round: 1, modelHash: status.modelHash })
    expect(userDefinedMetadata.features).toHaveLength(42)
    const metrics = join(folder, "metrics.csv")
    await study("export", created.study, "--out", metrics)
    expect((await readFile(metrics, "utf8")).split("\r\n")[0]).toContain("round,cohort,survivors")
  })

  test("a secure study: signed, frozen, and trained by three processes that keep who they are", async () => {
    const key = ["--study-key", join(folder, "study-key.json")]
    const signed = ["--template", "credit-approval", "--rounds", "1", "--owners", "3", ...key]
    const created = await study("create", ...signed)
    const { link } = await study("invite", created.study, "--uses", "3", ...key)
    const owners = ["Alice", "Bob", "Carol"].map((label) => {
      const kept = join(folder, label)
      const args = ["--invite", link, "--csv", SAMPLE, "--label", label, "--keep", kept]
      return runTutti(["participant", ...args, "--json"])
    })
    await readyOwners(created.study, 3)
    const early = await failureFrom(["study", "start", created.study, ...connection()])
    expect(early).toMatchObject({ code: "E_NOT_FROZEN" })
    const frozen = await study("freeze", created.study, ...key)
    expect(frozen.owners).toHaveLength(3)
    await study("start", created.study)
    const participants = new Set<string>()
    for (const { status, stdout } of await Promise.all(owners)) {
      expect(status).toBe(0)
      const end = JSON.parse(stdout)
      expect(end).toMatchObject({
        phase: "ended",
        outcome: { kind: "finished", lastRound: 1 },
        secure: { owners: 3, threshold: 3, safetyNumber: frozen.safetyNumber, contributions: 3 },
      })
      participants.add(end.participant)
    }
    expect([...participants].toSorted()).toEqual(
      frozen.owners.map(({ participant }: { participant: string }) => participant),
    )
    const ledger = JSON.parse(await readFile(join(folder, "Alice", `${created.study}.json`), "utf8"))
    expect(ledger).toMatchObject({ ledger: { contributions: 3 }, statisticsFinished: true })
    const again = await failureFrom(["study", "freeze", created.study, ...key, ...connection()])
    expect(again.code).toMatch(/^E_(WRONG_STATE|STUDY_CLOSED)$/)
  })

  test("a secure study takes its own key and no other file", async () => {
    const other = join(folder, "other.json")
    await writeFile(other, "{}")
    const args = ["--template", "credit-approval", "--study-key", other, ...connection()]
    expect(await failureFrom(["study", "create", ...args])).toMatchObject({ code: "E_STUDY_KEY" })
    const missing = ["nosuchstudy00000", "--study-key", join(folder, "nowhere.json"), ...connection()]
    expect(await failureFrom(["study", "freeze", ...missing])).toMatchObject({ code: "E_FILE" })
  })

  test.each([
    ["E_USAGE", ["list", "--relay", "nowhere"]],
    ["E_USAGE", ["list", "--relay", "http://127.0.0.1:1"]],
    ["E_UNREACHABLE", ["list", "--relay", "http://127.0.0.1:1", "--token", "none"]],
    ["E_USAGE", ["start", "UPPER", "--relay", "http://127.0.0.1:1", "--token", "none"]],
    ["E_USAGE", ["create", "--relay", "http://127.0.0.1:1", "--token", "none"]],
  ])("%s for %j", async (code, args) => {
    expect(await failureFrom(["study", ...args])).toMatchObject({ code })
  })

  test("E_TOKEN for another token, E_STUDY_UNKNOWN for another study", async () => {
    const wrong = ["--relay", relay.url, "--token", "wrong-wrong-wrong-wrong"]
    expect(await failureFrom(["study", "list", ...wrong])).toMatchObject({ code: "E_TOKEN", side: "sender" })
    const unknown = await failureFrom(["study", "status", "nosuchstudy00000", ...connection()])
    expect(unknown).toMatchObject({ code: "E_STUDY_UNKNOWN" })
  })

  test("E_LINK for an owner without an invite link", async () => {
    const args = ["participant", "--invite", "https://tutti.example/join/abc", "--csv", SAMPLE]
    expect(await failureFrom(args)).toMatchObject({ code: "E_LINK" })
  })
})
