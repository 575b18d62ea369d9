import { parameterCount } from "@tutti/learning"
import type { ModelHash, RefusalCode } from "@tutti/protocol"
import { bytesToFloats } from "@tutti/ring"
import { hashModel } from "../committed.ts"
import type { GuardedTurn } from "./turn.ts"

/**
 * Keeps the model that came, or finds the one that is meant in what was kept.
 * @returns what is wrong with it, or null: a model is what its hash says, and fits the study.
 */
export function takeModel(
  turn: GuardedTurn,
  hash: ModelHash,
  payload: Uint8Array | undefined,
): RefusalCode | null {
  const { model, view } = turn.state
  const weights = floatsOf(payload)
  if (weights === undefined) return model?.hash === hash ? null : "E_TRANSFER"
  if (view.study && weights.length !== parameterCount(view.study.spec.model)) return "E_SHAPE"
  if (hashModel(weights) !== hash) return "E_TRANSFER"
  turn.set({ model: { hash, weights } })
  return null
}

/** The weights in a payload, or undefined for bytes that hold none. */
export function floatsOf(payload: Uint8Array | undefined): Float32Array | undefined {
  const read = payload && bytesToFloats(payload)
  return read?.ok ? read.floats : undefined
}
