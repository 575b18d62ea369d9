import type { Random } from "@tutti/crypto"
import { type SecurePolicy, StudyCreated, type StudyId, type StudySpec } from "@tutti/protocol"
import { type SecureOwnerOptions, SecureTestOwner } from "./secure-owner.ts"
import { freezeEnrolled, relayKeyOf, StudyKey, tinySecureStudy } from "./secure-study.ts"
import { ask, createInvite, type Reached } from "./test-relay.ts"

/** A secure study whose owners have enrolled and whose roster is frozen: the next word is the admin's `start`. */
export type SecureRun = {
  study: StudyId
  spec: StudySpec
  secret: string
  studyKey: string
  owners: SecureTestOwner[]
}

/** @param updates what the training of each owner adds, one owner per entry. */
export async function secureRun(
  relay: Reached,
  updates: readonly SecureOwnerOptions["update"][],
  {
    policy = {},
    overrides = {},
    onHeard,
    hostile,
    randomOf,
  }: {
    policy?: Partial<SecurePolicy>
    overrides?: Partial<StudySpec>
    onHeard?: SecureOwnerOptions["onHeard"]
    /** What the first owner says before each of its steps. */
    hostile?: SecureOwnerOptions["before"]
    /** Each owner's own randomness. */
    randomOf?: (owner: number) => Random
  } = {},
): Promise<SecureRun> {
  const key = await StudyKey.make()
  const keys = { studyKey: key.publicKey, relayKey: await relayKeyOf(relay) }
  const body = await key.signed(tinySecureStudy(keys, policy, overrides))
  const created = await ask(relay, "POST", "/api/studies", { body })
  const { study, studyHash } = StudyCreated.parse(created.json())
  const secret = await createInvite(relay, study)
  const options = { url: relay.url, study, secret, studyKey: key.publicKey, ...(onHeard && { onHeard }) }
  const owners = await Promise.all(
    updates.map((update, index) =>
      SecureTestOwner.join({
        ...options,
        update,
        ...(index === 0 && hostile && { before: hostile }),
        ...(randomOf && { random: randomOf(index) }),
      }),
    ),
  )
  await freezeEnrolled(relay, study, key, studyHash)
  for (const owner of owners) await owner.heard("roster-frozen")
  return { study, spec: body.spec, secret, studyKey: key.publicKey, owners }
}
