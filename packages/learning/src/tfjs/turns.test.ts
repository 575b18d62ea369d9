import { scalar } from "@tensorflow/tfjs-core"
import { beforeAll, expect, test } from "vitest"
import { startBackend } from "./backends/start.ts"
import { inTurn, onBackend } from "./turns.ts"

beforeAll(() => startBackend("cpu", undefined))

test("work is done in the order in which it was asked for, one at a time", async () => {
  const log: string[] = []
  const work = (name: string) => async () => {
    log.push(`${name} begins`)
    await Promise.resolve()
    log.push(`${name} ends`)
  }
  await Promise.all([inTurn(work("first")), onBackend("cpu", work("second")), inTurn(work("third"))])
  expect(log).toEqual(["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]))
})

test("work that fails tells who asked for it, and holds up nobody else", async () => {
  const failing = inTurn(async () => {
    throw new Error("planted")
  })
  const next = inTurn(async () => "done")
  await expect(failing).rejects.toThrow("planted")
  await expect(next).resolves.toBe("done")
})

test("a tensor left behind is a bug that shows at once", async () => {
  const leak = onBackend("cpu", async () => {
    const left = [scalar(1), scalar(2)]
    return left
  })
  await expect(leak).rejects.toThrow("bug: 2 tensors were not disposed")
  await expect(onBackend("cpu", async () => scalar(3).dispose())).resolves.toBeUndefined()
})
