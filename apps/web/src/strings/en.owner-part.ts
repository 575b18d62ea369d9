import type { RoundMetrics } from "@tutti/protocol"
import type { LedgerEntry, OwnerView } from "@tutti/sessions/training"
import { formatBytes, formatCount, formatCounted } from "../ui/format.ts"

/* The data owner's sentences from the agreement on: taking part, the result, leaving. */

type Wait = NonNullable<OwnerView["wait"]>

const rows = (count: number) => formatCounted(count, "row", "rows")
const rounds = (count: number) => formatCounted(count, "round", "rounds")

export const part = {
  title: (study: string) => study,
  phase: {
    connecting: () => "Connecting to the relay",
    admitted: () => "Let in; getting ready",
    ready: () => "You are in",
    training: () => "Learning from your rows",
    masking: () => "Hiding your numbers under masks",
    uploading: () => "Sending what was learnt",
    evaluating: () => "Checking the common model on your rows",
    unmasking: () => "Opening the sum over all owners",
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
    ready: "Your rows are ready and stay here. You may leave this tab to itself.",
    training: "This happens in this tab. Nothing is sent while it learns.",
    masking:
      "Your tab agrees on masks with the other owners’ tabs. They cancel in the sum of all, and nowhere before.",
    uploading: "The model’s weights are on their way to the relay. Rows are not among them.",
    evaluating: "Everybody’s weights were averaged; your tab measures the result.",
    unmasking:
      "Your tab confirms whose parts are in the sum, then gives its shares of the masks. Nobody’s own part is opened.",
    waiting: "Nothing to do until the others are done.",
    paused: "Nothing is learnt and nothing is sent until you go on.",
    reconnecting: "This tab tries again by itself. What was finished stays counted.",
    ended: "",
    left: "",
    refused: "",
  } satisfies Record<OwnerView["phase"], string>,
  /** Where the secure mode does otherwise. */
  aboutSecure: {
    uploading:
      "A masked vector is on its way to the relay: numbers that look like noise. Rows are not among them.",
    waiting: "Nothing to do until the others’ parts are in the sum.",
  } satisfies Partial<Record<OwnerView["phase"], string>>,
  round: (round: number, counted: number, of: number) =>
    `Round ${formatCount(round)}; ${formatCount(counted)} of ${formatCount(of)} counted so far`,
  ownRows: (count: number) => `Your ${rows(count)}`,
  counted: (count: number, of: number) => `${formatCount(count)} of ${rounds(of)} counted`,
  crossed: (messages: number, bytes: number) =>
    messages === 0
      ? "nothing so far"
      : `${formatCounted(messages, "message", "messages")}, ${formatBytes(bytes)}`,
  before: (of: number) => `${rounds(of)} planned`,
  wait: {
    owners: (have: number, need: number) =>
      `Waiting for owners: ${formatCount(have)} of ${formatCount(need)} are ready`,
    roster: (have: number, need: number) =>
      `Waiting for the organiser to freeze the owners: ${formatCount(have)} are here, at least ${formatCount(need)} are needed`,
    admin: () => "Waiting for the organiser to start the next round",
    updates: (have: number, need: number) =>
      `Waiting for the others to finish learning: ${formatCount(have)} of ${formatCount(need)} are done`,
    evaluations: (have: number, need: number) =>
      `Waiting for the others to finish checking: ${formatCount(have)} of ${formatCount(need)} are done`,
    turn: (have: number, need: number) =>
      `Waiting for your turn: ${formatCount(have)} of ${formatCount(need)} owners have had theirs`,
    sum: (have: number, need: number) =>
      `Waiting for the sum over all owners: ${formatCount(have)} of ${formatCount(need)} have done this step`,
  } satisfies Record<Wait["for"], (have: number, need: number) => string>,
  waitThen: {
    owners: "A round begins when enough owners are ready.",
    roster: "Then nobody can be added any more, and the safety number appears here. No time runs out.",
    admin: "No time runs out; you may leave the tab open.",
    updates: "When the time is up, the round closes with those who are done.",
    evaluations: "When the time is up, the round closes with the measurements that are there.",
    turn: "An owner who does not answer in time is passed over.",
    sum: "When the time is up, the sum is opened over those who are there, or not at all if they are too few.",
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
    label: (bars: number) => `What your tab did in ${rounds(bars)}`,
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
    seconds: "The round took",
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
    "too-few-shares": "too few owners stayed to open the sum, so it was not opened",
    "bad-shares": "an owner’s shares did not fit, so the sum was not opened",
  },
  ledger: {
    title: "What has left this tab",
    total: (messages: number, bytes: number) =>
      `${formatCounted(messages, "message", "messages")}, ${formatBytes(bytes)}, all to the relay`,
    kinds: {
      identity: "key and name",
      enrolment: "your agreement",
      "row-counts-and-column-sums": "row counts and column sums",
      "masked-vector": "masked vectors",
      "aggregation-step": "keys and shares around them",
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
  safety: {
    title: "Safety number",
    label: "The safety number of this study",
    lead: "The organiser’s screen and every owner’s show the same number. Call the organiser, on a line that you know and not through this page, and read it to each other.",
    differs:
      "If one digit differs, somebody shows you other owners than the organiser has chosen: leave the study.",
    before: "It appears here when the organiser has frozen the owners. From then on nobody can be added.",
    identity: "Until then the organiser can ask you for the first letters of your identity here:",
    must: "What it protects",
  },
  contributions: (sent: number, most: number) =>
    `${formatCount(sent)} of at most ${formatCounted(most, "masked vector", "masked vectors")} sent for your data`,
  spent: "All that the study allows have left; this tab takes part in no further sum.",
  alarm: {
    title: (what: string) => `Your tab has stopped by itself. ${what}`,
    side: "The relay",
    safe: "Yes. It did not answer, wiped its masks, and sends nothing until you go on. Parts that left before stay hidden in their sums.",
    next: "Call the organiser and tell this code. An honest relay does not ask this; go on only if you both know why it happened.",
    goOn: "Go on all the same",
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
    counted: (count: number, of: number) => `${count}/${of}`,
    paused: "paused",
    waiting: "waiting",
    reconnecting: "reconnecting",
  },
} as const

export const result = {
  title: { finished: "The model is ready", stopped: "The study was stopped" },
  lead: (own: number) =>
    `It has learnt from everybody’s rows; what yours taught was counted in ${rounds(own)}. Here is what it gives back.`,
  noModel: "No round was counted, so there is no model. Here is your receipt.",
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
    action: "Forget this study",
    text: "This browser still keeps your key, column choices and curves for this study. Leaving makes it forget them.",
  },
} as const

export const gone = {
  title: "You have left",
  text: "This browser has forgotten the study. Rounds that were counted stay in the common model.",
  receipt: "This is your last chance to download the receipt.",
  again: "Open the invitation again",
} as const
