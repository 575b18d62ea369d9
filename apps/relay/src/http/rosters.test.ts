import { participantId } from "@tutti/crypto"
import { EnrolledOwners, Invitation, RelayInfo, type StudyId, StudyView } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import { hashStudy } from "@tutti/sessions/training"
import { beforeEach, describe, expect, onTestFinished, test } from "vitest"
import { freezeEnrolled, relayKeyOf, StudyKey, tinySecureStudy } from "../testing/secure-study.ts"
import { tinyStudy } from "../testing/specs.ts"
import { newIdentity, TestOwner } from "../testing/test-owner.ts"
import {
  type Answer,
  ask,
  codeOf,
  command,
  createInvite,
  sharedRelay,
  temporaryFolder,
  testRelay,
  viewOf,
} from "../testing/test-relay.ts"

const shared = sharedRelay()
let studyKey: StudyKey
let relayKey: string
beforeEach(async () => {
  studyKey = await StudyKey.make()
  relayKey = await relayKeyOf(shared())
})

const post = (body: unknown) => ask(shared(), "POST", "/api/studies", { body })
const pathsOf = (answer: Answer) =>
  (answer.json() as { error: { detail: { path: string }[] } }).error.detail.map(({ path }) => path)
const spec = (policy: Parameters<typeof tinySecureStudy>[1] = {}) =>
  tinySecureStudy({ studyKey: studyKey.publicKey, relayKey }, policy)

async function created(relay = shared()) {
  const keys = { studyKey: studyKey.publicKey, relayKey: await relayKeyOf(relay) }
  const signed = await studyKey.signed(tinySecureStudy(keys))
  const answer = await ask(relay, "POST", "/api/studies", { body: signed })
  expect(answer.status).toBe(201)
  const { study } = answer.json() as { study: StudyId }
  return { ...signed, study, studyHash: hashStudy(signed.spec), secret: await createInvite(relay, study) }
}

/** An owner that has enrolled, by hand. */
async function enrol({ study, secret, studyHash }: Awaited<ReturnType<typeof created>>, url = shared().url) {
  const owner = await TestOwner.join({ url, study, secret, automatic: false })
  onTestFinished(() => owner.close())
  await owner.identify((await owner.heard("challenge")).message.nonce)
  await owner.heard("admitted")
  await owner.channel.send({ kind: "enrol", studyHash })
  await owner.heard("waiting", (wait) => wait.for === "roster")
  return owner
}

describe("[R65] a secure study", () => {
  test("that its study key signed for this relay is kept, and its invitation carries the signature", async () => {
    const { study, secret, policySignature, studyHash, ...signed } = await created()
    const answer = await ask(shared(), "POST", "/api/invitations", { body: { study, secret }, token: null })
    expect(Invitation.parse(answer.json())).toEqual({ spec: signed.spec, studyHash, policySignature })
    expect(await viewOf(shared(), study)).toMatchObject({
      state: "open",
      secure: { roster: null, owners: 0 },
    })
  })

  test("without its study key's signature, or for another relay, is refused by E_POLICY and the field's name", async () => {
    const other = await StudyKey.make()
    const signed = await studyKey.signed(spec())
    const elsewhere = await studyKey.signed(
      tinySecureStudy({ studyKey: studyKey.publicKey, relayKey: other.publicKey }),
    )
    const cases: [unknown, string[]][] = [
      [{ spec: spec() }, ["policySignature"]],
      [{ ...signed, policySignature: (await other.signed(spec())).policySignature }, ["policySignature"]],
      [{ ...signed, spec: { ...spec(), purpose: "Something else." } }, ["policySignature"]],
      [elsewhere, ["spec.secure.relayKey"]],
    ]
    for (const [body, paths] of cases) {
      const answer = await post(body)
      expect([answer.status, codeOf(answer), pathsOf(answer)]).toEqual([400, "E_POLICY", paths])
    }
  })

  test("whose rules no roster can keep is refused", async () => {
    const answer = await post(await studyKey.signed(spec({ minimumCohort: 2 })))
    expect([codeOf(answer), pathsOf(answer)]).toEqual(["E_POLICY", ["spec.secure.minimumCohort"]])
  })

  test("has a signature, and no other has", async () => {
    const { policySignature } = await studyKey.signed(spec())
    const answer = await post({ spec: tinyStudy(), policySignature })
    expect([codeOf(answer), pathsOf(answer)]).toEqual(["E_POLICY", ["policySignature"]])
  })
})

