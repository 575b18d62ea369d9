import { fingerprintWords, type Invitation } from "@tutti/protocol"
import type { Opened, StudyCard } from "./api.ts"
import type { Archive, SavedStudy } from "./archive.ts"
import { type DatasetDesk, openDatasetDesk } from "./dataset-desk.ts"
import { NO_HISTORY } from "./history.ts"
import { fetchInvitation, type InvitationFailure, type InviteLink, readInviteLink } from "./invitation.ts"
import type { ProblemCode } from "./problem.ts"
import { openRecord, type StudyRecord } from "./record.ts"
import { resumptionOf } from "./resume.ts"
import { sampleFor } from "./sample.ts"
import { type Seat, takeSeat } from "./seat.ts"
import { termChanges } from "./term-changes.ts"

/** One tab at one study: the link, the seat, what is kept, and the data in hand. */
export type Visit = {
  link: InviteLink
  card: StudyCard
  seat: Seat
  record: StudyRecord
  data: DatasetDesk
}

export type VisitOpened = { ok: true; visit: Visit; opened: Opened } | { ok: false; code: ProblemCode }

/** Read the link, ask the relay what it invites to, and take the seat. Nothing of the owner leaves. */
export async function openVisit(
  address: string,
  archive: Archive,
  onElsewhere: () => void,
  onStorageLost: (error: unknown) => void,
): Promise<VisitOpened> {
  if (!isSecureContext) return { ok: false, code: "E_INSECURE" }
  const link = readInviteLink(address)
  if (link === null) return { ok: false, code: "E_LINK" }
  const seat = await takeSeat(link.study, onElsewhere)
  const loaded = await load(archive, link)
  const asked = loaded.ok ? await invitationOf(link, loaded.saved) : loaded
  if (!loaded.ok || !asked.ok) {
    seat.release()
    return { ok: false, code: asked.ok ? "E_STORAGE" : asked.code }
  }
  const { spec, studyHash } = asked.invitation
  const { saved } = loaded
  const card: StudyCard = {
    study: link.study,
    studyHash,
    words: fingerprintWords(studyHash),
    spec,
    relayHost: new URL(link.relay).host,
    hasSample: sampleFor(spec.dataset) !== null,
  }
  const resumption = resumptionOf(saved, studyHash)
  const record = openRecord(archive, recordFor(card, saved, resumption.kind === "changed"), onStorageLost)
  const changes = saved === null || resumption.kind !== "changed" ? [] : termChanges(saved.spec, spec)
  const visit = { link, card, seat, record, data: openDatasetDesk(spec) }
  return {
    ok: true,
    visit,
    opened: { card, resumption, sentBytes: saved?.history.ledger.bytes ?? 0, changes },
  }
}

type Loaded = { ok: true; saved: SavedStudy | null } | { ok: false; code: ProblemCode }

async function load(archive: Archive, link: InviteLink): Promise<Loaded> {
  return archive.load(link.study).then(
    (saved) => ({ ok: true, saved }),
    () => ({ ok: false, code: "E_STORAGE" }),
  )
}

/** An invite may be used up, expired or revoked since; that keeps new owners out, not those who agreed before. */
const PASSES_FOR_KNOWN: readonly InvitationFailure[] = [
  "E_INVITE_EXPIRED",
  "E_INVITE_REVOKED",
  "E_INVITE_USED",
  "E_STUDY_CLOSED",
  "E_STUDY_FULL",
]

async function invitationOf(
  link: InviteLink,
  saved: SavedStudy | null,
): Promise<{ ok: true; invitation: Invitation } | { ok: false; code: ProblemCode }> {
  const asked = await fetchInvitation(link)
  if (asked.ok || saved === null || saved.consentedAt === null) return asked
  if (!PASSES_FOR_KNOWN.includes(asked.code)) return asked
  return { ok: true, invitation: { spec: saved.spec, studyHash: saved.studyHash } }
}

/** What is kept from now on; a study that changed keeps the identity and the column choices, not the consent. */
function recordFor(
  { study, studyHash, spec }: StudyCard,
  saved: SavedStudy | null,
  changed: boolean,
): SavedStudy {
  if (saved !== null && !changed) return saved
  return {
    study,
    studyHash,
    spec,
    identity: saved?.identity ?? null,
    label: saved?.label ?? "",
    choice: saved?.choice ?? null,
    consentedAt: null,
    history: saved?.history ?? NO_HISTORY,
  }
}
