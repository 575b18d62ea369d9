import { generateIdentity, type Identity, sha256Hex, webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { CANARY_ROWS, type CreateInference, InferenceSpec, type StudyId } from "@tutti/protocol"
import { encodeUtf8, scalarKernels, toBase64url } from "@tutti/ring"
import {
  hashInference,
  InferenceClient,
  InferenceDealer,
  InferenceOwner,
  type MemberPorts,
  signedInference,
} from "@tutti/sessions/inference"
import { connectInference } from "@tutti/transport"
import { onTestFinished } from "vitest"
import { ask, type Reached } from "./test-relay.ts"

const SECRET = "the secret of the client's link"
/** 4 · 3 + 3 weights. */
export const WEIGHTS = Float32Array.from({ length: 15 }, (_, at) => ((7 * at) % 11) / 8 - 0.6)

const newIdentity = () => generateIdentity({ name: "noble", random: webRandom })

/** An inference at a relay, with a model owner, a dealer and clients over real sockets. */
export class InferenceStage {
  readonly relay: Reached
  readonly spec: InferenceSpec
  readonly owner: Identity
  readonly dealer: Identity

  private constructor(relay: Reached, spec: InferenceSpec, owner: Identity, dealer: Identity) {
    this.relay = relay
    this.spec = spec
    this.owner = owner
    this.dealer = dealer
  }

  static async at(relay: Reached, changes: Partial<InferenceSpec> = {}): Promise<InferenceStage> {
    const { relayKey } = (await ask(relay, "GET", "/api/info")).json() as { relayKey: string }
    const [owner, dealer] = [await newIdentity(), await newIdentity()]
    const spec = InferenceSpec.parse({
      kind: "inference",
      title: "Shapes",
      organiser: "Bob",
      network: { input: { height: 2, width: 2, channels: 1 }, layers: [{ kind: "dense", units: 3 }] },
      ringBits: 32,
      fractionBits: 10,
      output: "label",
      batchRows: 4,
      canaryRows: CANARY_ROWS,
      window: 2,
      minimumRows: 4,
      mostRows: 1_000,
      ownerKey: toBase64url(owner.publicKey),
      dealerKey: toBase64url(dealer.publicKey),
      relayKey,
      deadlineMs: 20_000,
      ...changes,
    })
    return new InferenceStage(relay, spec, owner, dealer)
  }

  /** What the model owner sends to declare it. @param signer whoever signs it */
  async declared(signer: Identity = this.owner): Promise<CreateInference> {
    const signature = await signer.sign(signedInference(hashInference(this.spec)))
    const inviteHash = sha256Hex(encodeUtf8(SECRET))
    return { spec: this.spec, policySignature: toBase64url(signature), inviteHash }
  }

  /** The same at another relay, or at this one started again elsewhere. */
  movedTo(relay: Reached): InferenceStage {
    return new InferenceStage(relay, this.spec, this.owner, this.dealer)
  }

  async found(again: Pick<CreateInference, "lastRun"> = {}): Promise<StudyId> {
    const body = { ...(await this.declared()), ...again }
    const answer = await ask(this.relay, "POST", "/api/inferences", { body })
    return (answer.json() as { study: StudyId }).study
  }

  async client(study: StudyId, invite = SECRET): Promise<InferenceClient> {
    const options = { study, invite, label: "", ownerKey: this.spec.ownerKey }
    return closing(new InferenceClient(this.#ports(await newIdentity()), options))
  }

  serve(study: StudyId): InferenceOwner {
    return closing(new InferenceOwner(this.#ports(this.owner), { study, label: "" }, WEIGHTS))
  }

  deal(study: StudyId): InferenceDealer {
    return closing(new InferenceDealer(this.#ports(this.dealer), { study, label: "" }))
  }

  #ports(identity: Identity): MemberPorts {
    return {
      channel: connectInference(this.relay.url, { backOff: { firstMs: 1, maxMs: 10 } }),
      identity,
      random: webRandom,
      suite: async () => nodeSuite,
      kernels: scalarKernels(),
    }
  }
}

/** Resolves when everybody is there. */
export function everybody(client: InferenceClient): Promise<void> {
  return new Promise((resolve) => {
    const look = () => client.view().present.length === 3 && resolve()
    client.onView(look)
    look()
  })
}

function closing<Machine extends { close(): void }>(machine: Machine): Machine {
  onTestFinished(() => machine.close())
  return machine
}
