import { generateIdentity, verifySignature, webRandom } from "@tutti/crypto"
import { type SecurePolicy, StudySpec } from "@tutti/protocol"
import { fromHex, toBase64url } from "@tutti/ring"
import { rosterRoot, signedPolicy, signedRoster } from "@tutti/secure-aggregation"
import { cohort, numberStudy } from "@tutti/testkit"
import { describe, expect, test } from "vitest"
import { hashStudy } from "../committed.ts"
import { checkPolicySignature, checkRoster, policyProblem, safetyNumber } from "./policy.ts"

const policy: Omit<SecurePolicy, "studyKey" | "relayKey"> = {
  corruptPerTenThousand: 500,
  dropoutPerTenThousand: 2_000,
  minimumCohort: 3,
  maxContributions: 10,
  clipNorm: 1,
  lossBound: 10,
  weightCap: 4,
}

/** A study that its study key has signed, and a roster of Alice, Bob, Carol and Dave that it has frozen. */
async function signedStudy() {
  const key = await generateIdentity({ name: "noble", random: webRandom })
  const relay = await generateIdentity({ name: "noble", random: webRandom })
  const keys = { studyKey: toBase64url(key.publicKey), relayKey: toBase64url(relay.publicKey) }
  const spec = StudySpec.parse({ ...numberStudy(), mode: "secure", secure: { ...policy, ...keys } })
  const hash = hashStudy(spec)
  const hashBytes = fromHex(hash) ?? new Uint8Array()
  const people = Object.values(await cohort("alice", "bob", "carol", "dave"))
  const identityKeys = people
    .sort((one, other) => (one.participant < other.participant ? -1 : 1))
    .map(({ identity }) => identity.publicKey)
  const freeze = async (frozen = identityKeys, signer = key, version = 1) => ({
    version,
    identityKeys: frozen.map(toBase64url),
    signature: toBase64url(await signer.sign(signedRoster(hashBytes, rosterRoot(version, frozen)))),
  })
  const signature = toBase64url(await key.sign(signedPolicy(hashBytes)))
  return { key, spec, hash, hashBytes, signature, identityKeys, freeze }
}

describe("[SA13] how many owners a study's rules ask for", () => {
  test.each([
    [10, { minimumCohort: 10 }, null],
    [10, { minimumCohort: 3 }, null],
    [3, { minimumCohort: 3 }, null],
    [2, { minimumCohort: 2 }, "E_TOO_FEW_OWNERS"],
    [9, { minimumCohort: 10 }, "E_TOO_FEW_OWNERS"],
    [10, { minimumCohort: 2 }, "E_POLICY"],
    [60, { minimumCohort: 10 }, "E_POLICY"],
    [60, { minimumCohort: 20 }, null],
    [653, { minimumCohort: 9, corruptPerTenThousand: 3_300 }, "E_POLICY"],
  ] as const)("%i owners under %o: %s", (owners, change, problem) => {
    expect(policyProblem({ ...policy, studyKey: "", relayKey: "", ...change }, owners)).toBe(problem)
  })
})

describe("[SA14] a study is what its study key has signed", () => {
  test("the signed study is taken; not another study, another key's signature, or none", async () => {
    const { key, spec, hash, hashBytes, signature } = await signedStudy()
    expect(await checkPolicySignature(spec, hash, signature, verifySignature)).toBeNull()
    const weaker = { ...spec, secure: spec.secure && { ...spec.secure, minimumCohort: 2 } }
    expect(await checkPolicySignature(weaker, hashStudy(weaker), signature, verifySignature)).toBe("E_POLICY")
    const mallory = await generateIdentity({ name: "noble", random: webRandom })
    const forged = toBase64url(await mallory.sign(signedPolicy(hashBytes)))
    expect(await checkPolicySignature(spec, hash, forged, verifySignature)).toBe("E_POLICY")
    expect(await checkPolicySignature(spec, hash, undefined, verifySignature)).toBe("E_POLICY")
    const unlabelled = toBase64url(await key.sign(hashBytes))
    expect(await checkPolicySignature(spec, hash, unlabelled, verifySignature)).toBe("E_POLICY")
  })

  test("a trusted study has no signed rules, whatever comes with it", async () => {
    const { signature } = await signedStudy()
    const trusted = numberStudy()
    expect(await checkPolicySignature(trusted, hashStudy(trusted), signature, verifySignature)).toBe(
      "E_POLICY",
    )
  })
})

describe("[SA14] a roster is what the study key has frozen", () => {
  test("the frozen owners come in order of index, with their root", async () => {
    const { spec, hash, identityKeys, freeze } = await signedStudy()
    const checked = await checkRoster(spec, hash, await freeze(), verifySignature)
    expect(checked).toEqual({ ok: true, root: rosterRoot(1, identityKeys), identityKeys })
  })

  test("Mallory's roster, one of another study, another order, an owner twice, or a version relabelled", async () => {
    const { spec, hash, identityKeys, freeze } = await signedStudy()
    const mallory = await generateIdentity({ name: "noble", random: webRandom })
    const rosters = {
      "signed by Mallory": await freeze(identityKeys, mallory),
      "in another order": await freeze([...identityKeys].reverse()),
      "an owner twice": await freeze(identityKeys.flatMap((key) => [key, key])),
      "another version": { ...(await freeze()), version: 2 },
      "a stranger added": {
        ...(await freeze()),
        identityKeys: [...identityKeys, mallory.publicKey].map(toBase64url),
      },
    }
    for (const [what, roster] of Object.entries(rosters))
      expect(await checkRoster(spec, hash, roster, verifySignature), what).toEqual({
        ok: false,
        code: "E_ROSTER",
      })
    const other = { ...spec, title: "Another study" }
    expect(await checkRoster(other, hashStudy(other), await freeze(), verifySignature)).toEqual({
      ok: false,
      code: "E_ROSTER",
    })
  })

  test("a roster of two is refused, although it is signed", async () => {
    const { spec, hash, identityKeys, freeze } = await signedStudy()
    expect(await checkRoster(spec, hash, await freeze(identityKeys.slice(0, 2)), verifySignature)).toEqual({
      ok: false,
      code: "E_TOO_FEW_OWNERS",
    })
  })
})

test("[T54] a safety number is twelve groups of five digits, and any other key or roster has another", async () => {
  const { spec, identityKeys } = await signedStudy()
  const key = spec.secure?.studyKey ?? ""
  const number = safetyNumber(key, rosterRoot(1, identityKeys))
  expect(number).toMatch(/^\d{5}( \d{5}){11}$/)
  const others = [
    safetyNumber(key, rosterRoot(2, identityKeys)),
    safetyNumber(key, rosterRoot(1, identityKeys.slice(1))),
    safetyNumber(spec.secure?.relayKey ?? "", rosterRoot(1, identityKeys)),
  ]
  for (const other of others) expect(other).not.toBe(number)
})

test("[T54] a worked safety number, computed apart from this code", () => {
  // SHA-256 of 32 bytes of 1 and 32 bytes of 2, as a big-endian integer mod 10^60 (python3: hashlib, int.from_bytes).
  const number = safetyNumber(toBase64url(new Uint8Array(32).fill(1)), new Uint8Array(32).fill(2))
  expect(number).toBe("77731 09012 39039 72654 37041 84850 99933 93824 79322 72415 51467 75117")
})
