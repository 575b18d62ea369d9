import type { Sweep } from "../harness/sweep.ts"
import { inferencePoint } from "./sweep.ts"

const IMAGES = 2_500
const BATCH = 50
/** MP-SPDZ's dealer-ring without a line, and its rounds, in each of which both parties speak at once. */
const PEER = { milliseconds: 3.79, rounds: 53 }

export const sweep: Sweep = {
  name: "inference/sweep-rtt",
  what: "an image of the MNIST test set by the round trip between the parties, which the relay adds: 784-500-10, batches of 50, six on their way, score opened, everybody in a process of its own, real sockets; the masked weights, once in a run, are in the bytes",
  unit: "ms",
  setting: "ms there and back",
  points: [0, 5, 20, 100].map((rttMs) => ({
    at: rttMs,
    anchor: {
      name: `MP-SPDZ dealer-ring, batch ${BATCH}${rttMs === 0 ? ", on such a machine" : `, and its ${PEER.rounds} rounds of half a round trip`}`,
      value: Number((PEER.milliseconds + (PEER.rounds * rttMs) / 2 / BATCH).toPrecision(4)),
    },
    run: () => inferencePoint(IMAGES, ["--batch", String(BATCH), "--rtt", String(rttMs)]),
  })),
}
