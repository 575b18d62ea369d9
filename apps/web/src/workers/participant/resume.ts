import type { StudyHash } from "@tutti/protocol"
import type { SavedStudy } from "./archive.ts"

/** What to offer an owner who opens the link, given what this browser kept. */
export type Resumption =
  /** Nothing kept: the study is new here. */
  | { kind: "new" }
  /** Data was chosen, nothing was agreed to: the mapping comes back, nothing left the tab. */
  | { kind: "unfinished" }
  /** Agreed and took part: one card, Continue or Leave. */
  | { kind: "continue"; round: number | null; data: KeptData }
  /** The study ended while this owner took part: the result is a click away. */
  | { kind: "ended"; outcome: "finished" | "stopped"; data: KeptData }
  /** The study's specification is another one than the owner agreed to: the consent is void. */
  | { kind: "changed" }

/** What it takes to have the rows again. */
export type KeptData =
  | { kind: "sample" }
  /** The browser lent a handle: the owner is asked whether the page may read it again. */
  | { kind: "handle"; name: string; handle: FileSystemFileHandle }
  /** The owner picks the same file again. */
  | { kind: "pick"; name: string }

export function resumptionOf(saved: SavedStudy | null, studyHash: StudyHash): Resumption {
  if (saved === null) return { kind: "new" }
  const { choice, consentedAt, history } = saved
  if (saved.studyHash !== studyHash) return { kind: "changed" }
  if (consentedAt === null || choice === null) return { kind: "unfinished" }
  const data = keptData(choice.source)
  if (history.outcome !== null) return { kind: "ended", outcome: history.outcome.kind, data }
  return { kind: "continue", round: history.round, data }
}

function keptData(source: NonNullable<SavedStudy["choice"]>["source"]): KeptData {
  if (source.kind === "sample") return { kind: "sample" }
  const { name, handle } = source
  return handle === null ? { kind: "pick", name } : { kind: "handle", name, handle }
}
