import type { Measurement } from "./trainer.ts"

/**
 * One measurement over everybody's examples: averages weighted by the number of examples.
 * An accuracy is given only if every part has one.
 * @throws {RangeError} if there is no example at all: an average over nothing is not 0.
 */
export function mergeMeasurements(parts: readonly Measurement[]): Measurement {
  let examples = 0
  let loss = 0
  let accuracy: number | null = 0
  for (const part of parts) {
    if (part.examples === 0) continue
    examples += part.examples
    loss += part.loss * part.examples
    accuracy = accuracy === null || part.accuracy === null ? null : accuracy + part.accuracy * part.examples
  }
  if (examples === 0) throw new RangeError("cannot average over no examples")
  return { loss: loss / examples, accuracy: accuracy === null ? null : accuracy / examples, examples }
}
