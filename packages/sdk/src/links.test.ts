import { StudyId } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { adminLink, inviteLink, parseAdminLink, parseInviteLink } from "./links.ts"

const characters = (alphabet: string) => fc.constantFrom(...alphabet)
const study = fc
  .string({ unit: characters("abcdefghijklmnopqrstuvwxyz0123456789"), minLength: 16, maxLength: 16 })
  .map((id) => StudyId.parse(id))
const secret = fc.string({
  unit: characters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
  minLength: 16,
  maxLength: 64,
})
const studyKey = fc.option(
  fc.string({
    unit: characters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
    minLength: 43,
    maxLength: 43,
  }),
  { nil: undefined },
)
const relay = fc.constantFrom("http://127.0.0.1:8080", "https://tutti.example", "http://[::1]:3000")

describe("links", () => {
  test("an invite link reads back as what it was made of", () => {
    fc.assert(
      fc.property(relay, study, secret, studyKey, (relay, study, secret, studyKey) => {
        const link = { relay, study, secret, ...(studyKey === undefined ? {} : { studyKey }) }
        expect(parseInviteLink(inviteLink(link))).toStrictEqual(link)
      }),
    )
  })

  test("a secret stands in the fragment only, which no browser sends", () => {
    fc.assert(
      fc.property(relay, study, secret, (relay, study, secret) => {
        const url = new URL(inviteLink({ relay, study, secret }))
        expect(`${url.origin}${url.pathname}${url.search}`).not.toContain(secret)
        expect(url.hash).toBe(`#${secret}`)
      }),
    )
  })

  test("the key of a secure study stands behind the secret, in the fragment too", () => {
    const key = "k".repeat(43)
    const link = inviteLink({
      relay: "http://h",
      study: StudyId.parse("abcdefgh01234567"),
      secret: "s",
      studyKey: key,
    })
    expect(link).toBe(`http://h/join/abcdefgh01234567#s.${key}`)
  })

  test("an admin link reads back", () => {
    expect(parseAdminLink(adminLink({ relay: "http://127.0.0.1:8080", token: "abc" }))).toEqual({
      relay: "http://127.0.0.1:8080",
      token: "abc",
    })
  })

  test.each([
    ["not a link", "hello"],
    ["another page", "http://127.0.0.1/admin#secret"],
    ["no secret", "http://127.0.0.1/join/abcdefgh01234567"],
    ["a study key that was cut short", `http://127.0.0.1/join/abcdefgh01234567#secret.${"k".repeat(42)}`],
    ["something behind the study key", `http://127.0.0.1/join/abcdefgh01234567#secret.${"k".repeat(43)}.x`],
    ["a study id of another form", "http://127.0.0.1/join/ABC#secret"],
    ["another scheme", "ftp://127.0.0.1/join/abcdefgh01234567#secret"],
  ])("%s is no invite link", (_, text) => {
    expect(parseInviteLink(text)).toBeNull()
  })
})
