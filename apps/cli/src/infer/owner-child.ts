import { identityFromKeys } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { serveModel } from "@tutti/sdk/inference"
import { type OwnerAnswer, OwnerOrder } from "./words.ts"

/* The model owner of a rehearsed inference, in a process of its own. Started by rehearsal.ts. */

const answer = (message: OwnerAnswer) => process.send?.(message)

process.once("message", async (message) => {
  const { relay, study, weights, secretKey } = OwnerOrder.parse(message)
  const identity = await identityFromKeys({ secretKey: Uint8Array.from(secretKey) })
  const fault = (error: unknown) => console.error("The model owner's own fault:", error)
  const owner = serveModel({ relay, study, weights }, { identity, suite: async () => nodeSuite, fault })
  let isTold = false
  owner.onView(({ phase, refusal }) => {
    if (refusal !== null) answer({ kind: "refused", code: refusal })
    else if (phase === "waiting" && !isTold) answer({ kind: "there" })
    isTold ||= phase === "waiting"
  })
  process.on("disconnect", () => {
    owner.close()
    process.exit(0)
  })
})
