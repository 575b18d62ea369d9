import type { StudySpec } from "@tutti/protocol"
import type { LedgerEntry } from "@tutti/sessions/training"
import { formatBytes, formatCount, formatCounted, formatList } from "../ui/format.ts"
import type { Protection } from "../workers/participant/protection.ts"

/* The data owner's sentences: for somebody who has never heard the word "federated". */

type Mode = StudySpec["mode"]

const anyOf = new Intl.ListFormat("en-GB", { type: "disjunction" })
const wholePercent = new Intl.NumberFormat("en-GB", { style: "percent" })
const owners = (count: number) => formatCounted(count, "owner", "owners")
const rows = (count: number) => formatCounted(count, "row", "rows")
const rounds = (count: number) => formatCounted(count, "round", "rounds")

export const steps = {
  label: "Steps",
  names: ["The study", "Your data", "Agreement", "Taking part", "Result"],
  at: (step: number, of: number, name: string) => `Step ${step} of ${of}: ${name}`,
} as const

export const opening = {
  title: "Opening the invitation",
  sentence: "Asking the relay what this link invites to. Nothing about you is sent.",
} as const

export const elsewhere = {
  title: "This study is open in another tab",
  text: "In this browser you are one owner, so only one tab can be you. Go on in the other tab, or close it: this page then continues by itself.",
} as const

export const trouble = {
  title: "This link cannot be opened",
  reload: "Reload",
  side: {
    tab: "This tab",
    relay: "The relay",
    owner: "The model owner’s tab",
    dealer: "The dealer",
  },
  safe: {
    nothingSent: "Yes. Nothing has left this tab.",
    rowsStayed: (bytes: number) =>
      `Yes. No row has left this tab; the ${formatBytes(bytes)} that did are listed in the ledger.`,
  },
  fault: {
    what: "This page met a fault of its own.",
    next: "Reload the page: it offers to continue where it was.",
  },
  copy: "Copy this for support",
} as const

export const landing = {
  above: (organiser: string) => `${organiser} asks for your help`,
  picture: {
    label: "What stays in this tab and what leaves it",
    tab: "This tab",
    rows: "Your rows",
    rowsStay: "stay here",
    learning: "Learning",
    learningHere: "happens here",
    leaves: { trusted: "what was learnt", secure: "what was learnt, masked" },
    leavesNote: { trusted: "a list of numbers", secure: "looks like noise" },
    others: "The relay",
    othersDo: "adds up everybody’s",
    back: "the common model comes back",
  },
  facts: {
    label: "In short",
    needs: "What it needs",
    columns: (count: number, target: string) =>
      `A table with ${formatCounted(count, "column", "columns")} and the answer “${target}” for each row`,
    time: "How long",
    timeText: (count: number, slowestMs: number) =>
      `${rounds(count)}, while this tab is open. Each takes as long as the slowest owner needs; the relay waits up to ${formatCounted(Math.ceil(slowestMs / 60_000), "minute", "minutes")} for one.`,
    people: "With whom",
    peopleText: (fewest: number) =>
      fewest > 1
        ? `At least ${owners(fewest)}, you among them; nobody sees another’s rows`
        : "You, and whoever joins",
    mode: "Who sees what",
    words: "Words of this study",
    wordsText: "The organiser and every owner see the same five words. Other words mean another study.",
  },
  mode: {
    trusted:
      "The relay receives what your tab learnt, one owner at a time, and averages it. Whoever runs the relay could look at a single contribution. It never receives a row.",
    secure:
      "What your tab learnt is masked before it leaves. The relay can only read the sum over all owners, not a single contribution. It never receives a row.",
  } satisfies Record<Mode, string>,
  modeName: { trusted: "Trusted relay", secure: "Masked sum" } satisfies Record<Mode, string>,
  columns: {
    show: (count: number) => `Which ${formatCounted(count, "column is", "columns are")} asked for`,
    caption: "The columns of this study",
    head: { name: "Column", holds: "Holds", missing: "A row without it" },
    number: (unit: string | undefined) => (unit ? `a number, in ${unit}` : "a number"),
    between: (min: string, max: string) => `between ${min} and ${max}`,
    oneOf: (values: readonly string[]) => anyOf.format(values),
    target: "the answer to learn",
    dropped: "is left out",
    imputedMean: "counts with the mean",
    imputed: (value: string) => `counts as “${value}”`,
  },
  choose: {
    title: "Your data",
    lead: "It is read inside this tab and stays on this computer. You will see what it fits and what would leave, before anything does.",
    file: "Choose a CSV file",
    drop: "or drop one here",
    reading: (name: string) => `Reading ${name}`,
    readingSample: "Reading the sample",
    sample: "Use sample data",
    sampleHint: "Made-up rows with the same columns, to look around.",
    samplePart: (part: string) => `Sample data, part ${part}`,
  },
} as const

/** Who must be there, as exactly as it is known. */
function fewestWords({ owners: all, isFrozen, fewest }: Protection): string {
  if (!isFrozen) return `At least ${owners(fewest)}`
  return fewest === all ? `All ${owners(all)}` : `At least ${formatCount(fewest)} of the ${owners(all)}`
}

