import {
  CommandTaken,
  type CreateInvite,
  EnrolledOwners,
  InviteCreated,
  type InviteId,
  InviteList,
  type InviteView,
  MetricsExport,
  MODEL_HEADERS,
  ModelHash,
  ObserverCreated,
  RoundNumber,
  type StudyCommand,
  StudyCreated,
  type StudyId,
  StudyList,
  type StudySpec,
  type StudyState,
  type StudySummary,
  StudyView,
} from "@tutti/protocol"
import { bytesToFloats } from "@tutti/ring"
import { type WatchListeners, watchStudy } from "@tutti/transport"
import * as z from "zod"
import { TuttiError } from "../error.ts"
import { inviteLink, observerLink } from "../links.ts"
import type { EnrolledOwner, SignedRoster } from "./freeze.ts"
import { ask, askRaw, type Relay } from "./request.ts"
import type { StudyKey } from "./study-key.ts"

/** A model as the relay exports it. `weights` is [parameters], in the order of the study's layers. */
export type ExportedModel = { round: number; modelHash: ModelHash; weights: Float32Array<ArrayBuffer> }

export interface AdminClient {
  /**
   * In the secure mode the study key signs the study, and `spec.secure` names both keys. @throws {TuttiError}
   * E_STUDY_KEY for another key than the study names.
   */
  createStudy(spec: StudySpec, studyKey?: StudyKey): Promise<z.infer<typeof StudyCreated>>
  studies(): Promise<StudySummary[]>
  study(study: StudyId): Promise<StudyView>
  deleteStudy(study: StudyId): Promise<void>
  /**
   * `link` is what an owner opens; its secret is shown this once.
   * @param studyKey of a secure study, base64url: as this admin knows it, and not as the relay says
   */
  invite(
    study: StudyId,
    terms: z.infer<typeof CreateInvite>,
    studyKey?: string,
  ): Promise<{ link: string; invite: InviteId; expiresAt: string }>
  invites(study: StudyId): Promise<InviteView[]>
  revokeInvite(study: StudyId, invite: InviteId): Promise<void>
  /** The owners of a secure study that have agreed: who would be in its roster if it were frozen now. */
  enrolled(study: StudyId): Promise<EnrolledOwner[]>
  /**
   * Sign the owners of a secure study, once and for all.
   * @param owners whom the admin has looked at; all that have enrolled by now when absent
   * @throws {TuttiError} E_STUDY_KEY, E_STUDY_CHANGED, E_TOO_FEW_OWNERS, E_POLICY; the relay's E_ROSTER, E_WRONG_STATE
   */
  freezeRoster(study: StudyId, studyKey: StudyKey, owners?: readonly EnrolledOwner[]): Promise<SignedRoster>
  command(study: StudyId, command: StudyCommand["command"]): Promise<StudyState>
  /** A link to the study's live view, without any control. */
  observerLink(study: StudyId): Promise<string>
  metrics(study: StudyId): Promise<z.infer<typeof MetricsExport>["rounds"]>
  metricsCsv(study: StudyId): Promise<string>
  model(study: StudyId, which: "best" | "last"): Promise<ExportedModel>
  /** Follow the study's live view until the returned function is called; comes back by itself after a loss. */
  watch(study: StudyId, listeners: WatchListeners): () => void
}

/**
 * Everything an admin asks of a relay, in the browser or under Node; with an observer's token, what may be watched.
 * Every promise rejects with a TuttiError: the relay's code, E_UNREACHABLE, or E_ANSWER.
 */
export function createAdminClient(baseUrl: string, token: string): AdminClient {
  const relay: Relay = { baseUrl, token }
  const at = (study: StudyId, rest = "") => `/api/studies/${study}${rest}`
  const enrolled = async (study: StudyId) =>
    (await ask(relay, { method: "GET", path: at(study, "/enrolled") }, EnrolledOwners)).owners
  return {
    async createStudy(spec, studyKey) {
      const body = {
        spec,
        ...(studyKey && { policySignature: await (await signing()).signStudy(spec, studyKey) }),
      }
      return ask(relay, { method: "POST", path: "/api/studies", body }, StudyCreated)
    },
    studies: async () => (await ask(relay, { method: "GET", path: "/api/studies" }, StudyList)).studies,
    study: (study) => ask(relay, { method: "GET", path: at(study) }, StudyView),
    async deleteStudy(study) {
      await askRaw(relay, { method: "DELETE", path: at(study) })
    },
    async invite(study, terms, studyKey) {
      const request = { method: "POST", path: at(study, "/invites"), body: terms } as const
      const { invite, secret, expiresAt } = await ask(relay, request, InviteCreated)
      const link = inviteLink({ relay: baseUrl, study, secret, ...(studyKey && { studyKey }) })
      return { link, invite, expiresAt }
    },
    invites: async (study) =>
      (await ask(relay, { method: "GET", path: at(study, "/invites") }, InviteList)).invites,
    async revokeInvite(study, invite) {
      await askRaw(relay, { method: "DELETE", path: at(study, `/invites/${invite}`) })
    },
    enrolled,
    async freezeRoster(study, studyKey, owners) {
      const view = await ask(relay, { method: "GET", path: at(study) }, StudyView)
      const { signOwners } = await signing()
      const signed = await signOwners(view, owners ?? (await enrolled(study)), studyKey)
      await askRaw(relay, { method: "POST", path: at(study, "/roster"), body: { roster: signed.roster } })
      return signed
    },
    async command(study, command) {
      const request = { method: "POST", path: at(study, "/commands"), body: { command } } as const
      return (await ask(relay, request, CommandTaken)).state
    },
    async observerLink(study) {
      const { token } = await ask(relay, { method: "POST", path: at(study, "/observers") }, ObserverCreated)
      return observerLink({ relay: baseUrl, study, token })
    },
    metrics: async (study) =>
      (await ask(relay, { method: "GET", path: at(study, "/metrics.json") }, MetricsExport)).rounds,
    metricsCsv: async (study) =>
      (await askRaw(relay, { method: "GET", path: at(study, "/metrics.csv") })).text(),
    model: async (study, which) =>
      readModel(await askRaw(relay, { method: "GET", path: at(study, `/model?which=${which}`) })),
    watch: (study, listeners) => watchStudy(baseUrl, { study, token }, listeners),
  }
}

/** Hashes, signatures and rosters: a dashboard that only looks loads none of them. */
const signing = () => import("./freeze.ts")

const ModelHeaders = z.object({ round: z.coerce.number().pipe(RoundNumber), modelHash: ModelHash })

async function readModel(response: Response): Promise<ExportedModel> {
  const headers = ModelHeaders.safeParse({
    round: response.headers.get(MODEL_HEADERS.round),
    modelHash: response.headers.get(MODEL_HEADERS.modelHash),
  })
  const weights = bytesToFloats(new Uint8Array(await response.arrayBuffer()))
  if (!headers.success || !weights.ok)
    throw new TuttiError("E_ANSWER", "relay", "The model came without its round and hash, or cut short.")
  return { ...headers.data, weights: weights.floats }
}
