import type { Measurement } from "../harness/measurement.ts"
import { denseNetwork, engineSession } from "./engine.ts"

const ROWS = 50
const BATCHES = 25

export const measurement: Measurement = {
  name: "inference/engine-cpu",
  what: `CPU an image of dealer and both parties together, 784-500-10 in batches of ${ROWS}, labels opened, no sockets`,
  unit: "ms",
  bar: 1.2,
  anchor: { name: "MP-SPDZ dealer-ring, wall time with its sockets", value: 3.79 },
  async run() {
    const next = engineSession(denseNetwork([500]), ROWS)
    return Array.from({ length: BATCHES }, () => {
      const { dealer, parties } = next()
      return ((dealer + parties[0] + parties[1]) * 1000) / ROWS
    })
  },
}
