import { verifySignature } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { RegressionInvitation, RegressionList, RegressionOutcome } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { openOutcome } from "@tutti/sessions/regression"
import { connectParty } from "@tutti/transport"
import { describe, expect, onTestFinished, test } from "vitest"
import { RegressionStage, someRows } from "./testing/regression-run.ts"
import { tinyRegression } from "./testing/regression-study.ts"
import { freezeEnrolled } from "./testing/secure-study.ts"
import { ask, codeOf, command, sharedRelay } from "./testing/test-relay.ts"

const shared = sharedRelay()
const closing = <Machine extends { close(): void }>(machine: Machine): Machine => {
  onTestFinished(() => machine.close())
  return machine
}

describe("over HTTP", () => {
  test("an admin creates, lists, reads and deletes a regression; training studies do not show it", async () => {
    const stage = await RegressionStage.make(shared())
    const { study, secret } = await stage.found()
    const listed = RegressionList.parse((await ask(shared(), "GET", "/api/regressions")).json())
    expect(listed.regressions).toMatchObject([
      { study, title: "Tiny regression", state: "open", opening: "coefficients", owners: 0, runs: 0 },
    ])
    expect((await ask(shared(), "GET", "/api/studies")).json()).toEqual({ studies: [] })
    expect(await stage.view(study)).toMatchObject({ kind: "regression", study, dealer: "away", runs: [] })
    const invitation = await ask(shared(), "POST", "/api/invitations", {
      body: { study, secret },
      token: null,
    })
    expect(RegressionInvitation.parse(invitation.json())).toMatchObject({ studyHash: stage.studyHash })
    expect(codeOf(await ask(shared(), "GET", `/api/studies/${study}/outcome`))).toBe("E_NO_RESULT")
    expect((await ask(shared(), "DELETE", `/api/studies/${study}`)).status).toBe(204)
    expect(codeOf(await ask(shared(), "GET", `/api/studies/${study}`))).toBe("E_STUDY_UNKNOWN")
  })

  test("[R3] without a token, or with an observer's, nobody creates, lists or reads a result", async () => {
    const stage = await RegressionStage.make(shared())
    const { study } = await stage.found()
    const { token } = (await ask(shared(), "POST", `/api/studies/${study}/observers`)).json() as {
      token: string
    }
    for (const [method, path] of [
      ["POST", "/api/regressions"],
      ["GET", "/api/regressions"],
      ["GET", `/api/studies/${study}/outcome`],
    ] as const) {
      expect(codeOf(await ask(shared(), method, path, { token: null }))).toBe("E_TOKEN")
      expect(codeOf(await ask(shared(), method, path, { token }))).toBe("E_FORBIDDEN")
    }
    expect((await ask(shared(), "GET", `/api/studies/${study}`, { token })).status).toBe(200)
  })

  test("[G15] what its study key has not signed, or is for another relay, is not taken", async () => {
    const stage = await RegressionStage.make(shared())
    const other = await RegressionStage.make(shared())
    const place = async (answer: ReturnType<typeof ask>) => {
      const body = (await answer).json() as { error: { code: string; detail: { path: string }[] } }
      return [body.error.code, body.error.detail[0]?.path]
    }
    expect(await place(stage.create(other.spec))).toEqual(["E_POLICY", "policySignature"])
    const elsewhere = { ...stage.spec, secure: { ...stage.spec.secure, relayKey: "Q".repeat(43) } }
    expect(await place(stage.create(elsewhere))).toEqual(["E_POLICY", "spec.secure.relayKey"])
  })

  test("[G17] what cannot be computed is refused with its column, and nothing is kept", async () => {
    const stage = await RegressionStage.make(shared())
    const { design } = stage.spec
    const before = (await ask(shared(), "GET", "/api/regressions")).text
    const refusals = {
      E_RG_COLUMN: { design: { ...design, features: [design.target] } },
      E_RG_DESIGN: { design: { ...design, mostRows: 2 } },
      E_RG_DETERMINED: { acceptsDetermined: false },
    }
    for (const [code, change] of Object.entries(refusals)) {
      const answer = await stage.create({ ...stage.spec, ...change })
      expect([answer.status >= 400, codeOf(answer)]).toEqual([true, code])
    }
    for (const body of [
      {},
      { spec: tinyRegression() },
      { spec: { ...stage.spec, dealerKey: undefined }, policySignature: "A".repeat(86) },
    ])
      expect(codeOf(await ask(shared(), "POST", "/api/regressions", { body }))).toBe("E_MALFORMED")
    expect((await ask(shared(), "GET", "/api/regressions")).text).toBe(before)
  })

  test("a dealer finds its studies by its key", async () => {
    const stage = await RegressionStage.make(shared())
    const { study } = await stage.found()
    const dealings = (key: string) => ask(shared(), "GET", `/api/dealings/${key}`, { token: null })
    expect((await dealings(stage.spec.dealerKey ?? "")).json()).toEqual({ studies: [study] })
    expect((await dealings("A".repeat(43))).json()).toEqual({ studies: [] })
    expect(codeOf(await dealings("short"))).toBe("E_MALFORMED")
  })
})

