import { chooseRoundSuite, type Identity, webRandom } from "@tutti/crypto"
import { Dealings, type RefusalCode, type RunEndReason, type StudyId } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import {
  type DealerRecords,
  type DealerView,
  dealRegression,
  type RegressionDealer,
} from "@tutti/sessions/regression"
import { connectParty } from "@tutti/transport"
import { ask } from "../admin/request.ts"

/** What a dealer does, for whoever watches it. Nothing that it deals is among it. */
export type DealerEvent =
  | { readonly kind: "serves"; readonly study: StudyId; readonly title: string }
  | { readonly kind: "dealt"; readonly study: StudyId; readonly run: number }
  | {
      readonly kind: "run-ended"
      readonly study: StudyId
      readonly run: number
      readonly reason: RunEndReason
    }
  | { readonly kind: "refused"; readonly study: StudyId; readonly code: RefusalCode }
  | { readonly kind: "finished"; readonly study: StudyId }
  /** The relay could not be asked, and is asked again; and that it answers, at first and after that. */
  | { readonly kind: "unreachable" }
  | { readonly kind: "reached" }

export type DealerOptions = {
  /** Where the relay listens. */
  relay: string
  /** Its public key is the one that studies name. */
  identity: Pick<Identity, "publicKey" | "sign">
  /** Durable: what is burned in them stays burned. */
  records: DealerRecords
  onEvent?(event: DealerEvent): void
  /** Where the dealer stands in one study, after every change. */
  onView?(study: StudyId, view: DealerView): void
  fault?(error: unknown): void
}

export type ServedDealer = {
  /** base64url, as studies name it. */
  readonly publicKey: string
  /** Ends all lines; runs that are open end with them. */
  close(): void
}

/** How often the relay is asked for new studies. */
const LOOK_MS = 1_000

/** Deals for every regression of a relay that names this dealer, until it is closed. */
export function serveDealer(options: DealerOptions): ServedDealer {
  const publicKey = toBase64url(options.identity.publicKey)
  const dealers = new Map<StudyId, RegressionDealer>()
  let closed = false
  let pause: ReturnType<typeof setTimeout> | undefined
  let reached: boolean | null = null

  const begin = (study: StudyId) => {
    const dealer = dealRegression(
      {
        channel: connectParty(options.relay),
        identity: options.identity,
        random: webRandom,
        suite: chooseRoundSuite,
        records: options.records,
        ...(options.fault && { fault: options.fault }),
      },
      { study, label: "" },
    )
    dealers.set(study, dealer)
    if (options.onEvent) tell(dealer, study, options.onEvent)
    dealer.onView((view) => options.onView?.(study, view))
  }
  const look = async () => {
    try {
      const path = `/api/dealings/${publicKey}`
      const { studies } = await ask({ baseUrl: options.relay }, { method: "GET", path }, Dealings)
      if (!reached) options.onEvent?.({ kind: "reached" })
      reached = true
      if (!closed) for (const study of studies) if (!dealers.has(study)) begin(study)
    } catch {
      // Said once for each time that the relay goes; lines that are open come back by themselves.
      if (reached !== false) options.onEvent?.({ kind: "unreachable" })
      reached = false
    }
    if (!closed) pause = setTimeout(() => void look(), LOOK_MS)
  }
  void look()
  return {
    publicKey,
    close() {
      closed = true
      clearTimeout(pause)
      for (const dealer of dealers.values()) dealer.close()
    },
  }
}

/** Says of each change of a dealer's view what is new in it. */
function tell(dealer: RegressionDealer, study: StudyId, onEvent: (event: DealerEvent) => void): void {
  let before = dealer.view()
  const look = (view: DealerView) => {
    if (before.study === null && view.study !== null)
      onEvent({ kind: "serves", study, title: view.study.spec.title })
    for (const run of view.dealt.slice(before.dealt.length)) onEvent({ kind: "dealt", study, run })
    for (const { run, reason } of view.ended.slice(before.ended.length))
      onEvent({ kind: "run-ended", study, run, reason })
    if (view.refusal !== null && view.refusal !== before.refusal)
      onEvent({ kind: "refused", study, code: view.refusal })
    if (view.phase === "finished" && before.phase !== "finished") onEvent({ kind: "finished", study })
    before = view
  }
  dealer.onView(look)
}
