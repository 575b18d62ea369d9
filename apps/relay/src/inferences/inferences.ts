import { verifySignature } from "@tutti/crypto"
import type { CreateInference, RefusalCode, StudyHash, StudyId } from "@tutti/protocol"
import { checkInference, hashInference, inferenceId } from "@tutti/sessions/inference"
import { InferenceHost, type InferenceParts } from "./inference-host.ts"

type Parts = InferenceParts & {
  /** Public half, base64url. */
  relayKey: string
}

/** More than one relay holds at once; beyond it, those where nobody is make room. */
const MOST = 256

export type CreatedInference =
  | { ok: true; value: { study: StudyId; studyHash: StudyHash } }
  | { ok: false; code: RefusalCode }

/**
 * All encrypted inferences of one relay, in its memory: the model stays with its owner, so without its owner there is
 * nothing that could go on, and a relay that starts again begins with none until their owners declare them once more.
 */
export class Inferences {
  readonly #parts: Parts
  readonly #hosts = new Map<StudyId, InferenceHost>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Keeps an inference that its model owner has signed for this relay, of a network that can be computed. One that is
   * declared once more goes on as it is.
   */
  async create({
    spec,
    policySignature,
    inviteHash,
    lastRun = 0,
  }: CreateInference): Promise<CreatedInference> {
    if (spec.relayKey !== this.#parts.relayKey) return { ok: false, code: "E_POLICY" }
    const studyHash = hashInference(spec)
    const checked = await checkInference(spec, studyHash, policySignature, verifySignature)
    if (!checked.ok) return checked
    const study = inferenceId(studyHash, inviteHash)
    const created = { ok: true, value: { study, studyHash } } as const
    if (this.#hosts.has(study)) return created
    if (!this.#makeRoom()) return { ok: false, code: "E_RATE" }
    const declared = { study, spec, studyHash, policySignature, inviteHash, lastRun }
    this.#hosts.set(study, new InferenceHost(declared, this.#parts))
    this.#parts.log.info("inference: created", { study })
    return created
  }

  host(study: StudyId): InferenceHost | undefined {
    return this.#hosts.get(study)
  }

  /** @param dealer public key, base64url */
  dealtBy(dealer: string): StudyId[] {
    return [...this.#hosts.values()]
      .filter(({ declared }) => declared.spec.dealerKey === dealer)
      .map(({ declared }) => declared.study)
  }

  /** @returns whether there was such an inference. Those in it are told that it is gone. */
  remove(study: StudyId): boolean {
    this.#hosts.get(study)?.close("E_STUDY_UNKNOWN")
    return this.#hosts.delete(study)
  }

  close(): void {
    for (const host of this.#hosts.values()) host.close()
    this.#hosts.clear()
  }

  #makeRoom(): boolean {
    if (this.#hosts.size < MOST) return true
    const empty = [...this.#hosts.values()].find((host) => host.isEmpty())
    return empty !== undefined && this.remove(empty.declared.study)
  }
}
