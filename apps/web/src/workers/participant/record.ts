import type { Archive, SavedStudy } from "./archive.ts"

/** The kept state of one study: changed in memory at once, written one after the other, and forgotten for good. */
export interface StudyRecord {
  current(): SavedStudy
  /** Later changes overtake earlier ones that are not written yet. Does nothing after `forget`. */
  change(part: Partial<Omit<SavedStudy, "study">>): void
  /** Resolves when nothing of the study is in the browser any more. */
  forget(): Promise<void>
}

/** @param onLost called once when the browser refuses to keep anything (a full disk, a private window). */
export function openRecord(
  archive: Archive,
  first: SavedStudy,
  onLost: (error: unknown) => void,
): StudyRecord {
  let current = first
  let forgotten = false
  let dirty = false
  let writing: Promise<void> | null = null

  const write = async () => {
    while (dirty && !forgotten) {
      dirty = false
      await archive.save(current)
    }
  }
  return {
    current: () => current,
    change(part) {
      if (forgotten) return
      current = { ...current, ...part }
      dirty = true
      writing ??= write()
        .catch(onLost)
        .finally(() => {
          writing = null
        })
    },
    async forget() {
      forgotten = true
      await writing
      await archive.forget(current.study)
    },
  }
}
