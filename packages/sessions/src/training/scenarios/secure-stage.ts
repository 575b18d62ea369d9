import { generateIdentity, type Identity } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import {
  type FrozenRoster,
  type RefusalCode,
  type SecurePolicy,
  type StudyCommand,
  type StudyEvent,
  StudyId,
  type StudySpec,
  type StudyView,
  type TrainingPlan,
} from "@tutti/protocol"
import { fromBase64url, fromHex, toBase64url } from "@tutti/ring"
import { rosterRoot, signedPolicy, signedRoster } from "@tutti/secure-aggregation"
import {
  FakeClock,
  NUMBER_COLUMNS,
  numberDataset,
  type Person,
  secureNumberStudy,
  signingAtOnce,
  unsafeSeededRandom,
  verifyAtOnce,
} from "@tutti/testkit"
import { applyCommit, type CommitRecord, type CommittedStudy, hashStudy, newStudy } from "../committed.ts"
import { driveCoordinator } from "../coordinator/driver.ts"
import { enrolledOwners } from "../coordinator/freezing.ts"
import type { AdmittedMessage, RunningCoordinator } from "../coordinator/ports.ts"
import { resume } from "../coordinator/resume.ts"
import { studyView } from "../coordinator/view.ts"
import { SecureOwner } from "./secure-owner.ts"
import { rowsOf } from "./stage.ts"

const STUDY = StudyId.parse("securewindows000")
const signer = (name: string) => generateIdentity({ name: "noble", random: unsafeSeededRandom(name) })

const studyKey = await signer("the admin's study key")
const relayKey = await signer("the relay's key")

const { sign: relaySigns } = signingAtOnce(relayKey)

/** What the study key signs for a roster of these owners. */
export async function frozenRoster(
  spec: StudySpec,
  owners: readonly { identityKey: string }[],
  by: Identity = studyKey,
): Promise<FrozenRoster> {
  const identityKeys = owners.map(({ identityKey }) => identityKey)
  const keys = identityKeys.map((key) => fromBase64url(key) ?? new Uint8Array(0))
  const hash = fromHex(hashStudy(spec)) ?? new Uint8Array(0)
  const signature = await by.sign(signedRoster(hash, rosterRoot(1, keys)))
  return { version: 1, identityKeys, signature: toBase64url(signature) }
}

type Line = { owner: SecureOwner; open: boolean }

/** A relay with its store and the owners of a secure study, in memory and in the time of one clock. */
export class SecureStage {
  readonly clock = new FakeClock()
  readonly records: CommitRecord[] = []
  readonly log: Omit<StudyEvent, "at">[] = []
  readonly faults: unknown[] = []
  /** How many records had been written when an owner was sent a message of this kind. */
  readonly writtenBefore: { kind: string; records: number }[] = []
  /** Decides before each record is written whether the relay dies there. */
  dies: (written: number) => "before" | "after" | null = () => null
  readonly #study: CommittedStudy
  #coordinator: RunningCoordinator
  readonly #lines = new Map<string, Line>()

  private constructor(
    readonly spec: StudySpec,
    policySignature: string,
  ) {
    this.#study = newStudy(STUDY, spec, policySignature)
    this.#coordinator = this.#start()
  }

  static async of(
    policy: Partial<SecurePolicy> = {},
    plan: Partial<TrainingPlan> = {},
  ): Promise<SecureStage> {
    const spec = secureNumberStudy({ study: studyKey, relay: relayKey }, policy, plan)
    const hash = fromHex(hashStudy(spec)) ?? new Uint8Array(0)
    return new SecureStage(spec, toBase64url(await studyKey.sign(signedPolicy(hash))))
  }

  get committed(): CommittedStudy {
    return this.records.reduce(applyCommit, this.#study)
  }

  get coordinator(): RunningCoordinator {
    return this.#coordinator
  }

  command(command: StudyCommand["command"]): Promise<RefusalCode | null> {
    return this.#coordinator.command(command)
  }

  view(): StudyView {
    return studyView(this.#coordinator.state(), this.clock.nowMs(), {
      instant: () => "1970-01-01T00:00:00.000Z",
      traffic: () => ({ bytesUp: 0, bytesDown: 0 }),
      events: [],
    })
  }

