import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"

const passedOver = new Set(["node_modules", "dist", "test-results", ".git", ".tutti"])

/** Paths of all files below `root/folder`, relative to `root`, sorted; what is installed or built is passed over. */
export function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`
      if (!entry.isDirectory()) return [path]
      return passedOver.has(entry.name) ? [] : filesBelow(root, path)
    })
    .sort()
}
