import { bin, run } from "./install.mjs"

const node = (script) => [process.execPath, ["--import", "tsx", script]]

/** Everything that can be said about the code without running it. */
const checks = [
  ["types: core", bin("tsc"), ["-p", "tsconfig.core.json"]],
  ["types: tfjs", bin("tsc"), ["-p", "tsconfig.tfjs.json"]],
  ["types: Node", bin("tsc"), ["-p", "tsconfig.node.json"]],
  ["types: web", bin("tsc"), ["-p", "tsconfig.web.json"]],
  ["lint and format", bin("biome"), ["check", "."]],
  ["architecture", ...node("scripts/architecture/main.ts")],
  ["dead code", bin("knip"), []],
  ["links in the docs", ...node("scripts/links/main.ts")],
]

/** Run all of them, even after one has failed. Returns the names of those that failed. */
export function runChecks() {
  return checks
    .filter(([name, command, args]) => {
      console.error(`── ${name}`)
      return run(command, args) !== 0
    })
    .map(([name]) => name)
}
