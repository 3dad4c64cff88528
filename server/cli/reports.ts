import { onStore } from './on-store.ts';
import { runReportCommand } from './report-commands.ts';

onStore((store, args, surroundings) =>
  runReportCommand(args, { store: store.reports, ...surroundings }),
);
