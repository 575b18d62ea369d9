import type { ColumnFinding, RegressionOpening, RunEndReason } from "@tutti/protocol"
import type { OpenedValue } from "@tutti/regression"
import { formatCount, formatList } from "../ui/format.ts"

/* The words of encrypted regression that owners and the admin share. */

type Opening = RegressionOpening

export const shared = {
  /** What is regressed on what. */
  formula: (target: string, features: readonly string[]) => `${target} on ${formatList(features)}`,
  opened: {
    title: "What is opened",
    titleAfter: "What was opened",
    head: { name: "Number", count: "How many", as: "How", who: "Who can read it" },
    as: {
      exact: "exactly",
      rounded: "rounded",
      magnitude: "as a random multiple",
      masked: "masked: looks like noise",
    } satisfies Record<OpenedValue["as"], string>,
    bits: (bits: number) => `to ${bits} bits`,
    readers: (opening: Opening, shown: boolean) => {
      if (opening === "coefficients") return "every owner’s tab and the organiser"
      return shown ? "the relay, the organiser and every owner’s tab" : "the relay and the organiser"
    },
    readersMasked: "every owner’s tab; it says nothing",
  },
  reason: {
    "party-gone": "an owner was away",
    "dealer-gone": "the dealer was away",
    deadline: "a deadline passed",
    refused: "somebody’s machine refused to go on",
    stopped: "the organiser stopped it",
    "relay-restarted": "the relay started anew",
    "too-few-survivors": "too few owners were left",
    "too-few-shares": "too few shares came back",
    "bad-shares": "shares did not fit together",
  } satisfies Record<RunEndReason, string>,
  step: {
    keys: "Agreeing on fresh keys",
    material: "Taking the dealer’s material",
    frames: "Solving on shares",
    reports: "Handing the table to the organiser",
    sum: "Adding up under masks",
    finished: "Finished",
    ended: "Ended without a result",
  },
  /** What a machine says of one column. */
  finding: {
    fits: "fits",
    "rows-left-out": "fits; rows left out",
    "not-there": "not there",
    "not-a-number": "not a number",
    "out-of-range": "out of range",
    "too-many-digits": "too many digits",
    "other-unit": "another unit",
  } satisfies Record<ColumnFinding, string>,
  round: (round: number) => `exchange ${round} of 5`,
  exports: { text: "Text", html: "HTML", csv: "CSV", json: "JSON", print: "Print" },
  plot: {
    title: "Coefficients",
    label: (share: number) => `Coefficients with ${formatCount(share * 100)} % confidence intervals`,
    lead: (share: number) =>
      `Each coefficient divided by its own standard error, so that columns of different units compare. Where the dot is beyond the dashed lines, the ${formatCount(share * 100)} % interval does not hold zero. The intercept is not drawn.`,
    term: (name: string, coefficient: string, low: string, high: string) =>
      `${name}: ${coefficient}, from ${low} to ${high}`,
  },
} as const
