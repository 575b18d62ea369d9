import type { Identity } from "@tutti/crypto"
import {
  type SecurePolicy,
  type StudySpec,
  StudySpec as StudySpecSchema,
  type TrainingPlan,
} from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { numberStudy } from "./number-study.ts"

/** Who signs a secure study: the admin's study key, and the relay that it is made for. */
export type Signers = { study: Pick<Identity, "publicKey">; relay: Pick<Identity, "publicKey"> }

/** The small study of `numberStudy` in the secure mode; with the smallest cohort of the defaults, a demonstration. */
export function secureNumberStudy(
  { study, relay }: Signers,
  policy: Partial<SecurePolicy> = {},
  plan: Partial<TrainingPlan> = {},
): StudySpec {
  return StudySpecSchema.parse({
    ...numberStudy({ rounds: 2, ...plan }),
    mode: "secure",
    secure: {
      studyKey: toBase64url(study.publicKey),
      relayKey: toBase64url(relay.publicKey),
      corruptPerTenThousand: 500,
      dropoutPerTenThousand: 3_000,
      minimumCohort: 3,
      maxContributions: 100,
      clipNorm: 10,
      lossBound: 100,
      weightCap: 4,
      ...policy,
    },
  })
}
