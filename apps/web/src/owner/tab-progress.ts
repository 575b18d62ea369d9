import { useEffect } from "react"
import { part as words } from "../strings/en.owner-part.ts"
import type { OwnerScreen } from "../workers/participant/api.ts"

/** The browser tab while taking part: how far the study is, before its name and as the icon's ring. */
export function useTabProgress(screen: OwnerScreen | null, rounds: number, title: string): void {
  const state = screen === null ? null : tabState(screen, rounds)
  useEffect(() => {
    const original = document.title
    if (state !== null) document.title = `${state} · ${title}`
    return () => {
      document.title = original
    }
  }, [state, title])
  useTabIcon(screen === null || rounds === 0 ? null : Math.min(1, screen.rounds.length / rounds))
}

function tabState({ phase, round, rounds: counted }: OwnerScreen, rounds: number): string | null {
  switch (phase) {
    case "paused":
      return words.tab.paused
    case "reconnecting":
      return words.tab.reconnecting
    case "ready":
      return words.tab.waiting
    case "training":
    case "masking":
    case "uploading":
    case "unmasking":
    case "evaluating":
    case "waiting":
      return round === null ? words.tab.waiting : words.tab.counted(counted.length, rounds)
    case "connecting":
    case "admitted":
    case "ended":
    case "left":
    case "refused":
      return null
  }
}

const SIZE = 32

/** A ring that fills with the share in [0, 1]; the product's own icon comes back afterwards. */
function useTabIcon(share: number | null): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (icon === null || share === null) return
    const original = icon.href
    icon.href = ringIcon(share)
    return () => {
      icon.href = original
    }
  }, [share])
}

function ringIcon(share: number): string {
  const canvas = document.createElement("canvas")
  canvas.width = SIZE
  canvas.height = SIZE
  const context = canvas.getContext("2d")
  if (context === null) return ""
  const { color } = getComputedStyle(document.documentElement)
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent")
  const ring = (from: number, to: number, colour: string, width: number) => {
    context.beginPath()
    context.arc(SIZE / 2, SIZE / 2, SIZE / 2 - 4, from, to)
    context.strokeStyle = colour
    context.lineWidth = width
    context.stroke()
  }
  const top = -Math.PI / 2
  ring(0, 2 * Math.PI, color, 2)
  ring(top, top + 2 * Math.PI * share, accent, 7)
  return canvas.toDataURL("image/png")
}
