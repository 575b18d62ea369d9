import { type RelayMessage, StudyId } from "@tutti/protocol"
import { cohort, FakeClock, NUMBER_COLUMNS, numberDataset, numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { type CommitRecord, newStudy } from "../committed.ts"
import { driveCoordinator } from "./driver.ts"
import { resume } from "./resume.ts"
import { step } from "./step.ts"

const { alice, bob } = await cohort("alice", "bob")
const study = newStudy(StudyId.parse("windows000000000"), numberStudy())
const { statistics } = numberDataset(NUMBER_COLUMNS, [{ features: [1, 2], target: 3 }])
const ready = {
  kind: "ready",
  studyHash: study.studyHash,
  trainingRows: 1,
  validationRows: 0,
  statistics: [...statistics],
}

/** A coordinator whose store answers when the test lets it. */
function host() {
  const clock = new FakeClock()
  const sent: RelayMessage["kind"][] = []
  const faults: unknown[] = []
  const writing: { record: CommitRecord; written(): void; broken(error: Error): void }[] = []
  const coordinator = driveCoordinator(resume(study, 0), {
    clock,
    timers: clock,
    send: (_, { kind }) => sent.push(kind),
    commit: (record) =>
      new Promise<void>((resolve, reject) => writing.push({ record, written: resolve, broken: reject })),
    log: () => {},
    changed: () => {},
    fault: (error) => faults.push(error),
  })
  const join = () => {
    for (const { participant, label } of [alice, bob]) {
      coordinator.connected(participant, label, "")
      coordinator.receive(participant, { ...ready, kind: "ready" })
    }
  }
  /** Lets the store take everything that it was given, and whatever is given then. */
  const writeAll = async () => {
    await clock.advance(0)
    for (let next = writing.shift(); next; next = writing.shift()) {
      next.written()
      await clock.advance(0)
    }
  }
  return { coordinator, clock, sent, faults, writing, join, writeAll }
}

test("[T20] while a record is being written, what follows from it waits, and so does everything that comes later", async () => {
  const { coordinator, clock, sent, writing, join, writeAll } = host()
  join()
  await writeAll()
  sent.length = 0
  const command = coordinator.command("start")
  coordinator.disconnected(bob.participant)
  await clock.advance(0)
  expect(writing.map(({ record }) => record.kind)).toEqual(["state"])
  expect(sent).toEqual([])
  await writeAll()
  expect(await command).toBeNull()
  expect(sent).toEqual(["round-opened", "round-opened"])
  expect(coordinator.state().roster.get(bob.participant)?.presence).toBe("offline")
})

test("[T20] a record that cannot be written stops the coordinator: nothing that would follow is sent", async () => {
  const { coordinator, clock, sent, faults, writing, join, writeAll } = host()
  join()
  await writeAll()
  sent.length = 0
  const command = coordinator.command("start")
  await clock.advance(0)
  writing.shift()?.broken(new Error("the disk is full"))
  expect(await command).toBe("E_INTERNAL")
  expect(faults).toEqual([new Error("the disk is full")])
  coordinator.connected(alice.participant, "alice", "")
  await clock.advance(1_000_000)
  expect(sent).toEqual([])
  expect(await coordinator.command("start")).toBe("E_INTERNAL")
})

test("a closed coordinator is silent: no timer, no message, no record", async () => {
  const { coordinator, clock, sent, writing, join, writeAll } = host()
  join()
  await writeAll()
  const command = coordinator.command("start")
  await writeAll()
  expect(await command).toBeNull()
  sent.length = 0
  coordinator.close()
  await clock.advance(1_000_000)
  await coordinator.idle()
  expect({ sent, writing }).toEqual({ sent: [], writing: [] })
})

test("a timer that rings early ends nothing: it is set again for the rest of its time", async () => {
  const { coordinator, clock, join, writeAll } = host()
  join()
  await writeAll()
  void coordinator.command("start")
  await writeAll()
  const state = coordinator.state()
  const early = step(state, { kind: "timer", timer: "phase", nowMs: clock.nowMs() + 59_999 })
  expect(early.state.phase.kind).toBe("training")
  expect(early.effects).toEqual([{ kind: "start-timer", timer: "phase", afterMs: 1 }])
})
