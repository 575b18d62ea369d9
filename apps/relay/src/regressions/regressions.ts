import type { Random } from "@tutti/crypto"
import {
  type CreateRegression,
  LIMITS,
  type RefusalCode,
  type RegressionSummary,
  type StudyHash,
  StudyId,
  type StudyState,
} from "@tutti/protocol"
import { newRegression } from "@tutti/sessions/regression"
import { newId } from "../access/tokens.ts"
import type { StudyStore } from "../store/study-store.ts"
import { Hosts } from "../studies/hosts.ts"
import type { Visitor } from "../studies/study-host.ts"
import { type DesignFault, designFault } from "./design-faults.ts"
import { RegressionHost, type RegressionParts } from "./regression-host.ts"

type Parts = Omit<RegressionParts, "store"> & {
  store: RegressionParts["store"] & Pick<StudyStore, "admit" | "deleteStudy">
  random: Random
}

export type CreatedRegression =
  | { ok: true; value: { study: StudyId; studyHash: StudyHash } }
  | ({ ok: false } & DesignFault)
export type AdmittedParty = { ok: true; host: RegressionHost } | { ok: false; code: RefusalCode }

/** All regressions of one relay. A regression's host is made when it is first needed, and a running one at the start. */
export class Regressions {
  readonly #parts: Parts
  readonly #hosts: Hosts<RegressionHost>

  constructor(parts: Parts) {
    this.#parts = parts
    this.#hosts = new Hosts((study, onFault) => this.#load(study, onFault))
  }

  /** Keeps a regression, if its study key has signed it for this relay and it can be computed. */
  async create({ spec, policySignature }: CreateRegression): Promise<CreatedRegression> {
    const { store, random, clock, secure, log } = this.#parts
    const regression = newRegression(StudyId.parse(newId(random)), spec, policySignature)
    const fault = await designFault(regression, secure.key.publicKey)
    if (fault !== null) return { ok: false, ...fault }
    const { study, studyHash } = regression
    await store.createRegression(regression, new Date(clock.nowMs()))
    log.info("regression: created", { study })
    return { ok: true, value: { study, studyHash } }
  }

  async list(): Promise<RegressionSummary[]> {
    const stored = await this.#parts.store.regressions()
    return Promise.all(
      stored.map(async ({ id, createdAt, spec, state, members, runs }) => {
        const host = await this.#hosts.present(id)
        return {
          study: id,
          title: spec.title,
          state: host?.state() ?? state,
          opening: spec.opening,
          owners: host?.owners() ?? members,
          runs: host?.runs() ?? runs,
          createdAt: createdAt.toISOString(),
        }
      }),
    )
  }

  /** How many are in which state, for the metrics. */
  async countByState(): Promise<Partial<Record<StudyState, number>>> {
    const counts: Partial<Record<StudyState, number>> = {}
    for (const { state } of await this.list()) counts[state] = (counts[state] ?? 0) + 1
    return counts
  }

  /** @returns undefined when there is no such regression, or the relay is on its way out. */
  host(study: StudyId): Promise<RegressionHost | undefined> {
    return this.#hosts.get(study)
  }

  /**
   * Lets an identified visitor in, or says why not: the dealer by its key, owners by an invite.
   * @param secretHash null for a visitor without an invite
   */
  async admit(entry: Visitor & { study: StudyId; secretHash: string | null }): Promise<AdmittedParty> {
    const { study, participant, identityKey, label, secretHash } = entry
    const host = await this.host(study)
    // Whoever holds no invite does not learn which studies there are.
    if (host === undefined) return { ok: false, code: "E_INVITE_UNKNOWN" }
    if (host.isDealer(identityKey)) return { ok: true, host }
    if (secretHash === null) return { ok: false, code: "E_INVITE_UNKNOWN" }
    if (!host.knows(participant)) {
      if (host.ended()) return { ok: false, code: "E_STUDY_CLOSED" }
      if (host.owners() >= LIMITS.owners) return { ok: false, code: "E_STUDY_FULL" }
    }
    const { store, clock } = this.#parts
    const at = new Date(clock.nowMs())
    const admission = await store.admit({ study, participant, label, secretHash, at })
    return admission.ok ? { ok: true, host } : admission
  }

  /** @returns whether there was such a regression. Its parties are told that it is gone. */
  async remove(study: StudyId): Promise<boolean> {
    if ((await this.host(study)) === undefined) return false
    await this.forget(study)
    const removed = await this.#parts.store.deleteStudy(study)
    if (removed) this.#parts.log.info("regression deleted", { study })
    return removed
  }

  /** The store has deleted it: whoever is still there is told. */
  forget(study: StudyId): Promise<void> {
    return this.#hosts.evict(study, "E_STUDY_UNKNOWN")
  }

  /** Puts the regressions to work whose run was open when the relay went. */
  async resumeRunning(): Promise<void> {
    for (const { id, state } of await this.#parts.store.regressions())
      if (state === "running") await this.host(id)
  }

  /** Stops all hosts; parties and dealers come back by themselves when a relay is there again. Idempotent. */
  close(): Promise<void> {
    return this.#hosts.close()
  }

  async #load(study: StudyId, onFault: () => void): Promise<RegressionHost | undefined> {
    const committed = await this.#parts.store.committedRegression(study)
    return committed && new RegressionHost(committed, this.#parts, onFault)
  }
}
