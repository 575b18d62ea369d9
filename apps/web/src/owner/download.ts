/** Hand a file to the browser's downloads. The address is let go once the click has been taken. */
export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export function saveText(name: string, text: string): void {
  saveBlob(name, new Blob([text], { type: "application/json" }))
}
