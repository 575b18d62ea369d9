import type { ModelSpec } from "@tutti/protocol"
import { initialWeights } from "../../model/initial-weights.ts"
import { outputCount } from "../../model/layout.ts"
import { seededRandom } from "../../seeded-random.ts"
import { trainerOn } from "../trainer.ts"
import { agrees } from "./agreement.ts"
import { missingKernels } from "./kernels.ts"
import { BACKENDS, type Backend, type BackendName } from "./names.ts"
import { startBackend } from "./start.ts"

const TITLES: Record<BackendName, string> = { cpu: "CPU", wasm: "WASM", webgl: "WebGL" }

/** Rows and steps of one probing call. */
const ROWS = 32
const STEPS = 4
/** Calls after the first, which compiles; the fastest counts. A device on which the first takes long is spared them. */
const REPETITIONS = 3
const PATIENCE_MS = 250

type Probe =
  | { name: BackendName; ok: true; weights: Float32Array; milliseconds: number }
  | { name: BackendName; ok: false; why: string }

/**
 * Train the very model for a few steps on each backend of this device and choose the fastest that computes what the
 * CPU computes. The choice depends on the device's speed at this moment; what a chosen backend computes does not.
 */
export async function fastestBackend(model: ModelSpec, wasmPath: string | undefined): Promise<Backend> {
  const probes: Probe[] = []
  for (const name of BACKENDS) {
    const probe = await probeBackend(name, model, wasmPath)
    const yardstick = probes.find((earlier) => earlier.ok)
    probes.push(
      probe.ok && yardstick?.ok && !agrees(probe.weights, yardstick.weights)
        ? { name, ok: false, why: `does not compute what ${TITLES[yardstick.name]} computes` }
        : probe,
    )
  }
  const able = probes.filter((probe) => probe.ok).sort((a, b) => a.milliseconds - b.milliseconds)
  const [fastest] = able
  const others = probes.filter((probe) => !probe.ok).map(({ name, why }) => `${TITLES[name]} ${why}`)
  if (fastest === undefined) throw new Error(`no backend can train this model: ${others.join("; ")}`)
  const times = able.map(
    ({ name, milliseconds }) => `${TITLES[name]}: ${milliseconds.toPrecision(2)} ms a step`,
  )
  return { name: fastest.name, reason: [...times, ...others].join("; ") }
}

/**
 * The backend that the caller asked for.
 * @throws {Error} with the reason, where this device does not have it or it cannot train the model.
 */
export async function pinnedBackend(
  name: BackendName,
  model: ModelSpec,
  wasmPath: string | undefined,
): Promise<Backend> {
  const started = await ableBackend(name, model, wasmPath)
  if (!started.ok) throw new Error(`${TITLES[name]} ${started.why}`)
  return { name, reason: `${TITLES[name]}: asked for, not measured` }
}

async function ableBackend(name: BackendName, model: ModelSpec, wasmPath: string | undefined) {
  const started = await startBackend(name, wasmPath)
  const missing = started.ok ? missingKernels(model, name) : []
  return missing.length > 0 ? ({ ok: false, why: `has no ${missing.join(", ")}` } as const) : started
}

async function probeBackend(
  name: BackendName,
  model: ModelSpec,
  wasmPath: string | undefined,
): Promise<Probe> {
  const able = await ableBackend(name, model, wasmPath)
  if (!able.ok) return { name, ...able }
  const trainer = trainerOn({ name, reason: "" }, model)
  const random = seededRandom(1, "probe")
  const features = Float32Array.from({ length: ROWS * model.inputs }, random.unit)
  const width = outputCount(model)
  const targets = Float32Array.from({ length: ROWS * width }, (_, index) =>
    index % (width + 1) === 0 ? 1 : 0,
  )
  const run = () =>
    trainer.train(
      initialWeights(model, 1),
      { features, targets, rows: ROWS },
      { epochs: STEPS, batchSize: ROWS, optimiser: { kind: "sgd", learningRate: 0.01 }, proximal: 0 },
      1,
    )
  try {
    const { weights, milliseconds } = await run()
    const times = [milliseconds]
    if (milliseconds < PATIENCE_MS)
      for (let repetition = 0; repetition < REPETITIONS; repetition++) times.push((await run()).milliseconds)
    return { name, ok: true, weights, milliseconds: Math.min(...times) / STEPS }
  } catch (error) {
    return { name, ok: false, why: `failed (${error instanceof Error ? error.message : String(error)})` }
  }
}
