import { type Identity, identifyMessage, verifySignature } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { seededRandom } from "@tutti/learning"
import { PROTOCOL_VERSION, RegressionOutcome, type StudyId } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import { openOutcome } from "@tutti/sessions/regression"
import { expect, onTestFinished, test } from "vitest"
import { RawWebSocket } from "../testing/raw-web-socket.ts"
import { RegressionStage, someRows } from "../testing/regression-run.ts"
import { spawnRelay } from "../testing/relay-process.ts"
import { freezeEnrolled } from "../testing/secure-study.ts"
import { newIdentity } from "../testing/test-owner.ts"
import { ask, codeOf, command, type Reached, temporaryFolder } from "../testing/test-relay.ts"
import { envelope, Fuzz } from "./fuzz-frames.ts"
import { partyMessage } from "./party-frames.ts"

const SEED = 20_261_122
/** Connections of each kind, and the frames that one of them sends before it is done or thrown out. */
const PLAN = {
  packets: { lives: 250, frames: 19 },
  strangers: { lives: 50, frames: 150 },
  sieges: { lives: 18, frames: 150 },
} as const
const PARTIES_AND_DEALER = 3
const WRONG_HASH = "0".repeat(64)

test("[R63] 20,000 frames at the parties' door: the relay lives, and honest runs are right while it lasts and after it", async () => {
  const relay = await spawnRelay({ DATA_DIR: temporaryFolder(), PORT: "0", LOG_LEVEL: "error" })
  onTestFinished(() => relay.kill())
  const [during, after] = [await honestly(relay), await honestly(relay)]

  const attack = Promise.all([packets(relay), strangers(relay, during), sieges(relay)])
  await expectTable(relay, during)
  const frames = (await attack).reduce((sum, sent) => sum + sent)
  expect(frames).toBeGreaterThanOrEqual(20_000)

  expect((await ask(relay, "GET", "/readyz")).status).toBe(200)
  expect(relay.log()).toBe("")
  const { text } = await ask(relay, "GET", "/metrics")
  const codes = Array.from(text.matchAll(/^tutti_refusals_total\{code="(\w+)"\}/gm), ([, code]) => code)
  expect(codes).toEqual(
    expect.arrayContaining(["E_MALFORMED", "E_NOT_IN_COHORT", "E_WRONG_STATE", "E_LATE", "E_FORBIDDEN"]),
  )
  await expectTable(relay, after)
}, 180_000)

/** A frozen regression with two honest owners and a dealer, of which no run has begun. */
async function honestly(relay: Reached) {
  const stage = await RegressionStage.make(relay)
  const founded = await stage.found()
  const machines = [
    await stage.party(founded, someRows(0)),
    await stage.party(founded, someRows(1)),
    await stage.deal(founded.study),
  ]
  onTestFinished(() => {
    for (const machine of machines) machine.close()
  })
  const roster = await freezeEnrolled(relay, founded.study, stage.studyKey, stage.studyHash)
  return { stage, founded, roster }
}

type Honest = Awaited<ReturnType<typeof honestly>>

/** Runs it, and opens the table as the admin does. */
async function expectTable(relay: Reached, { stage, founded: { study }, roster }: Honest): Promise<void> {
  await begun(relay, study)
  for (;;) if ((await stage.view(study)).state === "finished") break
  const outcome = RegressionOutcome.parse((await ask(relay, "GET", `/api/studies/${study}/outcome`)).json())
  const tools = { suite: nodeSuite, resultKey: stage.resultKey, verify: verifySignature }
  const result = await openOutcome({ spec: stage.spec, studyHash: stage.studyHash, roster }, outcome, tools)
  expect(result).toMatchObject({ ok: true, run: 1, table: { n: 24 } })
}

/** As soon as everybody is there. */
async function begun(relay: Reached, study: StudyId): Promise<void> {
  for (;;) {
    const answer = await command(relay, study, "start")
    if (answer.status === 200) return
    expect(["E_TOO_FEW_OWNERS", "E_RG_DEALER", "E_WRONG_STATE"]).toContain(codeOf(answer))
  }
}

const fuzzOf = (kind: string, life: number) => new Fuzz(seededRandom(SEED + life, kind))

