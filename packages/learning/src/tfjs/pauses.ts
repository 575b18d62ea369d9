import { util } from "@tensorflow/tfjs-core"

/** Longest stretch of training during which the worker's socket is deaf. */
const STRETCH_MS = 50

/**
 * Lets a long loop give way now and then, so that messages and heartbeats are answered in the midst of training.
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
