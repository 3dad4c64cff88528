import { pictureSize } from './picture-size.ts';

const mostBytes = 40_000_000;
/** Decoded, four bytes each. */
const mostPixels = 64_000_000;
const mostSide = 16_384;

/** A picture file, decoded. `too_large` and `unread` (no PNG, JPEG or WebP) are found out before anything is decoded. */
export const openPicture = async (file: Blob): Promise<ImageBitmap | 'too_large' | 'unread'> => {
  if (file.size > mostBytes) return 'too_large';
  try {
    const size = pictureSize(new Uint8Array(await file.arrayBuffer()));
    if (!size || size.width < 1 || size.height < 1) return 'unread';
    const { width, height } = size;
    if (Math.max(width, height) > mostSide || width * height > mostPixels) return 'too_large';
    return await createImageBitmap(file);
  } catch {
    return 'unread';
  }
};
