import { RefusalCode, StudyId } from "@tutti/protocol"
import * as z from "zod"

/* What `tutti infer` and the processes of its parties say to each other. */

const link = z.strictObject({
  relay: z.string(),
  study: StudyId,
  secret: z.string(),
  ownerKey: z.string(),
})

export const OwnerOrder = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("serve"),
    relay: z.string(),
    study: StudyId,
    weights: z.custom<Float32Array>((value) => value instanceof Float32Array),
    secretKey: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  /** What has come from the dealer in the newest run? */
  z.strictObject({ kind: z.literal("count") }),
])
export type OwnerOrder = z.infer<typeof OwnerOrder>

export const ClientOrder = z.strictObject({
  kind: z.literal("classify"),
  link,
  images: z.custom<Float32Array>((value) => value instanceof Float32Array),
  /** For a score. */
  labels: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable(),
})
export type ClientOrder = z.infer<typeof ClientOrder>

export const OwnerAnswer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("there") }),
  z.strictObject({ kind: z.literal("counted"), fromDealer: z.int() }),
  z.strictObject({ kind: z.literal("refused"), code: RefusalCode }),
])
export type OwnerAnswer = z.infer<typeof OwnerAnswer>

export const ClientAnswer = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("classified"),
    labels: z.array(z.int()),
    score: z.strictObject({ correct: z.int(), rows: z.int() }).nullable(),
    rounds: z.int(),
    /** From the first word to the opened weights, and from there to the last answer. */
    setupSeconds: z.number(),
    seconds: z.number(),
    bytesOut: z.int(),
    bytesIn: z.int(),
  }),
  z.strictObject({ kind: z.literal("refused"), code: RefusalCode }),
])
export type ClientAnswer = z.infer<typeof ClientAnswer>
