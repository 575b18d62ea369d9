import { parseSync } from "oxc-parser"

export type ImportedModule = { specifier: string; line: number; typeOnly: boolean }
export type ForbiddenCall = { what: string; line: number }

/** What one source file imports (static, dynamic and re-exports) and which hidden inputs it reads. */
export function readSource(
  path: string,
  text: string,
): { imports: ImportedModule[]; hiddenInputs: ForbiddenCall[] } {
  const { module, program, errors } = parseSync(path, text)
  const broken = errors[0]
  if (broken) throw new Error(`${path} does not parse: ${broken.message}`)
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length
  const imports: ImportedModule[] = []
  for (const found of module.staticImports)
    imports.push({
      specifier: found.moduleRequest.value,
      line: lineOf(found.start),
      typeOnly: found.entries.length > 0 && found.entries.every((entry) => entry.isType),
    })
  for (const found of module.staticExports)
    for (const entry of found.entries)
      if (entry.moduleRequest)
        imports.push({
          specifier: entry.moduleRequest.value,
          line: lineOf(found.start),
          typeOnly: entry.isType,
        })
  for (const found of module.dynamicImports) {
    const quoted = /^["'`](.*)["'`]$/.exec(text.slice(found.moduleRequest.start, found.moduleRequest.end))
    if (quoted?.[1]) imports.push({ specifier: quoted[1], line: lineOf(found.start), typeOnly: false })
  }
  const hiddenInputs: ForbiddenCall[] = []
  walk(program, (node) => {
    const what = hiddenInput(node)
    if (what && typeof node.start === "number") hiddenInputs.push({ what, line: lineOf(node.start) })
  })
  return { imports, hiddenInputs }
}

type Node = { readonly type?: unknown; readonly start?: unknown } & { readonly [key: string]: unknown }

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null
const named = (value: unknown, name: string) =>
  isNode(value) && value.type === "Identifier" && value.name === name
const property = (value: unknown) => (isNode(value) && typeof value.name === "string" ? value.name : "")

function hiddenInput(node: Node): string | undefined {
  if (node.type === "MemberExpression" && named(node.object, "Math") && property(node.property) === "random")
    return "Math.random"
  if (node.type === "MemberExpression" && named(node.object, "Date")) return `Date.${property(node.property)}`
  if (node.type === "NewExpression" && named(node.callee, "Date")) return "new Date"
  if (node.type === "CallExpression" && named(node.callee, "Date")) return "Date()"
  return undefined
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit)
    return
  }
  if (!isNode(value)) return
  if (typeof value.type === "string") visit(value)
  for (const child of Object.values(value)) if (isNode(child)) walk(child, visit)
}
