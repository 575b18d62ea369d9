import { spawnSync } from "node:child_process"
import { accessSync, constants, existsSync } from "node:fs"
import { createRequire } from "node:module"
import { delimiter, join } from "node:path"
import { bin, giveUp, root, run } from "./install.mjs"

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge",
]
const fixedPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
]

function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function systemChromium() {
  const folders = (process.env.PATH ?? "").split(delimiter)
  const places = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...fixedPlaces]
  return places.find(executable)
}

function playwrightChromium() {
  const path = createRequire(join(root, "package.json"))("playwright-core").chromium.executablePath()
  return existsSync(path) ? path : undefined
}

const isDebianRoot = () => existsSync("/etc/debian_version") && process.getuid?.() === 0

/**
 * A Chromium for the tests in a browser: CHROME_PATH, Playwright's own, the system's; then Playwright's download;
 * then, on Debian as root, the package. Ends the process with one sentence when none can be had.
 */
export function ensureChromium() {
  const chosen = process.env.CHROME_PATH
  if (chosen)
    return executable(chosen) ? chosen : giveUp(`CHROME_PATH names ${chosen}, which cannot be executed.`)
  const present = playwrightChromium() ?? systemChromium()
  if (present) return present
  console.error("No Chromium found; trying Playwright's download …")
  spawnSync(bin("playwright"), ["install", "chromium"], { cwd: root, stdio: "ignore", timeout: 300_000 })
  const downloaded = playwrightChromium()
  if (downloaded) return downloaded
  if (isDebianRoot()) {
    console.error("Trying Debian's package …")
    run("apt-get", ["update", "-qq"])
    run("apt-get", ["install", "-y", "-qq", "chromium"], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    })
    const packaged = systemChromium()
    if (packaged) return packaged
  }
  return giveUp(
    "The tests need a Chromium and none could be found or installed: install one and set CHROME_PATH to it.",
  )
}
