import { type StudyState, StudyView } from "@tutti/protocol"
import { TuttiError } from "@tutti/sdk"
import { creditApprovalStudy, secureStudy } from "@tutti/sdk/templates"
import type { WatchListeners } from "@tutti/transport"
import { describe, expect, test } from "vitest"
import { createCockpit } from "./cockpit-store.ts"
import { hearRounds } from "./played.ts"
import {
  curvePoints,
  fewestOwners,
  inScoreOrder,
  isClosed,
  lostWhile,
  readyCount,
  traffic,
} from "./summary.ts"

const ALICE = "a".repeat(64)
const BOB = "b".repeat(64)

function roundOf(round: number, phase: "training" | "committed" | "abandoned", notes: boolean) {
  return {
    round,
    phase,
    cohort: [ALICE, BOB],
    openedAt: "2026-01-01T00:00:00Z",
    elapsedMs: 1_000,
    remainingMs: null,
    received: 2,
    needed: 1,
    reason: phase === "abandoned" ? "deadline" : null,
    metrics:
      phase === "committed"
        ? {
            round,
            cohort: 2,
            survivors: 2,
            trainLoss: 0.5 / round,
            trainAccuracy: 0.75,
            validationLoss: 0.625 / round,
            validationAccuracy: null,
            seconds: 1,
            bytesUpPerOwner: 368,
            modelHash: "0".repeat(64),
          }
        : null,
    notes: notes ? [{ participant: ALICE, phase: "train", fromMs: 0, toMs: 400 }] : [],
  }
}

function rosterOf(...states: string[]) {
  return states.map((state, index) => ({
    participant: index.toString(16).padStart(64, "0"),
    label: `Owner ${index}`,
    state,
    sinceMs: 0,
    code: null,
    bytesUp: 100,
    bytesDown: 30,
  }))
}

function viewOf(rounds: ReturnType<typeof roundOf>[], roster: ReturnType<typeof rosterOf> = []): StudyView {
  return StudyView.parse({
    study: "abcdefghijklmnop",
    studyHash: "0".repeat(64),
    spec: creditApprovalStudy(),
    state: "running",
    roster,
    rounds,
    waiting: null,
    bestRound: 1,
    modelHash: "0".repeat(64),
    parameters: 86,
    scaling: null,
    events: [],
  })
}

describe("the score as the page hears it", () => {
  test("notes that the relay no longer sends are kept", () => {
    const first = hearRounds([], viewOf([roundOf(1, "committed", true)]))
    const second = hearRounds(first, viewOf([roundOf(1, "committed", false), roundOf(2, "training", true)]))
    expect(second.map(({ notes }) => notes)).toEqual([
      [{ part: ALICE, phase: "train", fromMs: 0, toMs: 400 }],
      [{ part: ALICE, phase: "train", fromMs: 0, toMs: 400 }],
    ])
  })

  test("a round that ended before the page was opened has no notes, and is not an empty bar", () => {
    const [bar] = hearRounds([], viewOf([roundOf(1, "abandoned", false)]))
    expect(bar).toMatchObject({ round: 1, outcome: "abandoned", notes: null })
  })

  test("a round whose end was missed is not shown by its beginning", () => {
    const first = hearRounds([], viewOf([roundOf(1, "training", true)]))
    expect(hearRounds(first, viewOf([roundOf(1, "committed", false)]))[0]?.notes).toBeNull()
  })

  test("a round that has just opened is an empty bar", () => {
    expect(hearRounds([], viewOf([roundOf(1, "training", false)]))[0]?.notes).toEqual([])
  })
})

