import { expect, type Page } from "@playwright/test"
import { StudyId } from "@tutti/protocol"
import { headlessOwners, heldTrainer } from "../support/headless.ts"
import { takePart, test } from "../support/stage.ts"
import { committed, untilView } from "../support/view.ts"
import { tapWire } from "../support/wire-tap.ts"

const NUMBER = /^(\d{5} ){11}\d{5}$/

test("[U11] ten owners under masks, three of them tabs, one of which closes after masking: five rounds, no plain word", async ({
  stage,
}) => {
  const admin = await stage.adminTab()
  const { study, link } = await makeSecureStudy(admin, { owners: 10, rounds: 5 })
  const tap = await tapWire(stage.relay.url)
  const tabs = await Promise.all([0, 1, 2].map(() => stage.ownerTab(link.replace(stage.relay.url, tap.url))))
  for (const tab of tabs) await takePart(tab)
  const held = heldTrainer(2)
  const headless = [...(await headlessOwners(link, 6)), ...(await headlessOwners(link, 1, held.trainer))]

  await admin.getByRole("link", { name: "Cockpit" }).click()
  await expect(admin.getByText(/^10 owners have enrolled; at least \d+ are needed$/)).toBeVisible()
  await expect(admin.getByRole("button", { name: "Start" })).toBeDisabled()
  const digits = await freeze(admin)
  for (const tab of tabs) expect(await safetyNumber(tab)).toBe(digits)
  for (const owner of headless) expect(owner.view().secure?.safetyNumber).toBe(digits)

  await admin.getByRole("button", { name: "Start" }).click()
  // In round 2 nine have sent their masked vectors, and the tenth has not learnt yet: what a tab sent is in the sum.
  await untilView(
    stage.admin,
    study,
    ({ rounds, secure }) =>
      rounds.at(-1)?.round === 2 &&
      secure?.aggregation?.purpose === "training" &&
      secure.aggregation.phase === "masking" &&
      secure.aggregation.have === 9,
  )
  await tabs[2]?.close()
  held.letGo()

  const view = await untilView(stage.admin, study, ({ state }) => state === "finished", 90_000)
  expect(committed(view).map(({ round, metrics }) => [round, metrics?.survivors])).toEqual([
    [1, 10],
    [2, 10],
    [3, 9],
    [4, 9],
    [5, 9],
  ])
  for (const { metrics } of committed(view)) expect(metrics?.validationLoss).not.toBeNull()
  await expect(admin.getByText("The study is finished.")).toBeVisible()

  const models = await Promise.all(headless.map((owner) => owner.result("last")))
  for (const model of models) expect(model).toMatchObject({ ok: true, value: { modelHash: view.modelHash } })
  for (const tab of tabs.slice(0, 2)) {
    await expect(tab.getByText(/^Step 5 of 5/)).toBeVisible()
    // The statistics, five rounds, and the last model's measurement.
    await expect(tab.getByText(/^7 of at most \d+ masked vectors sent for your data$/)).toBeVisible()
    await expect(tab.getByRole("row", { name: /^masked vectors 7 / })).toBeVisible()
    await expect(tab.getByRole("row", { name: /^(model weights|measurements|row counts)/ })).toHaveCount(0)
  }

  const sent = tap.sent()
  for (const said of ["enrol", "aggregation"]) expect(sent.includes(`"kind":"${said}"`)).toBe(true)
  for (const never of ["ready", "update", "evaluation"])
    expect(sent.includes(`"kind":"${never}"`), never).toBe(false)
  await tap.close()
  for (const owner of headless) owner.close()
})

test("[U11] a study is made secure unless its admin says otherwise, and below ten it says what it is", async ({
  stage,
}) => {
  const admin = await stage.adminTab()
  await openReview(admin)
  await expect(admin.getByRole("radio", { name: /^Secure/ })).toBeChecked()
  await expect(admin.getByText("Demonstration, not protection")).toHaveCount(0)
  await admin.getByRole("spinbutton", { name: "Owners expected" }).fill("6")
  await expect(admin.getByText("Demonstration, not protection")).toBeVisible()
  await admin.getByRole("button", { name: "Create the study" }).click()
  const link = await inviteLink(admin)
  const owner = await stage.ownerTab(link)
  await expect(owner.getByText("Demonstration, not protection")).toBeVisible()
  await expect(owner.getByText(/^At least 4 owners must be there, or nothing is opened/)).toBeVisible()
})

