import { getBackend, memory, setBackend } from "@tensorflow/tfjs-core"
import type { BackendName } from "./backends/names.ts"
import { pauses } from "./pauses.ts"

/*
 * tfjs has one current backend and one count of tensors per thread. Those who share a thread, such as simulated owners,
 * therefore take turns: this queue is as global as what it guards.
 */
let queue: Promise<unknown> = Promise.resolve()
const pause = pauses()

/** Run `work` after all work that asked before it. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = queue.then(giveWay).then(work)
  queue = turn.catch(() => {})
  return turn
}

/**
 * Lets messages and heartbeats through when the thread has computed for long, in one long turn or in many short ones.
 * Nobody else gets a turn meanwhile.
 */
export async function giveWay(): Promise<void> {
  if (pause.due()) await pause.take()
}

/**
 * Run `work` in turn on a backend that has been started.
 * @throws {Error} when the work leaves tensors behind: a leak is a bug and shows in its first round.
 */
export function onBackend<T>(backend: BackendName, work: () => Promise<T>): Promise<T> {
  return inTurn(async () => {
    // Sets up each of the backend's kernels again, so only when it is another.
    if (getBackend() !== backend) await setBackend(backend)
    const before = memory().numTensors
    const result = await work()
    const left = memory().numTensors - before
    if (left !== 0) throw new Error(`bug: ${left} tensors were not disposed`)
    return result
  })
}
