import { identityFromKeys, webRandom } from "@tutti/crypto"
import { REFUSALS } from "@tutti/protocol"
import { relayInfo } from "@tutti/sdk"
import { type InferenceLink, type InferenceTerms, openInference } from "@tutti/sdk/inference"
import { CliFailure } from "../failure.ts"
import { type DealerProcess, startDealerProcess } from "../regress/dealer-process.ts"
import { type RelayProcess, startRelayProcess } from "../simulate/relay-process.ts"
import { type Asked, startChild } from "./child-process.ts"
import { ClientAnswer, type ClientOrder, OwnerAnswer, type OwnerOrder } from "./words.ts"

export type RehearsalTerms = Omit<InferenceTerms, "dealerKey" | "relayKey">
export type Classified = Extract<ClientAnswer, { kind: "classified" }>

type Processes = {
  readonly relay: RelayProcess
  readonly dealer: DealerProcess
  readonly owner: Asked<OwnerAnswer>
  readonly client: Asked<ClientAnswer>
}

/** An encrypted inference on this machine: relay, dealer, model owner and client in a process each, real sockets between. */
export class InferenceRehearsal {
  readonly #processes: Processes
  readonly #link: InferenceLink

  private constructor(processes: Processes, link: InferenceLink) {
    this.#processes = processes
    this.#link = link
  }

  /**
   * Everything is declared and the model owner waits when this resolves.
   * @param rttMs there and back between the parties, which the relay adds
   * @throws {TuttiError | CliFailure} with the code of what is wrong with the terms
   */
  static async begin(
    terms: RehearsalTerms,
    weights: Float32Array,
    rttMs: number,
  ): Promise<InferenceRehearsal> {
    const processes = await startProcesses(rttMs)
    try {
      const { relay, dealer, owner } = processes
      const secretKey = webRandom(32)
      const identity = await identityFromKeys({ secretKey })
      const { relayKey } = await relayInfo(relay.url)
      const keys = { dealerKey: dealer.publicKey, relayKey }
      const at = { baseUrl: relay.url, token: relay.adminToken }
      const { link } = await openInference(at, { ...terms, ...keys }, identity)
      const order: OwnerOrder = { kind: "serve", relay: relay.url, study: link.study, weights, secretKey }
      const answer = await owner.ask(order)
      if (answer.kind === "refused") throw refusal(answer.code)
      return new InferenceRehearsal(processes, link)
    } catch (error) {
      await stop(processes)
      throw error
    }
  }

  /**
   * One run. @param labels for a score
   * @throws {CliFailure} with the code by which it was refused; then nothing is opened.
   */
  async classify(images: Float32Array, labels: Uint8Array | null): Promise<Classified> {
    const order: ClientOrder = { kind: "classify", link: this.#link, images, labels }
    const answer = await this.#processes.client.ask(order)
    if (answer.kind === "refused") throw refusal(answer.code)
    return answer
  }

  /** Bytes of the sealed letters that the dealer has sent the model owner in the newest run, as they came in. */
  async bytesFromDealer(): Promise<number> {
    const answer = await this.#processes.owner.ask({ kind: "count" } satisfies OwnerOrder)
    if (answer.kind !== "counted") throw new Error("the model owner's process spoke out of turn")
    return answer.fromDealer
  }

  close(): Promise<void> {
    return stop(this.#processes)
  }
}

const refusal = (code: keyof typeof REFUSALS): CliFailure => {
  const { what, next, side } = REFUSALS[code]
  return new CliFailure(code, `${what} ${next}`, side)
}

async function startProcesses(rttMs: number): Promise<Processes> {
  const relay = await startRelayProcess({ letterDelayMs: rttMs / 2 })
  try {
    const dealer = await startDealerProcess(relay.url)
    const owner = startChild(new URL("owner-child.ts", import.meta.url), OwnerAnswer)
    const client = startChild(new URL("client-child.ts", import.meta.url), ClientAnswer)
    return { relay, dealer, owner, client }
  } catch (error) {
    await relay.stop()
    throw error
  }
}

async function stop({ relay, dealer, owner, client }: Processes): Promise<void> {
  await client.stop()
  await owner.stop()
  await dealer.stop()
  await relay.stop()
}
