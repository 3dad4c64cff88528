import type { LucideIcon } from 'lucide-react';
import { memo } from 'react';

export type IconProps = {
  of: LucideIcon;
  /** Pixels at 100 % text size. */
  size?: number;
  className?: string | undefined;
};

/** A decorative icon: what it says must also stand beside it, or as its control's label. */
export const Icon = memo(({ of: Glyph, size = 20, className }: IconProps) => (
  <Glyph
    aria-hidden
    focusable={false}
    strokeWidth={1.75}
    className={className}
    style={{
      inlineSize: `calc(${size}px * var(--scale))`,
      blockSize: `calc(${size}px * var(--scale))`,
      flex: 'none',
    }}
  />
));
Icon.displayName = 'Icon';
