import { useEffect, useRef } from "react"
import type { Picture } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"

/** A grey image pixel by pixel, as ink on a sheet. @param label what it is, for whoever does not see it */
export function Digit({
  picture: { height, width, pixels },
  label,
  size = "small",
}: {
  picture: Picture
  label: string
  size?: "small" | "large"
}) {
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = ref.current?.getContext("2d")
    if (!context) return
    const image = context.createImageData(width, height)
    // Black, as opaque as there is ink.
    for (const [place, ink] of pixels.entries()) image.data[4 * place + 3] = ink
    context.putImageData(image, 0, 0)
  }, [height, width, pixels])
  return (
    <canvas
      ref={ref}
      className={`${styles.sheet} ${styles.digit}`}
      data-size={size}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    />
  )
}
