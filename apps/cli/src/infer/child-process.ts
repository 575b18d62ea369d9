import { fork } from "node:child_process"
import { once } from "node:events"
import type * as z from "zod"

/** A process of its own that is asked one thing at a time. */
export type Asked<Answer> = {
  /** The next thing that it says. */
  next(): Promise<Answer>
  ask(question: unknown): Promise<Answer>
  /** Lets it end by itself. */
  stop(): Promise<void>
}

/**
 * Starts a script.
 * @throws {Error} from `next` and `ask` when the process ends instead of answering.
 */
export function startChild<Answer>(script: URL, answers: z.ZodType<Answer>): Asked<Answer> {
  const child = fork(script, [], {
    execArgv: ["--import", import.meta.resolve("tsx")],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // Images and weights go over as they are.
    serialization: "advanced",
  })
  const gone = once(child, "exit")
  const next = async (): Promise<Answer> => {
    const [message] = await Promise.race([
      once(child, "message"),
      gone.then(() => Promise.reject(new Error(`the process of ${script.pathname} has ended`))),
    ])
    return answers.parse(message)
  }
  return {
    next,
    ask(question) {
      const answered = next()
      child.send(question as object)
      return answered
    },
    async stop() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}
