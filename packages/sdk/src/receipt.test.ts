import { generateIdentity } from "@tutti/crypto"
import { toHex } from "@tutti/ring"
import fc from "fast-check"
import { beforeAll, describe, expect, test } from "vitest"
import { checkReceipt, receiptMessage } from "./receipt.ts"

let text = ""
beforeAll(async () => {
  const identity = await generateIdentity({ name: "webcrypto" })
  const body = {
    receipt: "tutti/receipt/1",
    participant: identity.participant,
    study: "abcdefghijklmnop",
    sent: { messages: 3, bytes: 846 },
    ownRounds: [1, 2],
  }
  const signature = await identity.sign(receiptMessage(body))
  text = JSON.stringify(
    { ...body, publicKey: toHex(identity.publicKey), signature: toHex(signature) },
    null,
    2,
  )
})

describe("a receipt is checked without anybody's help", () => {
  test("as it was signed, in any layout", async () => {
    expect(await checkReceipt(text)).toMatchObject({ ok: true, body: { sent: { messages: 3, bytes: 846 } } })
    expect(await checkReceipt(JSON.stringify(JSON.parse(text)))).toMatchObject({ ok: true })
  })

  test("one changed digit or letter anywhere fails", async () => {
    const places = [...text.matchAll(/[0-9a-f]/g)].map(({ index }) => index)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), async (place) => {
        const other = text[place] === "1" ? "2" : "1"
        expect((await checkReceipt(text.slice(0, place) + other + text.slice(place + 1))).ok).toBe(false)
      }),
      { numRuns: 60, seed: 20_260_101 },
    )
  })

  test("another owner's key does not fit the participant", async () => {
    const mallory = await generateIdentity({ name: "webcrypto" })
    const { publicKey, signature, ...body } = JSON.parse(text)
    const signed = {
      ...body,
      publicKey: toHex(mallory.publicKey),
      signature: toHex(await mallory.sign(receiptMessage(body))),
    }
    expect([publicKey, signature].every((field) => typeof field === "string")).toBe(true)
    expect(await checkReceipt(JSON.stringify(signed))).toEqual({ ok: false, refusal: "wrong-signature" })
  })

  test.each(["", "{", "[]", "{}", '{"receipt":"tutti/receipt/2"}'])("%j is no receipt", async (other) => {
    expect(await checkReceipt(other)).toEqual({ ok: false, refusal: "not-a-receipt" })
  })
})