describe("what the figures are made of", () => {
  test("an abandoned round is a gap in the curve, and the open one is not there yet", () => {
    const view = viewOf([
      roundOf(1, "committed", false),
      roundOf(2, "abandoned", false),
      roundOf(3, "training", true),
    ])
    expect(curvePoints(view, ({ trainLoss }) => trainLoss)).toEqual([
      { round: 1, value: 0.5 },
      { round: 2, value: null },
    ])
  })

  test("owners who sleep or have left are not ready", () => {
    const { roster } = viewOf([], rosterOf("ready", "asleep", "training", "left", "joined", "waiting"))
    expect(readyCount(roster)).toBe(3)
  })

  test("an owner was lost at what it did before it dropped", () => {
    const lost = {
      ...roundOf(2, "training", false),
      notes: [
        { participant: ALICE, phase: "train", fromMs: 0, toMs: 400 },
        { participant: ALICE, phase: "mask", fromMs: 400, toMs: 600 },
        { participant: ALICE, phase: "dropped", fromMs: 600, toMs: 1_000 },
        { participant: BOB, phase: "train", fromMs: 0, toMs: 1_000 },
      ],
    }
    const view = viewOf([lost])
    const [alice, bob] = view.rounds[0]?.cohort ?? []
    if (alice === undefined || bob === undefined) throw new Error("a cohort of two")
    expect(lostWhile(view, alice)).toEqual({ round: 2, step: "mask" })
    expect(lostWhile(view, bob)).toBeNull()
  })

  test("a secure study opens a round with as many as its rules ask for, and is closed by the freeze", () => {
    const view = viewOf([])
    expect([fewestOwners(view), isClosed(view)]).toEqual([2, false])
    const keys = { studyKey: "s".repeat(43), relayKey: "r".repeat(43) }
    const spec = secureStudy(view.spec, { owners: 12, ...keys })
    const secure = { roster: null, owners: 3, colludersTolerated: 1, threshold: null, aggregation: null }
    expect([fewestOwners({ ...view, spec }), isClosed({ ...view, spec, secure })]).toEqual([10, false])
    const roster = { version: 1, identityKeys: [], signature: "" }
    expect(isClosed({ ...view, spec, secure: { ...secure, roster } })).toBe(true)
  })

  test("traffic is summed over owners", () => {
    expect(traffic(viewOf([], rosterOf("ready", "left")).roster)).toEqual({ up: 200, down: 60 })
  })

  test("owners stay in their order while they fit; beyond, those who need attention come first", () => {
    const { roster } = viewOf([], rosterOf("ready", "left", "dropped", "training", "failed"))
    const labels = (fits: number) => inScoreOrder(roster, fits).map(({ label }) => label)
    expect(labels(5)).toEqual(["Owner 0", "Owner 1", "Owner 2", "Owner 3", "Owner 4"])
    expect(labels(2)).toEqual(["Owner 4", "Owner 2", "Owner 0", "Owner 3", "Owner 1"])
  })
})

describe("the cockpit", () => {
  function cockpit(command: (() => Promise<StudyState>) | null = async () => "running") {
    const heard: WatchListeners[] = []
    let now = 0
    const made = createCockpit({
      watch: (listeners) => {
        heard.push(listeners)
        return () => heard.splice(0)
      },
      command,
      nowMs: () => now,
    })
    return {
      ...made,
      heard,
      later: (ms: number) => {
        now += ms
      },
    }
  }

  test("shows the newest view and when it came", () => {
    const { store, listen, heard, later } = cockpit()
    const stop = listen()
    later(40)
    const view = viewOf([])
    heard[0]?.onView(view)
    expect(store.getState()).toMatchObject({ line: "live", view, at: 40 })
    stop()
    expect(heard).toEqual([])
  })

  test("keeps the last view while the line is lost", () => {
    const { store, listen, heard } = cockpit()
    listen()
    heard[0]?.onView(viewOf([]))
    heard[0]?.onLost?.("transport close")
    expect(store.getState().line).toBe("lost")
    expect(store.getState().view).not.toBeNull()
  })

  test("says why it may not look", () => {
    const { store, listen, heard } = cockpit()
    listen()
    heard[0]?.onRefused("E_TOKEN")
    expect(store.getState()).toMatchObject({ line: "refused", failure: { code: "E_TOKEN" } })
  })

  test("says why a command was refused, and is ready for the next", async () => {
    const { store } = cockpit(() => Promise.reject(TuttiError.refused("E_TOO_FEW_OWNERS")))
    const asked = store.getState().command?.("start")
    expect(store.getState().pending).toBe("start")
    await asked
    expect(store.getState()).toMatchObject({ pending: null, failure: { code: "E_TOO_FEW_OWNERS" } })
    store.getState().dismiss()
    expect(store.getState().failure).toBeNull()
  })

  test("remembers a pause that waits for the open round, until the study has paused", async () => {
    const { store, listen, heard } = cockpit()
    listen()
    heard[0]?.onView(viewOf([roundOf(1, "training", true)]))
    await store.getState().command?.("pause")
    expect(store.getState().pausing).toBe(true)
    heard[0]?.onView(viewOf([roundOf(1, "training", true)]))
    expect(store.getState().pausing).toBe(true)
    heard[0]?.onView({ ...viewOf([roundOf(1, "committed", true)]), state: "paused" })
    expect(store.getState().pausing).toBe(false)
  })

  test("an observer has no command", () => {
    expect(cockpit(null).store.getState().command).toBeNull()
  })
})
