import type { Random } from "@tutti/crypto"
import {
  type CreateStudy,
  LIMITS,
  type ParticipantId,
  type RefusalCode,
  type StudyHash,
  StudyId,
  type StudySpec,
  type StudyState,
  type StudySummary,
} from "@tutti/protocol"
import { newStudy } from "@tutti/sessions/training"
import { newId } from "../access/tokens.ts"
import type { Admission } from "../store/study-store.ts"
import { SHOWN_EVENTS } from "./event-log.ts"
import { Hosts } from "./hosts.ts"
import { type PolicyFault, policyFaults } from "./policy-faults.ts"
import { type HostParts, StudyHost } from "./study-host.ts"

/** The modes that this relay offers. */
export const MODES: readonly StudySpec["mode"][] = ["trusted", "secure"]

type Parts = HostParts & { random: Random }

export type Created =
  | { ok: true; value: { study: StudyId; studyHash: StudyHash } }
  | { ok: false; code: RefusalCode; detail: PolicyFault[] }
export type Admitted = { ok: true; host: StudyHost } | Extract<Admission, { ok: false }>

/** All studies of one relay. A study's host is made when it is first needed, and a running one at the start. */
export class Studies {
  readonly #parts: Parts
  readonly #hosts: Hosts<StudyHost>

  constructor(parts: Parts) {
    this.#parts = parts
    this.#hosts = new Hosts((study, onFault) => this.#load(study, onFault))
  }

  /** Keeps a study; a secure one only if its study key has signed it, for this relay, under rules that can be kept. */
  async create({ spec, policySignature }: CreateStudy): Promise<Created> {
    const { store, random, clock, secure } = this.#parts
    const study = newStudy(StudyId.parse(newId(random)), spec, policySignature)
    const detail = await policyFaults(study, secure.key.publicKey)
    if (detail.length > 0) return { ok: false, code: "E_POLICY", detail }
    await store.createStudy(study, new Date(clock.nowMs()))
    const host = await this.host(study.study)
    host?.created()
    return { ok: true, value: { study: study.study, studyHash: study.studyHash } }
  }

  async list(): Promise<StudySummary[]> {
    const stored = await this.#parts.store.studies()
    return Promise.all(
      stored.map(async ({ id, createdAt, spec, state, committedRounds, members }) => {
        const host = await this.#hosts.present(id)
        return {
          study: id,
          title: spec.title,
          state: host?.state() ?? state,
          mode: spec.mode,
          owners: host?.owners() ?? members,
          rounds: host?.committedRounds() ?? committedRounds,
          plannedRounds: spec.training.rounds,
          createdAt: createdAt.toISOString(),
        }
      }),
    )
  }

  /** How many studies are in which state, for the metrics. */
  async countByState(): Promise<Partial<Record<StudyState, number>>> {
    const counts: Partial<Record<StudyState, number>> = {}
    for (const { state } of await this.list()) counts[state] = (counts[state] ?? 0) + 1
    return counts
  }

  /** @returns undefined when there is no such study, or the relay is on its way out. */
  host(study: StudyId): Promise<StudyHost | undefined> {
    return this.#hosts.get(study)
  }

  /** Lets an identified owner in by its invite, or says why not. */
  async admit(entry: {
    study: StudyId
    participant: ParticipantId
    label: string
    secretHash: string
  }): Promise<Admitted> {
    const host = await this.host(entry.study)
    // Whoever holds no invite does not learn which studies there are.
    if (host === undefined) return { ok: false, code: "E_INVITE_UNKNOWN" }
    if (!host.knows(entry.participant)) {
      if (host.ended()) return { ok: false, code: "E_STUDY_CLOSED" }
      if (host.owners() >= LIMITS.owners) return { ok: false, code: "E_STUDY_FULL" }
    }
    const { store, clock } = this.#parts
    const admission = await store.admit({ ...entry, at: new Date(clock.nowMs()) })
    return admission.ok ? { ok: true, host } : admission
  }

  /** @returns whether there was such a study. Its owners are told that it is gone. */
  async remove(study: StudyId): Promise<boolean> {
    const { store, log } = this.#parts
    await this.#hosts.evict(study, "E_STUDY_UNKNOWN")
    const removed = await store.deleteStudy(study)
    if (removed) log.info("study deleted", { study })
    return removed
  }

  /** Forgets the studies whose retention is over. @returns all that were deleted, regressions among them. */
  async removeExpired(): Promise<StudyId[]> {
    const { store, clock, log } = this.#parts
    const expired = await store.deleteExpired(new Date(clock.nowMs()))
    for (const study of expired) {
      await this.#hosts.evict(study, "E_STUDY_UNKNOWN")
      log.info("study deleted after its retention", { study })
    }
    return expired
  }

  /** Puts the studies to work that were running when the relay went. */
  async resumeRunning(): Promise<void> {
    for (const { id, state } of await this.#parts.store.studies())
      if (state === "running") await this.host(id)
  }

  /** Stops all hosts; their owners come back by themselves when a relay is there again. Idempotent. */
  close(): Promise<void> {
    return this.#hosts.close()
  }

  async #load(study: StudyId, onFault: () => void): Promise<StudyHost | undefined> {
    const { store } = this.#parts
    const committed = await store.committed(study)
    if (committed === undefined) return undefined
    const newest = await store.events(study, SHOWN_EVENTS)
    return new StudyHost(committed, newest, this.#parts, onFault)
  }
}
