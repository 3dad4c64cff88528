/** One figure: medians of ours and of the reference, taken turn about in the same run. */
export interface Measurement {
  readonly ours: readonly number[];
  readonly reference: readonly number[];
  /** More figures for a person: label and value. */
  readonly more: readonly (readonly [label: string, value: string])[];
  /** Data, warmth, machine: without them a figure says nothing. */
  readonly conditions: string;
}

export interface Scenario {
  readonly name: string;
  /** One line for the list. */
  readonly what: string;
  readonly unit: string;
  /** What the reference is. */
  readonly against: string;
  readonly better: 'lower' | 'higher';
  readonly aim: number;
  readonly run: (context: ScenarioContext) => Promise<Measurement>;
}

export interface ScenarioContext {
  /** Said to the person who waits; never on standard output. */
  readonly say: (text: string) => void;
  /** A folder that is removed afterwards. */
  readonly folder: (name: string) => Promise<string>;
  /** Closed afterwards, newest first. */
  readonly own: <T extends { readonly close: () => Promise<void> }>(resource: T) => T;
}
