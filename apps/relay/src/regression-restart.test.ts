import { type Identity, type RoundSuite, verifySignature } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { RegressionOutcome, type RegressionRunView, type RegressionView, type StudyId } from "@tutti/protocol"
import { type DealerRecord, openOutcome, type PartyRecord } from "@tutti/sessions/regression"
import { watchRegression } from "@tutti/transport"
import { describe, expect, onTestFinished, test } from "vitest"
import { freePort } from "./testing/free-port.ts"
import { keptInMemory, RegressionStage, someRows } from "./testing/regression-run.ts"
import { type RelayProcess, spawnRelay } from "./testing/relay-process.ts"
import { freezeEnrolled } from "./testing/secure-study.ts"
import { newIdentity } from "./testing/test-owner.ts"
import { ask, codeOf, command, type Reached, sharedRelay, temporaryFolder } from "./testing/test-relay.ts"

/* Regressions over real sockets when machines go in the middle of a run, and come back. */

const shared = sharedRelay()
const closing = <Machine extends { close(): void }>(machine: Machine): Machine => {
  onTestFinished(() => machine.close())
  return machine
}

/** Seals as everybody does, after somebody has seen what. */
const sealing = (seen: (plain: Uint8Array) => Promise<void> | void): RoundSuite => ({
  ...nodeSuite,
  async seal(key, plain) {
    await seen(plain)
    return nodeSuite.seal(key, plain)
  },
})

/** A frame says its round first; other things that are sealed are shorter, or begin with random bytes. */
const isFrame = (plain: Uint8Array, round: number): boolean => plain.length > 1_000 && plain[0] === round
/** A report begins with its signature; its JSON follows. */
const isReport = (plain: Uint8Array): boolean => plain[64] === "{".charCodeAt(0) && plain.at(-1) === 125

/** What the admin's page is shown of a regression, without asking for it. */
function watching(relay: Reached, study: StudyId) {
  const views: RegressionView[] = []
  const waiters = new Set<() => void>()
  let refuse = (_: string) => {}
  const refused = new Promise<string>((resolve) => {
    refuse = resolve
  })
  const stop = watchRegression(
    relay.url,
    { study, token: relay.adminToken },
    {
      onView(view) {
        views.push(view)
        for (const wake of waiters) wake()
      },
      onRefused: (code) => refuse(code),
    },
    { firstMs: 20, maxMs: 200 },
  )
  onTestFinished(stop)
  const saw = async (fits: (view: RegressionView) => boolean): Promise<RegressionView> => {
    for (;;) {
      const newest = views.at(-1)
      if (newest !== undefined && fits(newest)) return newest
      await new Promise<void>((resolve) => waiters.add(resolve))
    }
  }
  const ended = async (run: number): Promise<RegressionRunView | undefined> =>
    (await saw(({ runs }) => runs.some((one) => one.run === run && one.step === "ended"))).runs.find(
      (one) => one.run === run,
    )
  return { saw, ended, refused }
}

/** Two owners and a dealer are there; the second owner, or the dealer, seals as given. */
async function ready(relay: Reached, seals: { owner?: RoundSuite; dealer?: RoundSuite } = {}) {
  const stage = await RegressionStage.make(relay)
  const founded = await stage.found()
  const { study } = founded
  const kept = { identity: await newIdentity(), records: keptInMemory<PartyRecord>() }
  const burned = keptInMemory<DealerRecord>()
  const watch = watching(relay, study)
  const first = closing(await stage.party(founded, someRows(0)))
  const second = closing(
    await stage.party(founded, someRows(1), { ...kept, ...(seals.owner && { suite: seals.owner }) }),
  )
  const dealer = closing(
    await stage.deal(study, { records: burned, ...(seals.dealer && { suite: seals.dealer }) }),
  )
  const roster = await freezeEnrolled(relay, study, stage.studyKey, stage.studyHash)
  await watch.saw((view) => view.dealer === "there" && view.roster !== null)
  return { stage, founded, study, kept, burned, watch, first, second, dealer, roster }
}

type Scene = Awaited<ReturnType<typeof ready>>

const indexOf = ({ roster }: Scene, { publicKey }: Pick<Identity, "publicKey">): number =>
  roster.identityKeys.indexOf(Buffer.from(publicKey).toString("base64url"))

async function start(relay: Reached, { study }: Scene): Promise<void> {
  expect((await command(relay, study, "start")).status).toBe(200)
}

/** The table of this run, opened as the admin opens it. */
async function expectTable(
  relay: Reached,
  { stage, study, roster, watch }: Scene,
  run: number,
): Promise<void> {
  await watch.saw(({ state }) => state === "finished")
  const outcome = RegressionOutcome.parse((await ask(relay, "GET", `/api/studies/${study}/outcome`)).json())
  const tools = { suite: nodeSuite, resultKey: stage.resultKey, verify: verifySignature }
  const result = await openOutcome({ spec: stage.spec, studyHash: stage.studyHash, roster }, outcome, tools)
  expect(result).toMatchObject({ ok: true, run, table: { n: 24 } })
}

