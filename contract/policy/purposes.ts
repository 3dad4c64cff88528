/** What a person may say yes or no to. */
export const chosenPurposes = ['ads-relevance', 'friend-suggestions', 'usage-metrics'] as const;
/** What a policy may demand of everybody who accepted it; never with the number. */
export const requiredPurposes = [
  'infrastructure-and-delivery',
  'understanding-use',
  'security',
  'spam-and-abuse',
] as const;
/** All that data may be shared for. */
export const purposes = [...chosenPurposes, ...requiredPurposes] as const;

export type ChosenPurpose = (typeof chosenPurposes)[number];
export type Purpose = (typeof purposes)[number];

/** True for a purpose that can be refused. */
export const isChosenPurpose = (purpose: Purpose): purpose is ChosenPurpose =>
  (chosenPurposes as readonly Purpose[]).includes(purpose);
