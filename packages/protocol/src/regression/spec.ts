import * as z from "zod"
import { LIMITS } from "../limits.ts"
import { PublicKey, SecurePolicy } from "../study.ts"
import { columnName, signature } from "./forms.ts"

/*
 * Encrypted linear regression: what an admin declares and every owner agrees to. (docs/regression.md)
 */

/** How a cell becomes an integer: value = integer · unit. */
export const ColumnEncoding = z.discriminatedUnion("kind", [
  /** unit = 10^−digits: cells are decimals of at most so many digits after the point, and stay exact. */
  z.strictObject({ kind: z.literal("decimal"), digits: z.int() }),
  /** unit = 2^(exponent − 32): cells are rounded to 2⁻³² of the public scale 2^exponent. */
  z.strictObject({ kind: z.literal("binary"), exponent: z.int() }),
])
export type ColumnEncoding = z.infer<typeof ColumnEncoding>

/** A column as the study declares it: public, and the same for every owner. */
export const RegressionColumn = z.strictObject({
  name: columnName,
  encoding: ColumnEncoding,
  /** |value| ≤ bound, in the column's own unit; every cell is checked against it where it lies. */
  bound: z.number().positive(),
})
export type RegressionColumn = z.infer<typeof RegressionColumn>

/** What is regressed on what. Whether it can be computed, `designProblems` of @tutti/regression says. */
export const RegressionDesign = z.strictObject({
  target: RegressionColumn,
  features: z.array(RegressionColumn).min(1).max(LIMITS.columns).readonly(),
  /** `by-owner` gives every owner an intercept of its own: fixed effects, by centring within the owner. */
  intercept: z.enum(["estimated", "none", "by-owner"]),
  /** Weights of rows are whole numbers from 1 to `largest`; null weighs all rows alike. */
  weight: z.strictObject({ name: columnName, largest: z.int().min(1) }).nullable(),
  /** λ ≥ 0 of ‖y − Xβ‖² + λ‖β‖², in the features' own units, at most 6 digits; the intercept is not penalised. */
  ridgePenalty: z.number().min(0),
  /** A bound on the rows of all owners together; what is opened depends on the true number only. */
  mostRows: z.int().min(1),
})
export type RegressionDesign = z.infer<typeof RegressionDesign>

/** `aggregate`: the pooled sums of products, to the relay and the admin. `coefficients`: no more than the table. */
export const RegressionOpening = z.enum(["aggregate", "coefficients"])
export type RegressionOpening = z.infer<typeof RegressionOpening>

/** How owners find the design's columns in their files. */
export const RegressionDataset = z.strictObject({
  /** False when files have no header line: columns are then taken by position, features first and the target last. */
  header: z.boolean(),
  /** Of the design's columns by name, shown beside them; a column that is not here has none. */
  units: z.array(z.strictObject({ name: columnName, unit: z.string().max(40) })).max(LIMITS.columns),
  /** Cells that mean "no value", besides the empty cell; their rows are left out. */
  missingMarkers: z.array(z.string().max(20)).max(20),
})
export type RegressionDataset = z.infer<typeof RegressionDataset>

/** The rules of a secure study that are not about training; see SecurePolicy. */
export const RegressionPolicy = SecurePolicy.pick({
  studyKey: true,
  relayKey: true,
  corruptPerTenThousand: true,
  dropoutPerTenThousand: true,
  minimumCohort: true,
  maxContributions: true,
})
export type RegressionPolicy = z.infer<typeof RegressionPolicy>

/** What an admin creates, its study key signs, and every owner reads before it agrees. */
export const RegressionSpec = z
  .strictObject({
    kind: z.literal("regression"),
    title: z.string().trim().min(1).max(120),
    /** Who asks, in words an owner understands. */
    organiser: z.string().trim().min(1).max(120),
    /** What for. */
    purpose: z.string().trim().min(1).max(2_000),
    design: RegressionDesign,
    dataset: RegressionDataset,
    opening: RegressionOpening,
    /** Whether owners are shown the table. With coefficients opened, their machines know it in any case. */
    ownersSeeResult: z.boolean(),
    /** The admin knows that a correct table of such columns may determine the pooled sums (E_RG_DETERMINED). */
    acceptsDetermined: z.boolean(),
    secure: RegressionPolicy,
    /** X25519 of the admin's browser: parties seal their reports to it. */
    resultKey: PublicKey,
    /** Ed25519 of the dealer; where coefficients are opened, and only there. */
    dealerKey: PublicKey.optional(),
    /** Runs that one owner's data may enter, finished or not. */
    mostRuns: z.int().min(1).max(100),
    /** How long every step of a run may take. */
    deadlineMs: z.int().min(1_000).max(86_400_000),
    /** Days after the end of the study until the relay deletes it. */
    retentionDays: z.int().min(1).max(3_650),
  })
  .superRefine((spec, context) => {
    for (const problem of specProblems(spec)) context.addIssue({ code: "custom", ...problem })
  })
export type RegressionSpec = z.infer<typeof RegressionSpec>

type KeyHolders = Pick<RegressionSpec, "opening" | "dealerKey" | "secure" | "resultKey">

/** What no single field can see: a dealer too many or too few, and keys that serve two roles. */
function specProblems({ opening, dealerKey, secure, resultKey }: KeyHolders) {
  const problems: { path: string[]; message: string }[] = []
  if ((opening === "coefficients") !== (dealerKey !== undefined))
    problems.push({
      path: ["dealerKey"],
      message: "a study that opens coefficients, and no other, has a dealer",
    })
  const keys = [secure.studyKey, secure.relayKey, resultKey, ...(dealerKey === undefined ? [] : [dealerKey])]
  if (new Set(keys).size < keys.length)
    problems.push({ path: ["dealerKey"], message: "relay, dealer and admin each have a key of their own" })
  return problems
}

/** POST /api/regressions; the answer is that of a new study. */
export const CreateRegression = z.strictObject({ spec: RegressionSpec, policySignature: signature })
export type CreateRegression = z.infer<typeof CreateRegression>
