/** A series (W) on its axis (floor), its newest point in the accent. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" className="flex-none">
      <path
        d="M3 6l4.4 9.5L12 8.5l4.6 7L20.2 7"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx="20.4" cy="6" r="2.2" fill="var(--primary)" />
      <path d="M3 20.5h18" stroke="var(--primary)" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}