/** What the masks promise, in the study's own numbers. */
export const protection = {
  must: (known: Protection) =>
    `${fewestWords(known)} must be there, or nothing is opened. The relay together with ${formatCount(known.colluders)} of them learns nothing more than the sum.`,
  demonstration: {
    title: "Demonstration, not protection",
    text: "A sum of fewer than ten owners says much about each of them. Take part to see how it works; do not rely on it for data that must stay secret.",
  },
} as const

export const check = {
  title: "Does your file fit?",
  lead: (name: string, count: number) => `${name}: ${rows(count)}, read in this tab.`,
  fits: (training: number, validation: number) =>
    `It fits: ${rows(training)} to learn from and ${formatCount(validation)} to check on.`,
  fitsNot: "It does not fit yet.",
  lost: (lost: number, of: number) => `${rows(lost)} of ${formatCount(of)} will be left out.`,
  working: "Going through the rows once more…",
  next: "Continue",
  blocked: (columns: readonly string[]) => `Missing: ${formatList(columns)}`,
  another: "Choose another file",
  preview: {
    title: "The first rows",
    caption: (shown: number) => `The first ${rows(shown)} of your file, on this screen only`,
    line: "Line",
    hidden: (columns: number) => `${formatCounted(columns, "more column is", "more columns are")} not shown.`,
  },
  reading: {
    title: "How the file is read",
    delimiter: "Columns are separated by",
    delimiters: { ",": "comma ,", ";": "semicolon ;", "\t": "tab", "|": "bar |" },
    header: "The first line holds",
    headers: { names: "column names", row: "a row" },
    decimal: "Numbers are written",
    decimals: { mixed: "differently by column", point: "1,234.5", comma: "1.234,5" },
  },
  mapping: {
    title: "Which column is which",
    found: (count: number, of: number) =>
      count === of
        ? `All ${formatCount(of)} columns were found.`
        : `${formatCounted(count, "column was", "columns were")} found.`,
    change: "Show or change",
    caption: "Columns of the study and of your file",
    head: {
      study: "The study asks for",
      file: "In your file",
      missing: "Missing",
      finding: "What was found",
    },
    none: "– not in the file –",
    choose: (column: string) => `Column of your file for ${column}`,
    kinds: {
      numeric: "a number",
      binary: "one of two",
      category: "one of several",
      class: "the answer",
      number: "the answer",
    },
    target: "the answer",
    notThere: "missing",
    named: "found",
    fine: "fits",
    constant: "always the same",
    unusable: (cells: number) => `${formatCounted(cells, "cell", "cells")} left out`,
    values: {
      rows: (count: number) => `(${rows(count)})`,
      show: (count: number) => `${formatCounted(count, "spelling", "spellings")} to place`,
      as: (value: string) => `“${value}” means`,
      nothing: "– none of them –",
    },
  },
  findings: {
    title: "Findings",
    none: "Nothing to mend.",
    cells: "On this screen only:",
    severity: { error: "Error", warning: "Attention", note: "Note" },
  },
  balance: {
    title: "Answers",
    caption: (target: string) => `How often each answer of “${target}” occurs in the rows that take part`,
    head: { answer: "Answer", rows: "Rows", share: "Share" },
  },
} as const

