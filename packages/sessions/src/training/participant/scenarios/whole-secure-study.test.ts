import { participantId } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { type OwnerMessage, ParticipantId, PROTOCOL_VERSION } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import {
  cohort,
  FakeClock,
  LossyNetwork,
  linearTrainer,
  NUMBER_COLUMNS,
  numberDataset,
  type Person,
  type RelayDoor,
  type RelayLine,
  takingTime,
  unsafeSeededRandom,
  verifyAtOnce,
} from "@tutti/testkit"
import { expect, test } from "vitest"
import { applyCommit, type CommitRecord, type CommittedStudy, newStudy } from "../../committed.ts"
import { driveCoordinator } from "../../coordinator/driver.ts"
import { resume } from "../../coordinator/resume.ts"
import { rowsOf } from "../../scenarios/stage.ts"
import { joinTraining } from "../driver.ts"
import type { TrainingParticipant } from "../ports.ts"
import {
  freezeRoster,
  MemoryRecords,
  relayKey,
  STUDY,
  secureSpec,
  signPolicy,
  studyKey,
} from "./scripted-relay.ts"

const named = await cohort("alice", "bob", "carol", "dave")
const people = Object.values(named)

/** The coordinator and the participants of the product, with nothing but a network between them. */
class Study implements RelayDoor {
  readonly clock = new FakeClock()
  readonly network = new LossyNetwork(this.clock, () => this)
  readonly records: CommitRecord[] = []
  readonly faults: unknown[] = []
  readonly said: { owner: string; kind: OwnerMessage["kind"] }[] = []
  readonly #seats = new Map<string, RelayLine>()
  readonly #new: CommittedStudy
  readonly coordinator

  constructor(policySignature: string) {
    this.#new = newStudy(STUDY, secureSpec, policySignature)
    this.coordinator = driveCoordinator(resume(this.#new, 0), {
      clock: this.clock,
      timers: this.clock,
      send: (to, message, payload) => this.#seats.get(to)?.send(message, payload),
      commit: async (record) => void this.records.push(record),
      log: () => {},
      changed: () => {},
      fault: (error) => this.faults.push(error),
      aggregation: { suite: nodeSuite, sign: (message) => relayKey.sign(message), verify: verifyAtOnce },
    })
  }

  get committed(): CommittedStudy {
    return this.records.reduce(applyCommit, this.#new)
  }

  async enter(person: Person, needsMs: number): Promise<TrainingParticipant> {
    const participant = joinTraining(
      {
        channel: this.network.line(person.label),
        clock: this.clock,
        identity: person.identity,
        trainer: takingTime(linearTrainer, this.clock, needsMs),
        fault: (error) => this.faults.push(error),
        secure: {
          random: unsafeSeededRandom(`${person.label}'s secrets`),
          suite: async () => nodeSuite,
          verify: verifyAtOnce,
          records: new MemoryRecords(),
        },
      },
      {
        study: STUDY,
        invite: "an invite's secret",
        label: person.label,
        studyKey: toBase64url(studyKey.publicKey),
      },
    )
    const rows = rowsOf(person.label)
    const answer = participant.ready(numberDataset(NUMBER_COLUMNS, rows.training, rows.validation))
    await this.clock.advance(0)
    expect(await answer).toEqual({ ok: true, value: null })
    return participant
  }

  opened(line: RelayLine): void {
    line.send({ kind: "challenge", protocol: PROTOCOL_VERSION, nonce: toBase64url(new Uint8Array(32)) })
  }

  received(line: RelayLine, message: OwnerMessage, payload: Uint8Array | undefined): void {
    this.said.push({ owner: line.owner, kind: message.kind })
    if (message.kind === "identify") {
      const key = fromBase64url(message.publicKey) ?? new Uint8Array(32)
      const participant = ParticipantId.parse(participantId(key))
      this.#seats.set(participant, line)
      this.coordinator.connected(participant, message.label, message.publicKey)
      return
    }
    for (const [participant, seat] of this.#seats)
      if (seat === line) this.coordinator.receive(ParticipantId.parse(participant), message, payload)
  }

  closed(line: RelayLine): void {
    for (const [participant, seat] of this.#seats) {
      if (seat !== line) continue
      this.#seats.delete(participant)
      this.coordinator.disconnected(ParticipantId.parse(participant))
    }
  }
}

async function started(needsMs = 200) {
  const study = new Study(await signPolicy(secureSpec))
  const participants: TrainingParticipant[] = []
  for (const person of people) participants.push(await study.enter(person, needsMs))
  expect(await study.coordinator.freeze(await freezeRoster(people))).toBeNull()
  await study.clock.advance(0)
  expect(await study.coordinator.command("start")).toBeNull()
  return { study, participants }
}

test("[T65] a secure study from its roster to its last measurement: nobody says a plain word, everybody is counted", async () => {
  const { study, participants } = await started()
  await study.clock.advanceUntil(() => study.committed.state === "finished")
  await study.clock.advance(1_000)
  expect(study.faults).toEqual([])
  const { rounds } = study.committed
  expect(rounds.map(({ survivors, reason }) => [survivors, reason])).toEqual([
    [4, null],
    [4, null],
  ])
  expect(new Set(study.said.map(({ kind }) => kind))).toEqual(new Set(["identify", "enrol", "aggregation"]))
  for (const participant of participants) {
    const view = participant.view()
    expect(view).toMatchObject({
      phase: "ended",
      refusal: null,
      // Statistics, two updates, and the last model's measurement.
      secure: { contributions: 4, aggregation: null, evidence: null },
    })
    expect(view.rounds.map(({ validationLoss }) => validationLoss)).toEqual(
      rounds.map(({ metrics }) => metrics?.validationLoss),
    )
    expect(view.own.every(({ validationLoss }) => validationLoss !== null)).toBe(true)
  }
})

test("[T65] an owner that loses its line while it trains is out of that round, and in the next", async () => {
  const { study, participants } = await started()
  await study.clock.advanceUntil(() => study.committed.opened?.round === 1)
  await study.clock.advance(100)
  study.network.cut("alice")
  await study.clock.advance(50)
  study.network.mend("alice")
  await study.clock.advanceUntil(() => study.committed.state === "finished")
  await study.clock.advance(1_000)
  expect(study.faults).toEqual([])
  expect(study.committed.rounds.map(({ survivors }) => survivors)).toEqual([3, 4])
  expect(participants[0]?.view()).toMatchObject({
    phase: "ended",
    secure: { contributions: 3, evidence: null },
  })
})

test("[T65] an owner that pauses in the middle of a sum is out of it at once, and in the next after it resumes", async () => {
  const { study, participants } = await started()
  await study.clock.advanceUntil(() => study.committed.opened?.round === 1)
  await study.clock.advance(100)
  participants[0]?.pause()
  await study.clock.advanceUntil(() => study.committed.lastCommittedRound === 1)
  expect(study.committed.rounds.map(({ survivors }) => survivors)).toEqual([3])
  participants[0]?.resume()
  await study.clock.advanceUntil(() => study.committed.state === "finished")
  expect(study.faults).toEqual([])
  expect(participants[0]?.view().secure?.evidence).toBeNull()
})
