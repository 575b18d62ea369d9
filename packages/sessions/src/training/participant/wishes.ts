import type { ParticipantEvent } from "./events.ts"
import { NOTHING } from "./state.ts"
import type { GuardedTurn, Turn } from "./turn.ts"
import { train } from "./working.ts"

type Wish<Kind extends ParticipantEvent["kind"]> = Extract<ParticipantEvent, { kind: Kind }>

/** The owner agrees: from here on this session takes part, on this connection and on later ones. */
export function agree(turn: Turn, { trainingRows, validationRows, statistics }: Wish<"agreed">): void {
  const { study } = turn.state.view
  if (study === null) return
  if (turn.state.over) {
    turn.do({ kind: "answer-agreement", answer: { ok: false, refusal: "E_STUDY_CLOSED" } })
    return
  }
  const agreed = { trainingRows, validationRows, statistics }
  turn.set({ agreed })
  turn.send({ kind: "ready", studyHash: study.hash, ...agreed, statistics: [...statistics] })
}

/** The relay has answered an agreement by giving this owner work or something to wait for. */
export function accepted(turn: GuardedTurn): void {
  if (turn.state.accepted || turn.state.agreed === null) return
  turn.set({ accepted: true })
  turn.do({ kind: "answer-agreement", answer: { ok: true, value: null } })
}

/** Nothing new begins. What has begun ends by itself, because a step of training cannot be cut in two. */
export function pause(turn: GuardedTurn): void {
  if (turn.state.paused || turn.state.over) return
  turn.set({ paused: true })
  turn.send({ kind: "activity", activity: "paused" })
}

export function resume(turn: Turn): void {
  unpause(turn)
  const { task, paused } = turn.state
  if (task.kind === "asked" && !paused) train(turn, task)
}

/** From here on this session takes part again. */
export function unpause(turn: GuardedTurn): void {
  if (!turn.state.paused || turn.state.over) return
  turn.set({ paused: false })
  turn.send({ kind: "activity", activity: "waiting" })
}

export function leave(turn: GuardedTurn): void {
  if (turn.state.over === "left" || turn.state.over === "refused") return
  turn.send({ kind: "leave" })
  turn.set({ over: "left", task: NOTHING })
  turn.do({ kind: "hang-up" })
}

export function wantResult(turn: GuardedTurn, { which }: Wish<"want-result">): void {
  turn.set({ wanted: which })
  turn.send({ kind: "want-result", which })
}
