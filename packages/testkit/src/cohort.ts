import { generateIdentity, type Identity } from "@tutti/crypto"
import { ParticipantId } from "@tutti/protocol"
import { unsafeSeededRandom } from "./unsafe-seeded-random.ts"

/** An owner of the tests, with a real key pair that is always the same. */
export type Person = { label: string; participant: ParticipantId; identity: Identity }

/** Alice, Bob and Carol by name: `const { alice, bob } = await cohort("alice", "bob")`. */
export async function cohort<Name extends string>(...names: Name[]): Promise<Record<Name, Person>> {
  const people = await Promise.all(names.map(async (name) => [name, await person(name)] as const))
  // Object.fromEntries forgets which keys it was given.
  return Object.fromEntries(people) as Record<Name, Person>
}

async function person(label: string): Promise<Person> {
  const identity = await generateIdentity({ name: "noble", random: unsafeSeededRandom(label) })
  return { label, participant: ParticipantId.parse(identity.participant), identity }
}
