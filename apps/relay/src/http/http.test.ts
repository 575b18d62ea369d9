import { REFUSALS, RefusalCode, RelayInfo, StudyList, StudyView } from "@tutti/protocol"
import fc from "fast-check"
import { beforeEach, describe, expect, test } from "vitest"
import type { RunningRelay } from "../relay.ts"
import { tinyStudy } from "../testing/specs.ts"
import { ask, codeOf, createInvite, createStudy, sharedRelay, testRelay } from "../testing/test-relay.ts"
import { HTTP_STATUS } from "./refusals.ts"

const shared = sharedRelay()
let relay: RunningRelay
beforeEach(() => {
  relay = shared()
})

const stillAlive = async () => expect((await ask(relay, "GET", "/healthz")).status).toBe(200)

describe("what the relay says about itself", () => {
  test("[R16] alive, ready, and what it offers, without a token", async () => {
    expect((await ask(relay, "GET", "/healthz", { token: null })).json()).toEqual({ status: "alive" })
    expect((await ask(relay, "GET", "/readyz", { token: null })).json()).toEqual({ status: "ready" })
    const info = RelayInfo.parse((await ask(relay, "GET", "/api/info", { token: null })).json())
    expect(info).toMatchObject({ protocol: 1, modes: ["trusted", "secure"] })
  })

  test("[R41] metrics in Prometheus' format: studies, sockets, rounds, bytes, refusals, the process", async () => {
    const relay = await testRelay()
    await createStudy(relay, tinyStudy())
    await ask(relay, "POST", "/api/studies", { body: {} })
    const { text, headers } = await ask(relay, "GET", "/metrics", { token: null })
    expect(headers.get("content-type")).toMatch(/^text\/plain/)
    expect(text).toContain('tutti_studies{state="open"} 1')
    expect(text).toContain('tutti_refusals_total{code="E_MALFORMED"} 1')
    for (const name of [
      "tutti_rounds_total",
      "tutti_socket_bytes_total",
      "tutti_phase_seconds",
      "tutti_sockets",
    ])
      expect(text).toContain(`# TYPE ${name} `)
    expect(text).toMatch(/^process_cpu_seconds_total [0-9.]+$/m)
    expect(text).not.toContain("Tiny study")
  })
})

describe("studies over HTTP", () => {
  test("an admin creates, lists, reads and deletes a study", async () => {
    const relay = await testRelay()
    const study = await createStudy(relay, tinyStudy())
    const list = StudyList.parse((await ask(relay, "GET", "/api/studies")).json())
    expect(list.studies).toMatchObject([
      { study, title: "Tiny study", state: "open", owners: 0, plannedRounds: 3 },
    ])
    const view = StudyView.parse((await ask(relay, "GET", `/api/studies/${study}`)).json())
    expect(view).toMatchObject({ study, state: "open", parameters: 6, roster: [], rounds: [] })
    expect(view.events.map(({ kind }) => kind)).toEqual(["created"])
    expect((await ask(relay, "DELETE", `/api/studies/${study}`)).status).toBe(204)
    for (const method of ["GET", "DELETE"])
      expect(codeOf(await ask(relay, method, `/api/studies/${study}`))).toBe("E_STUDY_UNKNOWN")
  })

  test("[R37] a mode that this relay does not know is refused, and no study runs in another than its own", async () => {
    for (const change of [{ mode: "private" }, { mode: "secure" }]) {
      const answer = await ask(relay, "POST", "/api/studies", {
        body: { spec: { ...tinyStudy(), ...change } },
      })
      expect([answer.status, codeOf(answer)]).toEqual([400, "E_MALFORMED"])
    }
  })

  test("a command is done, or refused by the coordinator's code", async () => {
    const study = await createStudy(relay, tinyStudy())
    const post = (command: string) =>
      ask(relay, "POST", `/api/studies/${study}/commands`, { body: { command } })
    expect(codeOf(await post("start"))).toBe("E_TOO_FEW_OWNERS")
    expect(codeOf(await post("pause"))).toBe("E_WRONG_STATE")
    expect((await post("stop")).json()).toEqual({ state: "stopped" })
    expect(codeOf(await post("start"))).toBe("E_STUDY_CLOSED")
    expect(codeOf(await post("dance"))).toBe("E_MALFORMED")
  })

  test("no study at an address that could not be one", async () => {
    for (const path of [
      "/api/studies/nothing",
      "/api/studies/0000000000000000",
      "/api/studies/UPPERCASE0000000/invites",
    ])
      expect(codeOf(await ask(relay, "GET", path))).toBe("E_STUDY_UNKNOWN")
  })

  test("there is no model before the first committed round, and a header line without lines", async () => {
    const study = await createStudy(relay, tinyStudy())
    expect(codeOf(await ask(relay, "GET", `/api/studies/${study}/model?which=last`))).toBe("E_NO_RESULT")
    expect(codeOf(await ask(relay, "GET", `/api/studies/${study}/model?which=middle`))).toBe("E_MALFORMED")
    expect((await ask(relay, "GET", `/api/studies/${study}/metrics.json`)).json()).toEqual({
      study,
      rounds: [],
    })
    expect((await ask(relay, "GET", `/api/studies/${study}/metrics.csv`)).text).toBe(
      "round,cohort,survivors,trainLoss,trainAccuracy,validationLoss,validationAccuracy,seconds,bytesUpPerOwner,modelHash\r\n",
    )
  })
})

