/* Reading a file again after a reload needs a handle, which only some browsers lend; TypeScript's DOM lacks these parts. */
declare global {
  interface Window {
    showOpenFilePicker?: (options: {
      types: { description: string; accept: Record<string, string[]> }[]
    }) => Promise<FileSystemFileHandle[]>
  }
  interface FileSystemHandle {
    requestPermission?: (descriptor: { mode: "read" }) => Promise<PermissionState>
  }
  interface DataTransferItem {
    getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>
  }
}

export type PickedFile = { file: File; handle: FileSystemFileHandle | null }

/** Ask with the picker that lends a handle. Null when the owner changed its mind. */
export async function pickFile(): Promise<PickedFile | null | "not-allowed"> {
  const types = [{ description: "CSV", accept: { "text/csv": [".csv", ".tsv", ".txt"] } }]
  try {
    const [handle] = (await window.showOpenFilePicker?.({ types })) ?? []
    return handle === undefined ? null : { file: await handle.getFile(), handle }
  } catch (error) {
    const changedItsMind = error instanceof DOMException && error.name === "AbortError"
    return changedItsMind ? null : "not-allowed"
  }
}

/** The first file of a drop, with its handle where the browser lends one. */
export async function droppedFile({ items, files }: DataTransfer): Promise<PickedFile | null> {
  const [file] = files
  const item = [...items].find(({ kind }) => kind === "file")
  const handle = (await item?.getAsFileSystemHandle?.().catch(() => null)) ?? null
  if (file === undefined) return null
  return { file, handle: handle instanceof FileSystemFileHandle ? handle : null }
}

/** Ask to read a kept file again; it must follow a click. */
export async function mayReadAgain(handle: FileSystemFileHandle): Promise<boolean> {
  const state = await handle.requestPermission?.({ mode: "read" }).catch(() => "denied" as const)
  return state === "granted"
}
