import { expect, test } from "vitest"
import { pauses } from "./pauses.ts"

test("a pause is due after a stretch of work, and then after another one", async () => {
  let nowMs = 1_000
  const pause = pauses(() => nowMs)
  expect(pause.due()).toBe(false)
  nowMs += 60
  expect(pause.due()).toBe(true)
  await pause.take()
  expect(pause.due()).toBe(false)
  nowMs += 60
  expect(pause.due()).toBe(true)
})

test("a pause lets waiting tasks run", async () => {
  const log: string[] = []
  const { port1, port2 } = new MessageChannel()
  const received = new Promise<void>((resolve) => {
    port1.onmessage = () => {
      log.push("a message arrived")
      port1.close()
      resolve()
    }
  })
  port2.postMessage("heartbeat")
  const pause = pauses()
  while (log.length === 0) await pause.take()
  await received
  expect(log).toEqual(["a message arrived"])
})
