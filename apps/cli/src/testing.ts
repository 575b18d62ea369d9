import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"

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

/** The code and side of a failed command, as `--json` prints them. */
export async function failureFrom(
  args: readonly string[],
): Promise<{ code: string; message: string; side: string }> {
  const { status, stdout } = await runTutti([...args, "--json"])
  if (status !== 1) throw new Error(`exit status ${status}`)
  return JSON.parse(stdout).error
}
