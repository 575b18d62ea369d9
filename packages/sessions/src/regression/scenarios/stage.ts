import {
  type AgreementKey,
  generateIdentity,
  participantId,
  type RoundSuite,
  verifySignature,
  webRandom,
} from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import {
  ParticipantId,
  type PartyMessage,
  PartyRelayMessage,
  PROTOCOL_VERSION,
  type RefusalCode,
  type RegressionDesign,
  type RegressionEvent,
  type RegressionSpec,
  type StudyCommand,
  StudyId,
} from "@tutti/protocol"
import type { SufficientStatistics } from "@tutti/regression"
import { fromBase64url, toBase64url } from "@tutti/ring"
import { rosterRoot, signedPolicy, signedRoster } from "@tutti/secure-aggregation"
import { FakeClock, LossyNetwork, type Person, type RelayDoor, type RelayLine } from "@tutti/testkit"
import { hashBytes } from "../../secure/signed.ts"
import { type AdminResult, openOutcome } from "../admin.ts"
import {
  applyRegressionRecord,
  type CommittedRegression,
  newRegression,
  type RegressionRecord,
} from "../committed.ts"
import { driveRegression } from "../coordinator/driver.ts"
import type { SeatedMessage } from "../coordinator/events.ts"
import type { RunningRegression } from "../coordinator/ports.ts"
import { resumeRegression } from "../coordinator/resume.ts"
import { enrolledParties } from "../coordinator/roster.ts"
import { regressionOutcome } from "../coordinator/view.ts"
import { dealRegression } from "../dealer/driver.ts"
import type { DealerRecord, RegressionDealer } from "../dealer/ports.ts"
import { joinRegression } from "../party/driver.ts"
import type { PartyPorts, PartyRecord, RegressionParty } from "../party/ports.ts"

const STUDY = StudyId.parse("houses0000000000")
const INVITE = "an invite's secret"

/** A message between the relay and one machine, as it was sent. */
export type Letter = { readonly who: string; readonly payload: Uint8Array | undefined } & (
  | { readonly to: "relay"; readonly message: PartyMessage }
  | { readonly to: "party"; readonly message: PartyRelayMessage }
)

/** What the relay, or whoever sits on it, makes of a letter: the letter, another one, several or none. */
export type Mallory = (letter: Letter) => readonly Letter[]

const honest: Mallory = (letter) => [letter]

type Keys = {
  readonly study: Person["identity"]
  readonly relay: Person["identity"]
  readonly result: AgreementKey
}

/** Study, relay and result keys, made anew for each study. */
async function keys(): Promise<Keys> {
  const suite = { name: "noble", random: webRandom } as const
  return {
    study: await generateIdentity(suite),
    relay: await generateIdentity(suite),
    result: await nodeSuite.agreementKey(webRandom(32)),
  }
}

export type StageOptions = {
  readonly design: RegressionDesign
  readonly dealer?: Person
  readonly changes?: Partial<RegressionSpec>
}

/** A relay with its store, parties, a dealer and the network between them, in memory and in the time of one clock. */
export class Stage implements RelayDoor<PartyMessage, PartyRelayMessage> {
  readonly clock = new FakeClock()
  readonly network = new LossyNetwork<PartyMessage, PartyRelayMessage>(this.clock, () => this)
  readonly records: RegressionRecord[] = []
  readonly log: RegressionEvent[] = []
  readonly faults: unknown[] = []
  /** Everything that was sent, in its order, before Mallory saw it. */
  readonly letters: Letter[] = []
  mallory: Mallory = honest
  /** Decides before each record is written whether the relay dies there. */
  dies: (record: RegressionRecord) => "before" | "after" | null = () => null
  /** Whether the relay has died and not been started again. */
  isDead = false
  /** What outlives a machine, by its owner's label. */
  readonly partyRecords = new Map<string, PartyRecord>()
  readonly dealerRecords = new Map<string, DealerRecord>()
  /** How a machine seals that is not honest. */
  readonly sealing = new Map<string, RoundSuite["seal"]>()
  /** Whose disks are full. */
  readonly full = new Set<string>()
  readonly spec: RegressionSpec
  readonly #keys: Keys
  readonly #study: CommittedRegression
  readonly #machines = new Map<string, RegressionParty | RegressionDealer>()
  readonly #lines = new Map<ParticipantId, RelayLine<PartyRelayMessage>>()
  #coordinator: RunningRegression

