import { chooseRoundSuite, type Identity, type RoundSuite, webRandom } from "@tutti/crypto"
import type { StudyId } from "@tutti/protocol"
import { ringKernels } from "@tutti/ring"
import {
  InferenceClient,
  InferenceDealer,
  InferenceOwner,
  type MemberPorts,
  type PassedLetter,
} from "@tutti/sessions/inference"
import { connectInference } from "@tutti/transport"
import type { InferenceLink } from "./links.ts"

export type MemberMachine = {
  readonly identity: Pick<Identity, "publicKey" | "sign">
  /** Sealing and key agreement; by default what the platform offers. */
  suite?(): Promise<RoundSuite>
  fault?(error: unknown): void
  /** For a screen that shows what travels. */
  passed?(letter: PassedLetter): void
}

/** Of a machine that outlives its process: what it has kept, and how it keeps it. */
export type KeptRuns = {
  /** The number of the last run that was offered; 0 before the first. */
  readonly lastRun: number
  /** Each run's number, before anything is said of it. It may fail to, but not reject. */
  keepRun(run: number): Promise<void>
}

/** The client's machine, over a socket. */
export function joinInference(
  { relay, study, secret, ownerKey }: InferenceLink,
  machine: MemberMachine,
): InferenceClient {
  return new InferenceClient(portsOf(relay, machine), { study, invite: secret, ownerKey, label: "" })
}

/**
 * The model owner's machine, over a socket: it answers until it is closed.
 * @param weights [parameters] of the declared network, as `prepareModel` has seen them
 * @param kept of a model owner that comes back after a reload
 */
export function serveModel(
  { relay, study, weights }: { relay: string; study: StudyId; weights: Float32Array },
  machine: MemberMachine,
  kept?: KeptRuns,
): InferenceOwner {
  const ports = { ...portsOf(relay, machine), ...(kept && { keepRun: (run: number) => kept.keepRun(run) }) }
  return new InferenceOwner(ports, { study, label: "", lastRun: kept?.lastRun ?? 0 }, weights)
}

/** The dealer's machine in one inference, over a socket. */
export function dealInference(
  { relay, study }: { relay: string; study: StudyId },
  machine: MemberMachine,
): InferenceDealer {
  return new InferenceDealer(portsOf(relay, machine), { study, label: "" })
}

function portsOf(
  relay: string,
  { identity, suite = chooseRoundSuite, fault, passed }: MemberMachine,
): MemberPorts {
  return {
    channel: connectInference(relay),
    identity,
    random: webRandom,
    suite,
    kernels: ringKernels(),
    ...(fault && { fault }),
    ...(passed && { passed }),
  }
}
