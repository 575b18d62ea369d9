import type { RefusalCode } from "@tutti/protocol"
import { statisticsToVector, vectorLength } from "@tutti/regression"
import { encodeIntegers, type OwnerTools, protocolGraph } from "@tutti/secure-aggregation"
import { AggregationMember } from "../../aggregation/member.ts"
import { bytesOf, hashBytes } from "../../secure/signed.ts"
import { aggregationPolicy } from "../../secure/sum-policy.ts"
import type { RunTools } from "../session/tools.ts"
import type { PartyEffect, PartyEvent } from "./events.ts"
import type { PartyRecord } from "./ports.ts"
import { withRunBegun, withRunFinished } from "./record.ts"
import type { PartyState } from "./state.ts"

type Untimed<Event> = Event extends PartyEvent ? Omit<Event, "nowMs"> : never

export type SumHostPorts = {
  readonly tools: RunTools
  /** What is kept of the study, as it stands now. */
  load(): Promise<PartyRecord | null>
  save(record: PartyRecord): Promise<void>
  state(): PartyState
  happened(event: Untimed<PartyEvent>): void
  fault(error: unknown): void
}

/** Runs an owner's masked sums of statistics, one after the other, and keeps its ledger of them. */
export class SumHost {
  readonly #ports: SumHostPorts
  #member: AggregationMember | undefined

  constructor(ports: SumHostPorts) {
    this.#ports = ports
  }

  enter({ number, offer }: Extract<PartyEffect, { kind: "enter-sum" }>): void {
    const { study } = this.#ports.state()
    if (study === null) return
    this.#member ??= this.#begin()
    const lanes = vectorLength(study.spec.design)
    this.#member.offer(number, offer, { modelHash: new Uint8Array(32), laneBits: 128, lanes })
  }

  take({ number, step, bytes }: Extract<PartyEffect, { kind: "take-step" }>): void {
    this.#member?.receive(number, step, bytes)
  }

  abandon(): void {
    this.#member?.abandon()
  }

  async idle(): Promise<void> {
    await this.#member?.idle()
  }

  #begin(): AggregationMember {
    const { happened, fault, load } = this.#ports
    return new AggregationMember({
      tools: this.#tools(),
      loadLedger: async () => ((await load()) ?? this.#seat().record).ledger,
      keepLedger: async (_, ledger, before) => {
        const { hash } = this.#agreed()
        const kept = { ...((await load()) ?? this.#seat().record), ledger }
        const number = ledger.lastRound
        const record =
          before === "masked"
            ? withRunBegun(kept, hash, number)
            : before === "finish"
              ? withRunFinished(kept, hash, null)
              : kept
        await this.#ports.save(record)
        happened({ kind: "record-kept", record })
      },
      send: (number, step, bytes) => happened({ kind: "sum-step", number, step, bytes }),
      vectorWanted: (number) => this.#contribute(number),
      finished: (number) => happened({ kind: "sum-told", number }),
      refused: (number, code) => happened({ kind: "sum-refused", number, code }),
      failed: (number, error) => {
        fault(error)
        happened({ kind: "sum-refused", number, code: "E_RECORD" })
      },
    })
  }

  #contribute(number: number): void {
    const { frozen } = this.#seat()
    const encoded = encodeIntegers(statisticsToVector(this.#agreed().statistics), frozen.identityKeys.length)
    if (encoded.ok) this.#member?.contribute(number, encoded.lanes)
    else {
      this.abandon()
      const code: RefusalCode = encoded.code
      this.#ports.happened({ kind: "sum-refused", number, code })
    }
  }

  #tools(): OwnerTools {
    const { tools } = this.#ports
    const { study } = this.#ports.state()
    const { frozen, index } = this.#seat()
    if (study === null) throw new Error("a sum needs a study")
    const { secure } = study.spec
    return {
      pinned: {
        study: study.id,
        policy: aggregationPolicy(secure, frozen.identityKeys.length),
        planHash: hashBytes(study.hash),
        roster: frozen.identityKeys,
        rosterRoot: frozen.root,
        relayKey: bytesOf(secure.relayKey),
        index,
      },
      identity: { sign: (message) => tools.sign(message) },
      suite: tools.suite,
      graph: protocolGraph,
      random: tools.random,
      verify: tools.verify,
    }
  }

  #seat() {
    const { seat } = this.#ports.state()
    if (seat === null) throw new Error("a sum needs a frozen roster")
    return seat
  }

  #agreed() {
    const { agreed } = this.#ports.state()
    if (agreed === null) throw new Error("a sum needs data")
    return agreed
  }
}
