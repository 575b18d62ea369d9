import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import { StudyHash, type StudyId } from "@tutti/protocol"
import type { DealerRecord, DealerRecords } from "@tutti/sessions/regression"
import * as z from "zod"
import { writeDurably } from "./durable-file.ts"
import { DealerFileError } from "./file-error.ts"

const Burned = z.strictObject({
  studyHash: StudyHash,
  rosterRoot: z.string(),
  lastRun: z.int().min(0),
})
const LedgerFile = z.strictObject({
  file: z.literal("tutti/dealer-ledger/1"),
  studies: z.record(z.string(), Burned),
})

/** @property release another process may have the ledger from now on. */
export type DealerLedger = DealerRecords & { release(): void }

/**
 * The runs that are burned, in a file: material is dealt once for each, whatever becomes of this process. Held for this
 * process alone, because two dealers with one key would each deal once. It holds no secret.
 * @throws {DealerFileError} when the file holds something else, or another process has it.
 */
export function openLedger(path: string): DealerLedger {
  const studies = new Map<string, DealerRecord>(Object.entries(readLedger(path)))
  const lock = `${path}.lock`
  holdFor(lock, path)
  return {
    load: async (study: StudyId) => studies.get(study) ?? null,
    async save(study, record) {
      const next = new Map(studies).set(study, record)
      const content = { file: "tutti/dealer-ledger/1", studies: Object.fromEntries(next) }
      writeDurably(path, `${JSON.stringify(content, null, 2)}\n`)
      studies.set(study, record)
    },
    release: () => rmSync(lock, { force: true }),
  }
}

function readLedger(path: string): z.infer<typeof LedgerFile>["studies"] {
  if (!existsSync(path)) return {}
  const parsed = LedgerFile.safeParse(parseJson(readFileSync(path, "utf8")))
  // To begin anew with an empty one could deal twice.
  if (!parsed.success)
    throw new DealerFileError(
      `${path} holds no dealer's ledger; name another file together with a new key file`,
    )
  return parsed.data.studies
}

/** The lock names its process: one that was killed holds nothing any more. */
function holdFor(lock: string, path: string): void {
  for (const again of [true, false]) {
    try {
      const file = openSync(lock, "wx", 0o600)
      writeSync(file, String(process.pid))
      closeSync(file)
      return
    } catch {
      // It is there: the system has no other way to say so.
      const holder = Number(readFileSync(lock, "utf8"))
      if (!again || isAlive(holder))
        throw new DealerFileError(`another dealer (process ${holder}) is using ${path}; stop it first`)
      rmSync(lock, { force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // The signal 0 asks whether the process is there; one of another user's is, and says so.
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, and so no ledger: the parser has no other way to say so.
    return undefined
  }
}
