import { FakeClock } from "@tutti/testkit"
import { expect, test } from "vitest"
import { NamedTimers } from "./named-timers.ts"
import { SerialMachine } from "./serial-machine.ts"

type Added = { nowMs: number; add: number }

/** Adds up what happens; writes each sum and then says it. A test decides when a sum is written. */
function adding() {
  const clock = new FakeClock()
  const said: string[] = []
  const writing: { written(): void; broken(error: Error): void }[] = []
  const machine = new SerialMachine<number, Added, string>(
    { state: 0, effects: ["begin"] },
    {
      clock,
      step: (sum, { add }) => ({ state: sum + add, effects: [`write ${sum + add}`, `say ${sum + add}`] }),
      carryOut: (effect) => {
        if (effect.startsWith("write"))
          return new Promise((written, broken) => writing.push({ written, broken }))
        said.push(effect)
        return undefined
      },
      changed: () => said.push("changed"),
      fault: (error) => said.push(`fault: ${error}`),
    },
  )
  return { clock, machine, said, writing }
}

test("[T20] one event after the other, each with all its effects, while what comes meanwhile waits", async () => {
  const { clock, machine, said, writing } = adding()
  const first = machine.asked({ add: 1 })
  machine.happened({ add: 10 })
  await clock.advance(0)
  expect({ said, writing: writing.length, state: machine.state }).toEqual({
    said: ["begin"],
    writing: 1,
    state: 1,
  })
  writing.shift()?.written()
  expect(await first).toEqual(["write 1", "say 1"])
  writing.shift()?.written()
  await machine.drained()
  expect(said).toEqual(["begin", "say 1", "changed", "say 11", "changed"])
})

test("[T20] an effect that fails stops the machine: nothing that follows is carried out, and all who asked are told", async () => {
  const { clock, machine, said, writing } = adding()
  const asked = [machine.asked({ add: 1 }), machine.asked({ add: 2 })]
  await clock.advance(0)
  writing.shift()?.broken(new Error("the disk is full"))
  expect(await Promise.all(asked)).toEqual([null, null])
  expect(said).toEqual(["begin", "fault: Error: the disk is full"])
  expect(await machine.asked({ add: 3 })).toBeNull()
})

test("a machine that is closed in the middle of an event carries nothing more out", async () => {
  const { clock, machine, said, writing } = adding()
  machine.happened({ add: 1 })
  await clock.advance(0)
  machine.close()
  writing.shift()?.written()
  await machine.drained()
  expect(said).toEqual(["begin", "changed"])
})

test("of a name one timer runs: the newest, until it rings or is cancelled", async () => {
  const clock = new FakeClock()
  const rung: string[] = []
  const timers = new NamedTimers<"phase" | "grace">(clock, (name) => rung.push(`${name} ${clock.nowMs()}`))
  timers.start("phase", 10)
  timers.start("grace", 5)
  timers.start("phase", 20)
  timers.cancel("grace")
  await clock.advance(30)
  expect(rung).toEqual(["phase 20"])
  timers.start("grace", 5)
  timers.start("phase", 5)
  timers.cancelAll()
  await clock.advance(30)
  expect(rung).toEqual(["phase 20"])
})
