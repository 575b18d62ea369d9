import type { StudyId } from "@tutti/protocol"

/** Records that live as long as this process. */
export function recordsInMemory<Value>(): {
  load(study: StudyId): Promise<Value | null>
  save(study: StudyId, record: Value): Promise<void>
} {
  const records = new Map<StudyId, Value>()
  return {
    load: async (study) => records.get(study) ?? null,
    save: async (study, record) => {
      records.set(study, record)
    },
  }
}