test("[U11] another browser needs the key file to invite and to freeze, and takes no other", async ({
  stage,
}) => {
  const admin = await stage.adminTab()
  const { study } = await makeSecureStudy(admin, { owners: 3, rounds: 2 })
  const keyFile = await savedKey(admin)
  await admin.goto(`${stage.relay.url}/admin`)
  const stranger = await makeSecureStudy(admin, { owners: 3, rounds: 2 })
  expect(stranger.study).not.toBe(study)
  const wrongFile = await savedKey(admin)

  const elsewhere = await stage.adminTab()
  await elsewhere.goto(`${stage.relay.url}/admin/studies/${study}/invites`)
  await expect(elsewhere.getByText("This browser does not have the study key")).toBeVisible()
  await expect(elsewhere.getByRole("button", { name: "Make an invite link" })).toHaveCount(0)
  await elsewhere.getByLabel("Import the key file").setInputFiles(wrongFile)
  await expect(elsewhere.getByText("E_STUDY_KEY")).toBeVisible()
  await elsewhere.getByLabel("Import the key file").setInputFiles(keyFile)
  await expect(elsewhere.getByRole("button", { name: "Make an invite link" })).toBeVisible()
  await elsewhere.reload()
  await expect(elsewhere.getByRole("button", { name: "Make an invite link" })).toBeVisible()
})

test("[U11] a link that names another key than the relay shows is refused before anything leaves", async ({
  stage,
}) => {
  const admin = await stage.adminTab()
  const { link } = await makeSecureStudy(admin, { owners: 3, rounds: 2 })
  const [secret, key = ""] = new URL(link).hash.slice(1).split(".")
  const turned = (key.startsWith("A") ? "B" : "A") + key.slice(1)
  const { link: trusted } = await stage.study({})
  const links = [link.replace(key, turned), link.replace(`.${key}`, ""), `${trusted}.${key}`]
  expect(secret).not.toBe("")
  for (const wrong of links) {
    const owner = await stage.ownerTab(wrong)
    await expect(owner.getByText("E_POLICY")).toBeVisible()
    await expect(owner.getByText("Nothing has left this tab")).toBeVisible()
    await expect(owner.getByRole("button", { name: "Use sample data" })).toHaveCount(0)
    await owner.close()
  }
})

test("[U11] an offer that the relay did not sign: the tab stops by itself, says so, and masks nothing", async ({
  stage,
}) => {
  const admin = await stage.adminTab()
  const { study, link } = await makeSecureStudy(admin, { owners: 3, rounds: 2 })
  const tap = await tapWire(stage.relay.url, forgeOffers)
  const owner = await stage.ownerTab(link.replace(stage.relay.url, tap.url))
  await takePart(owner)
  const headless = await headlessOwners(link, 2)
  await admin.getByRole("link", { name: "Cockpit" }).click()
  await freeze(admin)
  await stage.admin.command(study, "start")

  const alarm = owner.getByRole("alert").filter({ hasText: "Your tab has stopped by itself." })
  await expect(alarm).toContainText("E_SA_SIGNATURE")
  await expect(alarm.getByRole("button", { name: "Leave" })).toBeVisible()
  await expect(owner.getByRole("heading", { name: "Paused" })).toBeVisible()
  await expect(owner.getByRole("button", { name: "Go on", exact: true })).toHaveCount(0)
  await expect(owner.getByText(/^0 of at most \d+ masked vectors sent for your data$/)).toBeVisible()
  const view = await untilView(stage.admin, study, ({ state }) => state === "paused")
  expect(committed(view)).toEqual([])
  await tap.close()
  for (const one of headless) one.close()
})

