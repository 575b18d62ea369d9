import { StudyId } from "@tutti/protocol"
import { describe, expect, test } from "vitest"
import type { OwnerArchive } from "./owner-archive.ts"
import { openOwnerDesk } from "./owner-desk.ts"

/** Nobody listens there. */
const RELAY = "http://127.0.0.1:1"
const study = StudyId.parse("abcdefghij234567")

/** A browser that keeps one offer, on a disk that deletes or does not. */
function keeping(deletes: boolean): OwnerArchive & { readonly kept: Set<StudyId> } {
  const kept = new Set([study])
  return {
    kept,
    list: async () => [],
    load: async () => null,
    save: async () => {},
    lastRun: async () => 0,
    keepRun: async () => {},
    async forget(one) {
      if (!deletes) throw new Error("the disk is full")
      kept.delete(one)
    },
  }
}

describe("[U34] withdrawing says what was done and no more", () => {
  test("a browser that cannot delete what it keeps has not withdrawn it", async () => {
    const archive = keeping(false)
    const answer = await openOwnerDesk(RELAY, archive).withdraw(study, "token")
    expect(answer).toMatchObject({ ok: false, problem: { code: "E_STILL_KEPT", side: "tab" } })
    expect(archive.kept.has(study)).toBe(true)
  })

  test("a relay that does not answer has not been told, and the browser has forgotten the offer", async () => {
    const archive = keeping(true)
    const answer = await openOwnerDesk(RELAY, archive).withdraw(study, "token")
    expect(answer).toMatchObject({ ok: false, problem: { code: "E_NOT_TOLD", side: "relay" } })
    expect(archive.kept.has(study)).toBe(false)
  })
})