  private constructor(spec: RegressionSpec, policySignature: string, keys: Keys) {
    this.spec = spec
    this.#keys = keys
    this.#study = newRegression(STUDY, spec, policySignature)
    this.#coordinator = this.#start()
  }

  static async of({ design, dealer, changes = {} }: StageOptions): Promise<Stage> {
    const made = await keys()
    const spec: RegressionSpec = {
      kind: "regression",
      title: "Houses",
      organiser: "The city",
      purpose: "What a house's price goes with",
      design,
      dataset: { header: true, units: [], missingMarkers: [] },
      opening: dealer ? "coefficients" : "aggregate",
      ownersSeeResult: true,
      acceptsDetermined: true,
      secure: {
        studyKey: toBase64url(made.study.publicKey),
        relayKey: toBase64url(made.relay.publicKey),
        corruptPerTenThousand: 0,
        dropoutPerTenThousand: 5_000,
        minimumCohort: dealer ? 2 : 3,
        maxContributions: 10,
      },
      resultKey: toBase64url(made.result.publicKey),
      ...(dealer ? { dealerKey: toBase64url(dealer.identity.publicKey) } : {}),
      mostRuns: 3,
      deadlineMs: 30_000,
      retentionDays: 30,
      ...changes,
    }
    const { studyHash } = newRegression(STUDY, spec, "")
    const signature = await made.study.sign(signedPolicy(hashBytes(studyHash)))
    return new Stage(spec, toBase64url(signature), made)
  }

