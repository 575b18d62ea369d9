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
 */
export function serveModel(
  { relay, study, weights }: { relay: string; study: StudyId; weights: Float32Array },
  machine: MemberMachine,
): InferenceOwner {
  return new InferenceOwner(portsOf(relay, machine), { study, label: "" }, weights)
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
