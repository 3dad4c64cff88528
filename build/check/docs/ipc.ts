import type { Domain } from '../../../contract/ipc/define.ts';
import { engineDomains, mainDomains } from '../../../contract/ipc/index.ts';
import { code, page, table } from './markdown.ts';
import { schemaText } from './schema-text.ts';

const section = (domain: Domain): string => {
  const calls = Object.entries(domain.calls).map(([name, call]) => [
    code(`${domain.name}.${name}`),
    call.does,
    code(schemaText(call.input)),
    code(schemaText(call.output)),
  ]);
  const events = Object.entries(domain.events).map(([name, event]) => [
    code(`${domain.name}.${name}`),
    event.when,
    code(schemaText(event.payload)),
  ]);
  return [
    `## ${domain.name}`,
    `Answered by ${domain.host === 'main' ? 'the shell' : 'the engine'}.`,
    ...(calls.length === 0 ? [] : [table(['Call', 'Does', 'Takes', 'Gives'], calls)]),
    ...(events.length === 0 ? [] : [table(['Event', 'When', 'Carries'], events)]),
  ].join('\n\n');
};

export const ipcPage = (): string => {
  const domains: readonly Domain[] = [
    ...Object.values(mainDomains),
    ...Object.values(engineDomains),
  ];
  return page(
    'Calls between the window, the shell and the engine',
    '`contract/ipc/`',
    'Whatever is not listed here cannot be asked. Input is parsed before a handler sees it; what does not fit is refused with a code.',
    ...domains.map(section),
  );
};
