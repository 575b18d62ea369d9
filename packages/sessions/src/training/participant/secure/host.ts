import { constantTimeEqual, type Identity, type Verify, verifierOfPinnedKeys } from "@tutti/crypto"
import type { FrozenRoster, RefusalCode, RelayMessage, StudyHash, StudyId, StudySpec } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { checkPolicySignature, checkRoster } from "../../secure/policy.ts"
import type { Checked, SecureEffect, SecureEvent } from "./events.ts"
import type { SecurePorts, SecureRecord } from "./ports.ts"
import type { PinnedRoster } from "./state.ts"
import { SumHost } from "./sum-host.ts"

type Admitted = Extract<RelayMessage, { kind: "admitted" }>
type Study = { readonly id: StudyId; readonly spec: StudySpec; readonly hash: StudyHash }

export type SecureHostPorts = {
  /** Undefined on a machine that cannot take part in secure studies. */
  readonly secure: SecurePorts | undefined
  readonly identity: Pick<Identity, "publicKey" | "sign">
  happened(event: SecureEvent): void
  /** For the host's own log. */
  fault(error: unknown): void
}

/** Carries out what a secure study asks of its owner's machine: checks what was signed, pins it, and runs the sums. */
export class SecureHost {
  readonly #ports: SecureHostPorts
  readonly #verify: Verify
  #study: Study | undefined
  #sums: SumHost | undefined

  constructor(ports: SecureHostPorts) {
    this.#ports = ports
    this.#verify = ports.secure?.verify ?? verifierOfPinnedKeys()
  }

  /** @returns for a check, a promise that resolves when what came of it has been told; everything else begins at once. */
  carryOut(effect: SecureEffect): Promise<void> | undefined {
    switch (effect.kind) {
      case "check-admission":
        return this.#checkAdmission(effect.message)
      case "check-roster":
        return this.#checkRoster(effect.roster)
      case "enter-sum":
        this.#sums?.enter(effect)
        return undefined
      case "take-step":
        this.#sums?.take(effect)
        return undefined
      case "contribute":
        this.#sums?.contribute(effect)
        return undefined
      case "abandon-sum":
        this.#sums?.abandon()
        return undefined
      case "conclude-sum":
        this.#sums?.conclude()
        return undefined
    }
  }

  /** Nothing leaves any more, and everything is wiped. */
  close(): void {
    this.#sums?.abandon()
  }

  async #checkAdmission(message: Admitted): Promise<void> {
    const checked = await this.#orRefused(async (secure) => {
      const { study: id, spec, studyHash: hash, policySignature, roster } = message
      const code = await checkPolicySignature(spec, hash, policySignature, this.#verify)
      if (code) return no(code)
      this.#study = { id, spec, hash }
      return roster ? this.#pin(secure, this.#study, roster) : { ok: true, pinned: null }
    })
    this.#ports.happened({ kind: "admission-checked", message, checked })
  }

  async #checkRoster(roster: FrozenRoster): Promise<void> {
    const study = this.#study
    const checked = await this.#orRefused(async (secure) =>
      study ? this.#pin(secure, study, roster) : no("E_POLICY"),
    )
    this.#ports.happened({ kind: "roster-checked", checked })
  }

  async #orRefused(check: (secure: SecurePorts) => Promise<Checked>): Promise<Checked> {
    const { secure, fault } = this.#ports
    if (secure === undefined) return no("E_MODE_UNAVAILABLE")
    try {
      return await check(secure)
    } catch (error) {
      fault(error)
      return no("E_RECORD")
    }
  }

  /** A roster that the study key has signed, that this owner is in, and that is the first one which it has seen. */
  async #pin(secure: SecurePorts, study: Study, roster: FrozenRoster): Promise<Checked> {
    const { id, spec, hash } = study
    const checked = await checkRoster(spec, hash, roster, this.#verify)
    if (!checked.ok) return no(checked.code === "E_ROSTER" ? "E_SA_ROSTER" : checked.code)
    const { root, identityKeys } = checked
    const rosterRoot = toBase64url(root)
    const kept = await secure.records.load(id)
    if (kept && kept.studyHash !== hash) return no("E_STUDY_CHANGED")
    if (kept && kept.rosterRoot !== rosterRoot) return no("E_SA_ROSTER")
    const { identity } = this.#ports
    const index = identityKeys.findIndex((key) => constantTimeEqual(key, identity.publicKey))
    if (index < 0) return no("E_ROSTER_CLOSED")
    const record = kept ?? newRecord(hash, rosterRoot)
    if (!kept) await secure.records.save(id, record)
    this.#sums?.abandon()
    this.#sums = new SumHost(
      { study: id, spec, studyHash: hash, root, identityKeys, index, record },
      { ...this.#ports, ...secure, suite: await secure.suite(), verify: this.#verify },
    )
    const pinned: PinnedRoster = { roster, root, record }
    return { ok: true, pinned }
  }
}

function newRecord(studyHash: StudyHash, rosterRoot: string): SecureRecord {
  return {
    studyHash,
    rosterRoot,
    ledger: { lastRound: 0, contributions: 0, finishedRound: 0, transcript: new Uint8Array(32) },
    statisticsOpened: 0,
    statisticsOf: null,
    statisticsFinished: false,
    standard: null,
  }
}

const no = (code: RefusalCode): Checked => ({ ok: false, code })
