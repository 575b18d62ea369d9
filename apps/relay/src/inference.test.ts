import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { generateIdentity, webRandom } from "@tutti/crypto"
import { expect, test } from "vitest"
import { everybody, InferenceStage, WEIGHTS } from "./testing/inference-run.ts"
import { Needles } from "./testing/needles.ts"
import { ask, codeOf, sharedRelay, temporaryFolder, testRelay } from "./testing/test-relay.ts"

const relay = sharedRelay()
const images = Float32Array.from({ length: 10 * 4 }, (_, at) => ((5 * at) % 9) / 9)
/** The class of the largest of the three scores, in floats. */
const truth = Array.from({ length: 10 }, (_, row) => {
  const scores = [0, 1, 2].map((unit) =>
    [0, 1, 2, 3].reduce(
      (sum, input) => sum + (images[4 * row + input] ?? 0) * (WEIGHTS[3 * input + unit] ?? 0),
      WEIGHTS[12 + unit] ?? 0,
    ),
  )
  return scores.indexOf(Math.max(...scores))
})

test("[R27] over real sockets: a run, another one, and a run after the model owner was away", async () => {
  const stage = await InferenceStage.at(relay())
  const study = await stage.found()
  const client = await stage.client(study)
  const owner = stage.serve(study)
  stage.deal(study)
  await everybody(client)
  for (let run = 1; run <= 2; run++) {
    expect(await client.begin()).toBeNull()
    expect(await client.classify(images, null)).toEqual({ ok: true, labels: truth, scores: [] })
    expect(await client.finish()).toEqual({ ok: true, score: null })
  }
  owner.close()
  await new Promise<void>((resolve) => client.onView(({ present }) => present.length === 2 && resolve()))
  expect(await client.begin()).toEqual({ ok: false, code: "E_IN_ABSENT" })
  stage.serve(study)
  await everybody(client)
  expect(await client.begin()).toBeNull()
  expect(await client.classify(images, null)).toMatchObject({ ok: true, labels: truth })
})

test("[R27] by the link one client at a time, and nobody without it", async () => {
  const stage = await InferenceStage.at(relay())
  const study = await stage.found()
  const first = await stage.client(study)
  await new Promise<void>((resolve) => first.onView(({ phase }) => phase === "waiting" && resolve()))
  expect(await (await stage.client(study)).over).toBe("E_STUDY_FULL")
  expect(await (await stage.client(study, "another secret of a link")).over).toBe("E_INVITE_UNKNOWN")
})

test("[R28] what is not signed by its model owner, made for another relay, or cannot be computed is not taken", async () => {
  const { url, adminToken } = relay()
  const stage = await InferenceStage.at({ url, adminToken })
  const stranger = await generateIdentity({ name: "noble", random: webRandom })
  const post = (body: unknown, token?: string | null) =>
    ask({ url, adminToken }, "POST", "/api/inferences", { body, ...(token === undefined ? {} : { token }) })
  expect(codeOf(await post(await stage.declared(stranger)))).toBe("E_POLICY")
  const elsewhere = await InferenceStage.at({ url, adminToken }, { relayKey: "A".repeat(43) })
  expect(codeOf(await post(await elsewhere.declared()))).toBe("E_POLICY")
  const tooFine = await InferenceStage.at({ url, adminToken }, { fractionBits: 20 })
  expect(codeOf(await post(await tooFine.declared()))).toBe("E_IN_PLAN")
  const declared = await stage.declared()
  const sameKeys = { ...declared, spec: { ...declared.spec, dealerKey: declared.spec.relayKey } }
  expect(codeOf(await post(sameKeys))).toBe("E_MALFORMED")
  expect(codeOf(await post(declared, null))).toBe("E_TOKEN")
})

test("[R28] declared once more it has the same id: where it is known nothing changes, and a relay that was started again counts on", async () => {
  const dataDir = temporaryFolder()
  const first = await testRelay({ dataDir })
  const stage = await InferenceStage.at(first)
  const study = await stage.found()
  const client = await stage.client(study)
  const dealer = stage.deal(study)
  stage.serve(study)
  await everybody(client)
  expect(await client.begin()).toBeNull()
  // In the middle of a run.
  expect(await stage.found({ lastRun: 1 })).toBe(study)
  expect(await client.classify(images, null)).toMatchObject({ ok: true, labels: truth })
  expect(await client.finish()).toEqual({ ok: true, score: null })

  await first.close()
  for (const machine of [client, dealer]) machine.close()
  const second = await testRelay({ dataDir })
  const later = stage.movedTo(second)
  expect(await (await later.client(study)).over).toBe("E_INVITE_UNKNOWN")
  expect(await later.found({ lastRun: 1 })).toBe(study)
  const again = await later.client(study)
  later.serve(study)
  later.deal(study)
  await everybody(again)
  expect(await again.begin()).toBeNull()
  expect(await again.classify(images, null)).toMatchObject({ ok: true, labels: truth })
  expect(again.view().run).toBe(2)
})

test("[R28] a dealer finds what names it; what is deleted is gone for those in it", async () => {
  const stage = await InferenceStage.at(relay())
  const study = await stage.found()
  const path = `/api/inferences/dealt-by/${stage.spec.dealerKey}`
  expect((await ask(relay(), "GET", path, { token: null })).json()).toEqual({ inferences: [study] })
  const owner = stage.serve(study)
  await new Promise<void>((resolve) => owner.onView(({ phase }) => phase === "waiting" && resolve()))
  expect((await ask(relay(), "DELETE", `/api/inferences/${study}`)).status).toBe(204)
  expect((await ask(relay(), "GET", path, { token: null })).json()).toEqual({ inferences: [] })
  expect(codeOf(await ask(relay(), "DELETE", `/api/inferences/${study}`))).toBe("E_STUDY_UNKNOWN")
})

test("[R27] the relay keeps nothing of it: neither its data folder nor its log holds a key, a weight or a letter", async () => {
  const dataDir = temporaryFolder()
  const lines: string[] = []
  const own = await testRelay(
    { dataDir, logLevel: "trace" },
    { logSink: { write: (line) => lines.push(line) } },
  )
  const stage = await InferenceStage.at(own)
  const study = await stage.found()
  const client = await stage.client(study)
  stage.serve(study)
  stage.deal(study)
  await everybody(client)
  await client.begin()
  await client.classify(images, null)
  await client.finish()
  await own.close()
  const needles = new Needles()
  needles.add("the model owner's key", Uint8Array.from(Buffer.from(stage.spec.ownerKey)))
  needles.add("the weights", new Uint8Array(WEIGHTS.buffer, 0, 16))
  needles.add("the images", new Uint8Array(images.buffer, 4, 16))
  const kept = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name)))
  const logged = Buffer.from(lines.join("\n"))
  expect(logged.includes(`"study":"${study}"`)).toBe(true)
  for (const haystack of [...kept, logged]) expect([...needles.in(haystack)]).toEqual([])
})
