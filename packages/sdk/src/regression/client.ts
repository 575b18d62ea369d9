import {
  CommandTaken,
  type CreateInvite,
  EnrolledOwners,
  InviteCreated,
  RegressionList,
  RegressionOutcome,
  type RegressionSpec,
  type RegressionSummary,
  RegressionView,
  type StudyCommand,
  StudyCreated,
  type StudyId,
  type StudyState,
} from "@tutti/protocol"
import type { AdminResult, AdminTools } from "@tutti/sessions/regression"
import { type WatchListeners, watchRegression } from "@tutti/transport"
import type * as z from "zod"
import type { EnrolledOwner } from "../admin/freeze.ts"
import { ask, askRaw } from "../admin/request.ts"
import type { StudyKey } from "../admin/study-key.ts"
import { TuttiError } from "../error.ts"
import { inviteLink } from "../links.ts"

/** What an admin asks of a relay about regressions, and does with what comes back. Rejects with a TuttiError. */
export interface RegressionClient {
  /** @throws {TuttiError} E_STUDY_KEY for another key than the study names; what the relay says of the design. */
  create(spec: RegressionSpec, studyKey: StudyKey): Promise<z.infer<typeof StudyCreated>>
  list(): Promise<RegressionSummary[]>
  view(study: StudyId): Promise<RegressionView>
  /** Follows it live, until the returned function is called. */
  watch(study: StudyId, listeners: WatchListeners<RegressionView>): () => void
  /** @returns the link that an owner opens; with the study key in it, past the relay. */
  invite(study: StudyId, terms: z.infer<typeof CreateInvite>, studyKey: string): Promise<string>
  enrolled(study: StudyId): Promise<EnrolledOwner[]>
  /**
   * Signs these owners, once and for all.
   * @param owners whom the admin was shown; by default all that have enrolled by now
   * @throws {TuttiError} E_ANSWER for an owner whose name is not that of its key; then nothing is signed.
   */
  freeze(study: StudyId, studyKey: StudyKey, owners?: readonly EnrolledOwner[]): Promise<void>
  command(study: StudyId, command: StudyCommand["command"]): Promise<StudyState>
  /** Sealed reports, or opened sums. @throws {TuttiError} E_NO_RESULT before a run has finished. */
  outcome(study: StudyId): Promise<RegressionOutcome>
  /**
   * The table of the finished run: every report opened, all of them equal.
   * @param spec as this admin signed it, and not as the relay says
   */
  result(study: StudyId, spec: RegressionSpec, tools: Omit<AdminTools, "verify">): Promise<AdminResult>
}

export function createRegressionClient(baseUrl: string, token: string): RegressionClient {
  const relay = { baseUrl, token }
  const at = (study: StudyId, rest = "") => `/api/studies/${study}${rest}`
  const view = (study: StudyId) => ask(relay, { method: "GET", path: at(study) }, RegressionView)
  const enrolled = async (study: StudyId) =>
    (await ask(relay, { method: "GET", path: at(study, "/enrolled") }, EnrolledOwners)).owners
  const outcome = (study: StudyId) =>
    ask(relay, { method: "GET", path: at(study, "/outcome") }, RegressionOutcome)
  return {
    async create(spec, studyKey) {
      const body = { spec, policySignature: await (await signing()).signRegression(spec, studyKey) }
      return ask(relay, { method: "POST", path: "/api/regressions", body }, StudyCreated)
    },
    list: async () =>
      (await ask(relay, { method: "GET", path: "/api/regressions" }, RegressionList)).regressions,
    view,
    watch: (study, listeners) => watchRegression(baseUrl, { study, token }, listeners),
    async invite(study, terms, studyKey) {
      const request = { method: "POST", path: at(study, "/invites"), body: terms } as const
      const { secret } = await ask(relay, request, InviteCreated)
      return inviteLink({ relay: baseUrl, study, secret, studyKey })
    },
    enrolled,
    async freeze(study, studyKey, owners) {
      const { signParties } = await signing()
      const roster = await signParties(await view(study), owners ?? (await enrolled(study)), studyKey)
      await askRaw(relay, { method: "POST", path: at(study, "/roster"), body: { roster } })
    },
    async command(study, command) {
      const request = { method: "POST", path: at(study, "/commands"), body: { command } } as const
      return (await ask(relay, request, CommandTaken)).state
    },
    outcome,
    async result(study, spec, tools) {
      const { roster } = await view(study)
      if (roster === null) throw TuttiError.refused("E_NO_RESULT")
      const { openedResult } = await signing()
      return openedResult(spec, roster, await outcome(study), tools)
    },
  }
}

/** What signs and opens needs far more code than what asks: most pages only ask. */
const signing = () => import("./signing.ts")
