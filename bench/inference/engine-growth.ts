import type { Measurement } from "../harness/measurement.ts"
import { denseNetwork, engineSession } from "./engine.ts"

const ROWS = 50
const TIMES = 4
const REPETITIONS = 9
const BATCHES = 3

const layersOf250 = (count: number) => denseNetwork(Array.from({ length: count }, () => 250))

export const measurement: Measurement = {
  name: "inference/engine-growth",
  what:
    `CPU of dealer and parties at ${TIMES} times the width (784-250-10) and ${TIMES} times the depth (two hidden layers of ` +
    `250), divided by ${TIMES} times the CPU before; the worse of the two: 1 or less is no more than linear`,
  unit: "×",
  bar: 1.1,
  anchor: { name: "linear growth", value: 1 },
  async run() {
    const pairs = [
      [denseNetwork([250]), denseNetwork([TIMES * 250])],
      [layersOf250(2), layersOf250(TIMES * 2)],
    ].map((pair) => pair.map((network) => engineSession(network, ROWS)))
    return Array.from({ length: REPETITIONS }, () =>
      Math.max(
        ...pairs.map((sessions) => {
          const [small = Number.NaN, large = Number.NaN] = sessions.map(secondsOfBatches)
          return large / (TIMES * small)
        }),
      ),
    )
  },
}

function secondsOfBatches(next: ReturnType<typeof engineSession>): number {
  let seconds = 0
  for (let batch = 0; batch < BATCHES; batch++) {
    const { dealer, parties } = next()
    seconds += dealer + parties[0] + parties[1]
  }
  return seconds
}
