import { generateIdentity, verifySignature, webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { settingOf } from "@tutti/regression"
import { expect, test } from "vitest"
import { SMALL, smallParts } from "../scenarios/houses.ts"
import { NO_RUN, type RunEvent, stepRun } from "./run.ts"

test("[G19] a refused run is wiped: its key agrees with nobody any more", async () => {
  const identity = await generateIdentity({ name: "noble", random: webRandom })
  const setting = settingOf(SMALL)
  const [statistics] = smallParts(2)
  if (!setting || !statistics) throw new Error("there is nothing to run")
  const tools = {
    random: webRandom,
    suite: nodeSuite,
    sign: identity.sign,
    verify: verifySignature,
    publicKey: identity.publicKey,
  }
  const runner = {
    setting,
    identityKeys: [identity.publicKey, webRandom(32)],
    dealerKey: webRandom(32),
    index: 0,
    statistics,
  }
  const name = { studyHash: webRandom(32), rosterRoot: webRandom(32), run: 1 }
  const late: RunEvent[] = [
    { kind: "material", bytes: webRandom(10) },
    { kind: "frame-keys", bytes: webRandom(48) },
    { kind: "frames", round: 1, bytes: webRandom(10) },
    { kind: "offered", name },
  ]
  for (const event of late) {
    const offered = await stepRun(NO_RUN, { kind: "offered", name }, runner, tools)
    if (offered.kind !== "went-on" || offered.run.kind !== "keyed") throw new Error("the run was not entered")
    const { run } = offered
    expect(await stepRun(run, event, runner, tools)).toEqual({ kind: "refused", code: "E_RG_REPLAY" })
    await expect((async () => run.key.agree(webRandom(32)))()).rejects.toThrow("forgotten")
  }
})
