import type {
  InferenceEndReason,
  InferenceMessage,
  InferenceRelayMessage,
  InferenceSeat,
  RefusalCode,
} from "@tutti/protocol"
import { concatBytes } from "@tutti/ring"
import { RUN_KEY_BYTES } from "../../sealing/run-keys.ts"
import { SEATS } from "../sealing/labels.ts"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * Where the three of an encrypted inference meet at the relay: it sees who is there, which letters go from whom to whom and
 * how long they are, and nothing in them.
 */

export type RoomMessage = Exclude<InferenceMessage, { kind: "identify" }>

type OpenRun = {
  readonly number: number
  /** Everybody's, until all are there; then letters go. */
  readonly keys: ReadonlyMap<InferenceSeat, Bytes> | null
  readonly deadlineAtMs: number
}

export type Room = {
  readonly deadlineMs: number
  /** base64url of whoever is the client now. */
  readonly clientKey: string | null
  readonly present: ReadonlySet<InferenceSeat>
  readonly lastRun: number
  readonly run: OpenRun | null
}

export type RoomEvent = { readonly nowMs: number } & (
  | { readonly kind: "came"; readonly seat: InferenceSeat; readonly identityKey: string }
  | { readonly kind: "left"; readonly seat: InferenceSeat }
  | {
      readonly kind: "received"
      readonly from: InferenceSeat
      readonly message: RoomMessage
      readonly payload: Bytes
    }
  | { readonly kind: "timer" }
)

export type RoomEffect =
  | {
      readonly kind: "send"
      readonly to: InferenceSeat
      readonly message: InferenceRelayMessage
      readonly payload?: Bytes
    }
  | { readonly kind: "start-timer"; readonly afterMs: number }
  | {
      readonly kind: "log"
      readonly what: "run-begun" | "run-ended"
      readonly run: number
      readonly reason: InferenceEndReason | null
    }

export type RoomStep = { readonly state: Room; readonly effects: readonly RoomEffect[] }

/** @param lastRun the number of the last run, where the relay has forgotten an inference and is told of it once more */
export const newRoom = (deadlineMs: number, lastRun = 0): Room => ({
  deadlineMs,
  clientKey: null,
  present: new Set(),
  lastRun,
  run: null,
})

/** What follows from an event. The deadline is of silence: every letter begins it anew. */
export function roomStep(state: Room, event: RoomEvent): RoomStep {
  switch (event.kind) {
    case "came":
      return came(state, event.seat, event.identityKey)
    case "left":
      return left(state, event.seat)
    case "timer":
      return timer(state, event.nowMs)
    case "received":
      return received(state, event.from, event.message, event.payload, event.nowMs)
  }
}

function came(state: Room, seat: InferenceSeat, identityKey: string): RoomStep {
  // Another one in a seat that is taken: the run was with the one before.
  const { state: rid, effects } = state.present.has(seat) ? left(state, seat) : { state, effects: [] }
  const present = new Set(rid.present).add(seat)
  const next = { ...rid, present, ...(seat === "client" ? { clientKey: identityKey } : {}) }
  return { state: next, effects: [...effects, ...presence(next)] }
}

function left(state: Room, seat: InferenceSeat): RoomStep {
  const present = new Set(state.present)
  present.delete(seat)
  const ended = end({ ...state, present }, { reason: "left", seat })
  return { state: ended.state, effects: [...ended.effects, ...presence(ended.state)] }
}

const presence = ({ present }: Room): RoomEffect[] =>
  SEATS.filter((to) => present.has(to)).map((to) => ({
    kind: "send",
    to,
    message: { kind: "presence", present: SEATS.filter((seat) => present.has(seat)) },
  }))

function timer(state: Room, nowMs: number): RoomStep {
  const { run } = state
  if (run === null) return { state, effects: [] }
  if (nowMs < run.deadlineAtMs)
    return { state, effects: [{ kind: "start-timer", afterMs: run.deadlineAtMs - nowMs }] }
  const silent = run.keys === null ? undefined : SEATS.find((seat) => !run.keys?.has(seat))
  return end(state, { reason: "deadline", ...(silent ? { seat: silent } : {}) })
}

