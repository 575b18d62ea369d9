/* What the admin's screens share: exact words, for someone who has read the papers. */

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
    E_STUDY_KEY: {
      what: "This is not the key that signed this study.",
      side: "This browser, or the file that was chosen",
      next: "Choose the key file that was saved when this study was made.",
    },
    E_ANSWER: {
      what: "The relay answered in a form that this page does not know.",
      side: "The relay",
      next: "Reload the page, so that page and relay are of the same version.",
    },
  },
  unkept: {
    what: "This browser keeps nothing for this page, and so cannot keep the study key.",
    side: "This browser",
    next: "Allow site data for this address, or use a window that is not private; then create the study again.",
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
    [
      "secure mode",
      "Each owner's tab hides its update under masks that cancel only in the sum over all owners.",
    ],
    ["trusted mode", "The relay sees each owner's trained weights before it averages them."],
    [
      "freeze",
      "The study key signs the list of owners. From then on nobody can be added, and sums are over these owners only.",
    ],
    [
      "safety number",
      "Sixty digits that follow from the study key and the frozen owners: the same on every screen, unless somebody cheats.",
    ],
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
    text: "Ten simulated owners will join from this tab, each with rows of its own from a bundled, synthetic sample of credit applications. They train a model together under masks, so that the relay sees their sum only, and you watch. Nothing to prepare.",
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

export const roster = {
  joined: "joined",
  "data-checked": "has checked its data",
  ready: "ready",
  training: "training",
  uploading: "sending",
  evaluating: "checking",
  masking: "masking",
  unmasking: "opening the sum",
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
      "Ten simulated owners are joining from this tab. The page freezes them and starts by itself when they are ready.",
  },
} as const
