import type { Measurement, Scenario } from './scenario.ts';
import { median, rounded } from './stats.ts';

/** What `--json` prints, on one line. */
export interface ReportLine {
  readonly scenario: string;
  /** `ours` / `reference`. */
  readonly ratio: number;
  readonly aim: number;
  readonly better: 'lower' | 'higher';
  readonly ours: number;
  readonly reference: number;
  readonly unit: string;
  readonly samples: number;
  readonly conditions: string;
  readonly more: Readonly<Record<string, string>>;
}

/** Medians and their ratio. */
export const toLine = (scenario: Scenario, measured: Measurement): ReportLine => {
  const ours = median(measured.ours);
  const reference = median(measured.reference);
  return {
    scenario: scenario.name,
    ratio: rounded(ours / reference),
    aim: scenario.aim,
    better: scenario.better,
    ours: rounded(ours),
    reference: rounded(reference),
    unit: scenario.unit,
    samples: Math.min(measured.ours.length, measured.reference.length),
    conditions: measured.conditions,
    more: Object.fromEntries(measured.more),
  };
};

/** True when the ratio is at or on the better side of the aim. */
export const meetsAim = ({
  ratio,
  aim,
  better,
}: Pick<ReportLine, 'ratio' | 'aim' | 'better'>): boolean =>
  better === 'lower' ? ratio <= aim : ratio >= aim;

/** The same for a person to read. */
export const toTable = (scenario: Scenario, measured: Measurement): string => {
  const line = toLine(scenario, measured);
  const rows: (readonly [string, string])[] = [
    ['ours', `${line.ours} ${line.unit}`],
    ['reference', `${line.reference} ${line.unit}  (${scenario.against})`],
    [
      'ratio',
      `${line.ratio}  (aim ${line.better === 'lower' ? '≤' : '≥'} ${line.aim}: ${meetsAim(line) ? 'met' : 'missed'})`,
    ],
    ['samples', `${line.samples} of each, turn about; medians`],
    ...measured.more,
    ['conditions', line.conditions],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    `${scenario.name}: ${scenario.what}`,
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
  ].join('\n');
};
