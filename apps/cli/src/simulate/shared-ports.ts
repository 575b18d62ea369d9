import { setImmediate as turnOfTheLoop } from "node:timers/promises"
import {
  type AgreementKey,
  type RoundSuite,
  type Verify,
  verifierOfPinnedKeys,
  webRandom,
} from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { memoryRecords } from "@tutti/sdk"
import type { SecurePorts } from "@tutti/sessions/training"

/** How long the owners work before the sockets are served. */
const BREATH_MS = 50

/** Signatures, and secrets of pairs, that are remembered at most. */
const REMEMBERED = 100_000

/**
 * What the owners of one process share: each of them would check the same signatures, and every pair agrees on a
 * secret at both ends. Here each is worked out once; what every owner decides and sends stays the same.
 * @returns the ports of one more owner at each call, with records of its own
 */
export function sharedSecurePorts(): () => SecurePorts {
  const breathe = breathing()
  const suite = breathingSuite(agreeingOnce(nodeSuite), breathe)
  const verifyOnce = verifyingOnce(verifierOfPinnedKeys())
  const verify: Verify = (...signed) => breathe().then(() => verifyOnce(...signed))
  return () => ({ random: webRandom, suite: async () => suite, verify, records: memoryRecords() })
}

function verifyingOnce(verify: Verify): Verify {
  const known = new Map<string, Promise<boolean>>()
  return (publicKey, message, signature) => {
    const name = nameOf(publicKey) + nameOf(signature) + nameOf(message)
    const answer = known.get(name) ?? verify(publicKey, message, signature)
    if (known.size >= REMEMBERED) known.clear()
    known.set(name, answer)
    return answer
  }
}

function agreeingOnce(suite: RoundSuite): RoundSuite {
  const known = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    ...suite,
    async agreementKey(seed): Promise<AgreementKey> {
      const key = await suite.agreementKey(seed)
      const own = nameOf(key.publicKey)
      return {
        ...key,
        async agree(theirPublicKey) {
          const theirs = nameOf(theirPublicKey)
          const pair = own < theirs ? own + theirs : theirs + own
          const secret = known.get(pair)
          // Both ends ask once, and each overwrites what it was given.
          known.delete(pair)
          if (secret !== undefined) return secret
          const agreed = await key.agree(theirPublicKey)
          if (known.size >= REMEMBERED) known.clear()
          if (agreed !== undefined) known.set(pair, agreed.slice())
          return agreed
        },
      }
    },
  }
}

/**
 * Node's ciphers answer at once, and hundreds of owners one after the other would keep this process from its sockets
 * until the relay takes them all for lost: every so often the next answer waits until the sockets have been served.
 */
function breathing(): () => Promise<void> {
  let served = performance.now()
  // One turn for all that wait, or each of them would work for as long before the sockets are served.
  let turn: Promise<void> | undefined
  return async () => {
    // Those who wait go on one after the other, and the last of them look at the clock again.
    while (performance.now() - served >= BREATH_MS) {
      turn ??= turnOfTheLoop().then(() => {
        served = performance.now()
        turn = undefined
      })
      await turn
    }
  }
}

function breathingSuite(suite: RoundSuite, breathe: () => Promise<void>): RoundSuite {
  return {
    name: suite.name,
    digest: suite.digest,
    numberedSeal: suite.numberedSeal,
    keystream: (key, byteLength) => breathe().then(() => suite.keystream(key, byteLength)),
    seal: (key, plain) => breathe().then(() => suite.seal(key, plain)),
    unseal: (key, sealed) => breathe().then(() => suite.unseal(key, sealed)),
    async agreementKey(seed) {
      const key = await suite.agreementKey(seed)
      return { ...key, agree: (theirPublicKey) => breathe().then(() => key.agree(theirPublicKey)) }
    },
  }
}

/** One letter for each byte. */
const nameOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("latin1")
