import { identityFromKeys, verifySignature } from "@tutti/crypto"
import { fingerprintWords, ParticipantId } from "@tutti/protocol"
import { openedValues } from "@tutti/regression"
import type { InviteLink } from "@tutti/sdk/links"
import { askRegression } from "@tutti/sdk/regression"
import { corruptOwners } from "@tutti/secure-aggregation"
import { checkRegression } from "@tutti/sessions/regression"
import { readInviteLink } from "../participant/invitation.ts"
import { type Seat, takeSeat } from "../participant/seat.ts"
import type { Answer, RegressionCard } from "./api.ts"
import type { KeptSeat, RegressionArchive } from "./archive.ts"
import { problemOfError, problemWith } from "./problem.ts"
import { fitsSample } from "./sample.ts"

/** One tab at one regression: the link, the seat, and what is kept of earlier visits. */
export type Visit = {
  link: InviteLink & { studyKey: string }
  card: RegressionCard
  seat: Seat
  kept: KeptSeat | null
}

/**
 * Read the link, ask the relay what it invites to, and hold that against the study key in the link. Nothing of the
 * owner leaves.
 */
export async function openVisit(
  address: string,
  archive: RegressionArchive,
  onElsewhere: () => void,
): Promise<Answer<Visit>> {
  const link = readInviteLink(address)
  if (link?.studyKey === undefined) return { ok: false, problem: problemWith("E_LINK") }
  const seat = await takeSeat(link.study, onElsewhere)
  const opened = await read({ ...link, studyKey: link.studyKey }, archive).catch((error: unknown) => {
    seat.release()
    return { ok: false, problem: problemOfError(error) } as const
  })
  if (!opened.ok) {
    seat.release()
    return opened
  }
  return { ok: true, value: { ...opened.value, seat } }
}

async function read(
  link: Visit["link"],
  archive: RegressionArchive,
): Promise<Answer<Pick<Visit, "link" | "card" | "kept">>> {
  const kept = await archive.load(link.study)
  const me = kept === null ? undefined : (await identityFromKeys(kept.identity)).participant
  const invitation = await askRegression(link, me === undefined ? me : ParticipantId.parse(me))
  const { spec, studyHash, policySignature } = invitation
  const refusal =
    spec.secure.studyKey === link.studyKey
      ? await checkRegression(spec, studyHash, policySignature, verifySignature)
      : ({ code: "E_POLICY" } as const)
  if (refusal !== null) return { ok: false, problem: problemWith(refusal.code, refusal.column) }
  if (kept !== null && kept.studyHash !== studyHash)
    return { ok: false, problem: problemWith("E_STUDY_CHANGED") }
  const card = {
    study: link.study,
    studyHash,
    words: fingerprintWords(studyHash),
    spec,
    relayHost: new URL(link.relay).host,
    opens: openedValues(spec.design, spec.opening),
    colluders: corruptOwners({ ...spec.secure, rosterSize: spec.secure.minimumCohort }),
    hasSample: fitsSample(spec),
  }
  return { ok: true, value: { link, card, kept } }
}
