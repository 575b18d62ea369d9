import type { RunEndReason } from "@tutti/protocol"
import type { OpenedValue } from "@tutti/regression"
import { formatBytes, formatCount, formatCounted, formatList } from "../ui/format.ts"

/* The words of encrypted regression, for owners and for the admin. */

type Opening = "aggregate" | "coefficients"

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
    readers: {
      aggregate: "the relay and the organiser",
      coefficients: "every owner’s tab and the organiser",
      masked: "every owner’s tab; it says nothing",
    },
  },
  reason: {
    "party-gone": "an owner was gone",
    "dealer-gone": "the dealer was gone",
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
  round: (round: number) => `exchange ${round} of 5`,
  plot: {
    title: "Coefficients",
    label: (share: number) => `Coefficients with ${formatCount(share * 100)} % confidence intervals`,
    lead: "Each coefficient divided by its own standard error: beyond the dashed lines the interval does not hold zero. The intercept is not drawn.",
    term: (name: string, coefficient: string, low: string, high: string) =>
      `${name}: ${coefficient}, from ${low} to ${high}`,
  },
} as const

export const owner = {
  above: (organiser: string) => `${organiser} asks for your help`,
  lead: (purpose: string) => purpose,
  facts: {
    label: "The regression in brief",
    what: "What is asked",
    whatText: (target: string, features: readonly string[]) =>
      `How ${target} goes with ${formatList(features)}, by linear regression over the rows of all owners together. No row leaves its owner.`,
    opening: "What becomes known",
    opens: {
      aggregate:
        "The sums of products over all owners together, to the relay and the organiser. They tell all means, variances and correlations of the pooled rows; nobody’s own sums are opened.",
      coefficients:
        "The table, and nothing beneath its printed digits. The owners’ tabs work it out together on shares; the relay sees no number.",
    } satisfies Record<Opening, string>,
    people: "How many",
    peopleText: (fewest: number) => `${formatCounted(fewest, "owner", "owners")} at least`,
    words: "Fingerprint",
  },
  choose: {
    title: "Choose your rows",
    lead: "A CSV file with these columns. It is read and summed in this tab; nothing is sent at this step.",
    button: "Choose a CSV file",
    drop: "or drop it here",
    reading: "Reading and checking every cell…",
    again: (name: string) =>
      `You have agreed to this study before. Choose the same file (${name}) to go on as the same owner.`,
  },
  columns: {
    caption: "Columns that the study asks for",
    head: { name: "Column", role: "Role", bound: "Between", digits: "Digits after the point", unit: "Unit" },
    target: "explained",
    feature: "explains",
    weight: "weighs rows",
    range: (bound: number) => `−${bound} and ${bound}`,
    weights: (largest: number) => `1 and ${largest}`,
    rounded: "rounded to 2⁻³² of the scale",
  },
  check: {
    title: "Does your file fit?",
    lead: (name: string) => `${name} was read in this tab. Nothing has been sent.`,
    fits: (rows: number) => `Yes: ${formatCounted(rows, "row", "rows")} can be used`,
    lost: (rows: number) =>
      `${formatCounted(rows, "row is", "rows are")} left out, because a cell holds no value.`,
    every: "Every cell is a number within its declared range.",
    next: "Go on to the agreement",
    another: "Choose another file",
  },
  consent: {
    title: "What you agree to",
    lead: "Made from the study’s own description, nothing else. Nothing has left this tab so far.",
    opened: {
      aggregate: "These numbers are opened over all owners together. Your own enter them under a mask.",
      coefficients:
        "These numbers are opened, in this order, and no more. “Masked” numbers are uniform noise.",
    } satisfies Record<Opening, string>,
    seen: {
      title: "Who could learn what",
      relay: "The relay",
      relaySees: {
        aggregate: "who takes part and when; vectors that look like noise; the sums over all owners together",
        coefficients: "who takes part, when, and how much is sent; no opened number",
      } satisfies Record<Opening, string>,
      organiser: (name: string) => `The organiser (${name})`,
      organiserSees: {
        aggregate: "the sums over all owners together, and the table that follows from them",
        coefficients: "the table, with the numbers above that are not masked",
      } satisfies Record<Opening, string>,
      owners: "The other owners",
      ownersSee: (opening: Opening, shown: boolean) =>
        opening === "coefficients"
          ? shown
            ? "the table; it is shown to them"
            : "their machines know the table in any case; their pages do not show it"
          : shown
            ? "the table; it is shown to them"
            : "that a sum was opened, and not the sum",
      ownersTogether: "All other owners together",
      ownersTogetherSee: {
        aggregate:
          "with the organiser’s help, yours: they take their own sums off the opened ones, and your sums are left",
        coefficients: "the table, and with their own sums taken off what it says of your rows",
      } satisfies Record<Opening, string>,
      dealer: "The dealer",
      dealerSees: "who takes part in which run. It deals random numbers and hears no answer.",
      dealerWith: "The dealer together with one owner",
      dealerWithSees:
        "everybody’s sums: the dealer knows the masks, the owner the masked sums. Whoever runs the dealer must run no owner’s tab; ask the organiser who it is.",
      dealerKey: "Its key",
      determined:
        "The columns of this study are few and coarse: a correct table may determine the sums over all owners together. The organiser has said so on purpose.",
      nobody: "No formal guarantee",
      nobodySees:
        "No noise is added. What a table over few owners says, it says of each of them; there is no mathematical bound on how much.",
    },
    terms: (mostRuns: number, days: number) =>
      `Your rows may enter ${formatCounted(mostRuns, "run", "runs")} at most, finished or not, and none after a finished one. The relay deletes the study ${formatCounted(days, "day", "days")} after its end.`,
    label: "Your name, for the organiser",
    labelHint: "Optional. It is shown on the organiser’s list of owners.",
    agree: "I agree that my rows take part in this way",
    join: "Take part",
    blocked: "Tick the box above first",
    back: "Back",
  },
  part: {
    title: "Taking part",
    lead: "Leave this tab open until the end. Your rows stay in it.",
    phase: {
      connecting: "Connecting to the relay",
      admitted: "Connected",
      enrolled: "You take part; the run has not begun",
      running: "A run is under way",
      finished: "The regression is finished",
      reconnecting: "The line is broken; connecting again",
      left: "You have left this regression",
      refused: "This regression is over for this tab",
    },
    run: (run: number) => `Run ${run}`,
    wait: {
      roster: (have: number, need: number) =>
        `${have} of ${need} owners have agreed; then the organiser closes the list`,
      owners: (have: number, need: number) => `${have} of ${need} owners are here`,
      dealer: () => "Waiting for the dealer",
      admin: () => "Waiting for the organiser to start",
      keys: (have: number, need: number) => `${have} of ${need} fresh keys are here`,
      material: (have: number, need: number) => `${have} of ${need} parts of the material are here`,
      frames: (have: number, need: number) => `${have} of ${need} owners have sent their part`,
      reports: (have: number, need: number) => `${have} of ${need} owners have reported`,
      sum: (have: number, need: number) => `${have} of ${need} owners have answered`,
    },
    afterwards: "When the time is over, the run ends, and nothing more of it is opened.",
    safety: "Safety number",
    safetyLead: "The same for all owners and the organiser. Compare it by telephone.",
    roster: (place: number, parties: number) => `You are owner ${place} of ${parties}.`,
    ended: "Runs without a result",
    endedLine: (run: number, reason: string, column: string | undefined) =>
      `Run ${run}: ${reason}${column === undefined ? "" : ` (column ${column})`}. Nothing more of it was opened.`,
    sent: (messages: number, bytes: number) =>
      `${formatCounted(messages, "message", "messages")} left this tab, ${formatBytes(bytes)} in all.`,
    leave: "Leave for good",
    leaveTitle: "Leave this regression?",
    leaveText: "A run that is open ends for everybody. You cannot come back with this tab’s key.",
    stay: "Stay",
    receipt: "Save the receipt",
    result: "The table",
    hidden:
      "This study does not show the table to owners. Ask the organiser for it; what was opened is listed in your receipt.",
    safe: (bytes: number) =>
      bytes === 0
        ? "Yes. Nothing has left this tab."
        : `Yes. No row has left this tab; ${formatBytes(bytes)} of messages did.`,
  },
} as const

