import { describe, expect, test } from "vitest"
import { addressOf, DEFAULTS, optionsFromEnvironment } from "./config.ts"

describe("the environment", () => {
  test("nothing set gives the defaults: this machine only, port 4747, libsql in .tutti", () => {
    expect(optionsFromEnvironment({})).toEqual({ ok: true, options: DEFAULTS })
    expect(DEFAULTS).toMatchObject({ host: "127.0.0.1", port: 4747, dataDir: ".tutti" })
  })

  test("an empty variable counts as absent", () => {
    expect(optionsFromEnvironment({ PORT: "", DATABASE_URL: "", HOST: "" })).toEqual({
      ok: true,
      options: DEFAULTS,
    })
  })

  test.each([
    ["HOST", "192.168.1.20", { host: "192.168.1.20" }],
    ["HOST", "0.0.0.0", { host: "0.0.0.0" }],
    ["HOST", "::", { host: "::" }],
    ["PORT", "8080", { port: 8080 }],
    ["DATA_DIR", "/var/lib/tutti", { dataDir: "/var/lib/tutti" }],
    ["DATABASE_URL", "postgres://tutti@db/tutti", { databaseUrl: "postgres://tutti@db/tutti" }],
    ["PUBLIC_URL", "https://tutti.example/", { publicUrl: "https://tutti.example" }],
    ["WEB_DIST", "dist", { webDist: "dist" }],
  ])("%s=%s is understood", (name, value, expected) => {
    expect(optionsFromEnvironment({ [name]: value })).toEqual({
      ok: true,
      options: { ...DEFAULTS, ...expected },
    })
  })

  test.each([
    ["PORT", "seventy"],
    ["PORT", "70000"],
    ["HOST", "not a host"],
    ["DATABASE_URL", "mysql://root:hunter2@db"],
    ["PUBLIC_URL", "tutti.example"],
    ["LOG_LEVEL", "chatty"],
  ])("%s=%s is refused by name, and its value is not repeated", (name, value) => {
    const result = optionsFromEnvironment({ [name]: value })
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(result.problems).toHaveLength(1)
    expect(result.problems[0]).toMatch(new RegExp(`^${name}: `))
    expect(result.problems[0]).not.toContain(value)
  })
})

test.each([
  ["127.0.0.1", "http://127.0.0.1:4747"],
  ["0.0.0.0", "http://127.0.0.1:4747"],
  ["::", "http://[::1]:4747"],
  ["::1", "http://[::1]:4747"],
  ["192.168.1.20", "http://192.168.1.20:4747"],
  ["localhost", "http://localhost:4747"],
])("a relay that listens on %s is opened at %s", (host, address) => {
  expect(addressOf(host, 4747)).toBe(address)
})
