const ownLine =
  'address,article,blockquote,button,dd,div,dl,dt,fieldset,figcaption,figure,footer,h1,h2,h3,h4,header,label,legend,li,main,nav,ol,p,pre,section,summary,td,th,tr,ul';
const withoutText = '[aria-hidden="true"],[hidden],script,style,template,[data-unread]';

const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();

/**
 * What stands in these parts of the page, line by line in the order in which it is read: each paragraph, label and button
 * one text, and the names of buttons that are only drawn. A field's own value is no text of the page. What is hidden from
 * everybody, or from whoever listens, is left out, as are parts marked `data-unread`.
 */
export const readTexts = (...parts: readonly (Element | null)[]): string[] => {
  const texts: string[] = [];
  let line = '';
  const end = () => {
    const text = squeeze(line);
    if (text !== '') texts.push(text);
    line = '';
  };
  const read = (node: Node) => {
    if (node.nodeType === Node.TEXT_NODE) line += node.textContent ?? '';
    if (!(node instanceof Element) || node.matches(withoutText)) return;
    const breaks = node.matches(ownLine);
    if (breaks) end();
    const before = texts.length;
    node.childNodes.forEach(read);
    const silent = texts.length === before && squeeze(line) === '';
    const name = node.getAttribute('aria-label');
    if (silent && name && node.matches('button')) line += name;
    if (breaks) end();
  };
  for (const part of parts) {
    if (part) read(part);
    end();
  }
  return texts;
};