export const admin = {
  list: {
    title: "Regressions",
    create: "New regression",
    column: { title: "Regression", state: "State", opening: "Opens", owners: "Owners", runs: "Runs" },
    opening: { aggregate: "pooled sums", coefficients: "the table only" } satisfies Record<Opening, string>,
    none: "No regression yet. It gives a table like that of statsmodels over rows that nobody shows.",
  },
  create: {
    title: "New regression",
    lead: "Choose a CSV file with the columns that the owners have. It is read in this tab and not sent; ranges and digits are suggested from it, and every owner’s cells are held against them.",
    file: "A CSV file with a header line",
    read: (rows: number, columns: number) =>
      `${formatCounted(rows, "row", "rows")}, ${formatCounted(columns, "column", "columns")}`,
    target: "Column to explain",
    features: "Columns that explain it",
    about: "What owners read first",
    titleField: "Title",
    organiser: "Who asks",
    purpose: "What for",
    opening: "What is opened",
    openings: {
      coefficients: "The table only",
      aggregate: "The pooled sums",
    } satisfies Record<Opening, string>,
    openingHints: {
      coefficients:
        "The owners’ tabs solve together on shares. It needs a dealer: a process that deals random numbers, run by somebody who runs no owner’s tab.",
      aggregate:
        "Simpler, and everybody sees more: all means, variances and correlations over all owners together. Three owners at least.",
    } satisfies Record<Opening, string>,
    dealer: "The dealer’s key",
    dealerHint:
      "Whoever runs the dealer starts “tutti dealer --relay …” and tells you the key that it prints.",
    owners: "Owners",
    ownersHint: "How many will take part, at least.",
    see: "Owners see the table",
    seeHint: "Where the table only is opened, their machines know it in any case.",
    determined: "I know that this table may determine the pooled sums",
    determinedHint:
      "Columns that are few and coarse leave so few possible sums that a correct table tells which they are. Owners read this before they agree.",
    submit: "Sign and create",
    noFile: "Choose a file first",
  },
  study: {
    loading: "Asking the relay…",
    invite: "Invite the owners",
    inviteLead: "One link for all of them. It names the study’s key, and is shown once.",
    makeLink: "Make an invite link",
    copy: "Copy the link",
    owners: "Owners",
    ownersCount: (have: number, need: number) => `${have} of at least ${need} owners have agreed`,
    noOwners: "Nobody has come in yet.",
    ownerState: {
      joined: "reading the study",
      enrolled: "ready",
      working: "working",
      waiting: "waiting",
      away: "away",
      left: "left",
      excluded: "not on the list",
    },
    freeze: "Close the list and sign it",
    freezeWait: (need: number) => `At least ${need} owners have to agree first`,
    dealer: { away: "The dealer is away", there: "The dealer is there", working: "The dealer is dealing" },
    run: "The run",
    start: "Start the run",
    again: "Start another run",
    startNeeds: {
      roster: "Close the list first",
      dealer: "The dealer has to be there",
      owners: "All owners on the list have to be there",
    },
    stop: "Stop for good",
    stopText: "Nothing more can be run or opened in this regression.",
    keep: "Keep it",
    progress: (have: number, need: number) => `${have} of ${need} are there`,
    failed: (run: number, reason: string) => `Run ${run} ended without a result: ${reason}.`,
    retry: "Nothing more of it was opened. Another run takes fresh keys and fresh material.",
    party: (place: number) => `owner ${place}`,
    column: (name: string) => `column ${name}`,
    result: "Result",
    checked: (transcript: string) =>
      `All owners’ reports say the same to the letter. Hash of everything exchanged: ${transcript}`,
    checkedSums: "Solved exactly from the opened sums, in this tab.",
    noKey:
      "The key that opens this result is in the browser where the regression was made. Open this page there.",
    broken: (party: number | undefined) =>
      party === undefined ? "" : ` It concerns the report of owner ${party + 1}.`,
    exports: { text: "Text", csv: "CSV", json: "JSON", print: "Print" },
  },
} as const
