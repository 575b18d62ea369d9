import { mkdirSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import { expect, test } from "vitest"
import { ask, codeOf, temporaryFolder, testRelay } from "../testing/test-relay.ts"

const PAGE = '<!doctype html><script type="module" src="/assets/index-3f2a.js"></script>'

function builtPage(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, "assets"))
  mkdirSync(join(folder, "samples"))
  writeFileSync(join(folder, "index.html"), PAGE)
  writeFileSync(
    join(folder, "assets", "index-3f2a.js"),
    `export const tutti = ${JSON.stringify("all ".repeat(1_000))}`,
  )
  writeFileSync(join(folder, "samples", "credit.csv"), "a,b\n1,2\n")
  return folder
}

test("[R15] every address of the app is the page, which nobody keeps; hashed files are kept for ever", async () => {
  const relay = await testRelay({ webDist: builtPage() })
  const get = (path: string) => ask(relay, "GET", path, { token: null })
  for (const path of [
    "/",
    "/admin",
    "/admin/studies/x",
    "/join/abcdefgh01234567",
    "/infer/abcdefgh01234567",
    "/watch/abcdefgh01234567",
    "/dealer",
  ]) {
    const { status, text, headers } = await get(path)
    expect([status, text]).toEqual([200, PAGE])
    expect(headers.get("cache-control")).toBe("no-store")
    expect(headers.get("content-type")).toMatch(/^text\/html/)
  }
  const script = await get("/assets/index-3f2a.js")
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable")
  expect(script.headers.get("content-type")).toMatch(/javascript/)
  expect(script.headers.get("content-encoding")).toBe("gzip")
  expect(script.text).toContain("all all")
  expect((await get("/samples/credit.csv")).headers.get("cache-control")).toBe("no-cache")
  expect((await get("/assets/index-0000.js")).status).toBe(404)
})

test("[R15] nothing outside the page's folder is served", async () => {
  const relay = await testRelay({ webDist: builtPage() })
  for (const path of [
    "/../admin-token",
    "/%2e%2e/admin-token",
    "/assets/..%2f..%2fadmin-token",
    "/assets/%5c..%5c",
  ]) {
    // fetch would tidy the address up before it leaves.
    const status = await new Promise((resolve, reject) => {
      request({ host: "127.0.0.1", port: relay.port, path }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on("error", reject)
        .end()
    })
    expect([path, status]).toEqual([path, 404])
  }
})

test("without a built page the relay says so, and how to get one", async () => {
  const relay = await testRelay({ webDist: join(temporaryFolder(), "missing") })
  const { status, text } = await ask(relay, "GET", "/", { token: null })
  expect(status).toBe(404)
  expect(text).toContain("npm run build")
  expect((await ask(relay, "GET", "/healthz")).status).toBe(200)
})

test("[R14] scripts come from here and never inline; nothing is framed, sniffed or told to others", async () => {
  const { port, url, adminToken } = await testRelay({
    webDist: builtPage(),
    publicUrl: "https://tutti.example",
  })
  expect(url).toBe("https://tutti.example")
  const relay = { url: `http://127.0.0.1:${port}`, adminToken }
  for (const path of ["/", "/api/info", "/assets/index-3f2a.js", "/nowhere"]) {
    const { headers } = await ask(relay, "GET", path, { token: null })
    const policy = new Map(
      (headers.get("content-security-policy") ?? "").split(";").map((directive) => {
        const [name = "", ...sources] = directive.trim().split(" ")
        return [name, sources.join(" ")]
      }),
    )
    expect(policy.get("default-src")).toBe("'none'")
    expect(policy.get("script-src")).toBe("'self' 'wasm-unsafe-eval'")
    expect(policy.get("worker-src")).toBe("'self' blob:")
    expect(policy.get("frame-ancestors")).toBe("'none'")
    expect([...policy.values()].join(" ")).not.toContain("unsafe-inline")
    expect(headers.get("x-content-type-options")).toBe("nosniff")
    expect(headers.get("referrer-policy")).toBe("no-referrer")
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin")
    expect(headers.get("strict-transport-security")).toBe("max-age=15552000")
  }
  expect((await ask(relay, "GET", "/api/info")).headers.get("cache-control")).toBe("no-store")
})

test("an https address is not promised where there is none", async () => {
  const relay = await testRelay()
  expect((await ask(relay, "GET", "/api/info")).headers.get("strict-transport-security")).toBeNull()
  expect(codeOf(await ask(relay, "GET", "/api/nowhere"))).toBe("E_MALFORMED")
})
