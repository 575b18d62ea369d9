import type { RegressionOpening } from "@tutti/protocol"
import { formatCount, formatCounted, formatList } from "../ui/format.ts"

/* The words of encrypted regression on the admin’s screens. */

type Opening = RegressionOpening

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
