import fc from "fast-check"
import { expect, test } from "vitest"
import { decideInvite } from "./invites.ts"

const now = new Date("2026-03-01T12:00:00.000Z")
const invite = fc.record({
  id: fc.constant("invite0000000000"),
  study: fc.constantFrom("study00000000000", "other00000000000"),
  expiresAt: fc.constantFrom(
    "2026-03-01T11:59:59.999Z",
    "2026-03-01T12:00:00.000Z",
    "2026-03-01T12:00:00.001Z",
  ),
  uses: fc.integer({ min: 1, max: 3 }),
  revoked: fc.boolean(),
})
const entry = fc.record({ used: fc.integer({ min: 0, max: 3 }), known: fc.boolean() })

test("[R5] nobody comes in by a revoked invite, or by one of another study", () => {
  fc.assert(
    fc.property(invite, entry, (invite, entry) => {
      const decision = decideInvite(invite, { ...entry, study: "study00000000000", now })
      if (invite.study !== "study00000000000")
        expect(decision).toEqual({ ok: false, code: "E_INVITE_UNKNOWN" })
      else if (invite.revoked) expect(decision).toEqual({ ok: false, code: "E_INVITE_REVOKED" })
      else if (entry.known) expect(decision.ok).toBe(true)
      else expect(decision.ok).toBe(invite.expiresAt > now.toISOString() && entry.used < invite.uses)
    }),
  )
})
