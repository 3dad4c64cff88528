import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { afterPaint } from './drawn.ts';

/** One line; with `?echo=` a field whose text goes through a raw socket, and the last text that came. */
const Page = ({ echo }: { readonly echo: string }) => {
  const [heard, setHeard] = useState('');
  const [socket, setSocket] = useState<WebSocket>();
  useEffect(() => {
    afterPaint(() => {
      document.title = 'drawn';
    });
    if (echo === '') return undefined;
    const opened = new WebSocket(echo);
    opened.onmessage = (event) => setHeard(String(event.data));
    opened.onopen = () => setSocket(opened);
    return () => opened.close();
  }, [echo]);
  return (
    <main>
      <p>Ready</p>
      {socket ? (
        <input
          aria-label="Message"
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            socket.send(event.currentTarget.value);
            event.currentTarget.value = '';
          }}
        />
      ) : null}
      <output>{heard}</output>
    </main>
  );
};

const root = document.querySelector('#root');
if (root)
  createRoot(root).render(<Page echo={new URLSearchParams(location.search).get('echo') ?? ''} />);
