import { describe, expect, test } from "vitest"
import { forgetToken, takeToken, tokenIn } from "./token.ts"

const TOKEN = "Zk3-9fQ_tuttituttitutti1"

function tab(hash: string) {
  const kept = new Map<string, string>()
  let shown = `/admin${hash}`
  return {
    kept,
    shown: () => shown,
    take: (scope = "admin") =>
      takeToken(
        scope,
        { hash, pathname: "/admin", search: "" },
        { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
        (path) => {
          shown = path
        },
      ),
  }
}

describe("the token of a link", () => {
  test("leaves the address bar and stays with the tab", () => {
    const here = tab(`#${TOKEN}`)
    expect(here.take()).toBe(TOKEN)
    expect(here.shown()).toBe("/admin")
    expect([...here.kept.values()]).toEqual([TOKEN])
  })

  test("is found again after a reload without the fragment", () => {
    const here = tab("")
    here.kept.set("tutti.token/admin", TOKEN)
    expect(here.take()).toBe(TOKEN)
  })

  test("of an observer does not open the studies", () => {
    const here = tab("")
    here.kept.set("tutti.token/watch/abcdefghijklmnop", TOKEN)
    expect(here.take()).toBeNull()
    expect(here.take("watch/abcdefghijklmnop")).toBe(TOKEN)
  })

  test("an anchor inside the page is no token", () => {
    const here = tab("#content")
    expect(here.take()).toBeNull()
    expect(here.shown()).toBe("/admin#content")
  })

  test("is forgotten on request", () => {
    const kept = new Map([["tutti.token/admin", TOKEN]])
    forgetToken("admin", { removeItem: (key) => void kept.delete(key) })
    expect(kept.size).toBe(0)
  })
})

describe("what somebody pasted", () => {
  test("may be the whole link or its end", () => {
    expect(tokenIn(` https://tutti.example/admin#${TOKEN}\n`)).toBe(TOKEN)
    expect(tokenIn(TOKEN)).toBe(TOKEN)
  })

  test("may be something else", () => {
    expect(tokenIn("https://tutti.example/admin")).toBeNull()
    expect(tokenIn("")).toBeNull()
  })
})
