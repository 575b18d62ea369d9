import { existsSync, readdirSync, readFileSync } from "node:fs"
import { watch } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { seededRandom } from "@tutti/learning"
import { encodeUtf8, floatsToBytes, toBase64url, toHex } from "@tutti/ring"
import { planLanes } from "@tutti/secure-aggregation"
import { expect, onTestFinished, test } from "vitest"
import { Needles } from "./testing/needles.ts"
import { canReadMemory, writableMemory } from "./testing/process-memory.ts"
import { spawnRelay } from "./testing/relay-process.ts"
import type { SecureTestOwner } from "./testing/secure-owner.ts"
import { secureRun } from "./testing/secure-run.ts"
import { tinyStudy } from "./testing/specs.ts"
import { ask, command, temporaryFolder } from "./testing/test-relay.ts"

const PRELOAD = fileURLToPath(new URL("./testing/heap-on-signal.mjs", import.meta.url))

/** Wide enough for vectors to travel in several chunks, and for worker threads to unmask them. */
const HIDDEN = 32_768
const OWNERS = 4
const ROUNDS = 2
/** Where in the vectors the needles are taken from: in the first chunk, across two, and in the last. */
const PLACES = [1_000, 65_500, 150_000]
/** M5 without its lanes. */
const MASKED_HEADER = 144
const POLICY = { dropoutPerTenThousand: 3_000, clipNorm: 10, weightCap: 8 }

test.skipIf(!canReadMemory)(
  "[R70] after secure rounds, the relay's memory, heap, database and log hold no single owner's update, plain or masked",
  async () => {
    const [dataDir, heapDir] = [temporaryFolder(), temporaryFolder()]
    const heap = join(heapDir, "relay.heapsnapshot")
    const relay = await spawnRelay({
      DATA_DIR: dataDir,
      PORT: "0",
      LOG_LEVEL: "trace",
      NODE_OPTIONS: `--import=${PRELOAD}`,
      TUTTI_HEAP: heap,
      // glibc overwrites what is freed, so that memory which merely has not been used again is told from what is kept.
      MALLOC_PERTURB_: "165",
    })
    onTestFinished(() => relay.kill())
    const { study, owners } = await secureRun(
      relay,
      Array.from({ length: OWNERS }, (_, owner) => randomUpdates(owner)),
      {
        policy: POLICY,
        overrides: {
          training: { ...tinyStudy().training, rounds: ROUNDS, quorum: { minOwners: OWNERS, fraction: 1 } },
          model: {
            inputs: 2,
            layers: [
              { kind: "dense", units: HIDDEN, activation: "relu" },
              { kind: "dense", units: 2, activation: "linear" },
            ],
            loss: "softmax-cross-entropy",
          },
        },
      },
    )
    expect((await command(relay, study, "start")).status).toBe(200)
    await Promise.all(owners.map((owner) => owner.heard("study-ended")))

    const needles = new Needles()
    for (const [index, owner] of owners.entries()) addNeedles(needles, index, owner)
    // What the relay does hold, so that the search is known to find.
    const model = new Uint8Array((await ask(relay, "GET", `/api/studies/${study}/model?which=last`)).bytes)
    for (const place of PLACES) needles.add("the model", model.subarray(4 * place, 4 * place + 64))
    needles.add("the threads' program", encodeUtf8("./unmask-thread.ts"))
    needles.add("an owner's id", encodeUtf8(owners[0]?.identity.participant ?? ""))

    await writeHeap(relay.pid, heap)
    const found = (pieces: Iterable<Uint8Array>) => {
      const all = new Set<string>()
      for (const piece of pieces) for (const name of needles.in(piece)) all.add(name)
      return [...all].sort()
    }
    expect(found(writableMemory(relay.pid))).toEqual(["an owner's id", "the model", "the threads' program"])
    expect(found([readFileSync(heap)])).toEqual(["an owner's id"])
    expect(found([encodeUtf8(relay.log())])).toEqual([])
    await relay.terminate()
    const files = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name)))
    expect(found(files)).toEqual(["an owner's id", "the model"])
  },
  120_000,
)

/** Another update in every weight, owner and round. */
function randomUpdates(owner: number): (global: Float32Array) => Float32Array {
  const random = seededRandom(owner, "updates")
  return (global) => global.map(() => (random.uint32() / 2 ** 32 - 0.5) / 50)
}

/** Each form in which a single owner's contribution could lie somewhere. */
function addNeedles(needles: Needles, index: number, { trained, masked }: SecureTestOwner): void {
  const { clipNorm, weightCap } = POLICY
  const [group] = planLanes(OWNERS, [{ name: "update", lanes: 1, bound: clipNorm * weightCap }]).groups
  const scale = 2 ** (group?.exponent ?? 0)
  expect(trained).toHaveLength(ROUNDS)
  for (const [round, { global, own }] of trained.entries())
    for (const place of PLACES) {
      const add = (form: string, bytes: Uint8Array) =>
        needles.add(`${form} of owner ${index} in round ${round + 1}`, bytes)
      const update = Float64Array.from(
        own.subarray(place, place + 16),
        (weight, at) => weight - (global[place + at] ?? 0),
      )
      const weights = floatsToBytes(own.slice(place, place + 16))
      add("weights", weights)
      add("weights in base64url", encodeUtf8(toBase64url(weights.subarray(0, 48))))
      add("weights in hexadecimal", encodeUtf8(toHex(weights)))
      add("a weight in digits", encodeUtf8(String(own[place])))
      add("an update in float32", floatsToBytes(Float32Array.from(update)))
      // The difference of two float32 begins, as a float64, with the zeros at the end of its mantissa.
      add("an update in float64", new Uint8Array(update.buffer, 4))
      // Each lane was rounded up or down at random.
      const [one = 0, other = 0] = update
      for (const up of [0, 1])
        for (const otherUp of [0, 1]) {
          const lanes = Int32Array.of(Math.floor(one * scale) + up, Math.floor(other * scale) + otherUp)
          add("lanes", new Uint8Array(lanes.buffer))
        }
      // The statistics were the first masked vector.
      const from = MASKED_HEADER + 4 * place
      add("masked lanes", masked[round + 1]?.subarray(from, from + 64) ?? new Uint8Array(4))
    }
}

/** Resolves when the process has collected its garbage and written its heap. */
async function writeHeap(pid: number, path: string): Promise<void> {
  const changes = watch(join(path, ".."))
  process.kill(pid, "SIGUSR2")
  for await (const _ of changes) if (existsSync(path)) return
}