  /** An owner comes and enrols. @param needsMs how long its machine trains */
  async enter(person: Person, needsMs = 0, rows = rowsOf(person.label)): Promise<SecureOwner> {
    const line: Line = {
      open: true,
      owner: new SecureOwner(
        person,
        numberDataset(NUMBER_COLUMNS, rows.training, rows.validation),
        {
          send: (message, payload) => {
            if (!line.open) return
            if (message.kind === "identify") throw new Error("the door is not part of this stage")
            this.say(person, message, payload)
          },
          hangUp: () => this.cut(person),
        },
        unsafeSeededRandom(`${person.label}'s secrets`),
        verifyAtOnce,
        (ms) => new Promise((resolve) => this.clock.start(ms, resolve)),
        needsMs,
      ),
    }
    this.#lines.set(person.participant, line)
    this.#connect(person)
    await this.clock.advance(0)
    return line.owner
  }

  /** These owners come, and the admin freezes the roster with everybody in it. */
  async assemble(people: readonly Person[], needsMs = 0): Promise<SecureOwner[]> {
    const owners: SecureOwner[] = []
    for (const person of people) owners.push(await this.enter(person, needsMs))
    const refused = await this.freeze()
    if (refused !== null) throw new Error(`the roster was refused: ${refused}`)
    return owners
  }

  async freeze(roster?: FrozenRoster): Promise<RefusalCode | null> {
    const enrolled = enrolledOwners(this.#coordinator.state())
    const refused = await this.#coordinator.freeze(roster ?? (await frozenRoster(this.spec, enrolled)))
    await this.clock.advance(0)
    return refused
  }

  /** A message arrives from this owner's line, whatever its own machine makes of it. */
  say(person: Person, message: AdmittedMessage, payload?: Uint8Array): void {
    const coordinator = this.#coordinator
    this.clock.start(0, () => {
      if (coordinator === this.#coordinator)
        coordinator.receive(person.participant, message, payload && Uint8Array.from(payload))
    })
  }

  cut({ participant }: Person): void {
    const line = this.#lines.get(participant)
    if (!line?.open) return
    line.open = false
    this.#coordinator.disconnected(participant)
  }

  async comeBack(person: Person): Promise<void> {
    const line = this.#lines.get(person.participant)
    if (!line) throw new Error(`${person.label} was never here`)
    line.open = true
    this.#connect(person)
    await this.clock.advance(0)
  }

  /** The relay is killed, and another starts on what was written. */
  async restart(): Promise<void> {
    this.#coordinator.close()
    this.dies = () => null
    this.#coordinator = this.#start()
    for (const { owner } of this.#lines.values()) this.#connect(owner.person)
    await this.clock.advance(0)
  }

  async untilEnded(): Promise<void> {
    await this.clock.advanceUntil(() => this.#coordinator.state().phase.kind === "ended")
    await this.clock.advance(0)
  }

  #connect({ participant, label, identity }: Person): void {
    this.#coordinator.connected(participant, label, toBase64url(identity.publicKey))
  }

  #start(): RunningCoordinator {
    const coordinator: RunningCoordinator = driveCoordinator(resume(this.committed, this.clock.nowMs()), {
      clock: this.clock,
      timers: this.clock,
      send: (to, message, payload) => {
        this.writtenBefore.push({
          kind: message.kind === "aggregation" ? message.step : message.kind,
          records: this.records.length,
        })
        const line = this.#lines.get(to)
        const copy = payload && Uint8Array.from(payload)
        this.clock.start(0, () => {
          if (line?.open && coordinator === this.#coordinator) line.owner.receive(message, copy)
        })
      },
      commit: async (record) => this.#write(record),
      log: (event) => this.log.push(event),
      changed: () => {},
      fault: (error) => this.faults.push(error),
      aggregation: { suite: nodeSuite, sign: relaySigns, verify: verifyAtOnce },
    })
    return coordinator
  }

  #write(record: CommitRecord): void {
    const dies = this.dies(this.records.length)
    if (dies !== "before") this.records.push(record)
    if (dies !== null) throw new Error("killed")
  }
}
