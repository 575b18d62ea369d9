import type { LedgerEntry } from "@tutti/sessions/training"

export type LedgerKind = LedgerEntry["what"]
export const LEDGER_KINDS: readonly LedgerKind[] = [
  "identity",
  "enrolment",
  "row-counts-and-column-sums",
  "model-update",
  "masked-vector",
  "aggregation-step",
  "validation-measurement",
  "activity",
  "request",
]

/** Everything that left this tab: exact totals of each kind, and the newest entries one by one, oldest first. */
export type Ledger = {
  totals: Readonly<Record<LedgerKind, { messages: number; bytes: number }>>
  bytes: number
  messages: number
  newest: readonly LedgerEntry[]
}

/** Entries kept one by one; older ones stay in the totals. */
export const NEWEST_ENTRIES = 200

export const EMPTY_LEDGER: Ledger = summariseLedger([])

export function summariseLedger(entries: readonly LedgerEntry[]): Ledger {
  const of = (kind: LedgerKind) => {
    const some = entries.filter(({ what }) => what === kind)
    return { messages: some.length, bytes: sum(some.map(({ bytes }) => bytes)) }
  }
  return {
    totals: perKind(of),
    bytes: sum(entries.map(({ bytes }) => bytes)),
    messages: entries.length,
    newest: entries.slice(-NEWEST_ENTRIES),
  }
}

/** The ledger of an earlier visit and of this one as one. */
export function joinLedgers(earlier: Ledger, later: Ledger): Ledger {
  return {
    totals: perKind((kind) => ({
      messages: earlier.totals[kind].messages + later.totals[kind].messages,
      bytes: earlier.totals[kind].bytes + later.totals[kind].bytes,
    })),
    bytes: earlier.bytes + later.bytes,
    messages: earlier.messages + later.messages,
    newest: [...earlier.newest, ...later.newest].slice(-NEWEST_ENTRIES),
  }
}

function perKind(of: (kind: LedgerKind) => { messages: number; bytes: number }): Ledger["totals"] {
  return {
    identity: of("identity"),
    enrolment: of("enrolment"),
    "row-counts-and-column-sums": of("row-counts-and-column-sums"),
    "model-update": of("model-update"),
    "masked-vector": of("masked-vector"),
    "aggregation-step": of("aggregation-step"),
    "validation-measurement": of("validation-measurement"),
    activity: of("activity"),
    request: of("request"),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
