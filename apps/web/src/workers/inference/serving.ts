import type { Identity } from "@tutti/crypto"
import type { RefusalCode, StudyId } from "@tutti/protocol"
import { type KeptRuns, type SignedInference, serveModel } from "@tutti/sdk/inference"
import type { InferenceOwner } from "@tutti/sessions/inference"
import { batchCost, planInference, turnsOf } from "@tutti/smpc"
import { latestEvery } from "../participant/latest.ts"
import { workerClock } from "../participant/worker-clock.ts"
import type { InferenceProblem, OwnerScreen } from "./api.ts"
import { declareAgain } from "./declare-again.ts"
import { problemOfOffer } from "./departures.ts"
import { RunMeter } from "./figures.ts"
import { LetterBook } from "./letters.ts"

/** Letters come faster than anybody reads. */
const SCREEN_MS = 200
/** A relay that does not answer is asked again. */
const ASK_AGAIN_MS = 2_000

export type ServedOffer = {
  readonly relay: string
  readonly token: string
  readonly study: StudyId
  readonly signed: SignedInference
  readonly identity: Pick<Identity, "publicKey" | "sign">
  readonly weights: Float32Array
  readonly runs: KeptRuns
}

/**
 * Answers for an offer until it is closed. Where the relay was started again and knows the offer no more, it is declared
 * once more, and another machine goes on: the client's link stays the same.
 */
export function serveOffer(offer: ServedOffer, show: (screen: OwnerScreen) => void): { close(): void } {
  const { relay, token, study, signed, identity, weights, runs } = offer
  const planned = planInference(signed.spec)
  const turns = planned.ok ? turnsOf(batchCost(planned.plan, signed.spec.batchRows).rounds) : undefined
  const book = new LetterBook("owner", () => turns)
  const meter = new RunMeter(workerClock.nowMs)
  /** Of machines that the relay has forgotten. */
  let past: OwnerScreen["ended"] = []
  let renewed = false
  let problem: InferenceProblem | null = null
  let cancelPause = () => {}
  let closed = false

  const screen = latestEvery(
    SCREEN_MS,
    () => {
      const { phase, present, run, safetyWords, ended } = machine.view()
      const { figures } = meter
      show({
        phase: problem === null && phase === "refused" ? "reconnecting" : phase,
        present: phase === "refused" ? [] : present,
        run,
        safetyWords,
        ended: [...past, ...ended],
        figures,
        seen: book.seen(),
        renewed,
        problem,
      })
    },
    workerClock,
  )

  function start(): InferenceOwner {
    const started = serveModel(
      { relay, study, weights },
      { identity, passed: (letter) => book.enter(letter), fault: (error) => console.error(error) },
      runs,
    )
    started.onView((view) => {
      meter.count(view, view.answered, turns?.ways ?? 0)
      screen.push(null)
    })
    void started.over.then((code) => left(code))
    return started
  }
  async function left(code: RefusalCode | "closed"): Promise<void> {
    if (code === "closed") return
    // Withdrawn, it is told as E_STUDY_UNKNOWN; at the door of a relay that knows it no more it has another code.
    if (code === "E_INVITE_UNKNOWN") await comeBack()
    else stop(problemOfOffer(code))
  }
  async function comeBack(): Promise<void> {
    const found = await declareAgain({ baseUrl: relay, token }, { study, signed, lastRun: runs.lastRun })
    if (closed) return
    if (found?.code === "E_UNREACHABLE") {
      cancelPause = workerClock.start(ASK_AGAIN_MS, () => void comeBack())
      return
    }
    if (found !== null) return stop(found)
    past = [...past, ...machine.view().ended]
    renewed = true
    machine = start()
    screen.push(null)
  }
  function stop(found: InferenceProblem): void {
    problem = found
    screen.push(null)
  }

  let machine = start()
  screen.push(null)
  return {
    close() {
      closed = true
      cancelPause()
      machine.close()
      screen.stop()
    },
  }
}
