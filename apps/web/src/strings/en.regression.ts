import type { ColumnFinding, RunEndReason } from "@tutti/protocol"
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

export const owner = {
  above: (organiser: string) => `${organiser} asks for your help`,
  lead: (purpose: string) => purpose,
  facts: {
    label: "The regression in brief",
    what: "What is asked",
    whatText: (target: string, features: readonly string[]) =>
      `How ${target} goes with ${formatList(features)}, by linear regression over the rows of all owners together. No row leaves this tab.`,
    opening: "What becomes known",
    opens: {
      aggregate: (shown: boolean) =>
        `The sums of products over all owners together, to the relay and the organiser${shown ? ", and to the owners’ tabs, which make the table of them" : ""}. They tell all means, variances and correlations of the pooled rows. What you put in is masked; only the sum over all is opened.`,
      coefficients: () =>
        "The table, to the owners’ tabs and the organiser, and not the sums behind it. The tabs work it out together on shares of numbers; a dealer, who owns no rows, deals random numbers for it.",
    } satisfies Record<Opening, (shown: boolean) => string>,
    people: "How many",
    peopleText: (fewest: number) => `${formatCounted(fewest, "owner", "owners")} at least`,
    words: "Words of this study",
    wordsText: "The organiser and every owner see the same five words. Other words mean another study.",
  },
  choose: {
    title: "Choose your rows",
    lead: "A CSV file with these columns. It is read and summed in this tab; nothing is sent by choosing it.",
    button: "Choose a CSV file",
    drop: "or drop it here",
    sample: "Use sample data",
    sampleHint: "A tenth of the bundled Boston housing data, to look around.",
    reading: "Reading and checking every cell…",
    again: (name: string) =>
      `You have agreed to this study before. Choose the same file (${name}) to go on as the same owner.`,
  },
  columns: {
    caption: "Columns that the study asks for",
    head: {
      name: "Column",
      role: "Role",
      bound: "Between",
      digits: "Digits after the point",
      unit: "Unit",
      file: "In your file",
      finding: "Finding",
    },
    choose: (column: string) => `Column of your file for ${column}`,
    none: "not there",
    otherUnit: "another unit",
    otherUnitOf: (column: string, unit: string) => `${column} is not in ${unit} in your file`,
    target: "explained",
    feature: "explains",
    weight: "weighs rows",
    range: (bound: number) => `−${formatCount(bound)} and ${formatCount(bound)}`,
    weights: (largest: number) => `1 and ${formatCount(largest)}`,
    rounded: "rounded to 2⁻³² of the scale",
  },
  check: {
    lead: (name: string) => `${name} was read in this tab. Nothing has been sent.`,
    fits: (rows: number) => `Yes: ${formatCounted(rows, "row", "rows")} can be used`,
    lost: (rows: number) =>
      `${formatCounted(rows, "row is", "rows are")} left out, because a cell holds no value.`,
    every: "Every cell is a number within its declared range.",
    next: "Go on to the agreement",
    another: "Choose another file",
    mend: "Where a column only has another name in your file, choose it in the table below.",
  },
  tell: {
    title: "Let the organiser know",
    text: (organiser: string) =>
      `${organiser} then sees for each column one of the words in the table below, and your name if you give one; no count, no value, no row. A key made for this study leaves with it. You have agreed to nothing.`,
    button: "Tell which columns do not fit",
    told: (organiser: string) => `${organiser} can see it now. Leave this page, or choose another file.`,
  },
  consent: {
    title: "What you agree to",
    lead: "Made from the study’s own description, nothing else. Nothing has left this tab so far.",
    leaves: {
      title: "Leaves this tab",
      once: "once",
      eachRun: "each run",
      join: {
        what: "A key made for this study, the name you give below, and that you agree to this very study",
        detail: "So that the relay knows you again. It says nothing about your rows.",
      },
      readiness: {
        what: "For each column one word, so that the organiser sees whether all files fit",
        detail: (gaps: readonly string[]) =>
          gaps.length === 0
            ? "Yours: every column fits. No count and no value."
            : `Yours: rows left out, for ${formatList(gaps)}; the others fit. No count and no value.`,
      },
      run: {
        aggregate: [
          {
            what: "One masked vector: your sums, as numbers that look like noise",
            detail: "The masks cancel only in the sum over all owners.",
          },
          {
            what: "Keys, sealed shares and confirmations around it",
            detail: "So that the sum can be opened. No number of yours is in them.",
          },
        ],
        coefficients: [
          {
            what: "Fresh keys, and five sealed messages to the other owners’ tabs",
            detail:
              "Your sums behind masks that the dealer knows, then shares of what is worked out from them.",
          },
          {
            what: "What your tab has opened, sealed to the organiser",
            detail: "Signed by your key: all owners’ reports have to say the same.",
          },
        ],
      } satisfies Record<Opening, { what: string; detail: string }[]>,
      failure: {
        what: "That your tab cannot go on, if it cannot",
        detail: "The reason, and where it is a column, the column’s name.",
      },
    },
    stays: {
      title: "Never leaves",
      items: (columns: readonly string[]) => [
        "Your file and its name",
        `Every row and every cell: ${formatList(columns)}`,
        "Every other column of the file: the study does not ask for it",
        "Your own sums without a mask",
        "The secret half of your key",
      ],
    },
    opened: {
      aggregate: "These numbers are opened over all owners together. Your own enter them under a mask.",
      coefficients:
        "These numbers are opened, in this order, and no more. “Masked” numbers are uniform noise.",
    } satisfies Record<Opening, string>,
    seen: {
      title: "Who could learn what",
      relay: (host: string) => `The relay (${host})`,
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
      ownersSee: (opening: Opening, shown: boolean) => {
        if (opening === "coefficients")
          return shown
            ? "the table, which is shown to them, with the numbers above"
            : "their tabs know the table and the numbers above in any case; their pages do not show it"
        return shown
          ? "the table, which is shown to them; their tabs make it of the sums over all owners together"
          : "that a sum was opened, and not the sum"
      },
      ownersTogether: "All other owners together",
      ownersTogetherSee: (opening: Opening, shown: boolean) => {
        if (opening === "coefficients")
          return "what the table says of your rows, once their own are taken off"
        const yours = "your sums: they take their own off the opened ones"
        return shown ? yours : `${yours}, which the relay or the organiser can tell them`
      },
      dealer: "The dealer",
      dealerSees:
        "who takes part in which run. It deals the random numbers that mask the owners’ sums; what the owners’ tabs send is not sent to it.",
      dealerWho: (organiser: string) =>
        `The study does not say who runs it, only its key. Ask ${organiser} before you agree. Its key:`,
      dealerWith: "The dealer with another owner",
      dealerWithSees:
        "your own sums, and every other owner’s: the dealer knows the masks, each owner’s tab the masked sums. They tell the means, variances and correlations of your rows. Nothing here stops whoever runs both.",
      trust: "What masks do not stop",
      trustSees: {
        aggregate: (colluders: number) =>
          `${formatCount(colluders + 1)} or more owners who work together with the relay; and whoever serves this page could serve another one.`,
        coefficients: () => "Whoever serves this page could serve another one.",
      } satisfies Record<Opening, (colluders: number) => string>,
      determined:
        "The columns of this study are few and coarse: a correct table may determine the sums over all owners together. The organiser has said so on purpose.",
      nobody: "No formal guarantee",
      nobodySees:
        "No noise is added. What a table over few owners says, it says of each of them; there is no mathematical bound on how much.",
    },
    terms: {
      title: "The terms",
      owners: "A run needs",
      ownersValue: {
        aggregate: (fewest: number) =>
          `${formatCounted(fewest, "owner", "owners")} at least; of fewer, nothing is opened`,
        coefficients: (fewest: number) =>
          `all owners on the list, ${formatCount(fewest)} at least; without one of them, the run ends`,
      } satisfies Record<Opening, (fewest: number) => string>,
      runs: "Your rows enter",
      runsValue: (mostRuns: number) =>
        `${formatCounted(mostRuns, "run", "runs")} at most, finished or not, and none after a finished one`,
      retention: "The relay forgets",
      retentionValue: (days: number) => `${formatCounted(days, "day", "days")} after the end`,
      relay: "Relay",
      hash: "This study",
    },
    label: "Your name, for the organiser",
    labelHint: "Optional. It is shown on the organiser’s list of owners.",
    agree: "I agree that my rows take part in this way",
    leaveAnyTime: "You can leave at any time. What was opened by then stays opened.",
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
    between: "You take part; the last run gave no result",
    run: (run: number) => `Run ${run}`,
    wait: {
      roster: (have: number, need: number) =>
        have < need
          ? `${have} of at least ${need} owners have agreed; then the organiser closes the list`
          : `${formatCounted(have, "owner has", "owners have")} agreed; waiting for the organiser to close the list`,
      owners: (have: number, need: number) => `${have} of ${need} owners are here; the run needs them all`,
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
    safetyLead:
      "Every owner and the organiser see the same number. Call one of them and compare: if one digit differs, the relay shows you other owners than the organiser has signed. Then leave.",
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
    none: "No regression yet. One gives a table like that of statsmodels over the rows of several owners, while the rows stay in their tabs.",
  },
  create: {
    title: "New regression",
    lead: "Choose a CSV file with the columns that the owners have. It is read in this tab and not sent; ranges and digits are suggested from it, and every owner’s cells are held against them.",
    file: "A CSV file with a header line",
    sample: "Use the bundled sample",
    sampleHint: "The Boston housing data, to look around: owners can then use parts of it, too.",
    noSample: "The sample could not be fetched.",
    safe: "Yes. The file was read in this tab and has not been sent.",
    read: (rows: number, columns: number) =>
      `${formatCounted(rows, "row", "rows")}, ${formatCounted(columns, "column", "columns")}`,
    target: "Column to explain",
    features: "Columns that explain it",
    about: "What owners read first",
    titleField: "Title",
    titleHint: (target: string) => `When empty: “Regression of ${target}”.`,
    organiser: "Who asks",
    organiserHint: "A name that the owners know; it stands above everything they read.",
    purpose: "What for",
    opening: "What is opened",
    openings: {
      coefficients: "The table only",
      aggregate: "The pooled sums",
    } satisfies Record<Opening, string>,
    openingHints: {
      coefficients:
        "The owners’ tabs solve together on shares; the relay sees no number. All owners have to stay until the end, and it needs a dealer: a tab or a process that deals random numbers, run by somebody who runs no owner’s tab. With one owner’s help, the dealer could read every owner’s sums.",
      aggregate:
        "Simpler, and more is known afterwards: you and the relay see all means, variances and correlations over all owners together. Three owners at least.",
    } satisfies Record<Opening, string>,
    dealer: "The dealer’s key",
    dealerHint:
      "Whoever runs the dealer opens this relay’s address with /dealer at its end, or starts “tutti dealer --relay …”, and tells you the key that it shows.",
    dealerWrong: "This is not a dealer’s key: it has 43 letters, digits, - and _.",
    units: "Units, where a column has one",
    unitsHint: "Owners see them beside the columns; no machine can check them.",
    unitOf: (column: string) => `Unit of ${column}`,
    mostRows: "Rows of all owners together, at most",
    mostRowsHint:
      "Leave room: a run over more rows gives no table, and the number is fixed once it is signed.",
    mostRowsWrong: (fewest: number, most: number) =>
      `A whole number from ${formatCount(fewest)} to ${formatCount(most)}.`,
    owners: "Owners",
    ownersHint: "With how many the list can be closed, at least.",
    ownersWrong: (fewest: number) => `A whole number from ${formatCount(fewest)} to 100.`,
    see: "Owners see the table",
    seeHint: {
      aggregate: "Their tabs then get the pooled sums and make the table of them.",
      coefficients: "Their tabs know it in any case; this decides whether their pages show it.",
    } satisfies Record<Opening, string>,
    determined: "I know that this table may determine the pooled sums",
    determinedHint:
      "Columns that are few and coarse leave so few possible sums that a correct table tells which they are. Owners read this before they agree.",
    submit: "Sign and create",
    noFile: "Choose a file first",
    noFeatures: "Tick a column that explains",
    noDealer: "The dealer’s key is missing",
    noOwners: "Say how many owners there are",
    noRows: "Say how many rows there are at most",
  },
  readiness: {
    title: "Do the files fit?",
    lead: (fitting: number, told: number) =>
      fitting === told
        ? `Every column fits at ${formatCounted(told, "owner", "owners")}. Where rows are left out, a cell of theirs holds no value.`
        : `${formatCount(fitting)} of ${formatCounted(told, "owner", "owners")} have a file that fits. Who has none can mend it and come back by the same link.`,
    column: "Column",
    claim: "As each owner’s tab says: one word for each column, and no count, value or row.",
  },
  study: {
    loading: "Asking the relay…",
    invite: "Invite the owners",
    inviteLead: (uses: number, days: number) =>
      `One link for ${formatCounted(uses, "owner", "owners")}, good for ${formatCounted(days, "day", "days")}. It names the study’s key, past the relay, and is shown only until you leave this page; you can make another.`,
    anotherLink: "Make another link",
    makeLink: "Make an invite link",
    copy: "Copy the link",
    owners: "Owners",
    ownersCount: (have: number, need: number) => `${have} of at least ${need} owners have agreed`,
    noOwners:
      "Nobody has come in yet. Owners open the link, choose their rows and agree; then they stand here.",
    column: { number: "No.", owner: "Owner", sent: "Sent in the newest run" },
    ownerState: {
      joined: "reading the study",
      enrolled: "ready",
      working: "working",
      waiting: "waiting",
      away: "away",
      left: "left for good",
      excluded: "not on the list",
    },
    freeze: "Close the list and sign it",
    freezeLead:
      "When all have agreed, close the list: your study key signs it, and every tab accepts these owners and no others.",
    safetyLead:
      "Every owner sees the same number. Call some of them and compare: if one digit differs, the relay shows them other owners than you have signed. Then stop.",
    freezeWait: (need: number) => `At least ${need} owners have to agree first`,
    dealer: { away: "The dealer is away", there: "The dealer is there", working: "The dealer is dealing" },
    run: "The run",
    start: "Start the run",
    again: "Start another run",
    startNeeds: {
      roster: "Close the list first",
      dealer: "The dealer has to be there",
      owners: (names: readonly string[]) =>
        `All owners on the list have to be there. Away: ${formatList(names)}.`,
      tooFew: (here: number, need: number) =>
        `${formatCount(here)} of the owners on the list are there; a sum needs ${formatCount(need)}.`,
      left: (names: readonly string[]) =>
        `${formatList(names)} left for good, and a run needs all owners on the list. Stop this regression and make a new one.`,
    },
    stop: "Stop for good",
    stopText: "Nothing more can be run or opened in this regression.",
    keep: "Keep it",
    progress: (have: number, need: number) => `${have} of ${need} are there`,
    progressThen: "When the time is over, the run ends, and nothing more of it is opened.",
    failed: (run: number, reason: string) => `Run ${run} ended without a result: ${reason}.`,
    nothingMore: "Nothing more of it was opened.",
    retry: "Another run takes fresh keys and fresh material.",
    who: (name: string) => `It concerns ${name}.`,
    what: (name: string) => `It concerns the column ${name}.`,
    unnamed: (place: number) => `owner ${place}`,
    result: "Result",
    checked: (transcript: string) =>
      `All owners’ reports say the same to the letter. Hash of everything exchanged: ${transcript}`,
    checkedSums: "Solved exactly from the opened sums, in this tab.",
    broken: (party: number | undefined) =>
      party === undefined ? "" : ` It concerns the report of owner ${party + 1}.`,
  },
  twin: {
    title: "Compare with a synthetic twin",
    lead: (rows: number) =>
      `This page makes up ${formatCounted(rows, "row", "rows")} that have exactly the coefficients and standard errors above, and sends them, in one heap, through the same arithmetic as the owners’ rows: encoding, exact sums, solving, testing. If the arithmetic is right, the same table comes back.`,
    not: "It says nothing about the owners’ rows: not whether they are true, not whether a straight line suits them. It does not try the masks or the sharing, either. Made-up columns are not correlated, so R² and F are not compared.",
    compare: "Make the twin and compare",
    working: "Making up rows…",
    failed: "No rows could be made up for this table.",
    close: "The same table comes back",
    far: "Another table comes back: do not rely on this one",
    farthest: (coef: string, error: string) =>
      `Largest difference of a coefficient: ${coef} of its standard error. Of a standard error: ${error} of itself.`,
    head: {
      term: "Term",
      coef: "Coefficient",
      twinCoef: "Twin’s",
      offset: "Difference, in std. errors",
      stdErr: "Std. error",
      twinStdErr: "Twin’s std. error",
    },
    sigma: "residuals (σ)",
  },
  keys: {
    title: "Keys of this regression",
    lead: "Only this browser can close the list and open the result. Save its keys to a file: then a lost browser loses no result.",
    save: "Save the keys",
    secret:
      "The file is a secret: whoever has it can sign other owners in your name, and read the result. The relay must never get it.",
    fileName: (title: string) => `${title}, regression keys.json`,
    missing: "This browser does not have the keys of this regression",
    missingText:
      "The list is closed and the result opened with keys that are only in the browser where the regression was made, or in the file that was saved there. Choose that file, or go on in that browser.",
    choose: "Choose the keys’ file",
  },
} as const
