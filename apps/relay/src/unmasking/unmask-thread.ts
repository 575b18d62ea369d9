import { parentPort } from "node:worker_threads"
import { nodeSuite } from "@tutti/crypto/node"
import { runUnmaskTasks } from "@tutti/secure-aggregation"
import type { UnmaskAnswer, UnmaskJob } from "./unmask-pool.ts"

/* The thread's end of the pool: one job after the other. A fault ends the thread, and the pool hears of it. */

const port = parentPort
if (port === null) throw new Error("this file runs in a worker thread")

// Between two programs of the same release: the message has the type that the pool gives it.
let done: Promise<void> = Promise.resolve()
port.on("message", (job: UnmaskJob) => {
  done = done.then(async () => {
    const correction = await runUnmaskTasks(nodeSuite, job.laneBits, job.words, job.tasks)
    const answer: UnmaskAnswer = { job: job.job, correction }
    port.postMessage(answer, [correction.buffer])
  })
})
