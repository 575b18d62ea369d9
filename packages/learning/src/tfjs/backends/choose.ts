import type { Examples } from "@tutti/data"
import type { LocalTraining, ModelSpec } from "@tutti/protocol"
import { initialWeights } from "../../model/initial-weights.ts"
import { outputCount } from "../../model/layout.ts"
import { seededRandom } from "../../seeded-random.ts"
import { difference } from "../../update/vectors.ts"
import { trainerOn } from "../trainer.ts"
import { agrees } from "./agreement.ts"
import { missingKernels } from "./kernels.ts"
import { BACKENDS, type Backend, type BackendName } from "./names.ts"
import { type Started, startBackend } from "./start.ts"

const TITLES: Record<BackendName, string> = { cpu: "CPU", wasm: "WASM", webgl: "WebGL" }

const ROWS = 32
/** Measured after a step that compiles and is compared. A slow device is spared more than one step. */
const MEASURED_STEPS = 8
const PATIENCE_MS = 100

/**
 * A graphics card cannot win against a step this short: to dispatch the step's sixty or so kernels takes it longer.
 * Not asking spares a small study the download of the backend and seconds of compiling.
 */
const WEBGL_WORTHWHILE_MS = 2

type Probe = { name: BackendName } & (
  | { ok: true; update: Float32Array; milliseconds: number }
  | { ok: false; why: string }
)

/**
 * Train the very model for a few steps on each backend of this device, and choose the fastest that learns what the
 * CPU learns. The choice depends on the device's speed at this moment; what a chosen backend computes does not.
 * @throws {Error} with every backend's reason, where none can train the model.
 */
export async function fastestBackend(model: ModelSpec, wasmPath: string | undefined): Promise<Backend> {
  const probes: Probe[] = []
  for (const name of BACKENDS) {
    const yardstick = probes.find((probe) => probe.ok)
    const best = Math.min(
      ...probes.map((probe) => (probe.ok ? probe.milliseconds : Number.POSITIVE_INFINITY)),
    )
    const probe: Probe =
      name === "webgl" && "OffscreenCanvas" in globalThis && best < WEBGL_WORTHWHILE_MS
        ? { name, ok: false, why: "is not worth trying for a network this small" }
        : await probeBackend(name, model, wasmPath)
    probes.push(
      probe.ok && yardstick !== undefined && !agrees(probe.update, yardstick.update)
        ? { name, ok: false, why: `does not compute what ${TITLES[yardstick.name]} computes` }
        : probe,
    )
  }
  const able = probes.filter((probe) => probe.ok).sort((a, b) => a.milliseconds - b.milliseconds)
  const unable = probes.filter((probe) => !probe.ok).map(({ name, why }) => `${TITLES[name]} ${why}`)
  const [fastest] = able
  if (fastest === undefined) throw new Error(`nothing here can train this model: ${unable.join("; ")}`)
  const times = able.map(({ name, milliseconds }) => `${TITLES[name]}: ${readable(milliseconds)} ms a step`)
  return { name: fastest.name, reason: [...times, ...unable].join("; ") }
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
  const able = await ableBackend(name, model, wasmPath)
  if (!able.ok) throw new Error(`${TITLES[name]} ${able.why}`)
  return { name, reason: `${TITLES[name]}: asked for, not measured` }
}

async function ableBackend(
  name: BackendName,
  model: ModelSpec,
  wasmPath: string | undefined,
): Promise<Started> {
  const started = await startBackend(name, wasmPath)
  const missing = started.ok ? missingKernels(model, name) : []
  return missing.length > 0 ? { ok: false, why: `has no ${missing.join(", ")}` } : started
}

async function probeBackend(
  name: BackendName,
  model: ModelSpec,
  wasmPath: string | undefined,
): Promise<Probe> {
  const able = await ableBackend(name, model, wasmPath)
  if (!able.ok) return { name, ...able }
  const global = initialWeights(model, 1)
  const examples = someRows(model)
  const trainer = trainerOn({ name, reason: "" }, model)
  const steps = (epochs: number) => trainer.train(global, examples, { ...plan, epochs }, 1)
  try {
    const update = difference((await steps(1)).weights, global)
    const { milliseconds } = await steps(1)
    if (milliseconds > PATIENCE_MS) return { name, ok: true, update, milliseconds }
    const measured = [await steps(MEASURED_STEPS), await steps(MEASURED_STEPS)]
    const fastest = Math.min(...measured.map((result) => result.milliseconds))
    return { name, ok: true, update, milliseconds: fastest / MEASURED_STEPS }
  } catch (error) {
    return { name, ok: false, why: `failed (${error instanceof Error ? error.message : String(error)})` }
  }
}

const plan: LocalTraining = {
  epochs: 1,
  batchSize: ROWS,
  optimiser: { kind: "sgd", learningRate: 0.1 },
  proximal: 0,
}

function someRows(model: ModelSpec): Examples {
  const random = seededRandom(1, "probe")
  const width = outputCount(model)
  return {
    features: Float32Array.from({ length: ROWS * model.inputs }, random.unit),
    targets: Float32Array.from({ length: ROWS * width }, (_, index) => (index % (width + 1) === 0 ? 1 : 0)),
    rows: ROWS,
  }
}

const readable = (milliseconds: number) =>
  milliseconds < 10 ? milliseconds.toPrecision(2) : milliseconds.toFixed(0)
