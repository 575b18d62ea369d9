import { ParticipantId, type StudyEvent, StudyId } from "@tutti/protocol"
import { newStudy } from "@tutti/sessions/training"
import { expect, test } from "vitest"
import { createLog } from "../observability/log.ts"
import { openDatabase } from "../store/engine.ts"
import { kyselyStudyStore } from "../store/kysely-study-store.ts"
import { FakeTimers } from "../testing/fake-timers.ts"
import { tinyStudy } from "../testing/specs.ts"
import { temporaryFolder } from "../testing/test-relay.ts"
import { EventLog, SHOWN_EVENTS } from "./event-log.ts"

const study = StudyId.parse("study00000000000")
const alice = ParticipantId.parse("a".repeat(64))
const bob = ParticipantId.parse("b".repeat(64))
const refused = (participant: ParticipantId, code: "E_LATE" | "E_SHAPE") =>
  ({ kind: "refused", participant, round: null, code }) satisfies Omit<StudyEvent, "at">
const opened = (round: number) => ({ kind: "round-opened", participant: null, round, code: null }) as const

async function eventLog() {
  const { kysely, close } = await openDatabase({ dataDir: temporaryFolder() })
  const store = kyselyStudyStore(kysely)
  const clock = new FakeTimers()
  await store.createStudy(newStudy(study, tinyStudy()), new Date(clock.nowMs()))
  const log = new EventLog(study, [], { store, clock, log: createLog("silent") })
  const kept = async () => {
    await log.written()
    return store.events(study, 10_000)
  }
  return { log, clock, kept, close }
}

test("what is shown is what is kept: in order, each at its time, the newest only on screens", async () => {
  const { log, clock, kept, close } = await eventLog()
  for (let round = 1; round <= SHOWN_EVENTS + 5; round++) {
    log.append(opened(round))
    clock.advance(1_000)
  }
  const all = await kept()
  expect(all).toHaveLength(SHOWN_EVENTS + 5)
  expect(all.map(({ round }) => round)).toEqual(all.map((_, index) => index + 1))
  expect(all.slice(0, 2).map(({ at }) => at)).toEqual([
    "2026-03-01T12:00:00.000Z",
    "2026-03-01T12:00:01.000Z",
  ])
  expect(log.shown).toEqual(all.slice(-SHOWN_EVENTS))
  await close()
})

test("[R42] an owner that repeats what is refused fills neither the database nor the screen", async () => {
  const { log, kept, close } = await eventLog()
  for (let time = 0; time < 1_000; time++) log.append(refused(alice, "E_LATE"))
  log.append(refused(alice, "E_SHAPE"))
  log.append(refused(bob, "E_LATE"))
  log.append(opened(2))
  log.append(refused(alice, "E_LATE"))
  expect((await kept()).map(({ kind, participant, code }) => [kind, participant, code])).toEqual([
    ["refused", alice, "E_LATE"],
    ["refused", alice, "E_SHAPE"],
    ["refused", bob, "E_LATE"],
    ["round-opened", null, null],
    ["refused", alice, "E_LATE"],
  ])
  await close()
})