/** Packets of socket.io with anything in them. */
async function packets({ url }: Reached): Promise<number> {
  const { lives, frames } = PLAN.packets
  for (let life = 0; life < lives; life++) {
    const fuzz = fuzzOf("packets", life)
    const socket = await RawWebSocket.open(url)
    await socket.enter("/party")
    const events = Array.from({ length: frames - 1 }, () => fuzz.event("/party"))
    socket.write(Buffer.concat([...events, fuzz.brokenPacket("/party")]))
    await socket.finish()
  }
  return lives * frames
}

/** Invited, and not in the frozen roster: they may say what they like about a run that they are not in. */
async function strangers(relay: Reached, { stage, founded }: Honest): Promise<number> {
  const { lives, frames } = PLAN.strangers
  // A socket that was refused too often is closed only after a while: many of them wait at the same time.
  const sent = await Promise.all(
    Array.from({ length: lives }, async (_, life) => {
      const socket = await enter(relay, founded, await newIdentity())
      const hashes = [WRONG_HASH, stage.studyHash] as const
      const count = spray(socket, fuzzOf("strangers", life), frames, 1, hashes)
      await socket.finish()
      return count
    }),
  )
  return sent.reduce((sum, one) => sum + one)
}

/** Frozen owners and their dealer, all of them hostile: each time they come a run begins. */
async function sieges(relay: Reached): Promise<number> {
  const { lives, frames } = PLAN.sieges
  const stage = await RegressionStage.make(relay)
  const founded = await stage.found()
  const owners = [await newIdentity(), await newIdentity()]
  let sent = 0
  for (let life = 0; life < lives; life++) {
    const sockets = await Promise.all([
      ...owners.map((owner) => enter(relay, founded, owner)),
      enter(relay, { study: founded.study }, stage.dealer),
    ])
    for (const socket of sockets.slice(0, owners.length))
      socket.write(envelope({ kind: "enrol", studyHash: stage.studyHash }, "/party"))
    if (life === 0) await frozen(relay, stage, founded.study, owners.length)
    await begun(relay, founded.study)
    for (const [seat, socket] of sockets.entries()) {
      const fuzz = fuzzOf("sieges", PARTIES_AND_DEALER * life + seat)
      sent += spray(socket, fuzz, frames, life + 1, [WRONG_HASH, stage.studyHash])
    }
    await Promise.all(sockets.map((socket) => socket.finish()))
  }
  expect((await stage.view(founded.study)).runs.every(({ step }) => step !== "finished")).toBe(true)
  return sent
}

async function frozen(relay: Reached, stage: RegressionStage, study: StudyId, owners: number): Promise<void> {
  for (;;) {
    const ready = (await stage.view(study)).owners.filter(({ state }) => state === "enrolled")
    if (ready.length === owners) break
  }
  await freezeEnrolled(relay, study, stage.studyKey, stage.studyHash)
}

/** @returns how many frames were sent. */
function spray(
  socket: RawWebSocket,
  fuzz: Fuzz,
  frames: number,
  run: number,
  hashes: readonly [string, string],
): number {
  const all: Buffer[] = []
  while (all.length < frames) all.push(...partyMessage(fuzz, run, hashes))
  socket.write(Buffer.concat(all))
  return all.length
}

/** Through the door as a well-behaved machine, by its key and, for an owner, an invite. */
async function enter(
  { url }: Reached,
  { study, secret }: { study: StudyId; secret?: string },
  identity: Pick<Identity, "publicKey" | "sign">,
): Promise<RawWebSocket> {
  const socket = await RawWebSocket.open(url)
  await socket.enter("/party")
  const nonce = (await socket.heard((text) => text.includes("nonce")))?.match(/"nonce":"([^"]+)"/)?.[1] ?? ""
  const signature = await identity.sign(identifyMessage(fromBase64url(nonce) ?? new Uint8Array(32), study))
  const identify = {
    kind: "identify",
    protocol: PROTOCOL_VERSION,
    study,
    ...(secret === undefined ? {} : { invite: secret }),
    publicKey: toBase64url(identity.publicKey),
    signature: toBase64url(signature),
    label: "Mallory",
  }
  socket.write(envelope(identify, "/party"))
  await socket.heard((text) => text.includes('"admitted"'))
  return socket
}