  /** The fold of what was written: what a relay finds when it starts. */
  get committed(): CommittedRegression {
    return this.records.reduce(applyRegressionRecord, this.#study)
  }

  get coordinator(): RunningRegression {
    return this.#coordinator
  }

  /** Everything that was sent of one kind, whoever it was for. */
  sent<Kind extends Letter["message"]["kind"]>(kind: Kind): Letter[] {
    return this.letters.filter(({ message }) => message.kind === kind)
  }

  async command(command: StudyCommand["command"]): Promise<RefusalCode | null> {
    const code = await this.#coordinator.command(command)
    await this.settle()
    return code
  }

  /** An owner opens the link; it has not agreed to anything yet. */
  join(person: Person): RegressionParty {
    const party = joinRegression(
      { ...this.#machine(person), records: this.#recordsOf(person.label, this.partyRecords) },
      { study: STUDY, invite: INVITE, label: person.label, studyKey: this.spec.secure.studyKey },
    )
    this.#machines.set(person.label, party)
    return party
  }

  /** An owner opens the link and agrees. */
  async enter(person: Person, statistics: SufficientStatistics): Promise<RegressionParty> {
    const party = this.join(person)
    const answer = party.enrol(statistics)
    await this.settle()
    const given = await answer
    if (!given.ok) throw new Error(`${person.label} was refused: ${given.refusal}`)
    return party
  }

  async deal(person: Person): Promise<RegressionDealer> {
    const dealer = dealRegression(
      { ...this.#machine(person), records: this.#recordsOf(person.label, this.dealerRecords) },
      { study: STUDY, label: person.label },
    )
    this.#machines.set(person.label, dealer)
    await this.settle()
    return dealer
  }

  /** The admin freezes whoever has enrolled. */
  async freeze(): Promise<RefusalCode | null> {
    const identityKeys = enrolledParties(this.#coordinator.state()).map(({ identityKey }) => identityKey)
    const root = rosterRoot(
      1,
      identityKeys.map((key) => fromBase64url(key) ?? new Uint8Array(0)),
    )
    const signed = await this.#keys.study.sign(signedRoster(hashBytes(this.#study.studyHash), root))
    const code = await this.#coordinator.freeze({ version: 1, identityKeys, signature: toBase64url(signed) })
    await this.settle()
    return code
  }

  /** What the admin's page makes of a finished run. */
  async result(): Promise<AdminResult | null> {
    const { roster, studyHash } = this.committed
    const outcome = regressionOutcome(this.committed)
    if (outcome === null || roster === null) return null
    return openOutcome({ spec: this.spec, studyHash, roster }, outcome, this.adminTools)
  }

  get adminTools() {
    return { suite: nodeSuite, resultKey: this.#keys.result, verify: verifySignature }
  }

  /** Lets everything happen that happens without time passing. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      const before = this.letters.length
      await this.clock.advance(0)
      await this.#coordinator.idle()
      for (const machine of this.#machines.values()) await machine.idle()
      quiet = this.letters.length === before ? quiet + 1 : 0
    }
  }

  /** The machine is gone as a tab is that was closed; what it kept stays. */
  async crash(person: Person): Promise<void> {
    this.#machines.get(person.label)?.close()
    this.#machines.delete(person.label)
    await this.settle()
  }

  /** The relay is killed, and another starts on what was written. */
  async restart(): Promise<void> {
    this.#coordinator.close()
    this.#lines.clear()
    this.network.cutAll()
    this.dies = () => null
    this.isDead = false
    this.#coordinator = this.#start()
    await this.settle()
    this.network.mendAll()
    await this.settle()
  }

  /** The relay says again what it said before. */
  deliverAgain({ who, message, payload }: Letter): void {
    const line = [...this.#lines.values()].find(({ owner }) => owner === who)
    if (isOfRelay(message)) line?.send(message, payload)
  }

  opened(line: RelayLine<PartyRelayMessage>): void {
    line.send({ kind: "challenge", protocol: PROTOCOL_VERSION, nonce: toBase64url(webRandom(32)) })
  }

  /** The door without its locks: signatures are checked where there are sockets. */
  received(line: RelayLine<PartyRelayMessage>, message: PartyMessage, payload: Uint8Array | undefined): void {
    if (message.kind === "identify") {
      const participant = idOf(message.publicKey)
      this.#lines.set(participant, line)
      this.#coordinator.connected(participant, message.label, message.publicKey)
      return
    }
    for (const letter of this.#seen({ who: line.owner, to: "relay", message, payload }))
      if (letter.to === "relay") this.#receive(letter)
  }

  closed(line: RelayLine<PartyRelayMessage>): void {
    for (const [participant, seat] of this.#lines) {
      if (seat !== line) continue
      this.#lines.delete(participant)
      this.#coordinator.disconnected(participant)
    }
  }

  #receive({ who, message, payload }: Letter & { to: "relay" }): void {
    for (const [participant, line] of this.#lines)
      if (line.owner === who && isSeated(message)) this.#coordinator.receive(participant, message, payload)
  }

  #deliver(to: ParticipantId, message: PartyRelayMessage, payload: Uint8Array | undefined): void {
    const line = this.#lines.get(to)
    if (line === undefined) return
    for (const letter of this.#seen({ who: line.owner, to: "party", message, payload })) {
      const target = [...this.#lines.values()].find(({ owner }) => owner === letter.who)
      if (letter.to === "party") target?.send(letter.message, letter.payload)
    }
  }

  #seen(letter: Letter): readonly Letter[] {
    this.letters.push(letter)
    return this.mallory(letter)
  }

  #machine({ label, identity }: Person): Omit<PartyPorts, "records"> {
    return {
      channel: this.network.line(label),
      clock: this.clock,
      identity,
      random: webRandom,
      suite: async () => ({
        ...nodeSuite,
        seal: (key, plain) => (this.sealing.get(label) ?? nodeSuite.seal)(key, plain),
      }),
      fault: (error: unknown) => {
        this.faults.push(error)
      },
    }
  }

  #recordsOf<Value>(label: string, kept: Map<string, Value>) {
    return {
      load: async () => kept.get(label) ?? null,
      save: async (_: StudyId, record: Value) => {
        if (this.full.has(label)) throw new Error("the disk is full")
        kept.set(label, record)
      },
    }
  }

  #start(): RunningRegression {
    return driveRegression(resumeRegression(this.committed, this.clock.nowMs()), {
      clock: this.clock,
      timers: this.clock,
      send: (to, message, payload) => this.#deliver(to, message, payload),
      commit: (record) => this.#write(record),
      log: (event) => this.log.push(event),
      changed: () => {},
      fault: (error) => this.faults.push(error),
      aggregation: {
        suite: nodeSuite,
        sign: (message) => this.#keys.relay.sign(message),
        verify: verifySignature,
      },
    })
  }

  async #write(record: RegressionRecord): Promise<void> {
    const dies = this.dies(record)
    if (dies !== "before") this.records.push(record)
    if (dies !== null) {
      this.isDead = true
      throw new Error("killed")
    }
  }
}

const isOfRelay = (message: Letter["message"]): message is PartyRelayMessage =>
  PartyRelayMessage.safeParse(message).success

const isSeated = (message: PartyMessage): message is SeatedMessage => message.kind !== "identify"

const idOf = (publicKey: string): ParticipantId =>
  ParticipantId.parse(participantId(fromBase64url(publicKey) ?? new Uint8Array(32)))
