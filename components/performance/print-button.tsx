"use client";

export function PrintButton() {
  return (
    <button type="button" onClick={() => globalThis.print()}>
      Print
    </button>
  );
}
