import { initialWeights, seededRandom } from "@tutti/learning"
import type { StudyId, StudySpec } from "@tutti/protocol"
import { expect, onTestFinished, test } from "vitest"
import { RawWebSocket } from "../testing/raw-web-socket.ts"
import { type RelayProcess, spawnRelay } from "../testing/relay-process.ts"
import { tinyStudy } from "../testing/specs.ts"
import { TestOwner } from "../testing/test-owner.ts"
import { ask, command, createInvite, createStudy, temporaryFolder, viewOf } from "../testing/test-relay.ts"
import { Fuzz } from "./fuzz-frames.ts"
import { messageLife } from "./message-life.ts"

const SEED = 20_260_301
/** Connections of each kind, and the frames that one of them sends before it is done or thrown out. */
const PLAN = {
  raw: { lives: 1_000, frames: 4 },
  packets: { lives: 1_300, frames: 19 },
  messages: { lives: 210, frames: 350 },
} as const
const AT_ONCE = 6
const WRONG_HASH = "0".repeat(64)

test("[R63] 100,000 frames of nonsense: the relay lives, and an honest round is right while it lasts and after it", async () => {
  const relay = await spawnRelay({ DATA_DIR: temporaryFolder(), PORT: "0", LOG_LEVEL: "error" })
  onTestFinished(() => relay.kill())
  const honest = await running(relay, [1, 3])
  // Here attackers agree, are in the cohorts, and send what they like.
  const besieged = await running(relay, [0])

  const frames = await attack(relay, [honest, besieged])
  expect(frames).toBeGreaterThanOrEqual(100_000)

  expect((await ask(relay, "GET", "/readyz")).status).toBe(200)
  expect(relay.log()).toBe("")
  const { text } = await ask(relay, "GET", "/metrics")
  const codes = Array.from(text.matchAll(/^tutti_refusals_total\{code="(\w+)"\}/gm), ([, code]) => code)
  expect(codes).toEqual(
    expect.arrayContaining(["E_MALFORMED", "E_NOT_READY", "E_STUDY_CHANGED", "E_STATISTICS", "E_LATE"]),
  )

  const during = await roundsSoFar(relay, honest.study)
  expect(during).toBeGreaterThan(3)
  await expectMean(relay, honest, during)
  expect((await command(relay, honest.study, "next-round")).status).toBe(200)
  await Promise.all(
    honest.owners.map((owner) => owner.heard("round-closed", ({ metrics }) => metrics.round > during)),
  )
  await expectMean(relay, honest, during + 1)
}, 180_000)

type Running = {
  study: StudyId
  secret: string
  studyHash: string
  spec: StudySpec
  owners: TestOwner[]
}

/** A study at work with honest owners whose training adds these numbers to every weight. */
async function running(relay: RelayProcess, steps: number[]): Promise<Running> {
  const base = tinyStudy()
  const quorum = { minOwners: steps.length, fraction: 1 }
  const spec = tinyStudy({ training: { ...base.training, rounds: 10_000, quorum } })
  const study = await createStudy(relay, spec)
  const secret = await createInvite(relay, study, 1_000)
  const owners = await Promise.all(
    steps.map((step) => TestOwner.join({ url: relay.url, study, secret, step })),
  )
  onTestFinished(() => {
    for (const owner of owners) owner.close()
  })
  for (const owner of owners) await owner.heard("waiting", (wait) => wait.for === "admin")
  expect((await command(relay, study, "start")).status).toBe(200)
  return { study, secret, studyHash: (await viewOf(relay, study)).studyHash, spec, owners }
}

/** @returns how many frames were sent. */
async function attack(
  { url }: RelayProcess,
  [honest, besieged]: readonly [Running, Running],
): Promise<number> {
  const lives = [
    ...Array.from({ length: PLAN.raw.lives }, () => (fuzz: Fuzz) => rawLife(url, fuzz)),
    ...Array.from({ length: PLAN.packets.lives }, () => (fuzz: Fuzz) => packetLife(url, fuzz)),
    ...Array.from(
      { length: PLAN.messages.lives },
      (_, index) => (fuzz: Fuzz) =>
        index % 2 === 0
          ? messageLife(url, fuzz, honest, [WRONG_HASH], PLAN.messages.frames)
          : messageLife(url, fuzz, besieged, [WRONG_HASH, besieged.studyHash], PLAN.messages.frames),
    ),
  ]
  let next = 0
  let frames = 0
  const attacker = async () => {
    for (let life = lives[next]; life !== undefined; life = lives[next]) {
      const fuzz = new Fuzz(seededRandom(SEED + next, "fuzz"))
      next += 1
      const sent = await life(fuzz)
      frames += sent
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, attacker))
  return frames
}

async function rawLife(url: string, fuzz: Fuzz): Promise<number> {
  const socket = await RawWebSocket.open(url)
  socket.write(Buffer.concat(Array.from({ length: PLAN.raw.frames }, () => fuzz.raw())))
  await socket.finish()
  return PLAN.raw.frames
}

async function packetLife(url: string, fuzz: Fuzz): Promise<number> {
  const socket = await RawWebSocket.open(url)
  const namespace = fuzz.pick(["/owner", "/owner", "/watch"])
  await socket.enter(namespace)
  const events = Array.from({ length: PLAN.packets.frames - 1 }, () => fuzz.event(namespace))
  socket.write(Buffer.concat([...events, fuzz.brokenPacket(namespace)]))
  await socket.finish()
  return PLAN.packets.frames
}

/** Pauses the study and waits for the end of its open round. */
async function roundsSoFar(relay: RelayProcess, study: StudyId): Promise<number> {
  await command(relay, study, "pause")
  for (;;) {
    const { state, rounds } = await viewOf(relay, study)
    if (state === "paused") return rounds.filter(({ phase }) => phase === "committed").length
  }
}

/** Every committed round has added the mean of 1 and 3, and nobody else has added anything. */
async function expectMean(relay: RelayProcess, { study, spec }: Running, rounds: number): Promise<void> {
  const { bytes } = await ask(relay, "GET", `/api/studies/${study}/model?which=last`)
  const weights = new Float32Array(bytes)
  const expected = initialWeights(spec.model, spec.training.seed).map((weight) => weight + 2 * rounds)
  expect(weights).toHaveLength(expected.length)
  for (const [index, weight] of weights.entries())
    expect(weight).toBeCloseTo(expected[index] ?? Number.NaN, 1)
}
