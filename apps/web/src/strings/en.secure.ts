import { formatCount, formatCounted } from "../ui/format.ts"

/* The words of the secure mode on the admin's screens: its rules, the study key, the freeze, the safety number. */

const owners = (count: number) => formatCounted(count, "owner", "owners")

/** What the signed rules promise, for a number of owners. */
const promise = (who: string, colluders: number) =>
  `${who} must be in a sum, or it is not opened. The relay together with ${formatCount(colluders)} of them learns nothing more than the sum.`

const demonstration = {
  title: "Demonstration, not protection",
  text: (fewest: number) =>
    `A sum of ${owners(fewest)} says much about each of them. Fewer than ten protect nobody; every owner reads this before agreeing.`,
}

/** The wizard's choice. */
export const rules = {
  legend: "Who sees what",
  title: "Rules of the sums",
  studyKey: "Signed by the study key",
  expected: "Owners expected",
  expectedHint: "About how many will join. The rules of the sums are made for them.",
  secure: {
    name: "Secure: the relay sees the sum",
    hint: "Every update leaves its tab under masks that cancel only in the sum over all owners. For every study with enough owners.",
  },
  trusted: {
    name: "Trusted: the relay sees single updates",
    hint: "An exception. Whoever runs the relay sees each owner's trained weights, and can often work back from them to the rows behind them. Every owner reads this before agreeing.",
  },
  notOffered: "This relay does not offer it.",
  promise: (fewest: number, expected: number, colluders: number) =>
    promise(`At least ${formatCount(fewest)} of about ${owners(expected)}`, colluders),
  range: (least: number, most: number) =>
    `These rules hold for ${formatCount(least)} to ${owners(most)}; the owners can be frozen while as many have enrolled.`,
  demonstration,
  more: (least: number) =>
    `From ${formatCount(least)} expected owners on, the rules protect without asking everybody to stay.`,
  sumsOnly: {
    title: "Sums need parallel training and the plain mean",
    text: "The relay never sees single updates, so it can neither pass a model from owner to owner nor leave wild updates out.",
    mend: "Train in parallel and take the mean",
  },
  details: "Details",
  detailsHint: "Smallest sum, drop-outs, colluding owners, clipping, contributions.",
  percent: "%",
  field: {
    minimumCohort: "Fewest owners in a sum",
    dropout: "Owners who may drop out of a round",
    corrupt: "Owners who may work with the relay",
    clipNorm: "Longest update of one owner",
    maxContributions: "Masked vectors per owner",
    lossBound: "A larger loss counts as",
    weightCap: "An owner counts for at most so many average ones",
  },
  explain: {
    minimumCohort: "No sum of fewer owners is ever opened, by anybody's tab. Ten at least protect.",
    dropout: "If more are lost between the first key and the sum, the round ends without a model.",
    corrupt:
      "For this share of all owners the proof holds that they and the relay together learn the sum and nothing else.",
    clipNorm:
      "Longer updates are scaled down to this L2 length in the owner's own tab, before they are masked.",
    maxContributions:
      "Every masked vector counts, opened or not; an owner's tab sends no more than this for its data. Each round takes one, the beginning and the end one more.",
  },
  key: "When you create the study, this browser makes its study key. It signs the rules and later the owners; it stays here and is never sent.",
} as const

/** The key that signs. */
export const studyKey = {
  title: "The study key",
  keep: "Keep this file: without it nobody can invite owners or freeze them from another browser.",
  secret: "It is a secret: whoever has it can sign other owners in your name. The relay must never get it.",
  download: "Save the key file",
  fileName: (title: string) => `${title}, study key.json`,
  missing: {
    title: "This browser does not have the study key",
    text: "Links and the freeze need the key that signed this study, and it is only in the browser that made the study, or in the file that was saved there. Import the file, or go on in that browser.",
    choose: "Import the key file",
  },
} as const

/** Who has enrolled, the freeze, and the number to compare. */
export const freeze = {
  title: "Owners of this study",
  enrolled: (have: number, need: number) =>
    `${have === 1 ? "1 owner has" : `${formatCount(have)} owners have`} enrolled; at least ${formatCount(need)} are needed`,
  range: (most: number) => `At most ${owners(most)}: for more, the signed rules are too weak.`,
  lead: "When everybody has enrolled, freeze the owners: your study key signs the list, and every tab pins it.",
  button: "Freeze the owners",
  tooFew: (need: number) => `Possible when ${owners(need)} have enrolled.`,
  tooMany: (most: number) => `The signed rules hold for ${owners(most)} at most. Make a study for more.`,
  start: "Freeze the owners first.",
  dialog: {
    title: (count: number) => `Freeze these ${owners(count)}?`,
    text: "From then on:",
    means: [
      "Nobody can be added to this study, not even by you.",
      "Every owner's tab accepts sums over these owners and no others.",
      "You and the owners see one safety number; compare it with some of them.",
    ],
    strangers:
      "Look at the list: somebody in it who is not an owner of yours could side with the relay. The first letters of an identity are what its owner can read to you.",
    column: { owner: "Owner", key: "Identity" },
    yes: "Freeze them",
    no: "Not yet",
  },
  asking: "Asking the relay who has enrolled",
  working: "Signing the list",
} as const

export const safety = {
  title: "Safety number",
  label: "The safety number of this study",
  lead: "Every owner of this study sees the same number. Call some of them and read it to each other; if one digit differs, the relay shows them other owners than you froze: stop the study.",
  observed:
    "It follows from the study key and the frozen owners as the relay tells them here; the admin's own screen is the one to compare with.",
  forged: {
    what: "The list of owners that the relay shows is not the one that the study key signed.",
    side: "The relay",
    safe: "Owners' tabs check the same signature and take part in no sum over other owners.",
    next: "Do not start. Look at what stands between you and the relay, and at the relay itself.",
  },
} as const

export const shield = {
  title: "What the relay sees",
  statement: "The relay sees masked vectors and their sum.",
  promise: (fewest: number, all: number, colluders: number) =>
    promise(
      fewest === all ? `All ${owners(all)}` : `At least ${formatCount(fewest)} of ${owners(all)}`,
      colluders,
    ),
  owners: "Owners, frozen",
  threshold: "To take masks off",
  thresholdOf: (all: number) => `of ${formatCount(all)}`,
  colluders: "Colluders withstood",
  fewest: "Fewest in a sum",
  staying: "Must stay in a round",
  explain: {
    owners: "N: the owners that the study key has signed. Nobody can be added.",
    threshold:
      "t: so many owners must confirm who is in a sum, and give their shares, before its masks come off. With all owners in the round.",
    colluders: "c: so many owners may work together with the relay and learn nothing but the sum.",
    fewest: "m: no owner's tab helps to open a sum of fewer.",
    staying:
      "Of the owners who begin a round, so many must send their masked vectors, or the round ends without a model.",
  },
  demonstration,
  purpose: {
    statistics: "Adding up counts and column sums",
    training: "Adding up updates",
    measurement: "Measuring the last model",
  },
  phase: {
    advertising: "fresh keys",
    sharing: "sealed shares",
    masking: "masked vectors",
    confirming: "confirmations",
    opening: "opening",
    unmasking: "shares of the masks",
  },
  sum: (purpose: string, step: string, have: number, need: number) =>
    `${purpose}: ${step}, ${formatCount(have)} of ${formatCount(need)}`,
  dropped: (count: number) => `; ${owners(count)} dropped out of it`,
} as const
