import { type HttpRefusal, REFUSALS, type RefusalCode } from "@tutti/protocol"
import type { ZodError } from "zod"

/** Every refusal's HTTP status; the type makes the table complete. */
export const HTTP_STATUS = {
  E_MALFORMED: 400,
  E_VERSION: 400,
  E_FRAME_TOO_BIG: 413,
  E_RATE: 429,
  E_QUEUE_FULL: 503,
  E_TRANSFER: 400,
  E_NOT_IDENTIFIED: 401,
  E_IDENTITY: 401,
  E_TOKEN: 401,
  E_INVITE_UNKNOWN: 404,
  E_INVITE_EXPIRED: 410,
  E_INVITE_USED: 410,
  E_INVITE_REVOKED: 410,
  E_FORBIDDEN: 403,
  E_STUDY_UNKNOWN: 404,
  E_STUDY_CLOSED: 409,
  E_STUDY_FULL: 409,
  E_STUDY_CHANGED: 409,
  E_MODE_UNAVAILABLE: 409,
  E_TOO_FEW_OWNERS: 409,
  E_WRONG_STATE: 409,
  E_NOT_READY: 409,
  E_NOT_IN_COHORT: 409,
  E_LATE: 409,
  E_DUPLICATE: 409,
  E_NOT_FINITE: 400,
  E_SHAPE: 400,
  E_NORM: 400,
  E_EXAMPLES: 400,
  E_STATISTICS: 400,
  E_TRAINING: 409,
  E_REPLACED: 409,
  E_NO_RESULT: 404,
  E_RG_DESIGN: 400,
  E_RG_COLUMN: 400,
  E_RG_CAPACITY: 400,
  E_RG_NOT_A_NUMBER: 400,
  E_RG_RANGE: 400,
  E_RG_DIGITS: 400,
  E_RG_ROWS: 400,
  E_RG_CONSTANT: 400,
  E_RG_COLLINEAR: 400,
  E_RG_MOMENTS: 400,
  E_RG_DETERMINED: 409,
  E_RG_PRECISION: 409,
  E_RG_FRAME: 400,
  E_RG_SHARE: 409,
  E_RG_TRANSCRIPT: 409,
  E_RG_KEYS: 409,
  E_RG_SEAL: 409,
  E_RG_MATERIAL: 409,
  E_RG_DEALER: 409,
  E_RG_BURNED: 409,
  E_RG_REPLAY: 409,
  E_RG_BUDGET: 409,
  E_RG_DONE: 409,
  E_RG_REPORT: 409,
  E_NOT_FROZEN: 409,
  E_ROSTER: 409,
  E_ROSTER_CLOSED: 409,
  E_POLICY: 400,
  E_SA_OUT_OF_TURN: 409,
  E_SA_MALFORMED: 400,
  E_SA_DUPLICATE: 409,
  E_SA_SIGNATURE: 401,
  E_SA_POLICY: 409,
  E_SA_REPLAY: 409,
  E_SA_MODEL: 409,
  E_SA_ROSTER: 409,
  E_SA_TOO_FEW: 409,
  E_SA_SURVIVORS: 409,
  E_SA_QUORUM: 409,
  E_SA_BUDGET: 409,
  E_SA_CAPACITY: 400,
  E_IN_MODEL: 400,
  E_IN_LAYER: 400,
  E_IN_NOT_A_NUMBER: 400,
  E_IN_PLAN: 400,
  E_IN_BATCH: 400,
  E_IN_RANGE: 400,
  E_IN_SHAPE: 400,
  E_IN_FRAME: 409,
  E_IN_MATERIAL: 409,
  E_IN_LABEL: 409,
  E_IN_SCORE: 409,
  E_IN_ROWS: 409,
  E_IN_KEYS: 401,
  E_IN_SEAL: 409,
  E_IN_REPLAY: 409,
  E_IN_TRANSCRIPT: 409,
  E_IN_CANARY: 409,
  E_IN_LETTER: 400,
  E_IN_ABSENT: 409,
  E_IN_BUDGET: 409,
  E_RECORD: 409,
  E_INTERNAL: 500,
} as const satisfies Record<RefusalCode, number>

type Detail = NonNullable<HttpRefusal["error"]["detail"]>

/** The body of a refusal's answer. */
export function refusalBody(code: RefusalCode, detail?: Detail): HttpRefusal {
  const { side, what, next } = REFUSALS[code]
  return { error: { code, message: `${what} ${next}`, side, ...(detail === undefined ? {} : { detail }) } }
}

/** More than these do not help anybody to mend a body. */
const MOST_DETAILS = 20

/** Which fields broke which rules; never what stood in them. */
export function fieldsOf(error: ZodError): Detail {
  return error.issues
    .slice(0, MOST_DETAILS)
    .map(({ path, message }) => ({ path: path.join("."), message: message.slice(0, 200) }))
}
