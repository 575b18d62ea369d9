import type { InferenceSeat } from "@tutti/protocol"
import { describe, expect, test } from "vitest"
import { type Mallory, type Said, Stage, values } from "./stage.ts"

const images = values(10 * 12, 1, "images")

/** A run that is disturbed while it computes, and what the client is told. */
async function disturbed(mallory: (stage: Stage) => Mallory) {
  const stage = await Stage.of()
  const { client, owner, dealer } = await stage.everybody()
  await stage.after(client.begin())
  stage.mallory = mallory(stage)
  const told = await stage.after(client.classify(images, null))
  stage.mallory = (said) => [said]
  return { stage, client, owner, dealer, told }
}

const isLetter = (said: Said, from: InferenceSeat, to: InferenceSeat): boolean =>
  said.to === "member" && said.seat === to && said.message.kind === "letter" && said.message.from === from

/** Does something to the nth letter from one to another. */
function atLetter(
  from: InferenceSeat,
  to: InferenceSeat,
  nth: number,
  change: (said: Said) => readonly Said[],
): Mallory {
  let seen = 0
  return (said) => {
    if (!isLetter(said, from, to)) return [said]
    seen += 1
    return seen === nth ? change(said) : [said]
  }
}

const flipped = (said: Said): Said => {
  const payload = Uint8Array.from(said.payload ?? [])
  payload[payload.length >> 1] = (payload[payload.length >> 1] ?? 0) ^ 1
  return { ...said, payload }
}

const ways: [InferenceSeat, InferenceSeat][] = [
  ["dealer", "owner"],
  ["client", "owner"],
  ["owner", "client"],
  ["client", "dealer"],
]

describe("[EI23] a letter that the relay touches ends the run by name, and nothing is opened", () => {
  const deeds: [string, (said: Said) => readonly Said[]][] = [
    ["changes", (said) => [flipped(said)]],
    ["repeats", (said) => [said, said]],
    ["cuts", (said) => [{ ...said, payload: said.payload?.slice(0, -1) }]],
    ["empties", (said) => [{ ...said, payload: new Uint8Array(0) }]],
  ]
  const cases = ways.flatMap(([from, to]) => deeds.map(([deed, change]) => ({ from, to, deed, change })))
  test.each(cases)("$deed one from $from to $to", async ({ from, to, change }) => {
    const { told, client } = await disturbed(() => atLetter(from, to, 1, change))
    expect(told).toEqual({ ok: false, code: "E_IN_SEAL" })
    expect(client.view().ended).toEqual([{ run: 1, reason: "refused", seat: to, code: "E_IN_SEAL" }])
  })

  test.each(ways)("puts two from %s to %s in another order", async (from, to) => {
    const { told } = await disturbed(() => {
      let held: Said | undefined
      let done = false
      return (said) => {
        if (done || !isLetter(said, from, to)) return [said]
        if (held === undefined) {
          held = said
          return []
        }
        done = true
        return [said, held]
      }
    })
    expect(told).toEqual({ ok: false, code: "E_IN_SEAL" })
  })

  test("brings one of another way: from the dealer as from the model owner", async () => {
    const { told } = await disturbed(() =>
      atLetter("dealer", "owner", 1, (said) =>
        said.to === "member" && said.message.kind === "letter"
          ? [{ ...said, message: { ...said.message, from: "client" } }]
          : [said],
      ),
    )
    expect(told).toEqual({ ok: false, code: "E_IN_SEAL" })
  })

  test("the next run has fresh keys and material, and is right", async () => {
    const { stage, client } = await disturbed(() => atLetter("client", "owner", 1, (said) => [flipped(said)]))
    expect(await stage.after(client.begin())).toBeNull()
    expect(await stage.after(client.classify(images, null))).toMatchObject({ ok: true })
    expect(await stage.after(client.finish())).toEqual({ ok: true, score: null })
  })

  test("swallows all: after the deadline of silence the run is given up", async () => {
    const { stage, client } = await stopped()
    expect(client.view().run).toBe(1)
    await stage.clock.advance(30_000)
    await stage.settle()
    expect(client.view().ended).toEqual([{ run: 1, reason: "deadline", seat: null, code: null }])
  })
})

/** A run of which nothing reaches the model owner from the client's third letter on. */
async function stopped() {
  const stage = await Stage.of()
  const { client } = await stage.everybody()
  await stage.after(client.begin())
  let seen = 0
  stage.mallory = (said) => (isLetter(said, "client", "owner") && ++seen >= 3 ? [] : [said])
  void client.classify(images, null)
  await stage.settle()
  return { stage, client }
}

