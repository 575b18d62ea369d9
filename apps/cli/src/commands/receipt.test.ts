import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { generateIdentity } from "@tutti/crypto"
import { toHex } from "@tutti/ring"
import { receiptMessage } from "@tutti/sdk"
import { expect, test } from "vitest"
import { runTutti } from "../testing.ts"

test("a receipt holds as it was signed, and not with one byte changed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tutti-receipt-"))
  const identity = await generateIdentity({ name: "webcrypto" })
  const body = {
    receipt: "tutti/receipt/1",
    participant: identity.participant,
    sent: { messages: 3, bytes: 846 },
  }
  const signature = toHex(await identity.sign(receiptMessage(body)))
  const file = join(folder, "receipt.json")
  writeFileSync(file, JSON.stringify({ ...body, publicKey: toHex(identity.publicKey), signature }))
  const sound = await runTutti(["receipt", file, "--json"])
  expect(JSON.parse(sound.stdout)).toMatchObject({ sent: { bytes: 846 } })
  writeFileSync(
    file,
    JSON.stringify({
      ...body,
      sent: { messages: 3, bytes: 845 },
      publicKey: toHex(identity.publicKey),
      signature,
    }),
  )
  const changed = await runTutti(["receipt", file, "--json"])
  expect(changed.status).toBe(1)
  expect(JSON.parse(changed.stdout)).toMatchObject({ error: { code: "E_RECEIPT", side: "sender" } })
  rmSync(folder, { recursive: true })
})
