import encode from "qr"

/** Modules of white around the code, as the standard asks for. */
const QUIET = 4

/** A text as a QR code in SVG: black on white in every theme, since that is what cameras expect. */
export function QrCode({ text, label, size = 232 }: { text: string; label: string; size?: number }) {
  const modules = encode(text, "raw", { ecc: "medium", border: QUIET })
  const side = modules.length
  const path = modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("")
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
      style={{ maxWidth: "100%", forcedColorAdjust: "none" }}
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
