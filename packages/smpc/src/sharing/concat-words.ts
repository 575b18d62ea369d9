import { newWords } from "./memory.ts"
import type { Words } from "./ring.ts"

/** The parts one behind the other, in memory of their own. */
export function concatWords(parts: readonly Words[]): Words {
  const whole = newWords(parts.reduce((words, part) => words + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
