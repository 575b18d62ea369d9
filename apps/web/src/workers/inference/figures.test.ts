import { describe, expect, test } from "vitest"
import { RunMeter } from "./figures.ts"

function metered() {
  let now = 1_000
  const meter = new RunMeter(() => now)
  const letters = { bytesIn: 10, bytesOut: 20, fromDealer: 5 }
  return {
    meter,
    at(ms: number, run: number | null, phase: "keys" | "running" | "waiting", rows: number) {
      now = ms
      meter.count({ run, phase, letters }, { batches: rows / 5, rows }, 12)
    },
  }
}

describe("the figures of a run", () => {
  test("time goes from the first key to the last row, and not on while nothing is computed", () => {
    const { meter, at } = metered()
    at(2_000, 1, "keys", 0)
    at(2_300, 1, "running", 0)
    at(2_900, 1, "running", 5)
    at(9_000, 1, "running", 5)
    expect(meter.figures).toMatchObject({ run: 1, rows: 5, batches: 1, rounds: 12, milliseconds: 900 })
  })

  test("they stay when the run is over, and the next one begins with nothing", () => {
    const { meter, at } = metered()
    at(2_000, 1, "running", 10)
    at(5_000, null, "waiting", 10)
    expect(meter.figures).toMatchObject({ run: 1, rows: 10, bytesOut: 20, bytesIn: 10, material: 5 })
    at(6_000, 2, "keys", 10)
    expect(meter.figures).toMatchObject({ run: 2, rows: 0, batches: 0, milliseconds: 0 })
  })

  test("before the first run there are none", () => {
    const { meter, at } = metered()
    at(2_000, null, "waiting", 0)
    expect(meter.figures).toBeNull()
  })
})