export const consent = {
  title: "What you agree to",
  lead: "Made from the study’s own description, nothing else. Nothing has left this tab so far.",
  leaves: {
    title: "Leaves this tab",
    items: {
      identity: "A key made for this study, and the name you give below",
      enrolment: "That you agree to this very study",
      "masked-vector": "One masked vector: numbers that look like noise until all owners’ are added up",
      "aggregation-step": "Keys, sealed shares and confirmations around each masked vector",
      "row-counts-and-column-sums": "How many rows you have, and three sums for each number column",
      "model-update": "The model’s weights after learning on your rows",
      "validation-measurement": "How well the common model does on your rows kept for checking",
      activity: "That your data fits, and when you pause, go on or leave",
      request: "A request for the final model",
    } satisfies Record<LedgerEntry["what"], string>,
    details: {
      activity: "So that the others know what they wait for.",
      request: "At the end, so that the relay sends the model here.",
      identity: "So that the relay knows you again. It says nothing about who you are.",
      "model-update":
        "With the number of rows, the average error and the seconds it took. Weights can betray something about the rows they were learnt from.",
      "validation-measurement": "Two averages and a count.",
      enrolment: "Its fingerprint, and nothing about your data: no count and no sum.",
      "masked-vector":
        "The first holds your rows’ counts and column sums, each later one what was learnt and how well it does. The masks cancel only in the sum over all owners.",
      "aggregation-step":
        "Other owners hold sealed shares of your masks, so that the sum can be opened when somebody drops out. No number of yours is in them.",
    } satisfies Record<Exclude<LedgerEntry["what"], "row-counts-and-column-sums">, string>,
    sums: {
      what: (columns: readonly string[]) =>
        columns.length === 0
          ? "No column of this study is a number: only the counts leave."
          : `Count, sum and sum of squares of ${formatList(columns)}. They bring everybody’s numbers to one scale.`,
      show: "Show these numbers",
      showMasked: "Show the numbers under the first mask",
      caption: (training: number, validation: number) =>
        `Over your ${rows(training)} to learn from; ${formatCount(validation)} more are kept for checking`,
      head: { column: "Column", count: "Count", sum: "Sum", squares: "Sum of squares" },
    },
    when: {
      once: "once",
      "each-round": "each round",
      "each-sum": "each sum",
      "at-changes": "at every change",
    },
    about: (bytes: number) => `about ${formatBytes(bytes)} in all`,
  },
  stays: {
    title: "Never leaves",
    masked: "Your counts, your sums and what was learnt, in any form that can be read alone",
    items: (columns: readonly string[]) => [
      "Your file and its name",
      `Every row and every cell: ${formatList(columns)}`,
      "Every other column of the file: the study does not ask for it",
      "The rows kept for checking, and what the model predicts for them",
      "The secret half of your key",
    ],
  },
  seen: {
    title: "Who can see it",
    relay: (host: string) => `The relay (${host})`,
    relaySees: {
      trusted: "everything in the first list, one owner at a time",
      secure:
        "your key, masked vectors that look like noise, and the sum over all owners; of your counts, sums and weights alone, nothing",
    } satisfies Record<Mode, string>,
    organiser: (name: string) => `The organiser (${name})`,
    organiserSees:
      "your name on the list of owners, what your tab is doing, how many bytes it sent; averages over all owners",
    owners: "The other owners",
    ownersSee: {
      trusted: "how many take part, the common model and its averages; nothing of yours alone",
      secure:
        "your key and how many take part; sealed shares of your masks, which nobody can open alone; the common model and its averages",
    } satisfies Record<Mode, string>,
    trust: "What the masks do not stop",
    trustSees: (colluders: number) =>
      `${formatCount(colluders + 1)} or more owners who work together with the relay; and whoever serves this page could serve another one.`,
    nobody: "No formal guarantee",
    nobodySees:
      "The common model can betray something about the rows it learnt from. No noise is added in this study, so there is no mathematical bound on how much.",
  },
  terms: {
    title: "The terms",
    mode: "Who adds up",
    scheme: "How",
    schemes: { parallel: "all owners at once", sequential: "one owner after the other" },
    rounds: "Rounds",
    roundsValue: (count: number, epochs: number) =>
      `${formatCount(count)}, each ${formatCounted(epochs, "pass", "passes")} over your rows`,
    model: "The model",
    modelValue: (parameters: number, bytes: number) =>
      `${formatCount(parameters)} numbers, ${formatBytes(bytes)}`,
    rows: "Your rows",
    rowsValue: (training: number, validation: number) =>
      `${formatCount(training)} to learn from, ${formatCount(validation)} to check on`,
    quorum: "A round counts",
    quorumValue: (fewest: number, share: number) =>
      `from ${owners(fewest)} on, when ${wholePercent.format(share)} of them answer`,
    sum: "A sum is opened",
    sumValue: (fewest: number) => `from ${owners(fewest)} on; of fewer, nothing is opened`,
    contributions: "Masked vectors",
    contributionsValue: (most: number) =>
      `${formatCount(most)} at most for your data, opened or not; then this tab sends no more`,
    retention: "The relay forgets",
    retentionValue: (days: number) => `${formatCounted(days, "day", "days")} after the end`,
    relay: "Relay",
    upload: "Leaves in all",
    uploadValue: (bytes: number) => `about ${formatBytes(bytes)}`,
    hash: "This study",
  },
  label: "Your name on the organiser’s list",
  labelHint: "Optional. A town or a department is enough.",
  agree: "I have read what leaves this tab, what stays, and who can see it, and I agree.",
  join: "Take part",
  joinBlocked: "Tick the box above first",
  back: "Back to the data",
  leaveAnyTime: "You can pause or leave at any time. What was counted by then stays in the model.",
} as const

export const resumeCard = {
  title: "Welcome back",
  inRound: (round: number) => `Round ${formatCount(round)} was in progress when this page closed.`,
  noRound: "You agreed to take part; no round had begun when this page closed.",
  lost: "You are the same owner as before. At most that one round is lost.",
  sample: "Your sample rows are still at hand.",
  permission: (name: string) => `The browser will ask whether this page may read ${name} again.`,
  sameFile: (name: string) => `Choose ${name} again: the browser does not let a page keep a file.`,
  go: "Continue",
  goWithFile: "Choose the same file and continue",
  leave: "Leave",
  changedTitle: "The study has changed",
  changed:
    "It is not the one you agreed to, so your agreement no longer holds. Nothing has been sent since. These terms are different:",
  changedHead: { term: "Term", before: "You agreed to", now: "Now" },
  changedRead: "Read the study and decide again",
  endedTitle: "This study has ended",
  ended: "You took part. The result and your receipt are still here.",
  endedGo: "Open the result",
} as const
