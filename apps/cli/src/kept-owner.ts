import { chmod, mkdir } from "node:fs/promises"
import { join } from "node:path"
import { type Identity, identityFromKeys, webRandom } from "@tutti/crypto"
import { StudyHash } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import type { PartyRecords } from "@tutti/sessions/regression"
import type { SecureRecords } from "@tutti/sessions/training"
import * as z from "zod"
import { bytes32, count, KeptLedger, readKept, refuse, replace, studyRecords } from "./kept-file.ts"
import { regressionRecords } from "./kept-regression.ts"

/*
 * What makes a participant the same owner after a restart: its identity, and its record of each secure study and each
 * regression, in a folder that only this user may read.
 */

const RECORD = "tutti/secure-record/1"
const KeptIdentity = z.strictObject({ file: z.literal("tutti/owner/1"), secretKey: bytes32 })
const KeptRecord = z.strictObject({
  file: z.literal(RECORD),
  studyHash: StudyHash,
  rosterRoot: z.string(),
  ledger: KeptLedger,
  statisticsOpened: count,
  statisticsOf: z.string().nullable(),
  statisticsFinished: z.boolean(),
  standard: z.string().nullable(),
})

export type KeptOwner = { identity: Identity; records: SecureRecords; regressions: PartyRecords }

/**
 * The owner of a folder; a new one, the folder with it, where there is none yet.
 * @throws {CliFailure} E_FILE where it cannot be read or written, or holds something else: nothing is replaced.
 */
export async function keptOwner(folder: string): Promise<KeptOwner> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => refuse("write", folder))
  await chmod(folder, 0o700).catch(() => refuse("write", folder))
  const identity = await keptIdentity(join(folder, "owner.json"))
  return {
    identity,
    records: studyRecords(folder, RECORD, KeptRecord),
    regressions: regressionRecords(folder),
  }
}

async function keptIdentity(path: string): Promise<Identity> {
  const kept = await readKept(path, KeptIdentity)
  if (kept !== null) return identityFromKeys({ secretKey: kept.secretKey })
  const secretKey = webRandom(32)
  await replace(path, { file: "tutti/owner/1", secretKey: toBase64url(secretKey) })
  return identityFromKeys({ secretKey })
}
