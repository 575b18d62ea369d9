import type { StudySpec } from "@tutti/protocol"

/** One term that is not what the owner agreed to; null where it was absent. Values as JSON. */
export type TermChange = { term: string; before: string | null; now: string | null }

/** Every leaf in which two specifications differ, named by its path: "training › rounds". */
export function termChanges(before: StudySpec, now: StudySpec): TermChange[] {
  const earlier = leavesOf(before)
  const later = leavesOf(now)
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((term) => {
    const change = { term, before: earlier.get(term) ?? null, now: later.get(term) ?? null }
    return change.before === change.now ? [] : [change]
  })
}

function leavesOf(
  value: unknown,
  path: readonly string[] = [],
  found = new Map<string, string>(),
): Map<string, string> {
  if (typeof value === "object" && value !== null)
    for (const [name, part] of Object.entries(value))
      leavesOf(part, [...path, Array.isArray(value) ? String(Number(name) + 1) : name], found)
  else if (value !== undefined) found.set(path.join(" › "), JSON.stringify(value))
  return found
}
