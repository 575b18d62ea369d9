/* The words in and around the score and the charts: loaded with them. */

export const score = {
  phase: {
    train: "train",
    mask: "mask",
    upload: "send",
    unmask: "open the sum",
    evaluate: "check",
    wait: "wait",
    dropped: "dropped out",
  },
  held: "waited for",
  averaged: "average",
  closed: "round closes",
  repeat: "not recorded",
  abandoned: "The round ended without a new model",
  legend: "How to read the score",
  sentence: {
    train: "The owner's tab trains the model on its own rows; the beam shows for how long.",
    mask: "The owner's tab hides its weights under masks that only cancel in the sum of all owners.",
    upload:
      "What was learnt leaves the tab, for the relay and nobody else: the trained weights, or in a secure study a masked vector. Rows stay.",
    unmask:
      "The owner's tab gives its shares: together they take the masks off the sum of all owners, and off nobody's own part.",
    evaluate: "The owner's tab measures the new common model on rows that were kept out of training.",
    wait: "A rest: this owner has done its part and waits for the others.",
    dropped: "A crossed-out note: this owner was lost in mid-round. The round goes on with the others.",
    held: "A fermata: the others waited a good part of the round for this owner.",
    averaged: "The moment at which everybody's weights became one average: the new common model.",
    closed: "A bar line: the round is over and its result is stored. A double line ends the study.",
    repeat: "This round was played while this page was not open; its result is known, its timing is not.",
  },
  asTable: "As a table",
  earlier: "Earlier",
  later: "Later",
  pageOf: (first: number, last: number) => (first === last ? `Round ${first}` : `Rounds ${first}–${last}`),
  note: (name: string, phase: string, span: string) => `${name}: ${phase}, ${span}`,
  tableOf: (round: number, span: string) => `Round ${round}, ${span}`,
  nothingYet: "No round has been played yet.",
  part: "Owner",
  remark: "Remark",
  notInRound: "not in this round",
} as const

export const chart = {
  log: "Log scale",
  noLog: "A logarithm needs positive values.",
  asTable: "As a table",
  table: "Values per round",
  roundColumn: "Round",
  roundAxis: "round",
  cursor: "Values at a round; move with the arrow keys",
  round: (round: number) => `at round ${round}`,
  reading: (round: number, readings: readonly string[]) => `Round ${round}: ${readings.join(", ")}`,
  best: (round: number) => `best: round ${round}`,
  lost: (round: number) => `Round ${round} ended without a new model`,
} as const