test("[R24] a watcher is shown a regression's progress without asking, and others are not", async () => {
  const scene = await ready(shared())
  await start(shared(), scene)
  const view = await scene.watch.saw(({ state }) => state === "finished")
  expect(view.runs).toMatchObject([{ run: 1, step: "finished" }])
  const stranger = watching({ ...shared(), adminToken: "A".repeat(43) }, scene.study)
  expect(await stranger.refused).toBe("E_TOKEN")
})

describe("[G7] an owner that goes in the middle of a run", () => {
  test("closed and opened again: the run has ended for all, and the next one takes fresh keys and material", async () => {
    const sealed: Buffer[] = []
    const scene: Scene = await ready(shared(), {
      owner: sealing((plain) => {
        sealed.push(Buffer.from(plain))
        if (isFrame(plain, 2)) scene.second.close()
      }),
    })
    await start(shared(), scene)
    const party = indexOf(scene, scene.kept.identity)
    expect(await scene.watch.ended(1)).toMatchObject({ reason: "party-gone", party })
    expect(codeOf(await command(shared(), scene.study, "start"))).toBe("E_TOO_FEW_OWNERS")
    expect(await scene.kept.records.load(scene.study)).toMatchObject({ lastRun: 1, data: [{ begun: 1 }] })

    const before = new Set(sealed.map((plain) => plain.toString("hex")))
    const again = sealing((plain) => expect(before).not.toContain(Buffer.from(plain).toString("hex")))
    closing(await scene.stage.party(scene.founded, someRows(1), { ...scene.kept, suite: again }))
    await start(shared(), scene)
    await expectTable(shared(), scene, 2)
    expect(scene.dealer.view().dealt).toEqual([1, 2])
    expect(await scene.kept.records.load(scene.study)).toMatchObject({ lastRun: 2, data: [{ begun: 2 }] })
  })

  test("left for good: the reason is said, and it is missed until it agrees anew", async () => {
    const scene: Scene = await ready(shared(), {
      owner: sealing((plain) => {
        if (isFrame(plain, 2)) void scene.second.leave()
      }),
    })
    await start(shared(), scene)
    expect(await scene.watch.ended(1)).toMatchObject({ reason: "party-gone" })
    await scene.watch.saw(({ owners }) => owners.some(({ state }) => state === "left"))
    expect(codeOf(await command(shared(), scene.study, "start"))).toBe("E_TOO_FEW_OWNERS")
    expect(scene.first.view()).toMatchObject({ phase: "enrolled", ended: [{ run: 1, reason: "party-gone" }] })
    closing(await scene.stage.party(scene.founded, someRows(1), scene.kept))
    await start(shared(), scene)
    await expectTable(shared(), scene, 2)
  })
})

test("[G9] an owner that was closed before its report left finishes the run when it opens its link, without rows", async () => {
  const scene: Scene = await ready(shared(), {
    owner: sealing((plain) => {
      if (isReport(plain)) scene.second.close()
    }),
  })
  await start(shared(), scene)
  await scene.watch.saw(({ runs }) => runs[0]?.step === "reports" && runs[0].have === 1)
  expect(await scene.kept.records.load(scene.study)).toMatchObject({ closing: { run: 1 }, report: null })
  const again = closing(await scene.stage.visit(scene.founded, scene.kept))
  await expectTable(shared(), scene, 1)
  await again.idle()
  expect(again.view().phase).toBe("finished")
  expect(await scene.kept.records.load(scene.study)).toMatchObject({ closing: null, report: { run: 1 } })
})

test("[G8] a dealer that is killed while it deals ends the run; another one with its ledger deals for the next, and never for that one", async () => {
  const scene: Scene = await ready(shared(), { dealer: sealing(() => scene.dealer.close()) })
  await start(shared(), scene)
  expect(await scene.watch.ended(1)).toMatchObject({ reason: "dealer-gone" })
  expect(codeOf(await command(shared(), scene.study, "start"))).toBe("E_RG_DEALER")
  expect(await scene.burned.load(scene.study)).toMatchObject({ lastRun: 1 })
  const other = closing(await scene.stage.deal(scene.study, { records: scene.burned }))
  await scene.watch.saw(({ dealer }) => dealer === "there")
  await start(shared(), scene)
  await expectTable(shared(), scene, 2)
  expect(other.view().dealt).toEqual([2])
})

test("[G14] a relay that is killed in the middle of a run: everybody comes back to the next one by itself", async () => {
  const environment = { DATA_DIR: temporaryFolder(), PORT: String(await freePort()), LOG_LEVEL: "warn" }
  let relay: RelayProcess = await spawnRelay(environment)
  onTestFinished(() => relay.kill())
  let begun = () => {}
  let gone = () => {}
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve
  })
  const isGone = new Promise<void>((resolve) => {
    gone = resolve
  })
  const scene = await ready(relay, {
    owner: sealing((plain) => {
      if (!isFrame(plain, 2)) return
      begun()
      return isGone
    }),
  })
  await start(relay, scene)
  await hasBegun
  await relay.kill()
  gone()
  relay = await spawnRelay(environment)
  expect(await scene.watch.ended(1)).toMatchObject({ reason: "relay-restarted" })
  await scene.watch.saw(
    ({ dealer, owners }) => dealer === "there" && owners.every(({ state }) => state === "enrolled"),
  )
  await start(relay, scene)
  await expectTable(relay, scene, 2)
  expect(scene.dealer.view().dealt).toEqual([1, 2])
})
