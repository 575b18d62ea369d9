import { IDX_PROBLEMS, type IdxProblem, type Images, readImages, readLabels } from "@tutti/data"
import type { Answer, RegressionProblem } from "../regression/api.ts"
import { problemWith } from "../regression/problem.ts"

/** Images, and the label of each where somebody knows it. */
export type KnownImages = { readonly images: Images; readonly labels: Uint8Array | null }

const FOLDER = "/samples/digits"

/** The two hundred digits that come with the page. */
export async function bundledDigits(): Promise<Answer<KnownImages>> {
  const [images, labels] = await Promise.all([
    bundledFile("images.idx3-ubyte"),
    bundledFile("labels.idx1-ubyte"),
  ])
  return images === null || labels === null ? NOT_THERE : knownImages(images, labels)
}

/** A file below the bundled digits; null when it does not come. */
export async function bundledFile(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const answer = await fetch(`${FOLDER}/${name}`).catch(() => null)
  return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null
}

/** IDX files that somebody chose, packed by gzip or not. */
export async function chosenImages(images: File, labels: File | null): Promise<Answer<KnownImages>> {
  const unpacked = await Promise.all([images, labels].map((file) => file && unpack(file)))
  const [imageBytes = null, labelBytes = null] = unpacked
  if (imageBytes === null || (labels !== null && labelBytes === null)) return idxProblem("I_COMPRESSED")
  return knownImages(imageBytes, labelBytes)
}

function knownImages(imageBytes: Uint8Array, labelBytes: Uint8Array | null): Answer<KnownImages> {
  const read = readImages(imageBytes)
  if (!read.ok) return idxProblem(read.problem)
  if (labelBytes === null) return { ok: true, value: { images: read.images, labels: null } }
  const labelled = readLabels(labelBytes, read.images)
  if (!labelled.ok) return idxProblem(labelled.problem)
  return { ok: true, value: { images: read.images, labels: labelled.labels } }
}

/** @returns null for a packed file that does not unpack, or cannot be read any more. */
async function unpack(file: File): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
    return new Uint8Array(await new Response(unpacked).arrayBuffer())
  } catch {
    // Whatever the platform calls it, the file is of no use; which one it is stands beside the message.
    return null
  }
}

const idxProblem = (code: IdxProblem): { ok: false; problem: RegressionProblem } => ({
  ok: false,
  problem: { code, side: "tab", ...IDX_PROBLEMS[code] },
})

export const NOT_THERE = { ok: false, problem: problemWith("E_SAMPLE") } as const