function received(
  state: Room,
  from: InferenceSeat,
  message: RoomMessage,
  payload: Bytes,
  nowMs: number,
): RoomStep {
  if (message.kind === "begin") return begin(state, from, nowMs)
  const { run } = state
  // Of a run that has just ended, letters may still be on their way.
  if (run?.number !== message.run) return { state, effects: [] }
  switch (message.kind) {
    case "run-key":
      return key(state, run, from, payload, nowMs)
    case "sealed": {
      if (run.keys !== null || message.to === from) return refuse(state, from, "E_WRONG_STATE")
      const letter: RoomEffect = {
        kind: "send",
        to: message.to,
        message: { kind: "letter", run: run.number, from },
        payload,
      }
      return { state: awake(state, run, nowMs), effects: [letter] }
    }
    case "finish":
      return from === "client" ? end(state, { reason: "finished" }) : refuse(state, from, "E_FORBIDDEN")
    case "run-failed":
      return end(state, { reason: "refused", seat: from, code: message.code })
  }
}

function begin(state: Room, from: InferenceSeat, nowMs: number): RoomStep {
  if (from !== "client") return refuse(state, from, "E_FORBIDDEN")
  if (state.run !== null) return refuse(state, from, "E_WRONG_STATE")
  if (state.present.size < SEATS.length || state.clientKey === null) return refuse(state, from, "E_IN_ABSENT")
  const number = state.lastRun + 1
  const run: OpenRun = { number, keys: new Map(), deadlineAtMs: nowMs + state.deadlineMs }
  const offered = { kind: "run-offered", run: number, clientKey: state.clientKey } as const
  return {
    state: { ...state, lastRun: number, run },
    effects: [
      { kind: "log", what: "run-begun", run: number, reason: null },
      { kind: "start-timer", afterMs: state.deadlineMs },
      ...SEATS.map((to) => ({ kind: "send", to, message: offered }) as const),
    ],
  }
}

function key(state: Room, run: OpenRun, from: InferenceSeat, payload: Bytes, nowMs: number): RoomStep {
  if (run.keys === null || run.keys.has(from)) return refuse(state, from, "E_DUPLICATE")
  if (payload.length !== RUN_KEY_BYTES)
    return end(state, { reason: "refused", seat: from, code: "E_IN_KEYS" })
  const keys = new Map(run.keys).set(from, payload)
  if (keys.size < SEATS.length) return { state: { ...state, run: { ...run, keys } }, effects: [] }
  const all = concatBytes(...SEATS.map((seat) => keys.get(seat) ?? new Uint8Array(0)))
  const message = { kind: "run-roster", run: run.number } as const
  return {
    state: awake(state, { ...run, keys: null }, nowMs),
    effects: SEATS.map((to) => ({ kind: "send", to, message, payload: all })),
  }
}

const awake = (state: Room, run: OpenRun, nowMs: number): Room => ({
  ...state,
  run: { ...run, deadlineAtMs: nowMs + state.deadlineMs },
})

const refuse = (state: Room, to: InferenceSeat, code: RefusalCode): RoomStep => ({
  state,
  effects: [{ kind: "send", to, message: { kind: "refused", code } }],
})

type Ending = {
  readonly reason: InferenceEndReason
  readonly seat?: InferenceSeat
  readonly code?: RefusalCode
}

function end(state: Room, ending: Ending): RoomStep {
  const { run, present } = state
  if (run === null) return { state, effects: [] }
  const message = { kind: "run-ended", run: run.number, ...ending } as const
  return {
    state: { ...state, run: null },
    effects: [
      { kind: "log", what: "run-ended", run: run.number, reason: ending.reason },
      ...SEATS.filter((seat) => present.has(seat)).map((to) => ({ kind: "send", to, message }) as const),
    ],
  }
}
