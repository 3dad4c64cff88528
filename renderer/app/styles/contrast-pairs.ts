/** What may stand on what. A pair that is not here is not used; text needs 4.5:1, controls 3:1. */
const grounds = [
  'ground',
  'surface',
  'raised',
  'sunken',
  'accent-soft',
  'own',
  'other',
  'field',
] as const;

export const textPairs: readonly (readonly [ink: string, ground: string])[] = [
  ...grounds.map((ground) => ['ink', ground] as const),
  ...grounds.map((ground) => ['ink-second', ground] as const),
  ...grounds.map((ground) => ['accent', ground] as const),
  ['ink-third', 'surface'],
  ['ink-third', 'raised'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['on-paper', 'paper'],
  ...(['verified', 'attention', 'danger'] as const).flatMap((trust) => [
    [trust, `${trust}-soft`] as const,
    [trust, 'ground'] as const,
    [trust, 'surface'] as const,
    [trust, 'raised'] as const,
    ['ink', `${trust}-soft`] as const,
    ['ink-second', `${trust}-soft`] as const,
  ]),
];

export const controlPairs: readonly (readonly [edge: string, ground: string])[] = [
  ['control', 'ground'],
  ['control', 'surface'],
  ['control', 'raised'],
  ['control', 'sunken'],
  ['danger', 'own'],
  ['raised', 'control'],
];
