/*
 * Every sentence on a screen, in one language per file. This file holds what all screens share;
 * en.admin.ts and en.owner.ts hold the rest, so that an owner's page loads no admin's sentence.
 */

export const ui = {
  product: "Tutti",
  skip: "Skip to the content",
  navigation: "Main",
  foot: "Tutti trains models together. Rows stay with their owners.",
  close: "Close",
  copy: "Copy",
  copied: "Copied",
  whatIs: (word: string) => `What is “${word}”?`,
  whatIsThis: "What is this?",
  theme: { light: "Light", dark: "Dark" },
  tone: { good: "Good news", warn: "Attention", bad: "Error", info: "Note" },
  error: {
    side: "On whose side",
    safe: "Is my data safe",
    next: "What next",
    code: "Code",
  },
  wait: { givesUpIn: "gives up in" },
} as const

export const home = {
  title: "Train together, keep your data",
  lead: "Several people teach one model. Everybody's rows stay in their own browser tab; only what the model learnt travels.",
  owner: {
    title: "You were sent a link",
    text: "Open it in this browser. Nothing is installed, no account is needed, and nothing leaves the tab before you have read what would and agreed.",
  },
  admin: {
    title: "You run a study",
    text: "Open the admin link that the relay printed when it started. It holds your key after the # sign, and opens the list of studies.",
    open: "Open the studies",
  },
} as const

export const lost = {
  title: "Nothing is printed on this page",
  text: "The address leads nowhere. Links to a study are long: copy the whole link, with everything after the # sign.",
  home: "To the first page",
} as const

export const fault = {
  what: "This page met a fault of its own and stopped.",
  side: "This browser tab",
  safe: "Yes. Nothing more leaves the tab, and a running study goes on without this page.",
  next: "Reload the page; it picks up where it was.",
  code: "E_PAGE",
  reload: "Reload the page",
} as const

export const score = {
  phase: {
    train: "train",
    mask: "mask",
    upload: "send",
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
    upload: "The trained weights leave the tab, for the relay and nobody else. Rows stay.",
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
