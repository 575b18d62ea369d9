import { afterEach, expect, test, vi } from "vitest"
import { pattern, receive, update } from "../channel.contract.ts"
import { connectOwner } from "./client.ts"
import { openRelay } from "./relay.fixture.ts"

afterEach(() => void vi.useRealTimers())

test("[W16] a frame that met a connection which had died in its sleep is not sent on the next one", async () => {
  const relay = await openRelay()
  const { owner } = await relay.join()
  const back = new Promise<void>((resolve) => owner.onReconnect(resolve))
  // The laptop was closed for an hour: the library notices at the first frame, and keeps it for later.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 })
  const stale = owner.send(update(1), pattern(4, 1)).catch((error) => error)
  expect(await stale).toMatchObject({ code: "closed" })
  vi.useRealTimers()
  await back
  const line = await relay.arrival()
  const arrived = receive(line, 1)
  await owner.send(update(2), pattern(4, 2))
  expect(await arrived).toEqual([{ message: update(2), payload: pattern(4, 2) }])
  owner.close()
  await relay.close()
})

test("[W16] an owner that cannot reach the relay is told, goes on trying, and stops when it is closed", async () => {
  const relay = await openRelay()
  relay.cut()
  let attempts = 0
  let tired = () => {}
  const twice = new Promise<void>((resolve) => {
    tired = resolve
  })
  const backOff = { firstMs: 1, maxMs: 10 }
  const owner = connectOwner(relay.url, { backOff, onUnreachable: () => ++attempts === 2 && tired() })
  await expect(owner.send({ kind: "leave" })).rejects.toMatchObject({ code: "closed" })
  await twice
  relay.letIn()
  await relay.arrival()
  owner.close()
  await relay.close()
})
