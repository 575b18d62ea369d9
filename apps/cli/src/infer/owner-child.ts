import { identityFromKeys } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { serveModel } from "@tutti/sdk/inference"
import type { InferenceOwner } from "@tutti/sessions/inference"
import { type OwnerAnswer, OwnerOrder } from "./words.ts"

/* The model owner of a rehearsed inference, in a process of its own. Started by rehearsal.ts. */

const answer = (message: OwnerAnswer) => process.send?.(message)

let owner: InferenceOwner | undefined
process.on("message", async (message) => {
  const order = OwnerOrder.parse(message)
  if (order.kind === "serve") owner ??= await serve(order)
  else answer({ kind: "counted", fromDealer: owner?.view().letters.fromDealer ?? 0 })
})
process.on("disconnect", () => {
  owner?.close()
  process.exit(0)
})

/** Answers once: when the relay has let it in, or why it did not. */
async function serve(order: Extract<OwnerOrder, { kind: "serve" }>): Promise<InferenceOwner> {
  const { relay, study, weights, secretKey } = order
  const identity = await identityFromKeys({ secretKey: Uint8Array.from(secretKey) })
  const fault = (error: unknown) => console.error("The model owner's own fault:", error)
  const served = serveModel({ relay, study, weights }, { identity, suite: async () => nodeSuite, fault })
  const silence = served.onView(({ phase, refusal }) => {
    if (refusal === null && phase !== "waiting") return
    silence()
    answer(refusal === null ? { kind: "there" } : { kind: "refused", code: refusal })
  })
  return served
}
