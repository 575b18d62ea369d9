import { generateIdentity, webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { joinInference } from "@tutti/sdk/inference"
import type { InferenceClient } from "@tutti/sessions/inference"
import { type ClientAnswer, ClientOrder } from "./words.ts"

/* The client of a rehearsed inference, in a process of its own: images and answers are here. Started by rehearsal.ts. */

const EVERYBODY = 3
let client: InferenceClient | undefined
process.on("message", async (message) => {
  const { link, images, labels } = ClientOrder.parse(message)
  client ??= joinInference(link, {
    identity: await generateIdentity({ name: "noble", random: webRandom }),
    suite: async () => nodeSuite,
    fault: (error) => console.error("The client's own fault:", error),
  })
  process.send?.(await classify(client, images, labels))
})
process.on("disconnect", () => {
  client?.close()
  process.exit(0)
})

async function classify(
  client: InferenceClient,
  images: Float32Array,
  labels: Uint8Array | null,
): Promise<ClientAnswer> {
  await everybodyThere(client)
  const began = performance.now()
  const failed = await client.begin()
  if (failed) return { kind: "refused", code: failed.code }
  const keyed = performance.now()
  const classified = await client.classify(images, labels)
  if (!classified.ok) return { kind: "refused", code: classified.code }
  const finished = await client.finish()
  if (!finished.ok) return { kind: "refused", code: finished.code }
  const { bytesIn, bytesOut, fromDealer } = client.view().letters
  return {
    kind: "classified",
    labels: [...classified.labels],
    score: finished.score,
    rounds: client.progress().rounds,
    setupSeconds: (keyed - began) / 1_000,
    seconds: (performance.now() - keyed) / 1_000,
    bytesOut,
    bytesIn: bytesIn - fromDealer,
  }
}

/** Or the reason why this machine was not let in, which its next question tells. */
function everybodyThere(client: InferenceClient): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const { present, refusal } = client.view()
      if (present.length === EVERYBODY || refusal !== null) resolve()
    }
    client.onView(look)
    look()
  })
}
