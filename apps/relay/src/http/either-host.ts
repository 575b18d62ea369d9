import type { StudyId } from "@tutti/protocol"
import type { RegressionHost } from "../regressions/regression-host.ts"
import type { Regressions } from "../regressions/regressions.ts"
import type { Studies } from "../studies/studies.ts"
import type { StudyHost } from "../studies/study-host.ts"

/** The host of a study of whichever kind; undefined where there is none of that id. */
export function eitherHost({ studies, regressions }: { studies: Studies; regressions: Regressions }) {
  return async (study: StudyId): Promise<StudyHost | RegressionHost | undefined> =>
    (await studies.host(study)) ?? (await regressions.host(study))
}
