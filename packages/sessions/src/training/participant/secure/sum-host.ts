import { type Identity, type Random, type RoundSuite, sha256Hex, type Verify } from "@tutti/crypto"
import type { SecurePolicy, StudyHash, StudyId, StudySpec } from "@tutti/protocol"
import { encodeUtf8, fromBase64url, fromHex } from "@tutti/ring"
import {
  type ExactEncoded,
  type Expected,
  type OwnerLedger,
  type OwnerStep,
  type Pinned,
  protocolGraph,
  type Quantised,
} from "@tutti/secure-aggregation"
import { AggregationMember } from "../../../aggregation/member.ts"
import { aggregationPolicy } from "../../secure/policy.ts"
import { standardHash, subjectHash } from "../../secure/subject.ts"
import {
  clippedUpdate,
  measurementLanes,
  statisticsLanes,
  sumShape,
  trainingLanes,
} from "../../secure/sums.ts"
import type { SecureEffect, SecureEvent } from "./events.ts"
import type { SecureRecord, SecureRecords } from "./ports.ts"
import type { SumSubject } from "./state.ts"

type Asked<Kind extends SecureEffect["kind"]> = Extract<SecureEffect, { kind: Kind }>
type Bytes = Uint8Array<ArrayBuffer>

/** What was checked and pinned; nothing of it changes any more but the record. */
export type PinnedStudy = {
  readonly study: StudyId
  readonly spec: StudySpec
  readonly studyHash: StudyHash
  /** [32] */
  readonly root: Bytes
  /** Each [32], in order of index. */
  readonly identityKeys: readonly Bytes[]
  /** This owner's own. */
  readonly index: number
  readonly record: SecureRecord
}

export type SumHostPorts = {
  readonly identity: Pick<Identity, "sign">
  readonly suite: RoundSuite
  readonly random: Random
  readonly verify: Verify
  readonly records: SecureRecords
  happened(event: SecureEvent): void
  fault(error: unknown): void
}

/** This owner's sums under one pinned roster. The one place where plain numbers meet their masks. */
export class SumHost {
  readonly #pinned: PinnedStudy
  readonly #policy: SecurePolicy
  readonly #ports: SumHostPorts
  readonly #member: AggregationMember
  #record: SecureRecord
  #recordFailed = false
  /** Statistics whose end has not been written down yet: the next sum may be entered while it is. */
  readonly #statistics = new Set<number>()
  /** What the rows are measured by in the other sums, likewise. */
  readonly #standards = new Map<number, string>()

