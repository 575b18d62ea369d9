import { util } from "@tensorflow/tfjs-core"

/** Longest stretch of computing during which the worker's socket is deaf. */
const STRETCH_MS = 50

/**
 * When work has gone on for long enough to give way, and how.
 * @param nowMs a clock that only runs forward.
 */
export function pauses(nowMs: () => number = util.now): { due(): boolean; take(): Promise<void> } {
  let since = nowMs()
  return {
    due: () => nowMs() - since > STRETCH_MS,
    async take() {
      await nextTask()
      since = nowMs()
    },
  }
}

/** A message to oneself: unlike a timer, it is not held back in nested calls or hidden tabs. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
