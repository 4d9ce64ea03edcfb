const paths = {
  run: 'M5 3.500v9l7.5-4.500z',
  stop: 'M4.5 4.500h7v7h-7z',
  search: 'M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5 14 14',
  chevron: 'm6 4 4 4-4 4',
  down: 'm4 6 4 4 4-4',
  table: 'M2.5 3.500h11v9h-11zM2.5 6.500h11M6.5 6.500v6',
  release: 'M8 2.5 14 5.5 8 8.5 2 5.500zM2.5 8.5 8 11.250l5.5-2.750M2.5 11 8 13.75 13.5 11',
  column: 'M6 2.500h4v11H6z',
  key: 'M10.5 9a3 3 0 1 0-2.6-1.500L3 12.500V14h2v-1.500h1.500V11h1l1-1.200c.6.15 1.3.2 2-.8',
  history: 'M2.5 8a5.5 5.5 0 1 1 1.8 4.100M2.5 4v3h3M8 5v3.200l2.2 1.3',
  examples: 'M3.5 2.500h6l3 3v8h-9zM9.5 2.500v3h3M5.5 8.500h5M5.5 11h5',
  link: 'M6.5 9.500l3-3M7 5l1.8-1.800a2.7 2.7 0 0 1 4 4L11 9M9 11l-1.8 1.800a2.7 2.7 0 0 1-4-4L5 7',
  download: 'M8 2.500v7.500M4.8 7 8 10.2 11.2 7M3 13.500h10',
  copy: 'M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3',
  error: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.500M8 10.800v.2',
  warning: 'M8 2.5 14.5 13.500h-13zM8 6.500v3M8 11.500v.2',
  notice: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.500v3.500M8 5v.2',
  check: 'm3 8.5 3.2 3.200L13 5',
  cancelled: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM4 12 12 4',
  offline: 'M2.5 2.500l11 11M4.2 9.300a5.4 5.4 0 0 1 2-1.200M9.5 8a5.4 5.4 0 0 1 2.3 1.300M2 6.700a8.6 8.6 0 0 1 2.6-1.700M7 4.200a8.6 8.6 0 0 1 7 2.500M8 12v.2',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.500v1.200M8 13.300v1.200M1.5 8h1.200M13.3 8h1.200M3.4 3.400l.85.85M11.75 11.750l.85.85M3.4 12.600l.85-.85M11.75 4.250l.85-.85',
  moon: 'M13 9.500A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.500z',
  system: 'M2.5 3.500h11v7.500h-11zM6 13.500h4',
  close: 'm4 4 8 8M12 4l-8 8',
  ascending: 'M8 13V3.500M4.5 7 8 3.5 11.5 7',
  descending: 'M8 3v9.500M4.5 9 8 12.5 11.5 9',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  user: 'M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8zM2.5 13.500a5.5 5.5 0 0 1 11 0',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing beside a word; where it stands alone, the control around it carries the name. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg className={className ? `icon ${className}` : 'icon'} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** The mural quadrant of the observatory on Hven, and the star it is set on. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M4 3v17h17" />
      <path d="M4 7.500A12.5 12.5 0 0 1 16.5 20" />
      <path d="M4 12.500A7.5 7.5 0 0 1 11.5 20" />
      <path d="M17.5 2.500v7M14 6h7" />
    </svg>
  );
}
