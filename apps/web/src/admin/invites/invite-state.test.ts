import { InviteView } from "@tutti/protocol"
import { expect, test } from "vitest"
import { inviteState } from "./invite-state.ts"

const NOW = new Date("2026-01-02T12:00:00Z")
const open = InviteView.parse({
  invite: "abcdefghijklmnop",
  expiresAt: "2026-01-02T12:00:01Z",
  uses: 2,
  used: 1,
  revoked: false,
})

test("an invite is open until it is used up, expires or is revoked", () => {
  expect(inviteState(open, NOW)).toBe("open")
  expect(inviteState({ ...open, used: 2 }, NOW)).toBe("used")
  expect(inviteState({ ...open, expiresAt: "2026-01-02T12:00:00Z" }, NOW)).toBe("expired")
  expect(inviteState({ ...open, revoked: true, used: 2 }, NOW)).toBe("revoked")
})
