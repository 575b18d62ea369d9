import { nodeSuite } from "@tutti/crypto/node"
import { seededRandom } from "@tutti/learning"
import { type LaneBits, runUnmaskTasks, type UnmaskTask } from "@tutti/secure-aggregation"
import fc from "fast-check"
import { expect, onTestFinished, test } from "vitest"
import { splitTasks, streamsOf } from "./split-tasks.ts"
import { UnmaskPool } from "./unmask-pool.ts"

function poolOf(threads: number, inlineBelowWords = 0): UnmaskPool {
  const pool = new UnmaskPool({ threads, inlineBelowWords })
  onTestFinished(() => pool.close())
  return pool
}

/** Self masks of some owners, and the pairs of one that dropped out and others. */
function tasksOf(seed: number, selves: number, pairs: number): UnmaskTask[] {
  const random = seededRandom(seed, "tasks")
  const key = () => Uint8Array.from({ length: 32 }, () => random.uint32() & 255)
  // Any 32 bytes are somebody's X25519 key, but for a few of small order.
  const survivors = Array.from({ length: pairs }, (_, index) => ({ index, maskKey: key() }))
  return [
    ...Array.from({ length: selves }, (): UnmaskTask => ({ kind: "self", key: key() })),
    { kind: "pairs", maskKeySeed: key(), dropped: pairs, salt: key(), survivors },
  ]
}

const sizes = { selves: fc.nat(20), pairs: fc.nat(100), shares: fc.integer({ min: 1, max: 5 }) }

test("[R71] shares of the work hold each keystream once, and none much more of them than another", () => {
  fc.assert(
    fc.property(fc.record(sizes), ({ selves, pairs, shares }) => {
      const split = splitTasks(tasksOf(1, selves, pairs), shares)
      expect(split.length).toBeLessThanOrEqual(shares)
      const loads = split.map((tasks) => tasks.reduce((sum, task) => sum + streamsOf(task), 0))
      expect(loads.reduce((sum, load) => sum + load, 0)).toBe(selves + pairs)
      expect(Math.max(0, ...loads) - Math.min(...loads)).toBeLessThanOrEqual(32)
      const indices = split.flat().flatMap((task) => (task.kind === "pairs" ? task.survivors : []))
      expect(new Set(indices.map(({ index }) => index)).size).toBe(pairs)
    }),
    { seed: 1, numRuns: 20 },
  )
})

test.each<[LaneBits, number]>([
  [32, 1],
  [128, 2],
])(
  "[R71] threads take off what the relay's own thread would, in lanes of %i bits by %i threads",
  async (laneBits, threads) => {
    const pool = poolOf(threads)
    const work = [tasksOf(2, 5, 70), tasksOf(3, 1, 0)] as const
    const expected = await Promise.all(
      work.map((tasks) => runUnmaskTasks(nodeSuite, laneBits, 12, structuredClone(tasks))),
    )
    expect(await Promise.all(work.map((tasks) => pool.unmask(tasks, laneBits, 12)))).toEqual(expected)
    // What opened the masks is gone from the relay's own memory.
    for (const task of work.flat())
      expect((task.kind === "self" ? task.key : task.maskKeySeed).every((byte) => byte === 0)).toBe(true)
  },
)

test("[R71] a pool that has made ready takes off the same", async () => {
  const pool = poolOf(2)
  pool.makeReady(6, 6)
  const tasks = tasksOf(8, 6, 3)
  const expected = await runUnmaskTasks(nodeSuite, 32, 6, structuredClone(tasks))
  expect(await pool.unmask(tasks, 32, 6)).toEqual(expected)
})

test("[R71] a small sum is unmasked at once, and so is one of no masks", async () => {
  const pool = poolOf(1, Number.POSITIVE_INFINITY)
  const tasks = tasksOf(4, 3, 0)
  const expected = await runUnmaskTasks(nodeSuite, 32, 6, structuredClone(tasks))
  expect(await pool.unmask(tasks, 32, 6)).toEqual(expected)
  expect(await poolOf(1).unmask([], 32, 6)).toEqual(new Uint32Array(6))
})

test("[R71] a thread that ends by a fault fails its sum alone; one that is closed takes no more", async () => {
  const pool = poolOf(2)
  const broken: UnmaskTask = {
    kind: "pairs",
    maskKeySeed: new Uint8Array(32).fill(7),
    dropped: 1,
    salt: new Uint8Array(96),
    // Of small order: nobody agrees with it.
    survivors: [{ index: 0, maskKey: new Uint8Array(32) }],
  }
  await expect(pool.unmask([broken], 32, 6)).rejects.toThrow("mask key")
  const tasks = tasksOf(5, 4, 0)
  const expected = await runUnmaskTasks(nodeSuite, 32, 6, structuredClone(tasks))
  expect(await pool.unmask(tasks, 32, 6)).toEqual(expected)
  // Far more than can be done before it is stopped.
  const late = pool.unmask(tasksOf(6, 100, 0), 32, 4_000_000)
  const closed = expect(late).rejects.toThrow("ended")
  await pool.close()
  await closed
  await expect(pool.unmask(tasksOf(7, 4, 0), 32, 6)).rejects.toThrow("closing")
  // Nothing starts any more.
  pool.makeReady(1_000, 1_000_000)
})
