import { execFileSync } from "node:child_process"
import { cpus } from "node:os"
import type { Machine } from "./measurement.ts"

export function thisMachine(): Machine {
  const processors = cpus()
  return {
    cpu: processors[0]?.model ?? "unknown",
    cores: processors.length,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
}

/** Short hash of what is checked out, "+" when files differ from it, "unknown" outside a repository. */
export function thisCommit(): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()
  try {
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") === "" ? "" : "+")
  } catch {
    return "unknown"
  }
}