describe("[EI24] keys", () => {
  test.each<[InferenceSeat, number]>([
    ["dealer", 0],
    ["client", 1],
    ["owner", 2],
  ])("of the %s that the relay replaces: nobody goes on", async (_, place) => {
    const stage = await Stage.of()
    const { client, owner, dealer } = await stage.everybody()
    stage.mallory = (said) => {
      if (said.to !== "member" || said.message.kind !== "run-roster") return [said]
      const payload = Uint8Array.from(said.payload ?? [])
      payload[96 * place + 5] = (payload[96 * place + 5] ?? 0) ^ 1
      return [{ ...said, payload }]
    }
    expect(await stage.after(client.begin())).toEqual({ ok: false, code: "E_IN_KEYS" })
    for (const machine of [client, owner, dealer]) expect(machine.view().phase).toBe("waiting")
    const sealed = stage.said.filter(({ message }) => message.kind === "sealed")
    expect(sealed).toEqual([])
  })

  test("a client whose key the relay does not know from its signature: the model owner's seal is not for it", async () => {
    const stage = await Stage.of()
    const { client } = await stage.everybody()
    stage.mallory = (said) =>
      said.to === "member" && said.message.kind === "run-offered"
        ? [{ ...said, message: { ...said.message, clientKey: stage.spec.relayKey } }]
        : [said]
    expect(await stage.after(client.begin())).toEqual({ ok: false, code: "E_IN_REPLAY" })
  })

  test("a run that is offered again, or has been", async () => {
    const stage = await Stage.of()
    const { client, dealer } = await stage.everybody()
    await stage.after(client.begin())
    const offered = stage.said.find(
      ({ seat, message }) => seat === "dealer" && message.kind === "run-offered",
    )
    if (offered?.to !== "member") throw new Error("a run was offered")
    stage.tell("dealer", offered.message)
    await stage.settle()
    expect(dealer.view().ended).toEqual([{ run: 1, reason: "refused", seat: "dealer", code: "E_IN_REPLAY" }])
  })

  test("terms that the model owner has not signed, or that another one has, are not taken", async () => {
    const stage = await Stage.of()
    stage.mallory = (said) =>
      said.to === "member" && said.message.kind === "admitted"
        ? [{ ...said, message: { ...said.message, spec: { ...said.message.spec, fractionBits: 9 } } }]
        : [said]
    const { client, dealer } = await stage.everybody()
    expect(await client.over).toBe("E_STUDY_CHANGED")
    expect(await dealer.over).toBe("E_STUDY_CHANGED")
  })
})

describe("[EI25] whoever leaves ends the run", () => {
  test.each<InferenceSeat>(["owner", "dealer"])("the %s in the middle", async (leaver) => {
    const { stage, told, client } = await disturbed((stage) =>
      atLetter("owner", "client", 3, (said) => {
        stage.network.cut(leaver)
        return [said]
      }),
    )
    expect(told).toEqual({ ok: false, code: "E_IN_ABSENT" })
    expect(client.view().ended).toEqual([{ run: 1, reason: "left", seat: leaver, code: null }])
    expect(await stage.after(client.begin())).toEqual({ ok: false, code: "E_IN_ABSENT" })
    stage.network.mend(leaver)
    await stage.settle()
    expect(await stage.after(client.begin())).toBeNull()
    expect(await stage.after(client.classify(images, null))).toMatchObject({ ok: true })
  })

  test("a relay that has forgotten the inference is not asked again", async () => {
    const stage = await Stage.of()
    const { client, owner } = await stage.everybody()
    stage.tell("client", { kind: "refused", code: "E_STUDY_UNKNOWN" })
    stage.tell("owner", { kind: "refused", code: "E_INVITE_UNKNOWN" })
    await stage.settle()
    expect(client.view()).toMatchObject({ phase: "refused", refusal: "E_STUDY_UNKNOWN" })
    expect(owner.view()).toMatchObject({ phase: "refused", refusal: "E_INVITE_UNKNOWN" })
  })

  test("the client itself: its machine says so, and the others wait for the next one", async () => {
    const { told, client, owner } = await disturbed((stage) =>
      atLetter("owner", "client", 3, (said) => {
        stage.network.cut("client")
        return [said]
      }),
    )
    expect(told).toEqual({ ok: false, code: "E_IN_ABSENT" })
    expect(client.view().phase).toBe("reconnecting")
    expect(owner.view().ended).toEqual([{ run: 1, reason: "left", seat: "client", code: null }])
  })

  test("before everybody is there no run begins", async () => {
    const stage = await Stage.of()
    const client = stage.client()
    stage.owner()
    await stage.settle()
    expect(await stage.after(client.begin())).toEqual({ ok: false, code: "E_IN_ABSENT" })
  })
})
