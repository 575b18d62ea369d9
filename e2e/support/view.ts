import { expect } from "@playwright/test"
import type { RosterEntry, StudyId, StudyView } from "@tutti/protocol"
import type { AdminClient } from "@tutti/sdk"

/** Wait until the study's view, as the relay gives it, is so; returns the view that was. */
export async function untilView(
  admin: AdminClient,
  study: StudyId,
  isSo: (view: StudyView) => boolean,
  timeout = 60_000,
): Promise<StudyView> {
  let view = await admin.study(study)
  await expect
    .poll(
      async () => {
        view = await admin.study(study)
        return isSo(view)
      },
      { timeout, intervals: [100] },
    )
    .toBe(true)
  return view
}

export const committed = ({ rounds }: StudyView) => rounds.filter(({ phase }) => phase === "committed")

export const states = ({ roster }: StudyView): RosterEntry["state"][] =>
  roster.map(({ state }) => state).sort()

/** A round is open and this many owners are learning in it. */
export const learning = (owners: number) => (view: StudyView) =>
  view.rounds.at(-1)?.phase === "training" &&
  view.roster.filter(({ state }) => state === "training").length >= owners
