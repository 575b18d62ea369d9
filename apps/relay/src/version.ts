import packageJson from "../package.json" with { type: "json" }

/** The relay's release, as /api/info and the greeting name it. */
export const VERSION: string = packageJson.version
