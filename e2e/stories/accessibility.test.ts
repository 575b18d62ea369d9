import { expect } from "@playwright/test"
import { StudyId } from "@tutti/protocol"
import { violations } from "../support/axe.ts"
import { headlessOwners } from "../support/headless.ts"
import { press } from "../support/keyboard.ts"
import { holds } from "../support/screens.ts"
import { takePart, test } from "../support/stage.ts"
import { untilView } from "../support/view.ts"

test("[U9] every screen of the owner passes axe in both themes and fits 320 pixels", async ({ stage }) => {
  const { study, link } = await stage.study({
    training: { rounds: 2, quorum: { minOwners: 1, fraction: 1 } },
  })
  const owner = await stage.ownerTab(link)
  await expect(owner.getByRole("button", { name: "Use sample data" })).toBeEnabled()
  await holds(owner, "landing")
  await owner.getByRole("button", { name: "Use sample data" }).click()
  await expect(owner.getByRole("button", { name: "Continue" })).toBeEnabled()
  await holds(owner, "check")
  await owner.getByRole("button", { name: "Continue" }).click()
  await expect(owner.getByRole("heading", { name: "What you agree to" })).toBeVisible()
  await holds(owner, "agreement")
  await owner.getByRole("checkbox", { name: /^I have read what leaves this tab/ }).check()
  await owner.getByRole("button", { name: "Take part" }).click()
  await expect(owner.getByRole("heading", { name: "You are in" })).toBeVisible()
  await holds(owner, "taking part")
  await stage.admin.command(study, "start")
  await untilView(stage.admin, study, ({ state }) => state === "finished")
  await expect(owner.getByText(/^Step 5 of 5/)).toBeVisible()
  await holds(owner, "result")
  const stranger = await stage.ownerTab(link.replace(/#.*/, "#wrong-secret-wrong-secret"))
  await expect(stranger.getByText(/^E_/).first()).toBeVisible()
  await holds(stranger, "refused")
  // The browser itself reports the refused request.
  stage.complaints.splice(0)
})

test("[U9] every screen of the admin passes axe in both themes and fits 320 pixels", async ({ stage }) => {
  const admin = await stage.adminTab()
  await holds(admin, "no studies")
  await admin
    .getByRole("button", { name: "New study" })
    .or(admin.getByRole("link", { name: "New study" }))
    .first()
    .click()
  await expect(admin.getByRole("button", { name: "Use this template" })).toBeVisible()
  await holds(admin, "template")
  await admin.getByRole("button", { name: "Use this template" }).click()
  for (const step of ["Columns", "Model", "Training and quorum", "Review"]) {
    await admin.getByRole("link", { name: step }).click()
    await expect(admin.getByRole("heading", { level: 1 })).toBeVisible()
    await holds(admin, step)
  }
  await admin.getByRole("radio", { name: /^Trusted/ }).check()
  await admin.getByRole("button", { name: "Create the study" }).click()
  await admin.getByRole("button", { name: "Make an invite link" }).click()
  const link = (await admin.getByRole("status", { name: "Invite link" }).textContent()) ?? ""
  await holds(admin, "invite")
  await admin.getByRole("link", { name: "Cockpit" }).click()
  await holds(admin, "cockpit, nobody there")
  for (const _ of [1, 2]) await takePart(await stage.ownerTab(link))
  await admin.getByRole("button", { name: "One round" }).click()
  await expect(admin.getByRole("figure", { name: /^Loss/ }).locator("g[data-curve]")).toHaveCount(2)
  await holds(admin, "cockpit, after a round")
  await admin.getByRole("link", { name: "Result" }).click()
  await holds(admin, "result")
  await admin.getByRole("link", { name: "Plan" }).click()
  await holds(admin, "plan")
  await admin.getByRole("link", { name: "Studies", exact: true }).first().click()
  await expect(admin.getByRole("heading", { name: "Studies" })).toBeVisible()
  await holds(admin, "studies")
})

test("[U9] a planted fault is found: a picture without words", async ({ stage }) => {
  const admin = await stage.adminTab()
  await admin.evaluate(() => document.querySelector("main")?.append(document.createElement("img")))
  expect(await violations(admin)).toEqual([expect.stringMatching(/^image-alt: <img/)])
})

test("[U10] an owner goes from the link to taking part by the keyboard alone", async ({ stage }) => {
  const { link } = await stage.study({})
  const owner = await stage.ownerTab(link)
  await expect(owner.getByRole("button", { name: "Use sample data" })).toBeEnabled()
  await press(owner, /^Use sample data/, "Enter")
  await expect(owner.getByRole("button", { name: "Continue" })).toBeEnabled()
  await press(owner, /^Continue/, "Enter")
  await expect(owner.getByRole("heading", { name: "What you agree to" })).toBeVisible()
  await press(owner, /^I have read what leaves this tab/, "Space")
  await press(owner, /^Take part/, "Enter")
  await expect(owner.getByRole("heading", { name: "You are in" })).toBeVisible()
})

test("[U9] the screens of a secure study pass axe in both themes and fit 320 pixels", async ({ stage }) => {
  // Fourteen screens, each twice through axe.
  test.slow()
  const admin = await stage.adminTab()
  await admin
    .getByRole("button", { name: "New study" })
    .or(admin.getByRole("link", { name: "New study" }))
    .first()
    .click()
  await admin.getByRole("button", { name: "Use this template" }).click()
  await admin.getByRole("spinbutton", { name: "Owners expected" }).fill("3")
  await admin.locator("summary", { hasText: "Smallest sum" }).click()
  await expect(admin.getByText("Demonstration, not protection")).toBeVisible()
  await holds(admin, "rules")
  await admin.getByRole("button", { name: "Create the study" }).click()
  await admin.getByRole("button", { name: "Make an invite link" }).click()
  const link = (await admin.getByRole("status", { name: "Invite link" }).textContent()) ?? ""
  await holds(admin, "secure invite")

  const owner = await stage.ownerTab(link)
  await expect(owner.getByRole("button", { name: "Use sample data" })).toBeEnabled()
  await holds(owner, "secure landing")
  await owner.getByRole("button", { name: "Use sample data" }).click()
  await owner.getByRole("button", { name: "Continue" }).click()
  await expect(owner.getByRole("heading", { name: "What you agree to" })).toBeVisible()
  await holds(owner, "secure agreement")
  await owner.getByRole("checkbox", { name: /^I have read what leaves this tab/ }).check()
  await owner.getByRole("button", { name: "Take part" }).click()
  await expect(owner.getByRole("heading", { name: "You are in" })).toBeVisible()
  await holds(owner, "waiting for the freeze")

  const headless = await headlessOwners(link, 2)
  await admin.getByRole("link", { name: "Cockpit" }).click()
  await expect(admin.getByText("3 owners have enrolled; at least 3 are needed")).toBeVisible()
  await holds(admin, "cockpit before the freeze")
  await admin.getByRole("button", { name: "Freeze the owners" }).click()
  await expect(admin.getByRole("dialog")).toBeVisible()
  await holds(admin, "freeze")
  await admin.getByRole("button", { name: "Freeze them" }).click()
  await expect(admin.getByRole("status", { name: /^The safety number/ })).toBeVisible()
  await holds(admin, "cockpit after the freeze")
  await expect(owner.getByRole("status", { name: /^The safety number/ })).toBeVisible()
  await holds(owner, "safety number")
  await admin.getByRole("button", { name: "One round" }).click()
  await expect(admin.getByRole("figure", { name: /^Loss/ }).locator("g[data-curve]")).toHaveCount(2)
  await holds(admin, "secure cockpit, after a round")
  await holds(owner, "secure, after a round")
  await admin.getByRole("link", { name: "Plan" }).click()
  await holds(admin, "secure plan")
  const watcher = await stage.ownerTab(
    await stage.admin.observerLink(StudyId.parse(new URL(link).pathname.split("/").at(-1))),
  )
  await expect(watcher.getByRole("status", { name: /^The safety number/ })).toBeVisible()
  await holds(watcher, "observer")
  for (const one of headless) one.close()
})
