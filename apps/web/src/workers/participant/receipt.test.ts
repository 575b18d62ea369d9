import { generateIdentity, verifySignature, webRandom } from "@tutti/crypto"
import { ModelHash } from "@tutti/protocol"
import { fromHex } from "@tutti/ring"
import { receiptMessage } from "@tutti/sdk"
import { expect, test } from "vitest"
import { NO_HISTORY } from "./history.ts"
import { summariseLedger } from "./ledger.ts"
import { type ReceiptBody, receiptBody, signReceipt } from "./receipt.ts"
import { studyHash, studyId } from "./study.fixture.ts"

const own = (round: number) => ({
  round,
  trainLoss: 0.5,
  trainAccuracy: null,
  validationLoss: null,
  validationAccuracy: null,
  trainingMs: 3,
})
const counted = (round: number) => ({
  round,
  cohort: 3,
  survivors: 3,
  trainLoss: 0.4,
  trainAccuracy: null,
  validationLoss: null,
  validationAccuracy: null,
  seconds: 1,
  bytesUpPerOwner: 40,
  modelHash: ModelHash.parse("7".repeat(64)),
})
const facts = {
  study: studyId,
  title: "Who pays back",
  organiser: "Three village banks",
  studyHash,
  words: "lusab babad gutih tugad mudof",
  relay: "relay.example",
  participant: "9".repeat(64),
  consentedAt: "2026-11-01T10:00:00.000Z",
  issuedAt: "2026-11-01T11:00:00.000Z",
  mode: "trusted",
  model: { which: "best", round: 2, modelHash: "7".repeat(64) },
  history: {
    ...NO_HISTORY,
    own: [own(1), own(2), own(3)],
    rounds: [counted(1), counted(3)],
    ledger: summariseLedger([{ what: "model-update", round: 1, bytes: 190, recipient: "relay", atMs: 1 }]),
    bytesIn: 77,
    outcome: { kind: "finished", bestRound: 1, lastRound: 3 },
  },
  left: false,
  version: "0.1.0",
} as const

test("a receipt counts the rounds that both happened here and were counted, and the bytes by kind", () => {
  const body = receiptBody(facts)
  expect(body.ownRounds).toEqual([1, 3])
  expect(body.committedRounds).toBe(2)
  expect(body.outcome).toBe("finished")
  expect(body.sent).toMatchObject({ messages: 1, bytes: 190 })
  expect(body.sent.kinds["model-update"]).toEqual({ messages: 1, bytes: 190 })
  expect(body.received).toEqual({ bytes: 77 })
  expect(receiptBody({ ...facts, left: true }).outcome).toBe("left")
})

test("the file's signature holds under the key in it, and under no other text", async () => {
  const identity = await generateIdentity({ name: "noble", random: webRandom })
  const body = receiptBody({ ...facts, participant: identity.participant })
  const file: ReceiptBody & { publicKey: string; signature: string } = JSON.parse(
    await signReceipt(body, identity),
  )
  const { publicKey, signature, ...signed } = file
  const holds = (claim: ReceiptBody) =>
    verifySignature(
      fromHex(publicKey) ?? new Uint8Array(),
      receiptMessage(claim),
      fromHex(signature) ?? new Uint8Array(),
    )
  expect(await holds(signed)).toBe(true)
  expect(await holds({ ...signed, committedRounds: signed.committedRounds + 1 })).toBe(false)
})
