import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type HttpRefusal, InviteCreated, type StudyId, type StudySpec, StudyView } from "@tutti/protocol"
import { afterAll, beforeAll, onTestFinished } from "vitest"
import type { RelayOptions } from "../config.ts"
import { type RelayPorts, type RunningRelay, startRelay } from "../relay.ts"

/** A folder of its own, gone with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tutti-relay-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A relay on a free port and a folder of its own, closed with the test. */
export async function testRelay(
  options: Partial<RelayOptions> = {},
  ports: Partial<RelayPorts> = {},
): Promise<RunningRelay> {
  const dataDir = options.dataDir ?? temporaryFolder()
  const relay = await startRelay({ port: 0, logLevel: "silent", ...options, dataDir }, ports)
  onTestFinished(() => relay.close())
  return relay
}

/** One relay for the tests of a file that do not disturb each other. */
export function sharedRelay(): () => RunningRelay {
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-relay-"))
  let relay: RunningRelay | undefined
  beforeAll(async () => {
    relay = await startRelay({ port: 0, logLevel: "silent", dataDir })
  })
  afterAll(async () => {
    await relay?.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return () => {
    if (relay === undefined) throw new Error("the relay runs within tests only")
    return relay
  }
}

export type Answer = {
  status: number
  headers: Headers
  bytes: ArrayBuffer
  text: string
  json(): unknown
}

/** One HTTP request as the admin, or with another token or none. */
export async function ask(
  { url, adminToken }: Reached,
  method: string,
  path: string,
  request: { body?: unknown; raw?: string; token?: string | null } = {},
): Promise<Answer> {
  const { body, raw, token = adminToken } = request
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await fetch(new URL(path, url), {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(text === undefined ? {} : { body: text }),
  })
  const bytes = await response.arrayBuffer()
  const answer = new TextDecoder().decode(bytes)
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text: answer,
    json: () => JSON.parse(answer),
  }
}

/** The code that an answer refuses with. */
export function codeOf(answer: Answer): string {
  const body = answer.json() as HttpRefusal
  return body.error.code
}

/** Where requests go: a relay in this process or in its own. */
export type Reached = Pick<RunningRelay, "url" | "adminToken">

export async function createStudy(relay: Reached, spec: StudySpec): Promise<StudyId> {
  const { json } = await ask(relay, "POST", "/api/studies", { body: { spec } })
  return (json() as { study: StudyId }).study
}

/** @returns the invite's secret. */
export async function createInvite(relay: Reached, study: StudyId, uses = 100): Promise<string> {
  const body = { expiresInHours: 1, uses }
  const { json } = await ask(relay, "POST", `/api/studies/${study}/invites`, { body })
  return InviteCreated.parse(json()).secret
}

export async function command(relay: Reached, study: StudyId, command: string): Promise<Answer> {
  return ask(relay, "POST", `/api/studies/${study}/commands`, { body: { command } })
}

export async function viewOf(relay: Reached, study: StudyId): Promise<StudyView> {
  return StudyView.parse((await ask(relay, "GET", `/api/studies/${study}`)).json())
}