describe("at the door", () => {
  test("[G16] a study runs for its frozen parties and the dealer whom its key names, and the admin has the table", async () => {
    const stage = await RegressionStage.make(shared())
    const founded = await stage.found()
    const { study } = founded
    const parties = [
      closing(await stage.party(founded, someRows(0))),
      closing(await stage.party(founded, someRows(1))),
    ]
    expect(codeOf(await command(shared(), study, "start"))).toBe("E_NOT_FROZEN")
    const wrong = await stage.studyKey.roster(stage.studyHash, [
      toBase64url(stage.dealer.publicKey),
      stage.studyKey.publicKey,
    ])
    const freeze = await ask(shared(), "POST", `/api/studies/${study}/roster`, { body: { roster: wrong } })
    expect(codeOf(freeze)).toBe("E_ROSTER")
    const roster = await freezeEnrolled(shared(), study, stage.studyKey, stage.studyHash)
    expect(codeOf(await command(shared(), study, "start"))).toBe("E_RG_DEALER")
    const dealer = closing(await stage.deal(study))
    await connected(dealer)
    expect((await command(shared(), study, "start")).status).toBe(200)
    expect(await dealer.over).toBeNull()
    const view = await stage.view(study)
    expect(view).toMatchObject({ state: "finished", runs: [{ run: 1, step: "finished" }] })
    expect(parties.map((party) => party.view().phase)).toEqual(["finished", "finished"])
    const outcome = RegressionOutcome.parse(
      (await ask(shared(), "GET", `/api/studies/${study}/outcome`)).json(),
    )
    const tools = { suite: nodeSuite, resultKey: stage.resultKey, verify: verifySignature }
    const result = await openOutcome({ spec: stage.spec, studyHash: stage.studyHash, roster }, outcome, tools)
    expect(result).toMatchObject({ ok: true, run: 1, table: { n: 24 } })
  })

  test("[R20] who has neither an invite nor the dealer's key is refused by name", async () => {
    const stage = await RegressionStage.make(shared())
    const { study } = await stage.found()
    const stranger = await RegressionStage.make(shared())
    expect(await closing(await stranger.deal(study)).over).toBe("E_INVITE_UNKNOWN")
    await expect(stage.party({ study, secret: "A".repeat(43) }, someRows(0))).rejects.toThrow(
      "E_INVITE_UNKNOWN",
    )
  })

  test("[R20] a socket that says anything else before it is let in is closed", async () => {
    const channel = closing(connectParty(shared().url))
    const refused = new Promise((resolve) =>
      channel.onMessage((message) => {
        if (message.kind === "challenge") void channel.send({ kind: "leave" }).catch(() => {})
        if (message.kind === "refused") resolve(message.code)
      }),
    )
    expect(await refused).toBe("E_NOT_IDENTIFIED")
  })

  test("those who are there when it is deleted are told", async () => {
    const stage = await RegressionStage.make(shared())
    const founded = await stage.found()
    const party = closing(await stage.party(founded, someRows(0)))
    const dealer = closing(await stage.deal(founded.study))
    await connected(dealer)
    const told = new Promise((resolve) => party.onView(({ refusal }) => refusal !== null && resolve(refusal)))
    await ask(shared(), "DELETE", `/api/studies/${founded.study}`)
    expect(await told).toBe("E_STUDY_UNKNOWN")
    expect(codeOf(await ask(shared(), "GET", `/api/studies/${founded.study}`))).toBe("E_STUDY_UNKNOWN")
  })
})

function connected(dealer: {
  view(): { study: unknown }
  onView(listener: () => void): () => void
}): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (dealer.view().study !== null) resolve()
    }
    dealer.onView(look)
    look()
  })
}
