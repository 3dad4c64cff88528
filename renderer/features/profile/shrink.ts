/** What a profile may have, by the contract. */
const maxPhotoBytes = 65_536;

const sides = [512, 384, 256, 160] as const;
const qualities = [0.9, 0.8, 0.65, 0.5] as const;

/** The part of a picture that is kept: a square, in pixels of the picture. */
export type Square = { readonly left: number; readonly top: number; readonly side: number };

/** The square of `zoom` (1: as large as fits) whose middle is as near to the wanted one as the picture allows. */
export const toSquare = (
  width: number,
  height: number,
  zoom: number,
  middle: { readonly x: number; readonly y: number },
): Square => {
  const side = Math.min(width, height) / zoom;
  const within = (wanted: number, most: number) => Math.min(Math.max(0, wanted), most);
  return {
    side,
    left: within(middle.x - side / 2, width - side),
    top: within(middle.y - side / 2, height - side),
  };
};

/** The best of what `encode` makes that is small enough: large and good first; undefined when nothing is. */
export const shrink = async (
  encode: (side: number, quality: number) => Promise<Blob | null>,
  maxBytes = maxPhotoBytes,
): Promise<Blob | undefined> => {
  for (const side of sides) {
    for (const quality of qualities) {
      const blob = await encode(side, quality);
      if (blob && blob.size <= maxBytes) return blob;
    }
  }
  return undefined;
};

/** The square of a picture, drawn anew and encoded: of the file nothing but its pixels goes on. */
export const drawSmall = (picture: CanvasImageSource, square: Square) =>
  shrink((side, quality) => {
    const canvas = document.createElement('canvas');
    canvas.width = side;
    canvas.height = side;
    const context = canvas.getContext('2d');
    if (!context) return Promise.resolve(null);
    // What shows through becomes white, as it would in any viewer.
    context.fillStyle = 'white';
    context.fillRect(0, 0, side, side);
    const { left, top } = square;
    context.drawImage(picture, left, top, square.side, square.side, 0, 0, side, side);
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  });

/** The bytes of a blob as base64. */
export const toBase64 = async (blob: Blob): Promise<string> => {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};
