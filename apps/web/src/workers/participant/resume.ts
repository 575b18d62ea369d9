import type { StudyHash } from "@tutti/protocol"
import type { SavedStudy } from "./archive.ts"

/** What to offer an owner who opens the link, given what this browser kept. */
export type Resumption =
  /** Nothing kept: the study is new here. */
  | { kind: "new" }
  /** Data was chosen, nothing was agreed to: the mapping comes back, nothing left the tab. */
  | { kind: "unfinished" }
  /** Agreed and took part: one card, Continue or Leave. */
  | { kind: "continue"; round: number | null; needs: FileNeed }
  /** The study ended while or after this owner took part: the result is a click away. */
  | { kind: "ended"; outcome: "finished" | "stopped" }
  /** The study's specification is another one than the owner agreed to: the consent is void. */
  | { kind: "changed" }

/** What it takes to have the rows again: nothing, the browser's leave to read the file, or the file itself. */
export type FileNeed = "nothing" | "permission" | "same-file"

export function resumptionOf(saved: SavedStudy | null, studyHash: StudyHash): Resumption {
  if (saved === null) return { kind: "new" }
  if (saved.studyHash !== studyHash) return { kind: "changed" }
  if (saved.consentedAt === null || saved.choice === null) return { kind: "unfinished" }
  if (saved.history.outcome !== null) return { kind: "ended", outcome: saved.history.outcome.kind }
  return { kind: "continue", round: saved.history.round, needs: fileNeed(saved.choice.source) }
}

function fileNeed(source: NonNullable<SavedStudy["choice"]>["source"]): FileNeed {
  switch (source.kind) {
    case "sample":
      return "nothing"
    case "file":
      return source.handle === null ? "same-file" : "permission"
  }
}
