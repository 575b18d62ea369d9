import type { RoundGraph } from "./graph.ts"

/*
 * Which shares travel. A polynomial of degree t − 1 goes through a seed and any t − 1 points, so the shares of t − 1
 * neighbours may be what sender and receiver agree on anyway: these are *agreed*, and no byte of them is sent. The
 * others follow from the polynomial and are *sealed*. Agreed are those of the t − 1 holders that come next after the
 * sender, going around its holders in order of position, so that everybody is sent about as much as everybody else.
 * @see docs/protocol.md [SA3]
 */

/** A sender's neighbours by how they come to their shares, each going around from the sender. */
export function dealing(
  graph: RoundGraph,
  sender: number,
): { agreed: readonly number[]; sealed: readonly number[] } {
  const holders = graph.holders(sender)
  const own = graph.slot(sender, sender)
  const around = [...holders.slice(own + 1), ...holders.slice(0, own)]
  return { agreed: around.slice(0, graph.threshold - 1), sealed: around.slice(graph.threshold - 1) }
}

/** How many shares each owner seals. */
export const sealedCount = (graph: RoundGraph): number => graph.holders(0).length - graph.threshold

/** The place of `receiver` among those that `sender` seals shares for; −1 when it does not stand there. */
export function sealedPlace(graph: RoundGraph, sender: number, receiver: number): number {
  const slot = graph.slot(sender, receiver)
  if (slot < 0) return -1
  const count = graph.holders(sender).length
  const stepsAfter = (slot - graph.slot(sender, sender) + count) % count
  return Math.max(-1, stepsAfter - graph.threshold)
}
