import { webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { concatBytes } from "@tutti/ring"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { LetterLine } from "./letter-line.ts"
import { type LetterBody, letterParts, parseLetter } from "./letters.ts"

const bytes = fc.uint8Array({ maxLength: 40 }).map((given) => Uint8Array.from(given))
const number = fc.nat(0xffff_ffff)
const letter: fc.Arbitrary<LetterBody> = fc.oneof(
  fc.record({
    kind: fc.constant("seed"),
    seed: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((given) => Uint8Array.from(given)),
  }),
  fc.record({ kind: fc.constantFrom("weights", "frame"), frame: bytes }),
  fc.record({ kind: fc.constant("order"), batch: number, rows: number }),
  fc.record({ kind: fc.constant("corrections"), batch: number, part: bytes }),
  fc.record({ kind: fc.constant("output"), batch: number, share: bytes }),
  fc.record({ kind: fc.constant("close"), copies: fc.array(fc.record({ row: number, copy: number })) }),
  fc.record({ kind: fc.constant("closed"), share: bytes }),
)

describe("letters", () => {
  test("what was written is read", () => {
    fc.assert(
      fc.property(letter, (one) => {
        expect(parseLetter(concatBytes(...letterParts(one)))).toEqual(one)
      }),
    )
  })

  test("no bytes make the reader throw", () => {
    fc.assert(fc.property(bytes, (given) => void parseLetter(given)))
  })

  test.each<[string, number[]]>([
    ["nothing", []],
    ["a kind that there is not", [8]],
    ["a seed of 31 bytes", [0, ...new Array<number>(31).fill(1)]],
    ["an order cut short", [2, 1, 0, 0, 0, 5]],
    ["corrections of no batch", [3, 1]],
    ["an end with something behind it", [6, 0]],
  ])("%s is none", (_, given) => {
    expect(parseLetter(Uint8Array.from(given))).toBeUndefined()
  })
})

/** Both ends of a line. */
async function ends() {
  const hash = webRandom(32)
  const keys = [
    await nodeSuite.agreementKey(webRandom(32)),
    await nodeSuite.agreementKey(webRandom(32)),
  ] as const
  const client = await LetterLine.open(
    nodeSuite,
    hash,
    { seat: "client", key: keys[0] },
    { seat: "owner", key: keys[1].publicKey },
  )
  const owner = await LetterLine.open(
    nodeSuite,
    hash,
    { seat: "owner", key: keys[1] },
    { seat: "client", key: keys[0].publicKey },
  )
  if (client === undefined || owner === undefined) throw new Error("the keys agree")
  return { client, owner }
}

describe("[EI23] a line of sealed letters", () => {
  test("brings them in order, both ways, and equal letters look different", async () => {
    const { client, owner } = await ends()
    const body = Uint8Array.of(1, 2, 3)
    const sealed = [
      await client.seal([body], false),
      await client.seal([body], false),
      await owner.seal([body], false),
    ]
    expect(new Set(sealed.map((one) => Buffer.from(one).toString("hex"))).size).toBe(3)
    const [first = body, second = body, back = body] = sealed
    expect(await owner.open(first)).toEqual({ ok: true, body })
    expect(await owner.open(second)).toEqual({ ok: true, body })
    expect(await client.open(back)).toEqual({ ok: true, body })
    expect(await owner.open(first)).toEqual({ ok: false, code: "E_IN_SEAL" })
    // Its own letter, sent back.
    expect(await client.open(first)).toEqual({ ok: false, code: "E_IN_SEAL" })
  })

  test("the letter that closes compares what both have seen", async () => {
    const { client, owner } = await ends()
    const body = Uint8Array.of(9)
    await owner.open(await client.seal([body], false))
    await client.open(await owner.seal([body], false))
    expect(await owner.open(await client.seal([body], true))).toEqual({ ok: true, body })
    expect(await client.open(await owner.seal([body], true))).toEqual({ ok: true, body })
  })

  test("a letter that one has sent and the other has not got shows at the close", async () => {
    const { client, owner } = await ends()
    await owner.seal([Uint8Array.of(1)], false)
    expect(await owner.open(await client.seal([Uint8Array.of(2)], true))).toEqual({
      ok: false,
      code: "E_IN_TRANSCRIPT",
    })
  })

  test("a key of small order agrees with nobody", async () => {
    const key = await nodeSuite.agreementKey(webRandom(32))
    const other = { seat: "owner", key: new Uint8Array(32) } as const
    expect(await LetterLine.open(nodeSuite, webRandom(32), { seat: "client", key }, other)).toBeUndefined()
  })
})
