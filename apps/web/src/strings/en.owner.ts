import type { RoundMetrics, StudySpec } from "@tutti/protocol"
import type { LedgerEntry, OwnerView } from "@tutti/sessions/training"
import { formatBytes, formatCount, formatCounted, formatList, formatShare, formatSpan } from "../ui/format.ts"

/* The data owner's sentences: for somebody who has never heard the word "federated". */

type Mode = StudySpec["mode"]
type Wait = NonNullable<OwnerView["wait"]>

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
  side: { tab: "This tab", relay: "The relay" },
  safe: {
    nothingSent: "Yes. Nothing has left this tab.",
    rowsStayed: (bytes: number) =>
      `Yes. No row has left this tab; the ${formatBytes(bytes)} that did are listed in the ledger.`,
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
    back: "one common model comes back",
  },
  facts: {
    label: "In short",
    needs: "What it needs",
    columns: (count: number, target: string) =>
      `A table with ${formatCounted(count, "column", "columns")} and the answer “${target}” for each row`,
    time: "How long",
    timeText: (count: number, slowestMs: number) =>
      `${rounds(count)} while this tab is open; each takes as long as the slowest owner, ${formatSpan(slowestMs)} at most at first`,
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
  modeName: { trusted: "Trusted relay", secure: "Masked updates" } satisfies Record<Mode, string>,
  columns: {
    show: (count: number) => `Which ${formatCounted(count, "column is", "columns are")} asked for`,
    caption: "The columns of this study",
    head: { name: "Column", holds: "Holds", missing: "A row without it" },
    number: (unit: string | undefined) => (unit ? `a number, in ${unit}` : "a number"),
    between: (min: string, max: string) => `between ${min} and ${max}`,
    oneOf: (values: readonly string[]) => `one of ${formatList(values)}`,
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
    sample: "Use sample data",
    sampleHint: "Made-up rows with the same columns, to look around.",
    samplePart: (part: string) => `Sample data, part ${part}`,
  },
} as const