  /** @throws {TypeError} for a study without a signed policy. */
  constructor(pinned: PinnedStudy, ports: SumHostPorts) {
    if (pinned.spec.secure === undefined) throw new TypeError("only a secure study has sums")
    this.#policy = pinned.spec.secure
    this.#pinned = pinned
    this.#ports = ports
    this.#record = pinned.record
    const { happened } = ports
    this.#member = new AggregationMember({
      tools: { ...ports, pinned: this.#pinnedByMember(), graph: protocolGraph },
      loadLedger: () => this.#recorded(() => this.#load()),
      keepLedger: (...kept) => this.#recorded(() => this.#keep(...kept)),
      send: (number, step, bytes) => happened({ kind: "step-ready", number, step, bytes }),
      vectorWanted: (number) => happened({ kind: "vector-wanted", number }),
      finished: (number) => happened({ kind: "sum-finished", number }),
      refused: (number, code) => happened({ kind: "sum-refused", number, code }),
      failed: (number, error) => {
        ports.fault(error)
        const code = this.#recordFailed ? "E_RECORD" : "E_TRAINING"
        happened({ kind: "sum-failed", number, code: error instanceof OtherOwners ? "E_SA_REPLAY" : code })
        this.#recordFailed = false
      },
    })
  }

  enter({ number, purpose, subject, offer }: Asked<"enter-sum">): void {
    if (purpose === "statistics") this.#statistics.add(number)
    const { laneBits, lanes } = sumShape(this.#pinned.spec, this.#owners, purpose)
    const modelHash = subject === null ? NO_SUBJECT : this.#expectedHash(number, subject)
    const expected: Expected = { modelHash, laneBits, lanes }
    this.#member.offer(number, offer, expected)
  }

  take({ number, step, bytes }: Asked<"take-step">): void {
    this.#member.receive(number, step, bytes)
  }

  contribute(asked: Asked<"contribute">): void {
    const { number } = asked
    const { happened, fault } = this.#ports
    try {
      const encoded = this.#lanes(asked)
      if (encoded.ok) this.#member.contribute(number, encoded.lanes)
      else happened({ kind: "vector-refused", number, code: encoded.code })
    } catch (error) {
      fault(error)
      happened({ kind: "sum-failed", number, code: "E_TRAINING" })
    }
  }

  abandon(): void {
    this.#member.abandon()
  }

  conclude(): void {
    this.#member.conclude()
  }

  /** Two sums of the same rows under two standards differ by the owners whose weight is capped under one alone. */
  #expectedHash(number: number, subject: SumSubject): Bytes {
    const standard = standardHash(subject)
    this.#standards.set(number, standard)
    const isKnown = (this.#record.standard ?? standard) === standard
    return isKnown ? subjectHash(subject.modelHash, standard) : NO_HASH
  }

  get #owners(): number {
    return this.#pinned.identityKeys.length
  }

  #lanes({ contribution, declared }: Asked<"contribute">): Quantised | ExactEncoded {
    const { spec } = this.#pinned
    const { random } = this.#ports
    const owners = this.#owners
    switch (contribution.purpose) {
      case "statistics":
        return statisticsLanes(spec, owners, declared)
      case "training": {
        const { totals, received, trained, training, validation } = contribution
        const update = clippedUpdate(received, trained, this.#policy.clipNorm)
        return trainingLanes(spec, owners, totals, declared, { update, training, validation }, random)
      }
      case "measurement": {
        const { totals, validation } = contribution
        return measurementLanes(spec, owners, totals, declared, validation, random)
      }
    }
  }

  #pinnedByMember(): Pinned {
    const { study, studyHash, root, identityKeys, index } = this.#pinned
    return {
      study,
      policy: aggregationPolicy(this.#policy, identityKeys.length),
      planHash: bytesOf(fromHex(studyHash)),
      roster: identityKeys,
      rosterRoot: root,
      relayKey: bytesOf(fromBase64url(this.#policy.relayKey)),
      index,
    }
  }

  /** What another tab of this owner has written counts; where a record has gone, what this one remembers. */
  async #load(): Promise<OwnerLedger> {
    const { study, record } = this.#pinned
    const kept = await this.#ports.records.load(study)
    if (kept && (kept.rosterRoot !== record.rosterRoot || kept.studyHash !== record.studyHash))
      throw new Error("the record is of another roster than the pinned one")
    this.#record = kept ?? this.#record
    return this.#record.ledger
  }

  async #keep(
    number: number,
    ledger: OwnerLedger,
    before: OwnerStep | "finish",
    owners: readonly number[],
  ): Promise<void> {
    const isStatistics = this.#statistics.has(number)
    if (before === "unmask" && !isStatistics) return
    const { statisticsOpened, statisticsFinished } = this.#record
    const opens = isStatistics && before === "unmask"
    const statisticsOf = opens ? ownersHash(owners) : this.#record.statisticsOf
    if (opens && statisticsOf !== (this.#record.statisticsOf ?? statisticsOf)) throw new OtherOwners()
    const standard = this.#record.standard ?? this.#standards.get(number) ?? null
    // A sum may have been entered while the one before it, which decides this, was not written down yet.
    const isOver = isStatistics && statisticsFinished
    if (before === "advertise" && (isOver || standard !== (this.#standards.get(number) ?? standard)))
      throw new Error("the sum is not one that the record allows")
    const record: SecureRecord = {
      ...this.#record,
      ledger,
      statisticsOpened: statisticsOpened + (opens ? 1 : 0),
      statisticsOf,
      statisticsFinished: statisticsFinished || (isStatistics && before === "finish"),
      standard,
    }
    await this.#ports.records.save(this.#pinned.study, record)
    this.#record = record
    if (before === "finish") {
      this.#statistics.delete(number)
      this.#standards.delete(number)
    }
    this.#ports.happened({ kind: "record-kept", record })
  }

  async #recorded<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work()
    } catch (error) {
      this.#recordFailed = true
      throw error
    }
  }
}

/** Two exact sums that differ by an owner are that owner's numbers. */
class OtherOwners extends Error {
  constructor() {
    super("statistics were opened over other owners before")
  }
}

const ownersHash = (owners: readonly number[]): string => sha256Hex(encodeUtf8(owners.join()))

const NO_SUBJECT = new Uint8Array(32)
/** What no offer can name. */
const NO_HASH = new Uint8Array(0)

/** What the schemas have parsed; anything else becomes bytes that no hash and no key has. */
const bytesOf = (read: Bytes | undefined): Bytes => read ?? new Uint8Array(0)
