import { StudyView } from "@tutti/protocol"
import { cohort, numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol } = await cohort("alice", "bob", "carol")

test("[T34] the view of any moment is one that the protocol knows, and shows no single owner's loss", async () => {
  const stage = new Stage(numberStudy({ rounds: 3 }))
  const look = () => {
    const view = StudyView.parse(stage.view())
    const text = JSON.stringify(view.roster) + JSON.stringify(view.rounds.map(({ notes }) => notes))
    expect(text).not.toMatch(/loss/i)
    return view
  }
  expect(look()).toMatchObject({ state: "open", roster: [], waiting: { for: "owners", have: 0, need: 2 } })
  const onlooker = stage.join(carol)
  await stage.clock.advance(0)
  onlooker.dataChecked()
  await stage.clock.advance(0)
  await stage.enter(alice, rowsOf("alice"), 1_000)
  await stage.enter(bob, rowsOf("bob"), 2_000)
  expect(look().roster.map(({ state }) => state)).toEqual(["data-checked", "ready", "ready"])
  onlooker.close()
  await stage.command("start")
  await stage.clock.advance(1_500)
  expect(look()).toMatchObject({
    state: "running",
    roster: [
      { state: "reconnecting" },
      { state: "waiting", sinceMs: 500 },
      { state: "training", sinceMs: 1_500 },
    ],
    rounds: [{ round: 1, phase: "training", elapsedMs: 1_500, received: 1, needed: 2 }],
  })
  for (let step = 0; step < 20; step++) {
    await stage.clock.advance(500)
    look()
  }
  await stage.clock.advance(60_000)
  const { state, rounds, roster, bestRound } = look()
  expect(state).toBe("finished")
  expect(rounds.map(({ phase }) => phase)).toEqual(["committed", "committed", "committed"])
  expect(roster[0]?.state).toBe("dropped")
  expect(bestRound).toBe(3)
})

test("[T34] the score of a round shows who did what, and when", async () => {
  const stage = new Stage(numberStudy({ rounds: 1 }))
  await stage.enter(alice, rowsOf("alice"), 1_000)
  await stage.enter(bob, rowsOf("bob"), 3_000)
  await stage.command("start")
  await stage.untilEnded()
  const notes = stage.view().rounds[0]?.notes ?? []
  const line = (person: typeof alice) =>
    notes
      .filter(({ participant }) => participant === person.participant)
      .map(({ phase, fromMs, toMs }) => `${phase} ${fromMs}–${toMs}`)
  expect(line(alice)).toEqual(["train 0–1000", "wait 1000–3000", "evaluate 3000–4000", "wait 4000–6000"])
  expect(line(bob)).toEqual(["train 0–3000", "evaluate 3000–6000"])
})

test("[T34] a large model's way up is a note of its own", async () => {
  const stage = new Stage(numberStudy({ rounds: 1 }))
  await stage.enter(alice, rowsOf("alice"), 1_000)
  await stage.enter(bob, rowsOf("bob"), 1_000)
  stage.weather = ({ message }) => (message.kind === "update" ? [400] : [0])
  await stage.command("start")
  await stage.untilEnded()
  const { notes } = stage.view().rounds[0] ?? { notes: [] }
  expect(notes.filter(({ phase }) => phase === "upload")).toMatchObject([
    { fromMs: 1_000, toMs: 1_400 },
    { fromMs: 1_000, toMs: 1_400 },
  ])
})

test("[T34] an owner that is refused again and again fills neither the log nor the store", async () => {
  const stage = new Stage(numberStudy({ quorum: { minOwners: 1, fraction: 0.5 } }))
  await stage.enter(alice, rowsOf("alice"), 1_000)
  await stage.enter(bob, rowsOf("bob"), 1_000)
  await stage.command("next-round")
  const written = stage.records.length
  for (let copy = 0; copy < 50; copy++) {
    const failed = { kind: "failed", round: 1, code: "E_TRAINING" } as const
    const update = {
      kind: "update",
      round: 9,
      examples: 1,
      trainLoss: 1,
      trainAccuracy: null,
      trainingMs: 1,
    } as const
    stage.coordinator.receive(alice.participant, failed)
    stage.coordinator.receive(alice.participant, update, new Uint8Array(12))
  }
  await stage.clock.advance(0)
  expect(stage.log.filter(({ kind }) => kind === "refused")).toHaveLength(3)
  expect(stage.records).toHaveLength(written)
  expect(stage.told(alice, "refused")).toHaveLength(50)
})

test("[T34] the log holds what happened, in its order, and no names", async () => {
  const stage = new Stage(numberStudy({ rounds: 1 }))
  await stage.enter(alice)
  await stage.enter(bob)
  await stage.command("start")
  await stage.untilEnded()
  expect(stage.log.map(({ kind, round }) => (round === null ? kind : `${kind} ${round}`))).toEqual([
    "joined",
    "ready",
    "joined",
    "ready",
    "started",
    "round-opened 1",
    "round-committed 1",
    "finished",
  ])
  expect(JSON.stringify(stage.log)).not.toContain("alice")
})
