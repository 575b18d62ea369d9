import { InferenceDealings, type StudyId } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import type { InferenceDealer, InferenceDealerView } from "@tutti/sessions/inference"
import { ask } from "../admin/request.ts"
import { dealInference, type MemberMachine } from "./members.ts"

/** What a dealer of inferences does, for whoever watches it. Nothing that it deals is among it. */
export type InferenceDealerEvent =
  | { readonly kind: "inference-serves"; readonly study: StudyId; readonly title: string }
  | { readonly kind: "inference-dealt"; readonly study: StudyId; readonly run: number; readonly rows: number }

/** How often the relay is asked for new inferences. */
const LOOK_MS = 500

/** Deals for every inference of a relay that names this dealer, until it is closed. */
export function serveInferenceDealer(
  relay: string,
  machine: MemberMachine,
  onEvent: (event: InferenceDealerEvent) => void = () => {},
): { close(): void } {
  const dealers = new Map<StudyId, InferenceDealer>()
  const path = `/api/inferences/dealt-by/${toBase64url(machine.identity.publicKey)}`
  let closed = false
  let pause: ReturnType<typeof setTimeout> | undefined
  const begin = (study: StudyId) => {
    const dealer = dealInference({ relay, study }, machine)
    dealers.set(study, dealer)
    dealer.onView(newsOf(study, onEvent))
    void dealer.over.then(() => dealers.delete(study))
  }
  const look = async () => {
    try {
      const { inferences } = await ask({ baseUrl: relay }, { method: "GET", path }, InferenceDealings)
      if (!closed) for (const study of inferences) if (!dealers.has(study)) begin(study)
    } catch {
      // A relay that does not answer is asked again; whoever deals for its regressions as well says so.
    }
    if (!closed) pause = setTimeout(() => void look(), LOOK_MS)
  }
  void look()
  return {
    close() {
      closed = true
      clearTimeout(pause)
      for (const dealer of dealers.values()) dealer.close()
    },
  }
}

/** Says of each change of a dealer's view what is new in it. */
function newsOf(study: StudyId, onEvent: (event: InferenceDealerEvent) => void) {
  let isTold = false
  let ended = 0
  return (view: InferenceDealerView) => {
    if (!isTold && view.spec !== null) onEvent({ kind: "inference-serves", study, title: view.spec.title })
    isTold ||= view.spec !== null
    for (const { run } of view.ended.slice(ended))
      onEvent({ kind: "inference-dealt", study, run, rows: view.dealt.rows })
    ended = view.ended.length
  }
}
