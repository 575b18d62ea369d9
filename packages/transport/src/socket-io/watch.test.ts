import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { StudyId, StudyView, Watch } from "@tutti/protocol"
import { Server, type Socket } from "socket.io"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { serverOptions } from "./server-options.ts"
import { watchStudy } from "./watch-client.ts"
import { watchLine } from "./watch-server.ts"

const STUDY = StudyId.parse("abcdefgh01234567")
const TOKEN = "t".repeat(20)
const BACK_OFF = { firstMs: 1, maxMs: 10 }

let server: Server
let url: string
let watchers: Promise<Socket>
/** The answer to the next watchers. */
let answer: unknown
beforeEach(async () => {
  answer = { ok: true }
  const http = createServer()
  server = new Server(http, serverOptions)
  watchers = nextWatcher()
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve))
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})
afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())))

/** The next socket that says whom it wants to watch. */
function nextWatcher() {
  return new Promise<Socket>((resolve) => {
    server.of("/watch").once("connection", (socket: Socket) => {
      socket.on("watch", (watch: unknown, reply: (given: unknown) => void) => {
        expect(Watch.parse(watch)).toEqual({ protocol: 1, study: STUDY, token: TOKEN })
        reply(answer)
        resolve(socket)
      })
    })
  })
}

function watch(onView: (view: StudyView) => void = () => {}) {
  const refusals: string[] = []
  let refused = (_: string) => {}
  const refusal = new Promise<string>((resolve) => {
    refused = resolve
  })
  const onRefused = (code: string) => {
    refusals.push(code)
    refused(code)
  }
  const stop = watchStudy(url, { study: STUDY, token: TOKEN }, { onView, onRefused }, BACK_OFF)
  return { stop, refusal, refusals }
}

describe("[W19] a watcher", () => {
  test("says who it is, gets views, and of those that wait only the newest", async () => {
    const rounds: number[] = []
    let enough = () => {}
    const last = new Promise<void>((resolve) => {
      enough = resolve
    })
    const { stop } = watch((view) => {
      rounds.push(view.bestRound)
      if (view.bestRound === 100) enough()
    })
    const line = watchLine(await watchers)
    for (let round = 1; round <= 100; round++) line.show(viewAt(round))
    await last
    expect(rounds).toEqual([1, 100])
    stop()
  })

  test("comes back after a loss and says again who it is", async () => {
    const { stop } = watch()
    const first = await watchers
    const second = nextWatcher()
    first.conn.close()
    expect((await second).id).not.toBe(first.id)
    stop()
  })

  test("comes back after the relay's goodbye, as a restart says one", async () => {
    const { stop } = watch()
    const first = await watchers
    const second = nextWatcher()
    first.disconnect(true)
    expect((await second).id).not.toBe(first.id)
    stop()
  })

  test("that is refused learns the code and does not come back", async () => {
    answer = { ok: false, code: "E_TOKEN" }
    const { refusal, refusals } = watch()
    const socket = await watchers
    expect(await refusal).toBe("E_TOKEN")
    await new Promise<void>((resolve) => void socket.on("disconnect", () => resolve()))
    expect(refusals).toEqual(["E_TOKEN"])
    expect(server.of("/watch").sockets.size).toBe(0)
  })

  test("that gets something else than a view says so, and stops", async () => {
    const { refusal } = watch()
    const socket = await watchers
    const reply = new Promise<unknown>((resolve) => socket.emit("view", { study: STUDY }, resolve))
    expect(await refusal).toBe("E_MALFORMED")
    expect(await reply).toEqual({ ok: false, code: "E_MALFORMED" })
  })
})

function viewAt(bestRound: number): StudyView {
  return StudyView.parse({
    study: STUDY,
    studyHash: "0".repeat(64),
    spec: SPEC,
    state: "running",
    roster: [],
    rounds: [],
    waiting: null,
    bestRound,
    modelHash: "0".repeat(64),
    parameters: 1,
    scaling: null,
    events: [],
  })
}

const SPEC = {
  title: "A study",
  organiser: "Somebody",
  purpose: "A test",
  mode: "trusted",
  dataset: {
    header: true,
    columns: [{ kind: "numeric", name: "x", missing: "drop-row" }],
    target: { kind: "number", name: "y" },
    missingMarkers: [],
  },
  model: {
    inputs: 1,
    layers: [{ kind: "dense", units: 1, activation: "linear" }],
    loss: "mean-squared-error",
  },
  training: {
    scheme: "parallel",
    rounds: 1,
    local: { epochs: 1, batchSize: 1, optimiser: { kind: "sgd", learningRate: 0.1 }, proximal: 0 },
    aggregation: { kind: "mean" },
    serverStep: { kind: "average" },
    maxUpdateNorm: 1,
    validationFraction: 0,
    seed: 1,
    quorum: { minOwners: 1, fraction: 1 },
    deadlines: { firstMs: 1_000, minMs: 100, maxMs: 1_000 },
  },
  retentionDays: 1,
}
