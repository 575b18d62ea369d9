import { formatCounted } from "../ui/format.ts"

/* Every sentence of the admin's and the observer's screens: exact words, for someone who has read the papers. */

const owners = (count: number) => formatCounted(count, "owner", "owners")
const rounds = (count: number) => formatCounted(count, "round", "rounds")

export const failure = {
  side: { sender: "This page or this tab", relay: "The relay" },
  safe: {
    sender: "Yes. Nothing was changed, and no row ever passes through this page or the relay.",
    relay: "Yes. Rows never leave the owners' tabs; the study goes on from its last finished round.",
  },
  local: {
    E_LINK: {
      what: "This is not an invite link.",
      side: "This page",
      next: "Copy the whole link, with everything after the # sign.",
    },
    E_UNREACHABLE: {
      what: "The relay does not answer.",
      side: "The relay, or the network between it and this tab",
      next: "See whether the relay runs; this page tries again by itself.",
    },
    E_ANSWER: {
      what: "The relay answered in a form that this page does not know.",
      side: "The relay",
      next: "Reload the page, so that page and relay are of the same version.",
    },
  },
  next: { file: "Mend the file, or choose another one." },
  retry: "Try again",
  dismiss: "Dismiss",
} as const

export const access = {
  title: "Open the studies",
  lead: "The relay printed an admin link when it started. Open that link, or paste it here.",
  field: "Admin link or key",
  hint: "It is kept in this tab until you close it, and travels only to this relay.",
  notOne: "That is neither an admin link nor a key. The key is what follows the # sign of the link.",
  open: "Open",
  signOut: "Sign out",
  signInAgain: "Sign in again",
  studies: "Studies",
} as const

export const help = {
  open: "Help",
  title: "Help",
  keys: "Keyboard",
  shortcuts: [
    ["Space", "start or pause the study"],
    ["?", "open this help"],
    ["← →", "read a chart round by round, when it has the focus"],
    ["Esc", "close what is open"],
  ],
  enabled: "Use the keys Space and ?",
  enabledHint: "Switch them off if they get in the way of dictation or another tool.",
  words: "Words",
  glossary: [
    ["study", "What you create: columns, a model, a plan, and who may join."],
    ["owner", "Somebody with rows of their own; a browser tab per owner."],
    ["round", "Everybody trains once on their own rows; the results become one average."],
    ["cohort", "The owners chosen for a round when it opens."],
    ["relay", "The server that carries messages and computes averages. It never gets a row."],
    ["trusted mode", "The relay sees each owner's trained weights before it averages them."],
  ],
} as const

export const study = {
  state: {
    open: "not started",
    running: "running",
    paused: "paused",
    finished: "finished",
    stopped: "stopped",
  },
  mode: {
    trusted: "trusted aggregation",
    secure: "secure aggregation",
  },
  modeSentence: {
    trusted: "The relay sees each owner's trained weights and averages them. It never sees a row.",
    secure: "The relay sees masked vectors and their sum, never one owner's weights.",
  },
  owners,
  rounds,
} as const

