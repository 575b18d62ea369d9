import type { DealerView } from "@tutti/sessions/regression"
import { formatCount, formatCounted, formatList } from "../ui/format.ts"

/* The words of the dealer's page. */

export const dealer = {
  title: "Deal for others",
  lead: "Owners work a regression out together on hidden numbers, or a model classifies images that it does not see. For that somebody who has neither rows nor model nor images deals them random numbers: a dealer (“crypto provider”). This tab can be it.",
  does: {
    title: "What this tab would do",
    items: [
      "Make a key, which you tell the organiser of the regression, or the model’s owner. What names it is dealt for; nothing else.",
      "For each run, deal fresh random numbers to the tabs that compute, sealed, so that the relay reads none of them.",
      "Keep the key, and which runs it has dealt for, in this browser: no run is dealt for twice, also after a reload. What was dealt is kept nowhere.",
    ],
  },
  sees: {
    title: "What it learns",
    items: [
      "Who takes part in which run, when it begins and how it ends.",
      "No row, no sum, no image, no weight, no share of one, no table and no label. Of an inference: how many images.",
    ],
  },
  could: {
    title: "What it could do, and with whom",
    items: [
      "With one owner’s help, read every owner’s sums: it knows the masks, each owner’s tab the masked sums. They tell the means, variances and correlations of the rows.",
      "With the model’s owner, read a client’s images; with a client, read the model.",
      "The relay serves this page. Whoever runs the relay and this dealer, or serves another page in the place of this one, needs only one owner’s help for the same. The organiser and the owners should know who deals; on a computer of your own, “tutti dealer” runs without this page.",
      "Alone: make runs fail. It cannot make a wrong table; the owners’ tabs test what it deals before anything is opened.",
    ],
  },
  promise:
    "I own no rows of these regressions, no model and no image of these inferences, I do not run their relay, and I side with nobody who does",
  deal: "Deal",
  blocked: "Tick the box above first",
  owns: {
    title: "This browser has taken part in a regression as an owner",
    text: "The dealer and an owner together can read every owner’s sums, so nobody should be both. Let somebody else deal; or, if the rows were only for a try, open this page in another browser profile.",
  },
  elsewhere: {
    title: "Another tab deals",
    text: "One tab of this browser can be the dealer at a time. When that tab is closed, this one goes on by itself.",
  },
  dealing: {
    title: "This tab deals",
    lead: "Leave it open while others compute. It goes on by itself after a reload.",
    key: "The dealer’s key",
    keyHint:
      "Tell it to the organiser or the model’s owner, by a way that the relay cannot change. What names it appears below by itself.",
    copy: "Copy the key",
    unreached: "The relay does not answer; trying again.",
    studies: "Regressions",
    none: "No regression names this key yet.",
    inferences: "Encrypted inferences",
    noInferences: "No inference names this key yet.",
    column: {
      study: "Regression",
      state: "State",
      runs: "Runs dealt for",
      parties: "Owners",
      inference: "Inference",
      runsOf: "Runs dealt for",
      lastRun: "Images in the last",
    },
    phase: {
      connecting: "connecting",
      waiting: "waiting for the next run",
      dealing: "dealing",
      finished: "finished",
      reconnecting: "the line is broken; connecting again",
      left: "over",
      refused: "refused",
    } satisfies Record<DealerView["phase"], string>,
    asks: (organiser: string) => `asked by ${organiser}`,
    unread: "not read yet",
    runs: (runs: readonly number[]) =>
      runs.length === 0 ? "none" : formatList(runs.map((run) => formatCount(run))),
    parties: (parties: number) => formatCounted(parties, "owner", "owners"),
    notFrozen: "list not closed yet",
    ended: (run: number, reason: string) => `Run ${run} ended without a result: ${reason}.`,
    safety: "Safety number",
    safetyLead: "The safety number of this regression: its owners and its organiser see the same.",
    stop: "Stop dealing",
    stopTitle: "Stop dealing?",
    stopText:
      "A run that waits for this dealer ends without a result. The key and the list of runs stay in this browser.",
    stay: "Go on",
  },
  safe: "Yes. A dealer holds nobody’s rows, images or weights.",
  fault: "Reload the page",
} as const
