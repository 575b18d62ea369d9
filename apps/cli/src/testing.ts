import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { type Failure, failureOf } from "./failure.ts"
import { program } from "./program.ts"

const binary = fileURLToPath(new URL("../bin/tutti.mjs", import.meta.url))

/** Run the real command line, as a person does. Resolves whatever its exit status is. */
export function runTutti(
  args: readonly string[],
): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [binary, ...args], { maxBuffer: 16 * 2 ** 20 }, (error, stdout, stderr) =>
      resolve({
        status: error === null ? 0 : typeof error.code === "number" ? error.code : 1,
        stdout,
        stderr,
      }),
    )
  })
}

/** What a command prints with --json, without the start of a process. One at a time: it listens to the console. */
export async function resultOf(args: readonly string[]) {
  const { log } = console
  let printed = ""
  console.log = (line: string) => {
    printed = line
  }
  try {
    await program().parseAsync([...args, "--json"], { from: "user" })
  } finally {
    console.log = log
  }
  return JSON.parse(printed)
}

/** How a command fails, without the start of a process: what `main.ts` would print. */
export async function failureFrom(args: readonly string[]): Promise<Failure> {
  try {
    await program().parseAsync(args, { from: "user" })
  } catch (error) {
    return failureOf(error)
  }
  throw new Error(`tutti ${args.join(" ")} did not fail`)
}
