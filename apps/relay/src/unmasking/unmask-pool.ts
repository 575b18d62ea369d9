import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { nodeSuite } from "@tutti/crypto/node"
import {
  addLanes,
  type LaneBits,
  type Lanes,
  runUnmaskTasks,
  type UnmaskTask,
} from "@tutti/secure-aggregation"
import { splitTasks, streamsOf } from "./split-tasks.ts"

/** A share of the tasks on its way to a thread, and what comes back. */
export type UnmaskJob = { job: number; laneBits: LaneBits; words: number; tasks: readonly UnmaskTask[] }
export type UnmaskAnswer = { job: number; correction: Lanes }

/** One for the relay itself, and no more than pay off beside a database and sockets. */
const THREADS = Math.max(1, Math.min(4, availableParallelism() - 1))

/** To set a keystream up takes as long as this many words of it. */
const SETUP_WORDS = 3_000
/** Some four milliseconds of work: handing it to a thread and taking it back costs the relay one, and waiting for it two. */
const INLINE_BELOW_WORDS = 400_000

type Waiting = { answered(correction: Lanes): void; failed(error: unknown): void }
type Thread = { worker: Worker; waiting: Map<number, Waiting> }

/** Takes opened masks off sums beside the relay's own thread, which goes on answering sockets. */
export class UnmaskPool {
  readonly #inlineBelowWords: number
  /** Made when they are first needed, and anew when one has ended by a fault. */
  readonly #threads: (Thread | undefined)[]
  #jobs = 0
  #closed = false

  /** @param inlineBelowWords of all keystreams together, set-up included: less than this is done here */
  constructor({ threads = THREADS, inlineBelowWords = INLINE_BELOW_WORDS } = {}) {
    this.#inlineBelowWords = inlineBelowWords
    this.#threads = Array.from({ length: threads }, () => undefined)
  }

  /**
   * Starts the threads, if a sum of so many owners will need them. That takes longer than unmasking a hundred owners, so
   * it is done while they are still waited for.
   */
  makeReady(owners: number, words: number): void {
    if (this.#closed || this.#isShort(owners, words)) return
    for (const place of this.#threads.keys()) this.#threads[place] ??= this.#start(place)
  }

  /**
   * What must be added to a masked sum, as `runUnmaskTasks` has it; the tasks' keys are overwritten.
   * @param words of the sum
   * @throws whatever ended a thread; the caller's round is lost, and the next job finds a new thread.
   */
  async unmask(tasks: readonly UnmaskTask[], laneBits: LaneBits, words: number): Promise<Lanes> {
    const streams = tasks.reduce((count, task) => count + streamsOf(task), 0)
    if (this.#isShort(streams, words)) return runUnmaskTasks(nodeSuite, laneBits, words, tasks)
    const shares = splitTasks(tasks, this.#threads.length)
    const running = shares.map((share, place) => this.#run(place, { laneBits, words, tasks: share }))
    // Each thread has its copy.
    for (const task of tasks) (task.kind === "self" ? task.key : task.maskKeySeed).fill(0)
    const [total = new Uint32Array(words), ...others] = await Promise.all(running)
    for (const correction of others) addLanes(laneBits, total, correction)
    return total
  }

  /** Ends all threads; what they were at is not answered any more. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#threads.map((thread) => thread?.worker.terminate()))
  }

  #isShort(streams: number, words: number): boolean {
    return streams * (words + SETUP_WORDS) < this.#inlineBelowWords
  }

  #run(place: number, share: Omit<UnmaskJob, "job">): Promise<Lanes> {
    if (this.#closed) return Promise.reject(new Error("the relay is closing"))
    const thread = this.#threads[place] ?? this.#start(place)
    const job = this.#jobs++
    return new Promise((answered, failed) => {
      thread.waiting.set(job, { answered, failed })
      thread.worker.postMessage({ job, ...share } satisfies UnmaskJob)
    })
  }

  #start(place: number): Thread {
    // Flags of the relay's own process (a loader, a test runner) are not the thread's.
    const worker = new Worker(new URL("./unmask-thread.mjs", import.meta.url), { execArgv: [] })
    // A relay that has nothing else to do may end.
    worker.unref()
    const thread: Thread = { worker, waiting: new Map() }
    worker.on("message", ({ job, correction }: UnmaskAnswer) => {
      thread.waiting.get(job)?.answered(correction)
      thread.waiting.delete(job)
    })
    let fault: unknown
    worker.once("error", (error) => {
      fault = error
    })
    worker.once("exit", () => {
      if (this.#threads[place] === thread) this.#threads[place] = undefined
      for (const { failed } of thread.waiting.values())
        failed(fault ?? new Error("the thread that unmasks has ended"))
      thread.waiting.clear()
    })
    this.#threads[place] = thread
    return thread
  }
}
