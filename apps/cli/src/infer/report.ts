import * as z from "zod"

/** What `tutti infer --json` prints. */
export const InferenceReport = z.object({
  images: z.int(),
  /** Of the encrypted computation, and of the same model in the clear in floats; in [0, 1]. */
  accuracy: z.number(),
  plainAccuracy: z.number(),
  /**
   * Share of images with the same label in both. Where a score is opened it comes from a second run, whose labels are the
   * plain model's: one more integer. Null when that was not asked for.
   */
  agreement: z.number().nullable(),
  /** From the opened weights to the last answer. */
  msPerImage: z.number(),
  /** Sent by one party to the other, the masked weights included. */
  onlineBytesPerImage: z.number(),
  /** From the dealer to the model owner, as they came in: seals, heads and the seed included. */
  dealerBytesPerImage: z.number(),
  roundsPerBatch: z.int(),
  opened: z.array(z.string()),
  /** What would have shown that somebody changed something. */
  verified: z.array(z.string()),
  output: z.enum(["label", "score"]),
  batch: z.int(),
  window: z.int(),
  rttMs: z.number(),
  fractionBits: z.int(),
  setupSeconds: z.number(),
  seconds: z.number(),
})
export type InferenceReport = z.infer<typeof InferenceReport>
