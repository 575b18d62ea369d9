import {
  chooseSignatureSuite,
  generateIdentity,
  type Identity,
  participantId,
  webRandom,
} from "@tutti/crypto"
import type { PreparedDataset } from "@tutti/data"
import type { TrainerFactory } from "@tutti/learning"
import { ParticipantId, type StudySpec } from "@tutti/protocol"
import {
  type Answer,
  joinTraining,
  type OwnerView,
  type SecurePorts,
  type TrainingParticipant,
} from "@tutti/sessions/training"
import { connectOwner } from "@tutti/transport"
import { askInvitation } from "../admin/open.ts"
import { TuttiError } from "../error.ts"
import { parseInviteLink } from "../links.ts"
import { datasetFromCsv } from "./dataset-from-csv.ts"
import { defaultSecurePorts } from "./secure-ports.ts"

export type JoinStudyOptions = {
  /** The invite link, with everything after the #. */
  link: string
  /** The owner's rows: a CSV file, or what turns the study into a prepared dataset. They stay in this process. */
  data: Uint8Array | ((spec: StudySpec) => PreparedDataset)
  /** Shown in the admin's roster. */
  label?: string
  /** The same identity is the same owner again; a new one is made when absent. */
  identity?: Pick<Identity, "publicKey" | "sign">
  /** What trains; TensorFlow.js on the fastest backend when absent. */
  trainer?: TrainerFactory
  /**
   * For secure studies: randomness, ciphers, and where this identity's records are kept. The platform's, and memory,
   * when absent; whoever keeps an identity for longer keeps its records with it.
   */
  secure?: SecurePorts
  /** Ends the taking part whenever it fires, also while this owner is still joining; the study keeps the owner. */
  signal?: AbortSignal
}

/** An owner that has agreed and takes part, until the study ends or it leaves. */
export type JoinedStudy = TrainingParticipant & {
  readonly spec: StudySpec
  /** Resolves with the last view when the study has ended, or this owner has left it or was refused for good. */
  readonly ended: Promise<OwnerView>
}

/**
 * Take part in a study without a screen. Calling it is agreeing to the study behind the link: the rows are checked
 * before anything is sent, then row counts and column sums leave, and a trained model in every round; in a secure
 * study all of these under masks, and nothing else. A link with a study key leads into the secure study that this key
 * has signed, any other link into a trusted one.
 * @throws {TuttiError} E_LINK; the code of what is wrong with the data; E_UNREACHABLE; or the relay's refusal,
 *   E_STUDY_CHANGED if the study is no longer the one that the link showed, E_POLICY if the study key has not signed it.
 */
export async function joinStudy(options: JoinStudyOptions): Promise<JoinedStudy> {
  const link = parseInviteLink(options.link)
  if (link === null) throw TuttiError.local("E_LINK")
  const { data, label = "" } = options
  const identity = options.identity ?? (await generateIdentity(await chooseSignatureSuite(webRandom)))
  const me = ParticipantId.parse(participantId(identity.publicKey))
  const { spec, studyHash } = await askInvitation(link, me)
  const dataset = typeof data === "function" ? data(spec) : datasetFromCsv(data, spec)
  const trainer = options.trainer ?? (await import("@tutti/learning/tfjs")).createTrainer

  options.signal?.throwIfAborted()
  const channel = connectOwner(link.relay)
  const secure = options.secure ?? defaultSecurePorts(identity)
  const participant = joinTraining(
    { channel, clock: { nowMs: () => performance.now() }, identity, trainer, secure },
    { study: link.study, invite: link.secret, studyKey: link.studyKey, label },
  )
  options.signal?.addEventListener("abort", () => participant.close(), { once: true })
  try {
    const admission = granted(await participant.admitted)
    if (admission.studyHash !== studyHash) throw TuttiError.refused("E_STUDY_CHANGED")
    participant.dataChecked()
    granted(await participant.ready(dataset))
  } catch (error) {
    participant.close()
    throw error
  }
  return Object.assign(participant, { spec, ended: endOf(participant) })
}

function granted<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value
  throw answer.refusal === "closed" ? TuttiError.local("E_UNREACHABLE") : TuttiError.refused(answer.refusal)
}

function endOf(participant: TrainingParticipant): Promise<OwnerView> {
  return new Promise((resolve) => {
    const look = (view: OwnerView) => {
      if (view.phase !== "ended" && view.phase !== "left" && view.phase !== "refused") return
      stop()
      resolve(view)
    }
    const stop = participant.onView(look)
    look(participant.view())
  })
}