export const check = {
  title: "Does your file fit?",
  lead: (name: string, count: number) => `${name}: ${rows(count)}, read in this tab.`,
  fits: (training: number, validation: number) =>
    `It fits: ${rows(training)} to learn from and ${formatCount(validation)} to check on.`,
  fitsNot: "It does not fit yet.",
  lost: (lost: number, of: number) => `${rows(lost)} of ${formatCount(of)} will be left out.`,
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
  },
  mapping: {
    title: "Which column is which",
    caption: "Columns of the study and of your file",
    head: {
      study: "The study asks for",
      file: "In your file",
      missing: "Missing",
      finding: "What was found",
    },
    none: "– not in the file –",
    choose: (column: string) => `Column of your file for ${column}`,
    decimal: (column: string) => `Decimal sign of ${column}`,
    decimals: { point: "point: 1,234.5", comma: "comma: 1.234,5" },
    kinds: {
      numeric: "a number",
      binary: "one of two",
      category: "one of several",
      class: "the answer",
      number: "the answer",
    },
    target: "the answer",
    notThere: "missing",
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
      "row-counts-and-column-sums": "How many rows you have, and three sums for each number column",
      "model-update": "The model’s weights after learning on your rows",
      "validation-measurement": "How well the common model does on your rows kept for checking",
      activity: "What this tab is doing: learning, waiting, paused",
      request: "A request for the final model",
    } satisfies Record<LedgerEntry["what"], string>,
    details: {
      activity: "So that the others know what they wait for.",
      request: "At the end, so that the relay sends the model here.",
      identity: "So that the relay knows you again. It says nothing about who you are.",
      "model-update":
        "With the number of rows, the average error and the seconds it took. Weights can betray something about the rows they were learnt from.",
      "validation-measurement": "Two averages and a count.",
    } satisfies Record<Exclude<LedgerEntry["what"], "row-counts-and-column-sums">, string>,
    masked: "Masked: on its own it is noise.",
    sums: (columns: readonly string[]) =>
      columns.length === 0
        ? "No column of this study is a number: only the counts leave."
        : `Count, sum and sum of squares of ${formatList(columns)}. They bring everybody’s numbers to one scale.`,
    when: { once: "once", "each-round": "each round", "at-changes": "at every change" },
    about: (bytes: number) => `about ${formatBytes(bytes)} in all`,
  },
  stays: {
    title: "Never leaves",
    items: (columns: readonly string[]) => [
      "Your file and its name",
      `Every row and every cell: ${formatList(columns)}`,
      "Every other column of the file; it is not even read",
      "The rows kept for checking, and what the model predicts for them",
      "The secret half of your key",
    ],
  },
  seen: {
    title: "Who can see it",
    relay: (host: string) => `The relay (${host})`,
    relaySees: {
      trusted: "everything in the first list, one owner at a time",
      secure: "your key, your row count and sums; of the weights only the sum over all owners",
    } satisfies Record<Mode, string>,
    organiser: (name: string) => `The organiser (${name})`,
    organiserSees:
      "your name on the list of owners, what your tab is doing, how many bytes it sent; averages over all owners",
    owners: "The other owners",
    ownersSee: "how many take part, the common model and its averages; nothing of yours alone",
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
      `from ${owners(fewest)}, when ${formatShare(share)} of them answer`,
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

export const part = {
  title: (study: string) => study,
  phase: {
    connecting: () => "Connecting to the relay",
    admitted: () => "Let in; getting ready",
    ready: () => "You are in",
    training: () => "Learning from your rows",
    uploading: () => "Sending what was learnt",
    evaluating: () => "Checking the common model on your rows",
    waiting: () => "Your part is done",
    paused: () => "Paused",
    reconnecting: () => "The line is interrupted",
    ended: () => "The study has ended",
    left: () => "You have left",
    refused: () => "The relay refused this tab",
  } satisfies Record<OwnerView["phase"], () => string>,
  about: {
    connecting: "Nothing is being learnt yet.",
    admitted: "Your key and your agreement are being handed over.",
    ready: "The next round begins by itself.",
    training: "This happens in this tab. Nothing is sent while it learns.",
    uploading: "The model’s weights are on their way to the relay. Rows are not among them.",
    evaluating: "Everybody’s weights were averaged; your tab measures the result.",
    waiting: "Nothing to do until the others are done.",
    paused: "Nothing is learnt and nothing is sent until you go on.",
    reconnecting: "This tab tries again by itself. What was finished stays counted.",
    ended: "",
    left: "",
    refused: "",
  } satisfies Record<OwnerView["phase"], string>,
  round: (round: number, of: number) => `Round ${formatCount(round)} of ${formatCount(of)}`,
  counted: (count: number, of: number) => `${formatCount(count)} of ${rounds(of)} counted`,
  crossed: (messages: number, bytes: number) =>
    messages === 0
      ? "nothing so far"
      : `${formatCounted(messages, "message", "messages")}, ${formatBytes(bytes)}`,
  before: (of: number) => `${rounds(of)} planned`,
  wait: {
    owners: (have: number, need: number) =>
      `Waiting for owners: ${formatCount(have)} of ${formatCount(need)} are ready`,
    admin: () => "Waiting for the organiser to start the next round",
    updates: (have: number, need: number) =>
      `Waiting for the others to finish learning: ${formatCount(have)} of ${formatCount(need)} are done`,
    evaluations: (have: number, need: number) =>
      `Waiting for the others to finish checking: ${formatCount(have)} of ${formatCount(need)} are done`,
    turn: (have: number, need: number) =>
      `Waiting for your turn: ${formatCount(have)} of ${formatCount(need)} owners have had theirs`,
  } satisfies Record<Wait["for"], (have: number, need: number) => string>,
  waitThen: {
    owners: "A round begins when enough owners are ready.",
    admin: "No time runs out; you may leave the tab open.",
    updates: "When the time is up, the round closes with those who are done.",
    evaluations: "When the time is up, the round closes with the measurements that are there.",
    turn: "An owner who does not answer in time is passed over.",
  } satisfies Record<Wait["for"], string>,
  pause: "Pause",
  resume: "Go on",
  leave: "Leave",
  leaveTitle: "Leave this study?",
  leaveText:
    "This tab sends nothing more and forgets this study: key, agreement, column choices and curves. Rounds that were counted stay in the common model; nobody can take them out again.",
  leaveConfirm: "Leave and forget",
  stay: "Stay",
  staff: {
    title: "Your line of the score",
    label: (bars: number) => `Your line of the score: ${rounds(bars)}`,
    you: "You",
    empty: "Your line begins with the first round.",
  },
  curves: {
    title: "How the learning goes",
    caption: {
      accuracy: "Right answers of the common model, on rows kept for checking: higher is better",
      loss: "Average error of the common model, on rows kept for checking: lower is better",
    },
    everybody: "everybody’s rows",
    own: "your rows",
    empty: "The curves begin with the first round.",
  },
  latest: {
    label: (round: number) => `Round ${formatCount(round)}`,
    accuracy: "Right answers, everybody",
    loss: "Average error, everybody",
    ownAccuracy: "Right answers, your rows",
    ownLoss: "Average error, your rows",
    seconds: "It took",
    owners: "Owners",
    ownersValue: ({ survivors, cohort }: RoundMetrics) =>
      `${formatCount(survivors)} of ${formatCount(cohort)}`,
  },
  abandoned: (round: number, reason: string) => `Round ${formatCount(round)} did not count: ${reason}.`,
  abandonReason: {
    deadline: "the time was up",
    "too-few-survivors": "too few owners were still there",
    stopped: "the organiser stopped it",
    "relay-restarted": "the relay was restarted",
    diverged: "the numbers ran away",
  },
  ledger: {
    title: "What has left this tab",
    total: (messages: number, bytes: number) =>
      `${formatCounted(messages, "message", "messages")}, ${formatBytes(bytes)}, all to the relay`,
    kinds: {
      identity: "key and name",
      "row-counts-and-column-sums": "row counts and column sums",
      "model-update": "model weights",
      "validation-measurement": "measurements",
      activity: "what this tab does",
      request: "requests",
    } satisfies Record<LedgerEntry["what"], string>,
    caption: "Totals of everything sent, by kind",
    head: { kind: "Kind", messages: "Messages", bytes: "Bytes", to: "To", round: "Round", time: "Time" },
    relay: "relay",
    newest: (count: number) => `The newest ${formatCounted(count, "message", "messages")}, one by one`,
    sum: "All",
    empty: "Nothing so far.",
  },
  machine: {
    title: "This computer",
    backend: (name: string) => `Learning runs on ${name}.`,
    backends: {
      cpu: "the processor (plain JavaScript)",
      wasm: "the processor (WebAssembly)",
      webgl: "the graphics card (WebGL)",
    } as Readonly<Record<string, string>>,
    hidden:
      "Keep this tab open. It may be in the background: it goes on, but a browser’s energy saver may put it to sleep, and a computer that sleeps stops it. It comes back by itself.",
    wakeLock: "Keep the screen on",
    wakeLockHint: "Only while this tab is in front and taking part.",
    wakeLockFailed: "The browser did not allow it (often: low battery).",
  },
  tab: {
    round: (round: number, of: number) => `${round}/${of}`,
    paused: "paused",
    waiting: "waiting",
    reconnecting: "reconnecting",
  },
} as const

export const result = {
  title: { finished: "The model is ready", stopped: "The study was stopped" },
  lead: (count: number) =>
    count > 0
      ? `It has learnt from everybody’s rows in ${rounds(count)}. Here is what it gives back.`
      : "No round was counted, so there is no model. Here is your receipt.",
  fetching: "Fetching the final model from the relay",
  compare: {
    title: "On your rows",
    caption: "The best and the last common model, measured on your rows kept for checking",
    captionTraining:
      "The best and the last common model, measured on your rows (none were kept for checking)",
    head: { model: "Model", round: "Round", accuracy: "Right answers", loss: "Average error" },
    best: "Best",
    last: "Last",
    everybody: "Everybody’s rows, best round",
    withoutRows: "Your rows are not at hand in this tab, so the models were not measured on them.",
    nothing: "There is nothing to measure on: no rows are at hand and nobody kept rows for checking.",
  },
  model: {
    title: "Take the model with you",
    which: "Which one",
    text: "Two files that TensorFlow.js reads, with the scaling in the first.",
    names: { best: "the best round’s", last: "the last round’s" },
    json: "model.json",
    weights: "weights.bin",
  },
  predict: {
    title: "Predict for rows of yours",
    text: "Choose a CSV file with the study’s columns; the answer column may be missing. It is read here and goes nowhere.",
    file: "Choose rows",
    working: "Predicting",
    done: (count: number, left: number) =>
      `${rows(count)} predicted${left > 0 ? `; ${rows(left)} left out because of missing or unknown values` : ""}.`,
    download: "Download predictions",
    preview: "The first predictions",
    line: "Line",
    answer: "Prediction",
    probability: "Probability",
    fileName: "predictions.csv",
    unfit: "This file does not fit the study.",
  },
  receipt: {
    title: "Your receipt",
    text: "Study, rounds, bytes, versions and model, signed by your key of this study. It can be checked offline.",
    download: "Download the receipt",
    fileName: "tutti-receipt.json",
  },
  forget: {
    text: "This browser still keeps your key, column choices and curves for this study. Leaving makes it forget them.",
  },
} as const

export const gone = {
  title: "You have left",
  text: "This browser has forgotten the study. Rounds that were counted stay in the common model.",
  receipt: "This is your last chance to download the receipt.",
  again: "Open the invitation again",
} as const
