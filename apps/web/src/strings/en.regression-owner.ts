import type { RegressionOpening } from "@tutti/protocol"
import { formatBytes, formatCount, formatCounted, formatList } from "../ui/format.ts"

/* The words of encrypted regression on an owner’s screens. */

type Opening = RegressionOpening

export const owner = {
  above: (organiser: string) => `${organiser} asks for your help`,
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
        aggregate:
          "who takes part and when; your word for each column; vectors that look like noise; the sums over all owners together",
        coefficients:
          "who takes part, when, and how much is sent; your word for each column; no opened number",
      } satisfies Record<Opening, string>,
      organiser: (name: string) => `The organiser (${name})`,
      organiserSees: {
        aggregate:
          "the sums over all owners together, and the table that follows from them; your name and your word for each column",
        coefficients:
          "the table, with the numbers above that are not masked; your name and your word for each column",
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