describe("[R66] the roster", () => {
  test("of whoever has enrolled is signed, kept once, told to all of them, and closed to strangers", async () => {
    const study = await created()
    const owners = await Promise.all([enrol(study), enrol(study), enrol(study)])
    const listed = EnrolledOwners.parse(
      (await ask(shared(), "GET", `/api/studies/${study.study}/enrolled`)).json(),
    ).owners
    const expected = owners
      .map(({ participant, identity }) => ({
        participant,
        identityKey: toBase64url(identity.publicKey),
        label: "",
      }))
      .sort((one, other) => (one.participant < other.participant ? -1 : 1))
    expect(listed).toEqual(expected)

    const roster = await freezeEnrolled(shared(), study.study, studyKey, study.studyHash)
    for (const owner of owners) expect((await owner.heard("roster-frozen")).message.roster).toEqual(roster)
    expect(await viewOf(shared(), study.study)).toMatchObject({ secure: { roster, owners: 3 } })

    const again = await ask(shared(), "POST", `/api/studies/${study.study}/roster`, { body: { roster } })
    expect([again.status, codeOf(again)]).toEqual([409, "E_WRONG_STATE"])
    const stranger = await TestOwner.join({ url: shared().url, ...study, automatic: false })
    onTestFinished(() => stranger.close())
    await stranger.identify((await stranger.heard("challenge")).message.nonce)
    expect((await stranger.heard("admitted")).message).toMatchObject({
      roster,
      policySignature: study.policySignature,
    })
    await stranger.channel.send({ kind: "enrol", studyHash: study.studyHash })
    expect((await stranger.heard("refused")).message).toMatchObject({ code: "E_ROSTER_CLOSED", of: "enrol" })
  })

  test("that is not what the study key signed, or of others than have enrolled, is refused and changes nothing", async () => {
    const study = await created()
    await Promise.all([enrol(study), enrol(study), enrol(study)])
    const path = `/api/studies/${study.study}/roster`
    const { owners } = EnrolledOwners.parse(
      (await ask(shared(), "GET", `/api/studies/${study.study}/enrolled`)).json(),
    )
    const keys = owners.map(({ identityKey }) => identityKey)
    const signed = await studyKey.roster(study.studyHash, keys)
    const thief = await StudyKey.make()
    const stranger = toBase64url((await newIdentity()).publicKey)
    const sign = (identityKeys: readonly string[]) => studyKey.roster(study.studyHash, identityKeys)
    const refused: [string, unknown][] = [
      ["E_ROSTER", { ...signed, version: 2 }],
      ["E_ROSTER", await thief.roster(study.studyHash, keys)],
      ["E_ROSTER", await studyKey.roster(hashStudy(tinyStudy()), keys)],
      ["E_ROSTER", await sign([...keys].reverse())],
      ["E_ROSTER", await sign([...keys.slice(0, 2), ...keys.slice(1)])],
      ["E_ROSTER", await sign(inOrder([...keys, stranger]))],
      ["E_TOO_FEW_OWNERS", await sign(keys.slice(1))],
      ["E_MALFORMED", { ...signed, identityKeys: keys.slice(0, 1) }],
      ["E_MALFORMED", { ...signed, signature: "" }],
    ]
    for (const [code, roster] of refused)
      expect(codeOf(await ask(shared(), "POST", path, { body: { roster } }))).toBe(code)
    expect((await viewOf(shared(), study.study)).secure?.roster).toBeNull()
    expect((await ask(shared(), "POST", path, { body: { roster: signed } })).status).toBe(204)
  })

  test("is for the admin, of secure studies", async () => {
    const trusted = (await post({ spec: tinyStudy() })).json() as { study: StudyId }
    const study = await created()
    const roster = await studyKey.roster(study.studyHash, [studyKey.publicKey, relayKey])
    const at = `/api/studies/${study.study}`
    for (const [method, path, body] of [
      ["GET", `${at}/enrolled`, undefined],
      ["POST", `${at}/roster`, { roster }],
    ] as const)
      expect(codeOf(await ask(shared(), method, path, { token: null, body }))).toBe("E_TOKEN")
    const answer = await ask(shared(), "POST", `/api/studies/${trusted.study}/roster`, { body: { roster } })
    expect(codeOf(answer)).toBe("E_WRONG_STATE")
    for (const path of ["enrolled", "roster"])
      expect(
        codeOf(
          await ask(shared(), path === "roster" ? "POST" : "GET", `/api/studies/0000000000000000/${path}`, {
            body: path === "roster" ? { roster } : undefined,
          }),
        ),
      ).toBe("E_STUDY_UNKNOWN")
  })

  test("comes before the start", async () => {
    const study = await created()
    await Promise.all([enrol(study), enrol(study), enrol(study)])
    const answer = await command(shared(), study.study, "start")
    expect([answer.status, codeOf(answer)]).toEqual([409, "E_NOT_FROZEN"])
  })

  test("outlives the relay's process, and so does its key", async () => {
    const dataDir = temporaryFolder()
    const first = await testRelay({ dataDir })
    const study = await created(first)
    await Promise.all([1, 2, 3].map(() => enrol(study, first.url)))
    const roster = await freezeEnrolled(first, study.study, studyKey, study.studyHash)
    const before = RelayInfo.parse((await ask(first, "GET", "/api/info")).json())
    await first.close()
    const second = await testRelay({ dataDir })
    expect(RelayInfo.parse((await ask(second, "GET", "/api/info")).json())).toEqual(before)
    expect(
      StudyView.parse((await ask(second, "GET", `/api/studies/${study.study}`)).json()).secure,
    ).toMatchObject({ roster, owners: 3 })
  })
})

/** Ascending by participant id, as a roster has them. */
function inOrder(keys: readonly string[]): string[] {
  const idOf = (key: string) => participantId(fromBase64url(key) ?? new Uint8Array(0))
  return [...keys].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1))
}
