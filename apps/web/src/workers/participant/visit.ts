import { identityFromKeys } from "@tutti/crypto"
import { fingerprintWords, ParticipantId } from "@tutti/protocol"
import type { SecureRecords } from "@tutti/sessions/training"
import type { Opened, StudyCard } from "./api.ts"
import type { Archive, OwnerArchive, SavedStudy } from "./archive.ts"
import { type DatasetDesk, openDatasetDesk } from "./dataset-desk.ts"
import { NO_HISTORY } from "./history.ts"
import { fetchInvitation, type InviteLink, readInviteLink } from "./invitation.ts"
import type { ProblemCode } from "./problem.ts"
import { protectionOfStudy } from "./protection.ts"
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
  records: SecureRecords
  data: DatasetDesk
}

export type VisitOpened = { ok: true; visit: Visit; opened: Opened } | { ok: false; code: ProblemCode }

/**
 * Read the link, ask the relay what it invites to, and take the seat. Nothing of the owner leaves.
 *
 * The link names a secure study's key past the relay: a study under another key, or a trusted one behind a link that
 * names a key, is not the one that the organiser invited to (E_POLICY).
 */
export async function openVisit(
  address: string,
  archive: OwnerArchive,
  onElsewhere: () => void,
  onStorageLost: (error: unknown) => void,
): Promise<VisitOpened> {
  if (!isSecureContext) return { ok: false, code: "E_INSECURE" }
  const link = readInviteLink(address)
  if (link === null) return { ok: false, code: "E_LINK" }
  const seat = await takeSeat(link.study, onElsewhere)
  const loaded = await load(archive, link)
  const asked = loaded.ok ? await askAs(link, loaded.saved) : loaded
  if (!loaded.ok || !asked.ok) {
    seat.release()
    return { ok: false, code: asked.ok ? "E_STORAGE" : asked.code }
  }
  const { spec, studyHash } = asked.invitation
  if (spec.secure?.studyKey !== link.studyKey) {
    seat.release()
    return { ok: false, code: "E_POLICY" }
  }
  const { saved } = loaded
  const card: StudyCard = {
    study: link.study,
    studyHash,
    words: fingerprintWords(studyHash),
    spec,
    relayHost: new URL(link.relay).host,
    protection: protectionOfStudy(spec),
    hasSample: sampleFor(spec.dataset) !== null,
  }
  const resumption = resumptionOf(saved, studyHash)
  const record = openRecord(archive, recordFor(card, saved, resumption.kind === "changed"), onStorageLost)
  const changes = saved === null || resumption.kind !== "changed" ? [] : termChanges(saved.spec, spec)
  const visit = { link, card, seat, record, records: archive.secure, data: openDatasetDesk(spec) }
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

/** Asked with the name of who took part before, so that an invite used up or expired since still opens for it. */
async function askAs(link: InviteLink, saved: SavedStudy | null) {
  const keys = saved === null || saved.consentedAt === null ? null : saved.identity
  const participant = keys === null ? null : ParticipantId.parse((await identityFromKeys(keys)).participant)
  return fetchInvitation(link, participant)
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
