import { isIP } from "node:net"
import * as z from "zod"

/** What the operator may set, each with a default that needs no thought (docs: README, "Running a relay"). */
export type RelayOptions = {
  /** Interface to listen on: 127.0.0.1 (this machine only), 0.0.0.0 or :: (every interface), or an address. */
  host: string
  /** 0 takes any free port; `RunningRelay.url` says which. */
  port: number
  /** Holds the admin token and, unless `databaseUrl` is set, the database. */
  dataDir: string
  /** postgres://… ; absent: libsql in `dataDir`. */
  databaseUrl?: string
  /** Where people reach this relay, when a proxy stands in front of it. No trailing slash. */
  publicUrl?: string
  /** Folder of the built page; absent: the relay serves its interface only. */
  webDist?: string
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent"
  /** Sockets at the same time, owners and screens together. */
  maxSockets: number
  /** Milliseconds by which letters of encrypted inferences are held back, for measurements; absent: not at all. */
  letterDelayMs?: number
}

export const DEFAULTS = {
  host: "127.0.0.1",
  port: 4747,
  dataDir: ".tutti",
  logLevel: "info",
  maxSockets: 20_000,
} as const satisfies RelayOptions

const Environment = z.object({
  HOST: z
    .string()
    .refine((host) => isIP(host) !== 0 || /^[a-z0-9.-]+$/i.test(host), "an IP address or a host name")
    .default(DEFAULTS.host),
  PORT: z.coerce.number().int().min(0).max(65_535).default(DEFAULTS.port),
  DATA_DIR: z.string().min(1).default(DEFAULTS.dataDir),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "begins with postgres://")
    .optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  WEB_DIST: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default(DEFAULTS.logLevel),
  MAX_SOCKETS: z.coerce.number().int().min(1).default(DEFAULTS.maxSockets),
})

export type ConfigResult = { ok: true; options: RelayOptions } | { ok: false; problems: string[] }

/**
 * The options in a process's environment. An empty variable counts as absent.
 * @returns problems name the variable and the rule, never the value: a DATABASE_URL holds a password.
 */
export function optionsFromEnvironment(environment: Record<string, string | undefined>): ConfigResult {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""))
  const parsed = Environment.safeParse(set)
  if (!parsed.success)
    return {
      ok: false,
      problems: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`),
    }
  const { HOST, PORT, DATA_DIR, DATABASE_URL, PUBLIC_URL, WEB_DIST, LOG_LEVEL, MAX_SOCKETS } = parsed.data
  return {
    ok: true,
    options: {
      host: HOST,
      port: PORT,
      dataDir: DATA_DIR,
      logLevel: LOG_LEVEL,
      maxSockets: MAX_SOCKETS,
      ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
      ...(PUBLIC_URL === undefined ? {} : { publicUrl: PUBLIC_URL }),
      ...(WEB_DIST === undefined ? {} : { webDist: WEB_DIST }),
    },
  }
}

/**
 * The address to open in a browser on this machine. A wildcard interface has no address of its own; the
 * loopback one stands in for it, because browsers give WebCrypto to https and to loopback only.
 */
export function addressOf(host: string, port: number): string {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host
  return `http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`
}
