import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { webRandom } from "@tutti/crypto"
import { StudyHash, StudyId } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { beforeEach, describe, expect, onTestFinished, test } from "vitest"
import { startDealer } from "./dealer.ts"
import { DealerFileError } from "./file-error.ts"
import { dealerKey } from "./key-file.ts"
import { openLedger } from "./ledger-file.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tutti-dealer-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})
const study = StudyId.parse("abcdefgh01234567")
const record = (lastRun: number) => ({
  studyHash: StudyHash.parse("a".repeat(64)),
  rosterRoot: "B".repeat(43),
  lastRun,
})

describe("[G13] the ledger", () => {
  test("what is burned stays burned, whatever becomes of the process", async () => {
    const path = join(folder, "ledger.json")
    const first = openLedger(path)
    expect(await first.load(study)).toBeNull()
    await first.save(study, record(1))
    await first.save(study, record(2))
    // As a process leaves it that was killed: the lock names one that is gone.
    writeFileSync(`${path}.lock`, "999999999")
    const second = openLedger(path)
    expect(await second.load(study)).toEqual(record(2))
    second.release()
    expect(statSync(path).mode & 0o077).toBe(0)
  })

  test("serves one dealer at a time, and is free again after it", () => {
    const path = join(folder, "ledger.json")
    const first = openLedger(path)
    expect(() => openLedger(path)).toThrow(DealerFileError)
    first.release()
    openLedger(path).release()
  })

  test.each(["", "{}", '{"file":"tutti/dealer-ledger/2","studies":{}}', "\0"])(
    "that holds something else is not begun anew: %j",
    (text) => {
      const path = join(folder, "ledger.json")
      writeFileSync(path, text)
      expect(() => openLedger(path)).toThrow(DealerFileError)
      expect(readFileSync(path, "utf8")).toBe(text)
    },
  )

  test("that cannot be written burns nothing", async () => {
    const inner = mkdtempSync(join(folder, "inner-"))
    const ledger = openLedger(join(inner, "ledger.json"))
    rmSync(inner, { recursive: true })
    await expect(ledger.save(study, record(1))).rejects.toThrow()
    expect(await ledger.load(study)).toBeNull()
  })
})

describe("the key", () => {
  test("is the same from start to start, and its own user's alone", async () => {
    const path = join(folder, "key.json")
    const first = await dealerKey(path, webRandom)
    const second = await dealerKey(path, webRandom)
    expect(toBase64url(second.publicKey)).toBe(toBase64url(first.publicKey))
    expect(statSync(path).mode & 0o077).toBe(0)
  })

  test("of a file that holds something else is refused by name", async () => {
    const path = join(folder, "key.json")
    writeFileSync(path, '{"file":"tutti/study-key/1"}')
    await expect(dealerKey(path, webRandom)).rejects.toThrow(DealerFileError)
    const files = { keyFile: path, ledger: join(folder, "ledger.json") }
    const starting = startDealer({ relay: "http://127.0.0.1:1", files, onEvent: () => {}, fault: () => {} })
    await expect(starting).rejects.toThrow(DealerFileError)
    // The ledger was let go of again.
    openLedger(files.ledger).release()
  })

  test("a relay that does not answer is told once and asked again", async () => {
    const files = { keyFile: join(folder, "key.json"), ledger: join(folder, "ledger.json") }
    const heard = await new Promise<string>((resolve, reject) => {
      const options = { relay: "http://127.0.0.1:1", files, fault: reject }
      startDealer({ ...options, onEvent: ({ kind }) => resolve(kind) }).then(
        (dealer) => onTestFinished(() => dealer.close()),
        reject,
      )
    })
    expect(heard).toBe("unreachable")
  })
})
