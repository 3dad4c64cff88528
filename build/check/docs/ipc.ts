import type { Domain } from '../../../contract/ipc/define.ts';
import { engineDomains, mainDomains } from '../../../contract/ipc/index.ts';
import { code, page, table } from './markdown.ts';
import { schemaText } from './schema-text.ts';

const longestRepeated = 120;

/** Gives a schema's text; where it is long and stood before, the call that it stood with. */
const createShapes = () => {
  const shown = new Map<unknown, string>();
  return (schema: Parameters<typeof schemaText>[0], by: string): string => {
    const text = schemaText(schema);
    const before = shown.get(schema);
    if (before !== undefined && text.length > longestRepeated) return `as ${code(before)}`;
    shown.set(schema, before ?? by);
    return code(text);
  };
};

const section = (domain: Domain): string => {
  const shapeOf = createShapes();
  const calls = Object.entries(domain.calls).map(([name, call]) => [
    code(`${domain.name}.${name}`),
    call.does,
    code(schemaText(call.input)),
    shapeOf(call.output, `${domain.name}.${name}`),
  ]);
  const events = Object.entries(domain.events).map(([name, event]) => [
    code(`${domain.name}.${name}`),
    event.when,
    shapeOf(event.payload, `${domain.name}.${name}`),
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
