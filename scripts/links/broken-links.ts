import { existsSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { filesBelow } from "../files.ts"

/** GitHub's rule: lower case, punctuation dropped, blanks to hyphens. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-")
}

function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading] of withoutCode(markdown).matchAll(/^#{1,6}\s+(.+)$/gm)) {
    const anchor = anchorOf((heading ?? "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"))
    let name = anchor
    for (let repeat = 1; anchors.has(name); repeat++) name = `${anchor}-${repeat}`
    anchors.add(name)
  }
  for (const [, id] of markdown.matchAll(/<a id="([^"]+)"/g)) if (id) anchors.add(id)
  return anchors
}

const withoutCode = (markdown: string) => markdown.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "")

/**
 * Links in Markdown files below `root` that point at a file or a heading that is not there. Links to other hosts
 * are not followed: a check that needs the internet fails for reasons that are not ours.
 */
export function brokenLinks(root: string): string[] {
  const files = filesBelow(root, "").filter((path) => path.endsWith(".md"))
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8")
    const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)(?:\s"[^"]*")?\)/g)].map(
      (match) => match[1] ?? "",
    )
    return targets.flatMap((target) => {
      if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return []
      const [path = "", anchor] = target.split("#")
      const linked = path === "" ? file : normalize(join(dirname(file), path))
      if (!existsSync(join(root, linked))) return [`${file}: ${target} is not there`]
      if (
        anchor &&
        linked.endsWith(".md") &&
        !anchorsOf(readFileSync(join(root, linked), "utf8")).has(anchor)
      )
        return [`${file}: ${target} has no such heading`]
      return []
    })
  })
}
