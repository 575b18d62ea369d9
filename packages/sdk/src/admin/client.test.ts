import { createServer, type IncomingMessage, type Server } from "node:http"
import { InviteId, StudyId } from "@tutti/protocol"
import { afterEach, describe, expect, test } from "vitest"
import { createAdminClient } from "./client.ts"

const study = StudyId.parse("abcdefgh01234567")
const hash = "a".repeat(64)
let server: Server | undefined

afterEach(() => server?.close())

type Answer = { status?: number; headers?: Record<string, string>; body: string | Uint8Array }

/** A server that gives one answer, and what it was asked. */
async function answering({ status = 200, headers = {}, body }: Answer) {
  const asked: Pick<IncomingMessage, "method" | "url" | "headers">[] = []
  const listening = createServer((request, response) => {
    asked.push(request)
    response.writeHead(status, headers).end(body)
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve))
  const address = listening.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  return {
    client: createAdminClient(`http://127.0.0.1:${address.port}`, "the-admin-token"),
    asked,
    port: address.port,
  }
}

describe("the admin client", () => {
  test("asks with the token in a header and nowhere in the address", async () => {
    const { client, asked } = await answering({ body: JSON.stringify({ studies: [] }) })
    expect(await client.studies()).toEqual([])
    expect(asked.map(({ method, url }) => [method, url])).toEqual([["GET", "/api/studies"]])
    expect(asked[0]?.headers.authorization).toBe("Bearer the-admin-token")
  })

  test("an invite's secret becomes the fragment of its link", async () => {
    const invite = InviteId.parse("invite0000000001")
    const expiresAt = "2026-01-01T00:00:00.000Z"
    const { client, port } = await answering({
      body: JSON.stringify({ invite, secret: "s3cret", expiresAt }),
    })
    expect(await client.invite(study, { expiresInHours: 1, uses: 1 })).toEqual({
      link: `http://127.0.0.1:${port}/join/${study}#s3cret`,
      invite,
      expiresAt,
    })
  })

  test("a model comes as little-endian floats with its round and hash", async () => {
    const body = Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0)
    const { client } = await answering({
      headers: { "x-tutti-round": "7", "x-tutti-model-hash": hash },
      body,
    })
    expect(await client.model(study, "best")).toEqual({
      round: 7,
      modelHash: hash,
      weights: Float32Array.of(1, -2),
    })
  })

  test("the relay's refusal keeps its code and side, and names the fields at fault", async () => {
    const error = {
      code: "E_MALFORMED",
      message: "Not of that form.",
      side: "sender",
      detail: [{ path: "spec.title", message: "too short" }],
    }
    const { client } = await answering({ status: 400, body: JSON.stringify({ error }) })
    await expect(client.studies()).rejects.toMatchObject({
      name: "TuttiError",
      code: "E_MALFORMED",
      side: "sender",
      message: "Not of that form. (spec.title: too short)",
    })
  })

  test.each([
    ["no JSON", { body: "<html>" }],
    ["JSON of another form", { body: '{"studies":[{}]}' }],
    ["an error without a code", { status: 502, body: "bad gateway" }],
  ])("E_ANSWER for %s", async (_, answer) => {
    const { client } = await answering(answer)
    await expect(client.studies()).rejects.toMatchObject({ code: "E_ANSWER", side: "relay" })
  })

  test("E_ANSWER for a model that was cut short", async () => {
    const headers = { "x-tutti-round": "7", "x-tutti-model-hash": hash }
    const { client } = await answering({ headers, body: Uint8Array.of(0, 0, 0x80) })
    await expect(client.model(study, "last")).rejects.toMatchObject({ code: "E_ANSWER" })
  })

  test("E_UNREACHABLE where nobody listens", async () => {
    const { client } = await answering({ body: "" })
    server?.close()
    await expect(client.studies()).rejects.toMatchObject({ code: "E_UNREACHABLE", side: "sender" })
  })

  test("a connection that its server closes costs a reader nothing, and no command is sent twice", async () => {
    const asked: (string | undefined)[] = []
    const listening = createServer((request, response) => {
      asked.push(request.method)
      if (asked.length % 2 === 1) request.socket.destroy()
      else response.end(JSON.stringify({ studies: [] }))
    })
    server = listening
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve))
    const address = listening.address()
    if (address === null || typeof address === "string") throw new Error("no port")
    const client = createAdminClient(`http://127.0.0.1:${address.port}`, "the-admin-token")
    expect(await client.studies()).toEqual([])
    await expect(client.command(study, "start")).rejects.toMatchObject({ code: "E_UNREACHABLE" })
    expect(asked).toEqual(["GET", "GET", "POST"])
  })
})