test("[U11] a reload is the same owner with the same roster, and its budget goes on from where it was", async ({
  stage,
}) => {
  const admin = await stage.adminTab()
  const { study, link } = await makeSecureStudy(admin, { owners: 3, rounds: 3 })
  const owner = await stage.ownerTab(link)
  await takePart(owner)
  const headless = await headlessOwners(link, 2)
  await admin.getByRole("link", { name: "Cockpit" }).click()
  const digits = await freeze(admin)
  await stage.admin.command(study, "next-round")
  await untilView(stage.admin, study, (view) => committed(view).length === 1 && view.state === "paused")
  await expect(owner.getByText(/^2 of at most \d+ masked vectors/)).toBeVisible()

  await owner.reload()
  await owner.getByRole("button", { name: "Continue" }).click()
  expect(await safetyNumber(owner)).toBe(digits)
  await expect(owner.getByText(/^2 of at most \d+ masked vectors/)).toBeVisible()
  await untilView(
    stage.admin,
    study,
    ({ roster }) => roster.filter(({ state }) => state === "ready").length === 3,
  )
  await stage.admin.command(study, "start")
  const view = await untilView(stage.admin, study, ({ state }) => state === "finished")
  expect(committed(view).map(({ metrics }) => metrics?.survivors)).toEqual([3, 3, 3])
  await expect(owner.getByText(/^5 of at most \d+ masked vectors/)).toBeVisible()
  for (const one of headless) one.close()
})

/** An offer's header (docs/secure-aggregation.md, Bytes), and its length with the signature at the end. */
const OFFER = Buffer.from([0x66, 0x61, 1, 0])
const OFFER_BYTES = 268

/** One bit of each offer's signature, on its way from the relay. */
function forgeOffers(bytes: Buffer): Buffer {
  const end = bytes.indexOf(OFFER) + OFFER_BYTES
  if (end < OFFER_BYTES || end > bytes.length) return bytes
  const forged = Buffer.from(bytes)
  forged.writeUInt8(forged.readUInt8(end - 1) ^ 1, end - 1)
  return forged
}

async function openReview(admin: Page): Promise<void> {
  await admin
    .getByRole("button", { name: "New study" })
    .or(admin.getByRole("link", { name: "New study" }))
    .first()
    .click()
  await admin.getByRole("button", { name: "Use this template" }).click()
  await expect(admin.getByRole("heading", { name: "Review" })).toBeVisible()
}

/** Through the wizard, whose browser then has the study key. */
async function makeSecureStudy(
  admin: Page,
  { owners, rounds }: { owners: number; rounds: number },
): Promise<{ study: StudyId; link: string }> {
  await openReview(admin)
  await admin.getByRole("link", { name: "Training and quorum" }).click()
  await admin.getByRole("spinbutton", { name: "Rounds", exact: true }).fill(String(rounds))
  await admin.getByRole("link", { name: "Review" }).click()
  await admin.getByRole("spinbutton", { name: "Owners expected" }).fill(String(owners))
  await admin.getByRole("button", { name: "Create the study" }).click()
  const link = await inviteLink(admin)
  return { study: StudyId.parse(new URL(link).pathname.split("/").at(-1)), link }
}

async function inviteLink(admin: Page): Promise<string> {
  await admin.getByRole("button", { name: "Make an invite link" }).click()
  const link = (await admin.getByRole("status", { name: "Invite link" }).textContent()) ?? ""
  expect(link).toMatch(/#[\w-]{16,}\.[\w-]{43}$/)
  return link
}

async function freeze(admin: Page): Promise<string> {
  await admin.getByRole("button", { name: "Freeze the owners" }).click()
  await admin.getByRole("button", { name: "Freeze them" }).click()
  return safetyNumber(admin)
}

async function safetyNumber(page: Page): Promise<string> {
  const number = page.getByRole("status", { name: "The safety number of this study" })
  await expect(number).toHaveText(NUMBER)
  return ((await number.textContent()) ?? "").trim()
}

async function savedKey(admin: Page): Promise<string> {
  await admin.getByRole("button", { name: "Make another link" }).click()
  const download = admin.waitForEvent("download")
  await admin.getByRole("button", { name: "Save the key file" }).click()
  return (await download).path()
}
