import { ModelHash, RoundMetrics } from "@tutti/protocol"
import * as z from "zod"
import { DROP_PHASES } from "./dropout.ts"

/** Who was cut off in a round: the number in the owner's label, from 1, and where. */
export const DropOut = z.strictObject({
  owner: z.int().min(1),
  phase: z.enum([...DROP_PHASES.trusted, ...DROP_PHASES.secure]),
})
export type DropOut = z.infer<typeof DropOut>

/** One committed round, as `tutti simulate --json` prints it. */
export const SimulatedRound = RoundMetrics.pick({
  round: true,
  seconds: true,
  cohort: true,
  survivors: true,
  trainLoss: true,
  validationLoss: true,
  validationAccuracy: true,
  bytesUpPerOwner: true,
}).extend({
  /** CPU that the relay's process used since the round before was closed. */
  relayCpuSeconds: z.number().min(0),
  /** Owners whose sockets the simulator closed in this round. */
  dropped: z.int().min(0),
  dropOuts: z.array(DropOut),
})
export type SimulatedRound = z.infer<typeof SimulatedRound>

/** What `tutti simulate --json` prints. Accuracies are shares of right answers, null for a numeric target. */
export const SimulationReport = z.strictObject({
  mode: z.enum(["trusted", "secure"]),
  scheme: z.enum(["parallel", "sequential"]),
  owners: z.int().min(1),
  seed: z.int().min(0),
  /** Of the final model, on the held-out rows. */
  accuracy: z.number().min(0).max(1).nullable(),
  loss: z.number(),
  /** The round of the lowest validation loss (training loss where nobody holds validation rows), and its model. */
  bestRound: z.int().min(1),
  bestAccuracy: z.number().min(0).max(1).nullable(),
  /** Of the same network after the same number of local steps on all owners' training rows in one place. */
  pooledAccuracy: z.number().min(0).max(1).nullable(),
  pooledLoss: z.number(),
  modelHash: ModelHash,
  parameters: z.int().min(1),
  backend: z.string(),
  rows: z.strictObject({
    heldOut: z.int().min(1),
    dealt: z.int().min(1),
    /** Of these, rows that another owner holds too, because there are more owners than rows. */
    dealtAgain: z.int().min(0),
  }),
  rounds: z.array(SimulatedRound),
  /** Numbers of rounds that ended without a new model. */
  abandoned: z.array(z.int().min(1)),
  /** From the first owner that joins to the end of the last round, as the two below. */
  seconds: z.number().min(0),
  /** CPU of the relay's process. */
  relayCpuSeconds: z.number().min(0),
  /** CPU of the process that all owners share. */
  participantCpuSeconds: z.number().min(0),
})
export type SimulationReport = z.infer<typeof SimulationReport>
