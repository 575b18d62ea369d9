import { existsSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { filesBelow } from "../files.ts"
import { cycles } from "./cycles.ts"
import {
  NODE_FOLDER,
  PAGE_FOLDER,
  PURE_LEVELS,
  RULES,
  type Rule,
  TFJS_ENTRY,
  TFJS_FOLDER,
  WORKERS_FOLDER,
} from "./rules.ts"
import { readSource } from "./source.ts"

/** A file of tests may import the testkit and any library; everything else is held to the rules. */
const isTest = (path: string) =>
  /\.(test|contract|bench)\.tsx?$/.test(path) || /\/(scenarios|testing)\//.test(path)

type Manifest = { dependencies?: Record<string, string> }

/**
 * Every breach of the import rules below `root`, one sentence each, with file and line.
 * @param root the repository's folder, ending in "/"
 */
export function findViolations(root: string): string[] {
  return RULES.filter(({ folder }) => existsSync(join(root, folder, "package.json"))).flatMap((rule) => {
    const sources = sourceFiles(root, rule.folder).map((path): Source => {
      const text = readFileSync(join(root, path), "utf8")
      return { path, test: isTest(path), ...readSource(path, text) }
    })
    return [
      ...manifestViolations(root, rule),
      ...sources.flatMap((source) => sourceViolations(source, rule)),
      ...cycles(runtimeImports(sources)).map((ring) => `${ring}: files import each other in a ring`),
    ]
  })
}

type Source = { path: string; test: boolean } & ReturnType<typeof readSource>

function runtimeImports(sources: readonly Source[]): Map<string, string[]> {
  return new Map(
    sources.map(({ path, imports }) => [
      path,
      imports
        .filter(({ specifier, typeOnly }) => specifier.startsWith(".") && !typeOnly)
        .map(({ specifier }) => normalize(join(dirname(path), specifier))),
    ]),
  )
}

function sourceFiles(root: string, folder: string): string[] {
  return filesBelow(root, `${folder}/src`).filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
}

const allows = (rule: Rule, specifier: string) => {
  const own = /^@tutti\/([^/]+)/.exec(specifier)?.[1]
  if (own) return rule.packages.includes(own)
  return rule.libraries.some((library) =>
    library.endsWith("/")
      ? specifier.startsWith(library)
      : specifier === library || specifier.startsWith(`${library}/`),
  )
}

function manifestViolations(root: string, rule: Rule): string[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, rule.folder, "package.json"), "utf8"))
  return Object.keys(manifest.dependencies ?? {})
    .filter((name) => !allows(rule, name))
    .map((name) => `${rule.folder}/package.json: ${rule.level} may not depend on ${name}`)
}

function sourceViolations({ path, test, imports, hiddenInputs }: Source, rule: Rule): string[] {
  const found: string[] = []
  for (const { specifier, line, typeOnly } of imports) {
    const problem = importProblem(path, specifier, typeOnly, test, rule)
    if (problem) found.push(`${path}:${line}: ${problem}`)
  }
  if (PURE_LEVELS.has(rule.level) && !test)
    for (const { what, line } of hiddenInputs)
      found.push(`${path}:${line}: ${what} below L3; time and randomness are arguments`)
  return found
}

function importProblem(
  path: string,
  specifier: string,
  typeOnly: boolean,
  test: boolean,
  rule: Rule,
): string | undefined {
  if (specifier.startsWith(".")) {
    const target = normalize(join(dirname(path), specifier))
    return target.startsWith(`${rule.folder}/`) ? undefined : `reaches out of its package to ${specifier}`
  }
  if (/^@tutti\/[^/]+\/src/.test(specifier)) return `reaches inside ${specifier}`
  if (test) return undefined
  if (specifier.startsWith("@tutti/testkit")) return "the testkit is for tests and benches"
  if (
    specifier.startsWith("@tensorflow/") &&
    path.startsWith("packages/") &&
    !path.startsWith(`${TFJS_FOLDER}/`)
  )
    return `only ${TFJS_FOLDER} may import ${specifier}`
  if (
    specifier === TFJS_ENTRY &&
    path.startsWith(PAGE_FOLDER) &&
    !path.startsWith(WORKERS_FOLDER) &&
    !typeOnly
  )
    return "the page never loads the machine-learning library; a worker does"
  if (specifier.startsWith("node:"))
    return path.startsWith(`${NODE_FOLDER}/`) ||
      rule.level === "app" ||
      rule.level === "L3" ||
      rule.level === "tests"
      ? undefined
      : `${rule.level} may not import ${specifier}`
  return allows(rule, specifier) ? undefined : `${rule.level} ${rule.folder} may not import ${specifier}`
}
