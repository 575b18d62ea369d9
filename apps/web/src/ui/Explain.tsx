import { type ReactNode, useId, useRef } from "react"
import styles from "./Explain.module.css"

/** A technical word with its one sentence behind a click (or Enter); Esc or a click elsewhere closes it. */
export function Explain({
  children,
  sentence,
  label,
}: {
  children: ReactNode
  sentence: string
  /** The button's name where the word alone says too little, as with "?". */
  label?: string | undefined
}) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLSpanElement>(null)

  function place() {
    const word = button.current?.getBoundingClientRect()
    const box = panel.current
    if (!word || !box?.matches(":popover-open")) return
    const { width, height } = box.getBoundingClientRect()
    const margin = 8
    const left = Math.min(word.left, document.documentElement.clientWidth - width - margin)
    const below = word.bottom + 6
    const top = below + height > window.innerHeight ? word.top - height - 6 : below
    box.style.left = `${Math.max(margin, left)}px`
    box.style.top = `${Math.max(margin, top)}px`
  }

  return (
    <>
      <button ref={button} type="button" className={styles.word} aria-label={label} popoverTarget={id}>
        {children}
      </button>
      <span ref={panel} id={id} popover="auto" role="note" className={styles.sentence} onToggle={place}>
        {sentence}
      </span>
    </>
  )
}
