import { inspect } from "node:util"
import { describe, expect, test } from "vitest"
import { Secret } from "./secret.ts"

const bytes = () => Uint8Array.of(1, 2, 3, 250)
const zeros = new Uint8Array(4)

describe("[SA9] a secret is used once", () => {
  test("a second use throws, and does not run", async () => {
    const secret = new Secret(bytes())
    expect(await secret.consume((own) => own.length)).toBe(4)
    let ran = false
    const again = secret.consume(() => {
      ran = true
    })
    await expect(again).rejects.toThrow("has been used")
    expect(ran).toBe(false)
  })

  test("it cannot be used within its own use", async () => {
    const secret = new Secret(bytes())
    await expect(secret.consume(() => secret.consume(() => 1))).rejects.toThrow("has been used")
  })

  test("its bytes are overwritten after the use, not before", async () => {
    const own = bytes()
    const seen = await new Secret(own).consume(async (given) => {
      await Promise.resolve()
      return given.slice()
    })
    expect(seen).toEqual(bytes())
    expect(own).toEqual(zeros)
  })

  test("they are overwritten when the use fails, at once or later", async () => {
    const [now, later] = [bytes(), bytes()]
    const failing = () => {
      throw new Error("no")
    }
    await expect(new Secret(now).consume(failing)).rejects.toThrow("no")
    await expect(new Secret(later).consume(async () => Promise.resolve().then(failing))).rejects.toThrow("no")
    expect([now, later]).toEqual([zeros, zeros])
  })

  test("wiping overwrites, ends it, and may be said twice", async () => {
    const own = bytes()
    const secret = new Secret(own)
    secret.wipe()
    secret.wipe()
    expect(own).toEqual(zeros)
    await expect(secret.consume(() => 1)).rejects.toThrow("has been used")
  })

  test("no way of writing it down shows its bytes", () => {
    const secret = new Secret(bytes())
    const written = [
      JSON.stringify({ secret }),
      String(secret),
      inspect(secret, { depth: null, showHidden: true }),
      JSON.stringify(Object.entries(secret)),
      inspect(structuredClone({ ...secret })),
    ]
    expect(written[0]).toBe('{"secret":"[secret]"}')
    for (const text of written) expect(text).not.toContain("250")
  })
})