describe("who may", () => {
  test("[R3] without a token, with a wrong one or with one in the address, the door stays shut", async () => {
    const study = await createStudy(relay, tinyStudy())
    const doors = [
      ["GET", "/api/studies"],
      ["POST", "/api/studies"],
      ["GET", `/api/studies/${study}`],
      ["DELETE", `/api/studies/${study}`],
      ["POST", `/api/studies/${study}/commands`],
      ["POST", `/api/studies/${study}/invites`],
      ["GET", `/api/studies/${study}/invites`],
      ["POST", `/api/studies/${study}/observers`],
      ["GET", `/api/studies/${study}/metrics.csv`],
      ["GET", `/api/studies/${study}/metrics.json`],
      ["GET", `/api/studies/${study}/model`],
    ] as const
    for (const [method, path] of doors) {
      const answers = [
        await ask(relay, method, path, { token: null }),
        await ask(relay, method, path, { token: "A".repeat(43) }),
        await ask(relay, method, `${path}?token=${relay.adminToken}`, { token: null }),
      ]
      expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
        answers.map(() => [401, "E_TOKEN"]),
      )
    }
  })

  test("[R3] an observer reads one study and nothing else", async () => {
    const [mine, other] = [await createStudy(relay, tinyStudy()), await createStudy(relay, tinyStudy())]
    const { token } = (await ask(relay, "POST", `/api/studies/${mine}/observers`)).json() as { token: string }
    const status = async (method: string, path: string) => (await ask(relay, method, path, { token })).status
    expect(await status("GET", `/api/studies/${mine}`)).toBe(200)
    expect(await status("GET", `/api/studies/${mine}/metrics.json`)).toBe(200)
    expect(await status("GET", `/api/studies/${other}`)).toBe(403)
    expect(await status("GET", "/api/studies/nothing")).toBe(403)
    expect(await status("GET", `/api/studies/${mine}/model`)).toBe(403)
    expect(await status("GET", "/api/studies")).toBe(403)
    expect(await status("POST", `/api/studies/${mine}/commands`)).toBe(403)
    expect(await status("DELETE", `/api/studies/${mine}`)).toBe(403)
  })

  test("[R6] an invite's secret tells what the study is, and joins nothing", async () => {
    const spec = tinyStudy()
    const study = await createStudy(relay, spec)
    const secret = await createInvite(relay, study, 1)
    for (let time = 0; time < 3; time++) {
      const answer = await ask(relay, "POST", "/api/invitations", { body: { study, secret }, token: null })
      expect(answer.json()).toMatchObject({ spec })
    }
    const { invites } = (await ask(relay, "GET", `/api/studies/${study}/invites`)).json() as {
      invites: { invite: string; used: number }[]
    }
    expect(invites).toMatchObject([{ uses: 1, used: 0, revoked: false }])
    expect(JSON.stringify(invites)).not.toContain(secret)

    const guess = { study, secret: "A".repeat(43) }
    expect(codeOf(await ask(relay, "POST", "/api/invitations", { body: guess, token: null }))).toBe(
      "E_INVITE_UNKNOWN",
    )
    const path = `/api/studies/${study}/invites/${invites[0]?.invite}`
    expect((await ask(relay, "DELETE", path)).status).toBe(204)
    expect(
      codeOf(await ask(relay, "POST", "/api/invitations", { body: { study, secret }, token: null })),
    ).toBe("E_INVITE_REVOKED")
  })
})

describe("what is not understood", () => {
  test("[R10] POST with {} names the fields that are missing", async () => {
    const answer = await ask(relay, "POST", "/api/studies", { body: {} })
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({
      error: { code: "E_MALFORMED", side: "sender", detail: [{ path: "spec" }] },
    })
    await stillAlive()
  })

  test("[R10] a malformed study names its fields and repeats no value", async () => {
    const spec = tinyStudy()
    const broken = {
      ...spec,
      title: "",
      retentionDays: "canary-in-the-field",
      model: { ...spec.model, inputs: 5 },
      training: { ...spec.training, rounds: -3 },
    }
    const answer = await ask(relay, "POST", "/api/studies", { body: { spec: broken } })
    expect(answer.status).toBe(400)
    const { error } = answer.json() as { error: { detail: { path: string }[] } }
    expect(error.detail.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["spec.title", "spec.retentionDays", "spec.training.rounds"]),
    )
    expect(answer.text).not.toContain("canary-in-the-field")
    await stillAlive()
  })

  test("[R10] any JSON at all is answered in the form of a refusal", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (raw) => {
        const answer = await ask(relay, "POST", "/api/studies", { raw })
        expect([answer.status, codeOf(answer)]).toEqual([400, "E_MALFORMED"])
      }),
      { numRuns: 100, seed: 11 },
    )
    await stillAlive()
  })

  test("[R10] so is what is not JSON, and an address that does not exist", async () => {
    for (const raw of ["", "{", "\u0000\u0001", "[1,2", "undefined"])
      expect(codeOf(await ask(relay, "POST", "/api/studies", { raw }))).toBe("E_MALFORMED")
    expect(codeOf(await ask(relay, "GET", "/api/everything"))).toBe("E_MALFORMED")
  })

  test("[R12] a body above the limit is refused before it is parsed", async () => {
    const raw = JSON.stringify({ spec: "x".repeat(256 * 1024) })
    const answer = await ask(relay, "POST", "/api/studies", { raw })
    expect([answer.status, codeOf(answer)]).toEqual([413, "E_FRAME_TOO_BIG"])
    await stillAlive()
  })

  test("[R11] every refusal has one status, and it is one of an error", () => {
    for (const code of RefusalCode.options) expect(HTTP_STATUS[code]).toBeGreaterThanOrEqual(400)
    expect(Object.keys(HTTP_STATUS).sort()).toEqual(Object.keys(REFUSALS).sort())
  })
})
