import type { ScoreNote } from "@tutti/protocol"
import { formatCounted } from "../ui/format.ts"

/* The words of the cockpit, the admin's and the observer's. */

/** What an owner was at when it was lost. */
const WHILE: Record<ScoreNote["phase"], string> = {
  train: "while training",
  mask: "while masking",
  upload: "while sending",
  unmask: "while the sum was opened",
  evaluate: "while checking the model",
  wait: "after it had done its part",
  dropped: "before it had begun",
}

const owners = (count: number) => formatCounted(count, "owner", "owners")

export const cockpit = {
  section: { cockpit: "Cockpit", invites: "Invites", result: "Result", plan: "Plan" },
  sections: "Parts of the study",
  loading: "Asking the relay for the study",
  lost: {
    title: "The line to the relay is lost",
    text: "What you see is the last that was heard. The study goes on without this page, and the page comes back by itself.",
  },
  controls: "Controls",
  start: "Start",
  goOn: "Continue",
  pause: "Pause",
  nextRound: "One round",
  stop: "Stop",
  stopTitle: "Stop the study for good?",
  stopText:
    "The open round ends without a result. The best and the last model stay available. A stopped study cannot go on; pause it if you are not sure.",
  stopYes: "Stop it",
  stopNo: "Let it go on",
  pausing: "The study pauses when this round has closed.",
  notEnough: (need: number) => `Start is possible when ${owners(need)} are ready.`,
  wait: {
    owners: (have: number, need: number) => `${have} of ${owners(need)} are ready`,
    admin: "Everybody who is needed is ready; waiting for you to start",
    updates: (have: number, need: number) => `Training: ${have} of ${need} updates are in`,
    evaluations: (have: number, need: number) =>
      `Checking the new model: ${have} of ${need} measurements are in`,
    roster: (have: number, need: number) =>
      `Waiting for you to freeze the owners: ${have} of at least ${need} have enrolled`,
    sum: (have: number, need: number) => `Adding up under masks: ${have} of ${need} have done this step`,
    other: (what: string, have: number, need: number) => `Waiting for ${what}: ${have} of ${need}`,
  },
  waitThen: {
    owners: "Then the study pauses.",
    updates: (needed: number) =>
      `Then the round goes on with those who have sent; it needs ${formatCounted(needed, "update", "updates")}.`,
    evaluations: "Then the round closes with the measurements that are there.",
    sum: "Then the sum goes on with those who have answered, or is abandoned if they are too few; nothing is opened then.",
  },
  over: {
    finished: "The study is finished. Its models can be downloaded.",
    stopped: "The study was stopped. The models of its closed rounds can be downloaded.",
    toResult: "To the result",
  },
  figures: "Figures",
  round: "Rounds closed",
  roundOf: (planned: number) => `of ${planned}`,
  validationAccuracy: "Validation accuracy",
  validationLoss: "Validation loss",
  trainLoss: "Training loss",
  lastRound: "Last round",
  sentPerOwner: "Sent per owner and round",
  trafficUp: "From all owners",
  trafficDown: "To all owners",
  parameters: "Model",
  weights: "weights",
  bestNote: (round: number, value: string) => `best ${value}, round ${round}`,
  explain: {
    validationAccuracy:
      "The share of right answers of the common model on rows that every owner kept out of training, weighted by rows.",
    validationLoss:
      "How wrong the common model is on rows that were kept out of training; the round with the least is the best.",
    sentPerOwner:
      "The size of the trained weights that one owner sends in a round, averaged over the owners.",
  },
  score: {
    title: "Score",
    caption: "Who does what, round by round",
    summary: (round: number, ofOwners: number, state: string) =>
      `Score of ${owners(ofOwners)} up to round ${round}, ${state}. The same as a table: button “As a table”.`,
    empty: {
      title: "Nobody is here yet",
      text: "Each owner who opens the invite link gets a staff line here, and every round is written on it as it is played.",
    },
    invite: "Invite owners",
    ownersPage: (first: number, last: number, all: number) => `Owners ${first}–${last} of ${all}`,
    previous: "Previous owners",
    next: "Next owners",
  },
  curves: {
    title: "Curves",
    loss: "Loss",
    accuracy: "Accuracy",
    train: "training rows",
    validation: "validation rows",
    empty: "The first point appears when round 1 closes.",
  },
  owners: {
    title: "Owners",
    column: { owner: "Owner", state: "State", up: "Sent", down: "Received", note: "Note" },
    none: "No owner has joined yet.",
    lostWhile: (round: number, step: ScoreNote["phase"]) => `lost in round ${round}, ${WHILE[step]}`,
    all: (count: number) => `Show all ${owners(count)}`,
    less: "Show fewer",
    unnamed: (id: string) => `Owner ${id}`,
  },
  log: {
    title: "What happened",
    none: "Nothing has happened yet.",
    more: "Show all",
    less: "Show fewer",
    who: "the study",
    event: {
      created: () => "Study created",
      joined: (who: string) => `${who} joined`,
      ready: (who: string) => `${who} agreed and is ready`,
      left: (who: string) => `${who} left`,
      disconnected: (who: string) => `${who} lost the connection`,
      reconnected: (who: string) => `${who} is back`,
      started: () => "Started",
      paused: () => "Paused",
      stopped: () => "Stopped for good",
      finished: () => "Finished: all planned rounds are closed",
      "round-opened": (_: string, round: number | null) => `Round ${round ?? ""} opened`,
      "round-committed": (_: string, round: number | null) => `Round ${round ?? ""} closed`,
      "round-abandoned": (_: string, round: number | null) =>
        `Round ${round ?? ""} ended without a new model`,
      "roster-frozen": () => "The owners were frozen: nobody can be added any more",
      "statistics-opened": () => "The column sums over all owners were opened; the scaling is fixed",
      "aggregation-abandoned": () => "A sum was abandoned before it was opened",
      "rolled-back": () => "The last model had run away; the study goes on from its best model",
      refused: (who: string) => `${who}: refused`,
      "relay-restarted": () => "The relay was restarted; the study goes on from its last closed round",
    },
  },
  reason: {
    deadline: "Too few answers before the deadline.",
    "too-few-survivors": "Too many owners were lost; the quorum was missed.",
    stopped: "The study was stopped in mid-round.",
    "relay-restarted": "The relay was restarted in mid-round.",
    diverged: "The average ran away: training diverged. Lower the learning rate.",
    "too-few-shares": "Too few owners stayed to take the masks off the sum; it was not opened.",
    "bad-shares": "An owner's shares of its masks do not fit. It is excluded, and the sum was not opened.",
  },
  abandonedNotice: {
    side: "Owners or their connections",
    sideShares: "One of the owners",
    nextShares: "The study tries again without that owner; its row in the list of owners says so.",
    sideDiverged: "The training plan",
    safeMasked: "Yes. No sum was opened; what the relay holds of the round are masked vectors.",
    safe: "Yes. What was collected in the round was thrown away; the model is the one of the round before.",
    next: "The study tries again with the owners who are there, or start it again.",
    nextDiverged: "The study paused. Make a new study with a lower learning rate or clipping.",
    what: (round: number, reason: string) => `Round ${round} ended without a new model. ${reason}`,
  },
  ownerFailed: (who: string, what: string) => `${who}: ${what}`,
  ownerSafe: "Yes. What was refused was not counted; rows stay in the owner's tab.",
  ownerSide: (who: string) => `${who}, not you and not the relay`,
  announce: (round: number, planned: number, state: string) =>
    `Study ${state}, ${round} of ${planned} rounds closed.`,
  observer: "You are watching. Nothing can be changed from here.",
  noSuchPart: "This study has no such page.",
} as const