export const studies = {
  title: "Studies",
  create: "New study",
  table: "All studies of this relay",
  column: {
    title: "Study",
    state: "State",
    owners: "Owners",
    rounds: "Rounds",
    created: "Created",
  },
  roundsOf: (done: number, planned: number) => `${done} of ${planned}`,
  loading: "Asking the relay for its studies",
  empty: {
    title: "See a whole study in a minute",
    text: "Three simulated owners will join from this tab, each with rows of its own from a bundled, synthetic sample of credit applications. They train a model together, and you watch. Nothing to prepare.",
    try: "Try it now",
    or: "Or set up a study of your own: columns, a model, a plan. Then send the invite link to those who have the data.",
  },
  rehearse: "Try it with simulated owners",
  rehearsalTitle: "Credit approval, a rehearsal",
  rehearsalOrganiser: "This relay's admin, with simulated owners",
  rehearsing: "Setting the study up",
  remove: "Delete",
  removeTitle: (title: string) => `Delete “${title}”?`,
  removeText:
    "The relay forgets its model, its history and its invites. Owners who are connected are told that it ended. This cannot be undone.",
  removeYes: "Delete the study",
  keep: "Keep it",
} as const

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
    other: (what: string, have: number, need: number) => `Waiting for ${what}: ${have} of ${need}`,
  },
  waitThen: {
    owners: "Then the study pauses.",
    updates: (needed: number) =>
      `Then the round goes on with those who have sent; it needs ${formatCounted(needed, "update", "updates")}.`,
    evaluations: "Then the round closes with the measurements that are there.",
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
      refused: (who: string) => `${who}: refused`,
      "relay-restarted": () => "The relay was restarted; the study goes on from its last closed round",
    },
  },
  reason: {
    deadline: "Too few answers before the deadline.",
    "too-few-survivors": "Too many owners were lost; the quorum was missed.",
    stopped: "The study was stopped in mid-round.",
    "relay-restarted": "The relay was restarted in mid-round.",
    diverged: "The average is no finite number: training diverged. Lower the learning rate.",
  },
  abandonedNotice: {
    side: "Owners or their connections",
    sideDiverged: "The training plan",
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

export const roster = {
  joined: "joined",
  "data-checked": "has checked its data",
  ready: "ready",
  training: "training",
  uploading: "sending",
  evaluating: "checking",
  waiting: "waiting for the others",
  paused: "paused by its owner",
  asleep: "asleep",
  reconnecting: "reconnecting",
  dropped: "dropped out",
  excluded: "excluded",
  left: "left",
  failed: "failed",
  gone: "no longer here",
} as const

export const invites = {
  title: "Invite owners",
  lead: "One link for several owners, or one link for each. Whoever has it can read the study and join; nobody joins without agreeing.",
  expires: "Valid for",
  expiry: { hour: "one hour", day: "one day", week: "one week", month: "30 days" },
  uses: "For how many owners",
  usesHint: "Each browser that joins counts once; coming back costs nothing.",
  make: "Make an invite link",
  ready: "The link is ready",
  once: "Copy it now. Its secret stands after the # sign, is shown only this once, and is stored by the relay as a hash.",
  link: "Invite link",
  copy: "Copy the link",
  copied: "Copied",
  qr: "The invite link as a QR code",
  print: "Print a sheet",
  another: "Make another link",
  sheet: {
    lead: "You are asked to take part in a study. Your data stays on your computer.",
    how: "Open this link in a browser, or point a phone's camera at the square. The page tells what would leave your computer before anything does.",
  },
  table: "Invites of this study",
  column: { made: "Link", uses: "Used", expires: "Valid until", state: "State" },
  usedOf: (used: number, uses: number) => `${used} of ${uses}`,
  state: { open: "open", used: "used up", expired: "expired", revoked: "revoked" },
  revoke: "Revoke",
  none: "No link has been made yet.",
  over: "The study is over; nobody can join any more.",
  observer: {
    title: "Let somebody watch",
    text: "A read-only link to the cockpit: curves, score and log, and no control. It is shown only this once.",
    make: "Make an observer's link",
    link: "Observer's link",
  },
} as const

export const simulated = {
  add: "Add simulated owners",
  title: "Add simulated owners",
  text: "They join from this tab, each with rows of its own from the bundled synthetic sample, and train like everybody else. They vanish when this tab is closed.",
  count: "How many",
  yes: "Let them join",
  no: "Cancel",
  side: { tab: "The simulated owners' thread in this tab", relay: "The relay" },
  safe: "Yes. Simulated owners hold synthetic rows only.",
  rehearsal: {
    joining:
      "Three simulated owners are joining from this tab. The study starts by itself when they are ready.",
  },
} as const

export const plan = {
  title: "What was agreed",
  lead: "This is the study as every owner reads it before agreeing. Its hash changes with any word or number of it.",
  hash: "Study hash",
  copyHash: "Copy the hash",
  purpose: "Purpose",
  organiser: "Organiser",
  mode: "Aggregation",
  retention: "Kept after its end",
  days: (days: number) => formatCounted(days, "day", "days"),
  model: "Model",
  training: "Training",
  columns: "Columns",
  target: "To predict",
  column: {
    name: "Column",
    kind: "Kind",
    values: "Values",
    missing: "If missing",
    scaling: "Mean ± standard deviation over all owners",
  },
  kind: { numeric: "number", binary: "two values", category: "category" },
  dropRow: "leave the row out",
  imputeMean: "fill in the mean",
  imputeWith: (value: string) => `fill in ${value}`,
  header: {
    yes: "Files have a header line",
    no: "Files have no header line; columns are taken by position, the target last",
  },
  markers: "Cells that mean “no value”, besides the empty one",
  network: (layers: string) => `network ${layers}`,
  weights: (count: string, bytes: string) => `${count} weights (${bytes})`,
  layer: {
    dense: (units: number, activation: string) => `${units} ${activation}`,
    dropout: (rate: string) => `dropout ${rate}`,
  },
  loss: { "softmax-cross-entropy": "softmax cross-entropy", "mean-squared-error": "mean squared error" },
} as const

export const training = {
  scheme: {
    label: "Scheme",
    parallel: {
      name: "parallel",
      sentence: "All owners train at once, and their weights are averaged by the number of rows (FedAvg).",
    },
    sequential: {
      name: "sequential",
      sentence: "The model travels from owner to owner in a seeded order, and each trains it further.",
    },
  },
  rounds: "Rounds",
  epochs: "Local epochs",
  batchSize: "Batch size",
  optimiser: { label: "Optimiser", sgd: "SGD", adam: "Adam" },
  learningRate: "learning rate",
  learningRateField: "Learning rate",
  proximal: "FedProx μ",
  aggregation: {
    label: "Aggregation",
    mean: "mean, weighted by rows",
    "trimmed-mean": "trimmed mean",
    "bucketed-median": "bucketed median",
  },
  trim: "trimmed share",
  bucketSize: "bucket size",
  serverStep: { label: "Server step", average: "take the average", adam: "server Adam" },
  clipNorm: "Clip updates at norm",
  maxUpdateNorm: "Refuse updates above norm",
  validationFraction: "Rows kept for validation",
  quorum: { minOwners: "Least owners to start a round", fraction: "Share of the cohort that must answer" },
  deadlines: {
    label: "Deadlines",
    first: "First deadline",
    min: "Never shorter than",
    max: "Never longer than",
    sentence: (first: string, min: string, max: string) =>
      `${first} at first, then three times the slowest seen, between ${min} and ${max}`,
  },
  seed: "Seed",
  none: "none",
} as const

export const result = {
  none: {
    title: "No result yet",
    text: "After the first closed round, the best and the last model can be downloaded here, at any time and also while the study runs.",
  },
  models: "Models",
  which: { best: "Best model", last: "Last model" },
  sentence: {
    best: "The round with the least validation loss; the least training loss where nobody kept rows for validation.",
    last: "The newest closed round.",
  },
  round: (round: number) => `Round ${round}`,
  hash: "Model hash",
  tfjs: "model.json + weights.bin",
  tfjsHint:
    "For tf.loadLayersModel. It takes features that are encoded and scaled as in the study; both are written into model.json.",
  raw: "Raw weights",
  rawHint: "All weights as float32, little-endian, layer by layer: kernel, then bias.",
  working: "Preparing the files",
  metrics: "Metrics",
  csv: "CSV",
  json: "JSON",
  print: "Print this page",
  rounds: "All rounds",
  column: {
    round: "Round",
    cohort: "Owners",
    trainLoss: "Training loss",
    trainAccuracy: "Training accuracy",
    validationLoss: "Validation loss",
    validationAccuracy: "Validation accuracy",
    seconds: "Seconds",
    bytes: "Sent per owner",
  },
  best: "best",
  survivors: (survivors: number, cohort: number) => `${survivors} of ${cohort}`,
} as const

export const wizard = {
  title: "New study",
  steps: "Steps",
  step: {
    template: "Template",
    data: "Columns",
    model: "Model",
    training: "Training and quorum",
    review: "Review",
  },
  next: "Next",
  back: "Back",
  problemsHere: (count: number) => formatCounted(count, "thing to mend", "things to mend"),
  issue: {
    notANumber: "Enter a number.",
    notWhole: "Enter a whole number.",
    empty: "This must not be empty.",
    least: (value: number, exclusive: boolean) => (exclusive ? `More than ${value}.` : `At least ${value}.`),
    most: (value: number, exclusive: boolean) => (exclusive ? `Less than ${value}.` : `At most ${value}.`),
  },
  template: {
    title: "What is the study about?",
    credit: {
      title: "Credit approval",
      text: "15 columns of credit applications, two classes. Columns, network and plan are ready; simulated owners have rows for it.",
      use: "Use this template",
    },
    csv: {
      title: "Any CSV file",
      text: "Choose a sample file with the columns that the owners' files have. It is read in this tab only: the study will hold the columns' names, kinds and categories, and no row.",
      choose: "Choose a sample CSV file",
    },
  },
  data: {
    title: "Columns",
    fixed: "The columns of this template are fixed; every owner's file is mapped to them.",
    file: (name: string, rowCount: string) => `${name}, ${rowCount} rows, read in this tab only`,
    reading: "Reading the file",
    target: "Which column is to be predicted?",
    targetHint: "Text and few whole numbers become classes; other numbers are predicted as numbers.",
    kind: { label: "Kind", numeric: "number", category: "category", "left-out": "leave out" },
    edit: "Edit",
    leftOut: "Left out of the study:",
    take: (name: string) => `Take ${name} in`,
    notes: "What was noticed in the file",
    column: {
      title: (name: string) => `Column ${name}`,
      unit: "Unit",
      unitHint: "Shown to owners, so that euros are not taken for thousands of euros.",
      min: "Least possible value",
      max: "Greatest possible value",
      rangeHint: "A value outside is reported to its owner with the row, and is never sent.",
      missing: "If a value is missing",
      categories: "Values, one a line",
      categoriesHint: "Add what other owners may hold: one-hot positions are fixed by this list.",
      save: "Save",
      cancel: "Cancel",
    },
  },
  model: {
    title: "Model",
    regression: {
      class: [
        "Logistic regression",
        "One weight per feature and class. The fastest, and the easiest to explain.",
      ],
      number: ["Linear regression", "One weight per feature. The fastest, and the easiest to explain."],
    },
    small: ["Small network", "One hidden layer of 32 units with ReLU. A good beginning for tables."],
    credit: [
      "Deep network",
      "Hidden layers of 30, 20, 10 and 5 units with ReLU, as in the credit study 42-30-20-10-5-2.",
    ],
    own: ["Own layers", "Dense and dropout layers in any order."],
    layers: "Hidden layers",
    kind: "Layer",
    dense: "dense",
    dropout: "dropout",
    units: "Units",
    activation: "Activation",
    rate: "Share set to zero",
    addDense: "Add a dense layer",
    addDropout: "Add a dropout layer",
    remove: (index: number) => `Remove layer ${index}`,
    removeShort: "Remove",
    layerName: (index: number) => `Layer ${index}`,
    output: (units: number, loss: string) =>
      `The output layer follows from the target: ${formatCounted(units, "linear unit", "linear units")}, ${loss}.`,
    size: "What it costs",
  },
  training: {
    title: "Training and quorum",
    how: "How owners train",
    howMany: "How long",
    who: "Who must be there",
    fine: "Fine print",
    fineHint: "Server step, robust aggregation, clipping, deadlines, seed.",
    percent: "%",
    explain: {
      epochs: "How often an owner goes through its own rows within one round.",
      batchSize: "How many rows one step of the optimiser looks at.",
      optimiser:
        "How weights follow the gradient within an owner's tab; its state does not outlive the round.",
      proximal:
        "Pulls local weights back to the common model with ½·μ·‖w − global‖² (Li et al. 2020); 0 for none. Helps when owners' rows differ much.",
      aggregation:
        "How single updates become one average. Trimmed mean and median withstand a few wild or hostile updates.",
      serverStep:
        "What the relay does with the average: take it, or treat it as a gradient for Adam (Reddi et al. 2021).",
      clipNorm: "Longer updates are scaled down to this L2 length before they are averaged.",
      maxUpdateNorm: "Longer updates are refused, and the round goes on without them.",
      validationFraction:
        "Each owner keeps this share of its rows out of training; the validation curves are measured on them.",
      minOwners: "A round opens only when at least so many owners are ready.",
      fraction:
        "The share of a round's cohort whose updates must arrive; otherwise the round ends without a model.",
      deadlines: "How long a phase of a round may take before it goes on without those who are missing.",
      seed: "Decides initial weights, splits, shuffles and dropout: the same seed and owners give the same model. Not a secret.",
    },
  },
  review: {
    title: "Review",
    words: "What owners will read",
    titleField: "Title",
    organiser: "Who asks",
    organiserHint: "In words that an owner understands.",
    purpose: "What for",
    retention: "Days that the relay keeps the study after its end",
    mode: "Aggregation",
    notOffered: "This relay does not offer it.",
    mend: "Some things must be mended first:",
    create: "Create the study",
    creating: "Creating",
    sheet: "The study",
  },
} as const
