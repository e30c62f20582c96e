/** Two reels and the tape between them, which runs like a price. */
export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} fill="none" role="img" aria-label="Tapedeck">
      <rect x="1" y="5" width="30" height="22" rx="5" className="fill-surface-3" />
      <circle cx="10" cy="14" r="4.25" className="stroke-text" strokeWidth="2" />
      <circle cx="22" cy="14" r="4.25" className="stroke-text" strokeWidth="2" />
      <path
        d="M6 23.5h4l2.2-3 3 4.2 2.6-3.4 1.8 2.2H26"
        className="stroke-accent"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
