import { RunEndReason } from "@tutti/protocol"
import * as z from "zod"

const figure = z.number().nullable()

/** What `tutti regress --json` prints: the table to full precision, and what it took. */
export const RegressionReport = z.object({
  target: z.string(),
  /** The intercept first. */
  terms: z.array(
    z.strictObject({
      name: z.string(),
      coef: figure,
      stdErr: figure,
      t: figure,
      p: figure,
      ciLow: figure,
      ciHigh: figure,
    }),
  ),
  rSquared: figure,
  adjRSquared: figure,
  fStatistic: figure,
  fPValue: figure,
  n: z.int(),
  dfModel: z.int(),
  dfResidual: z.int(),
  sigma: figure,
  logLikelihood: figure,
  aic: figure,
  bic: figure,
  opening: z.enum(["aggregate", "coefficients"]),
  owners: z.int().min(2),
  /** From the start of the run to the admin's table, over real sockets. */
  seconds: z.number().min(0),
  /** How often all parties wait for each other: openings of a solve on shares, steps of a masked sum. */
  rounds: z.int().min(1),
  /** The most that one owner sent in the run, messages and payloads. */
  bytesPerParty: z.number().min(0),
  /** As the consent lists it. */
  opened: z.array(z.string()),
  /** SHA-256 of all frames, which every party and the admin have in common; null where sums were opened. */
  transcript: z.string().nullable(),
  run: z.int().min(1),
  /** Runs without a result before it. */
  endedRuns: z.array(z.strictObject({ run: z.int().min(1), reason: RunEndReason })),
})
export type RegressionReport = z.infer<typeof RegressionReport>
