import type { Identity } from "@tutti/crypto"
import {
  EnrolledOwners,
  type FrozenRoster,
  RelayInfo,
  type SecurePolicy,
  type StudyHash,
  type StudySpec,
} from "@tutti/protocol"
import { fromBase64url, fromHex, toBase64url } from "@tutti/ring"
import { rosterRoot, signedPolicy, signedRoster } from "@tutti/secure-aggregation"
import { hashStudy } from "@tutti/sessions/training"
import { tinyStudy } from "./specs.ts"
import { newIdentity } from "./test-owner.ts"
import { ask, type Reached } from "./test-relay.ts"

/** The admin's end of a secure study: the key that signs it, and its words. */
export class StudyKey {
  private constructor(readonly identity: Identity) {}

  static async make(): Promise<StudyKey> {
    return new StudyKey(await newIdentity())
  }

  get publicKey(): string {
    return toBase64url(this.identity.publicKey)
  }

  /** @returns the body of POST /api/studies. */
  async signed(spec: StudySpec): Promise<{ spec: StudySpec; policySignature: string }> {
    return { spec, policySignature: await this.#sign(signedPolicy(hashBytes(hashStudy(spec)))) }
  }

  /** @param identityKeys base64url, in the order that the roster gets them. */
  async roster(studyHash: StudyHash, identityKeys: readonly string[], version = 1): Promise<FrozenRoster> {
    const root = rosterRoot(version, identityKeys.map(keyBytes))
    const signature = await this.#sign(signedRoster(hashBytes(studyHash), root))
    return { version, identityKeys: [...identityKeys], signature }
  }

  async #sign(message: Uint8Array): Promise<string> {
    return toBase64url(await this.identity.sign(message))
  }
}

/** A small study in the secure mode, for this relay. Ten owners, of whom one may collude and two may drop out. */
export function tinySecureStudy(
  keys: Pick<SecurePolicy, "studyKey" | "relayKey">,
  policy: Partial<SecurePolicy> = {},
  overrides: Partial<StudySpec> = {},
): StudySpec {
  return tinyStudy({
    mode: "secure",
    secure: {
      ...keys,
      corruptPerTenThousand: 1_000,
      dropoutPerTenThousand: 2_000,
      minimumCohort: 3,
      maxContributions: 100,
      clipNorm: 10,
      lossBound: 16,
      weightCap: 8,
      ...policy,
    },
    ...overrides,
  })
}

export async function relayKeyOf(relay: Reached): Promise<string> {
  return RelayInfo.parse((await ask(relay, "GET", "/api/info", { token: null })).json()).relayKey
}

/** Signs whoever has enrolled by now. */
export async function freezeEnrolled(
  relay: Reached,
  study: string,
  studyKey: StudyKey,
  studyHash: StudyHash,
): Promise<FrozenRoster> {
  const { owners } = EnrolledOwners.parse((await ask(relay, "GET", `/api/studies/${study}/enrolled`)).json())
  const roster = await studyKey.roster(
    studyHash,
    owners.map(({ identityKey }) => identityKey),
  )
  const answer = await ask(relay, "POST", `/api/studies/${study}/roster`, { body: { roster } })
  if (answer.status !== 204) throw new Error(`the roster was refused: ${answer.text}`)
  return roster
}

const keyBytes = (key: string) => fromBase64url(key) ?? new Uint8Array(0)
const hashBytes = (hash: StudyHash) => fromHex(hash) ?? new Uint8Array(0)
