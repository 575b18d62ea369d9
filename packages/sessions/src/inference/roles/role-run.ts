import type { Random } from "@tutti/crypto"
import type { InferenceSeat, InferenceSpec, RefusalCode } from "@tutti/protocol"
import type { RingKernels } from "@tutti/ring"
import type { LetterBody } from "../sealing/letters.ts"
import type { Terms } from "../terms.ts"

/** Rows that a client may order in one run: nobody else can tell copies from what they are copies of. */
export const mostRowsOrdered = ({ mostRows, canaryRows }: InferenceSpec): number => mostRows + canaryRows

export type Addressed = { readonly to: InferenceSeat; readonly letter: LetterBody }
export type Heard =
  | { readonly ok: true; readonly letters: readonly Addressed[] }
  | { readonly ok: false; readonly code: RefusalCode }

/** What a role works with in a run; all of it is given. */
export type RoleSetup = {
  readonly terms: Terms
  /** [32] names the masks of this run. */
  readonly sessionId: Uint8Array<ArrayBuffer>
  readonly kernels: RingKernels
  readonly random: Random
}

/** One of the three in one run, free of I/O: letters in, letters out. A refusal is final. */
export interface RoleRun {
  /** Its first letters, once everybody's keys are known. */
  begin(): readonly Addressed[]
  hear(from: InferenceSeat, letter: LetterBody): Heard
  /** Wipes what it holds; idempotent. */
  close(): void
}

/** What is heard first and, unless that was refused, what follows from it. */
export function followedBy(first: Heard, next: () => Heard): Heard {
  if (!first.ok) return first
  const second = next()
  return second.ok ? { ok: true, letters: [...first.letters, ...second.letters] } : second
}

export const NOTHING_TO_SAY: Heard = { ok: true, letters: [] }
export const refused = (code: RefusalCode): Heard => ({ ok: false, code })
