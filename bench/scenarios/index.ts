import type { Scenario } from '../support/scenario.ts';
import { consent } from './consent.ts';
import { drain } from './drain.ts';
import { engine } from './engine.ts';
import { fanout } from './fanout.ts';
import { gateway } from './gateway.ts';
import { history } from './history.ts';
import { link } from './link.ts';
import { log } from './log.ts';
import { memory } from './memory.ts';
import { metrics } from './metrics.ts';
import { relay } from './relay.ts';
import { sealed } from './sealed.ts';
import { search } from './search.ts';
import { send } from './send.ts';
import { settingsSync } from './settings-sync.ts';
import { startup } from './startup.ts';
import { status } from './status.ts';
import { transparency } from './transparency.ts';

export const scenarios: readonly Scenario[] = [
  startup,
  memory,
  send,
  engine,
  drain,
  history,
  search,
  relay,
  log,
  consent,
  gateway,
  metrics,
  link,
  fanout,
  sealed,
  settingsSync,
  transparency,
  status,
];
