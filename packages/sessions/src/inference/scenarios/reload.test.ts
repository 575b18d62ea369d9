import { describe, expect, test } from "vitest"
import type { InferenceClient } from "../client.ts"
import { plainLabels } from "./plain.ts"
import { type Said, Stage, values } from "./stage.ts"

const images = values(6 * 12, 1, "images")

/** What a browser keeps of an offer besides its terms: the number of the last run. */
const shelf = () => {
  const kept = {
    lastRun: 0,
    async keepRun(run: number) {
      kept.lastRun = run
    },
  }
  return kept
}

async function wholeRun(stage: Stage, client: InferenceClient) {
  expect(await stage.after(client.begin())).toBeNull()
  const classified = await stage.after(client.classify(images, null))
  expect(classified).toEqual({ ok: true, labels: plainLabels(stage, images), scores: [] })
  expect(await stage.after(client.finish())).toEqual({ ok: true, score: null })
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")

/** Every key of a run and every sealed letter that a machine has sent. */
const sentOf = ({ said }: Stage): string[] =>
  said.flatMap(({ to, message, payload }) =>
    to === "relay" && (message.kind === "run-key" || message.kind === "sealed") && payload
      ? [hex(payload)]
      : [],
  )

/** Alice, Dora, and Bob whose tab is reloaded: another machine with the same key, terms, weights and shelf. */
async function bobKeeps() {
  const stage = await Stage.of()
  const kept = shelf()
  const [client, dealer, owner] = [stage.client(), stage.dealer(), stage.owner(kept)]
  await stage.settle()
  return { stage, kept, client, dealer, owner }
}

describe("[EI28] a model owner that comes back after a reload", () => {
  test("between two questions: the next run is another one, and no key and no letter comes twice", async () => {
    const { stage, kept, client, owner } = await bobKeeps()
    await wholeRun(stage, client)
    owner.close()
    await stage.settle()
    expect(client.view().present).toEqual(["dealer", "client"])
    const again = stage.owner(kept)
    await stage.settle()
    await wholeRun(stage, client)
    expect(again.view()).toMatchObject({ ended: [{ run: 2, reason: "finished" }], answered: { rows: 12 } })
    expect(kept.lastRun).toBe(2)
    const sent = sentOf(stage)
    expect(new Set(sent).size).toBe(sent.length)
  })

  test("in the middle of one: it ends for the client, who is told by whom, and may ask again", async () => {
    const { stage, kept, client, owner } = await bobKeeps()
    await stage.after(client.begin())
    let letters = 0
    stage.mallory = (said) => {
      // A reload in the middle of the computation, as it looks from outside: the machine is gone between two letters.
      if (said.to === "member" && said.seat === "client" && said.message.kind === "letter") letters += 1
      if (letters === 3) owner.close()
      return [said]
    }
    expect(await stage.after(client.classify(images, null))).toEqual({ ok: false, code: "E_IN_ABSENT" })
    expect(client.view().ended).toEqual([{ run: 1, reason: "left", seat: "owner", code: null }])
    stage.mallory = (said) => [said]
    stage.owner(kept)
    await stage.settle()
    await wholeRun(stage, client)
    const sent = sentOf(stage)
    expect(new Set(sent).size).toBe(sent.length)
    expect(stage.faults).toEqual([])
  })

  test("a run's number is kept before anything is said of the run", async () => {
    const stage = await Stage.of()
    const [client, dealer] = [stage.client(), stage.dealer()]
    const kept: { run: number; keys: string[] }[] = []
    const keys = () => stage.said.filter(({ message }) => message.kind === "run-key").map(({ seat }) => seat)
    const keepRun = async (run: number) => {
      // A slow disk: the two others have said theirs long before it is done.
      while (keys().length < 2) await Promise.all([stage.clock.advance(0), client.idle(), dealer.idle()])
      kept.push({ run, keys: keys().sort() })
    }
    stage.owner({ keepRun })
    await stage.settle()
    expect(await stage.after(client.begin())).toBeNull()
    expect(kept).toEqual([{ run: 1, keys: ["client", "dealer"] }])
    expect(keys()).toHaveLength(3)
  })
})

describe("[EI28] a relay that was started again", () => {
  test("counts on: whoever has not been reloaded takes the next run for a new one", async () => {
    const { stage, kept, client } = await bobKeeps()
    await wholeRun(stage, client)
    stage.restart(kept.lastRun)
    await stage.settle()
    await wholeRun(stage, client)
    expect(client.view().ended.map(({ run, reason }) => [run, reason])).toEqual([
      [1, "finished"],
      [2, "finished"],
    ])
  })

  test("one that begins to count anew is refused by whoever remembers", async () => {
    const { stage, kept, client, owner } = await bobKeeps()
    await wholeRun(stage, client)
    owner.close()
    const again = stage.owner(kept)
    await stage.settle()
    stage.restart(0)
    await stage.settle()
    expect(await stage.after(client.begin())).toMatchObject({ code: "E_IN_REPLAY" })
    expect(again.view().ended.at(-1)).toMatchObject({ run: 1, reason: "refused" })
  })

  test("[EI21] one that plays a whole run again to a model owner that remembers nothing: no letter opens", async () => {
    const { stage, client, dealer, owner } = await bobKeeps()
    await wholeRun(stage, client)
    const played = stage.said.filter((said): said is Said & { to: "member" } => {
      if (said.to !== "member" || said.seat !== "owner") return false
      return ["run-offered", "run-roster", "letter"].includes(said.message.kind)
    })
    for (const machine of [client, dealer, owner]) machine.close()
    const before = sentOf(stage)
    const forgetful = stage.owner()
    await stage.settle()
    for (const { message, payload } of played) {
      stage.tell("owner", message, payload)
      await stage.settle()
    }
    // Its own key of the run stands in the roster that it is shown, and is another one.
    expect(forgetful.view()).toMatchObject({
      ended: [{ run: 1, reason: "refused", seat: "owner", code: "E_IN_KEYS" }],
      answered: { rows: 0 },
    })
    const said = sentOf(stage).slice(before.length)
    expect(said).toHaveLength(1)
    expect(before).not.toContain(said[0])
  })

  test("[EI21] one that puts the fresh key among the old ones: no letter of the old run opens", async () => {
    const { stage, client, dealer, owner } = await bobKeeps()
    await wholeRun(stage, client)
    const to = (kind: string) =>
      stage.said.filter((said) => said.to === "member" && said.seat === "owner" && said.message.kind === kind)
    const [[offered], [roster], letters] = [to("run-offered"), to("run-roster"), to("letter")]
    for (const machine of [client, dealer, owner]) machine.close()
    const forgetful = stage.owner()
    await stage.settle()
    if (offered?.to !== "member" || roster?.to !== "member") throw new Error("there was a run")
    stage.tell("owner", offered.message)
    await stage.settle()
    const fresh = stage.said.findLast(({ message }) => message.kind === "run-key")?.payload
    const keys = Uint8Array.from(roster.payload ?? [])
    keys.set(fresh ?? [], 2 * 96)
    stage.tell("owner", roster.message, keys)
    await stage.settle()
    expect(forgetful.view().phase).toBe("running")
    const [first] = letters
    if (first?.to !== "member") throw new Error("there was a letter")
    stage.tell("owner", first.message, first.payload)
    await stage.settle()
    expect(forgetful.view().ended).toEqual([{ run: 1, reason: "refused", seat: "owner", code: "E_IN_SEAL" }])
  })
})
