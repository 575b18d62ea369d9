import { participantId, sha256, verifySignature, webRandom } from "@tutti/crypto"
import { ParticipantId, StudyHash } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import { checkPolicySignature, checkRoster } from "@tutti/sessions/training"
import { expect, test } from "vitest"
import { creditApprovalStudy, secureStudy } from "../templates/index.ts"
import { signOwners, signStudy } from "./freeze.ts"
import { generateStudyKey, readStudyKey, studyHash } from "./study-key.ts"

const relayKey = toBase64url(webRandom(32))
const key = await generateStudyKey(webRandom)
const spec = secureStudy(creditApprovalStudy(), { relayKey, studyKey: key.publicKey, owners: 4 })

const owners = Array.from({ length: 4 }, (_, index) => {
  const identityKey = sha256(Uint8Array.of(index))
  const participant = ParticipantId.parse(participantId(identityKey))
  return { participant, label: "", identityKey: toBase64url(identityKey) }
})

test("a study key survives its file, and signs the same", async () => {
  const again = await readStudyKey(key.toFile())
  expect(again.publicKey).toBe(key.publicKey)
  expect(await again.signPolicy(studyHash(spec))).toBe(await key.signPolicy(studyHash(spec)))
})

test.each([
  ["no JSON", "key"],
  ["another file", "{}"],
  [
    "another key's secret",
    JSON.stringify({ ...JSON.parse(key.toFile()), secretKey: toBase64url(webRandom(32)) }),
  ],
  ["a secret that was cut short", key.toFile().replace(/("secretKey": "....)./, "$1")],
])("E_STUDY_KEY for %s, and no word of what it held", async (_, text) => {
  const failed = await readStudyKey(text).catch((error: unknown) => error)
  expect(failed).toMatchObject({ code: "E_STUDY_KEY", side: "sender" })
  expect(String(failed)).not.toContain(JSON.parse(key.toFile()).secretKey)
})

test("what it signs passes every owner's check, and for nothing else", async () => {
  const signature = await signStudy(spec, key)
  expect(await checkPolicySignature(spec, studyHash(spec), signature, verifySignature)).toBeNull()
  const other = StudyHash.parse("0".repeat(64))
  expect(await checkPolicySignature(spec, other, signature, verifySignature)).toBe("E_POLICY")
})

test("a roster is signed in the order of participant ids, whatever order the relay told", async () => {
  const told = { spec, studyHash: studyHash(spec) }
  const one = await signOwners(told, owners, key)
  const other = await signOwners(told, owners.toReversed(), key)
  expect(one).toEqual(other)
  expect(one.roster.version).toBe(1)
  expect(one.safetyNumber).toMatch(/^(\d{5} ){11}\d{5}$/)
  const ids = one.roster.identityKeys.map((text) => participantId(fromBase64url(text) ?? new Uint8Array()))
  expect(ids).toEqual(owners.map(({ participant }) => participant).toSorted())
  expect(await checkRoster(spec, studyHash(spec), one.roster, verifySignature)).toMatchObject({ ok: true })
})

test("nothing is signed for another key, a changed study, a wrong name, or too few owners", async () => {
  const told = { spec, studyHash: studyHash(spec) }
  const stranger = await generateStudyKey(webRandom)
  await expect(signStudy(spec, stranger)).rejects.toMatchObject({ code: "E_STUDY_KEY" })
  await expect(signOwners(told, owners, stranger)).rejects.toMatchObject({ code: "E_STUDY_KEY" })
  const changed = { ...told, spec: { ...spec, title: "Another" } }
  await expect(signOwners(changed, owners, key)).rejects.toMatchObject({ code: "E_STUDY_CHANGED" })
  const named = owners.map((owner, index) => ({
    ...owner,
    participant: owners[index ^ 1]?.participant ?? owner.participant,
  }))
  await expect(signOwners(told, named, key)).rejects.toMatchObject({ code: "E_ANSWER", side: "relay" })
  await expect(signOwners(told, owners.slice(2), key)).rejects.toMatchObject({ code: "E_TOO_FEW_OWNERS" })
})
