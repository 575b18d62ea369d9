import { createServer, type Server } from "node:http"
import { jsonHash } from "@tutti/crypto"
import { StudyId } from "@tutti/protocol"
import { afterEach, describe, expect, test } from "vitest"
import { inviteLink } from "../links.ts"
import { creditApprovalStudy } from "../templates/index.ts"
import { datasetFromCsv } from "./dataset-from-csv.ts"
import { joinStudy } from "./join-study.ts"

const spec = creditApprovalStudy()
const bytes = (text: string) => new TextEncoder().encode(text)
const row = (age: string, decision: string) => `b,${age},0,u,g,w,v,1.25,t,t,01,f,g,00202,0,${decision}\n`
let server: Server | undefined

afterEach(() => server?.close())

/** A relay's door for invitations and nothing else; the addresses that it was asked for. */
async function invitation() {
  const asked: (string | undefined)[] = []
  const listening = createServer((request, response) => {
    asked.push(request.url)
    response.end(JSON.stringify({ spec, studyHash: jsonHash(spec) }))
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve))
  const address = listening.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  const study = StudyId.parse("abcdefgh01234567")
  return {
    asked,
    link: inviteLink({ relay: `http://127.0.0.1:${address.port}`, study, secret: "secret-secret-secret" }),
  }
}

describe("joining without a screen", () => {
  test("a file that does not fit is found before a socket is opened", async () => {
    const { link, asked } = await invitation()
    await expect(joinStudy({ link, data: bytes("") })).rejects.toMatchObject({ code: "D_FILE_EMPTY" })
    await expect(joinStudy({ link, data: bytes(row("old", "+")) })).rejects.toMatchObject({
      code: "D_NOT_A_NUMBER",
      side: "sender",
    })
    expect(asked).toEqual(["/api/invitations", "/api/invitations"])
  })

  test("E_LINK for another link, E_UNREACHABLE where nobody listens", async () => {
    const data = bytes(row("30.83", "+"))
    await expect(joinStudy({ link: "https://tutti.example/", data })).rejects.toMatchObject({
      code: "E_LINK",
    })
    const { link } = await invitation()
    server?.close()
    await expect(joinStudy({ link, data })).rejects.toMatchObject({ code: "E_UNREACHABLE" })
  })

  test("nothing begins under a signal that has fired", async () => {
    const { link } = await invitation()
    const joining = joinStudy({ link, data: bytes(row("30.83", "+")), signal: AbortSignal.abort() })
    await expect(joining).rejects.toMatchObject({ name: "AbortError" })
  })
})

test("a file becomes a dataset by the study's columns, split by its plan", () => {
  const rows = Array.from({ length: 10 }, (_, index) => row(`${20 + index}`, index % 2 === 0 ? "+" : "-"))
  const dataset = datasetFromCsv(bytes(rows.join("")), spec)
  expect([dataset.trainingRows, dataset.validationRows]).toEqual([8, 2])
  expect(dataset.statistics.map(({ name }) => name)).toEqual(["A2", "A3", "A8", "A11", "A14", "A15"])
})
