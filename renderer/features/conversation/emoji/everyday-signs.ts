import type { Section } from './grid.ts';

const toSection = (id: Section['id'], signs: string): Section => ({ id, signs: signs.split(' ') });

/** What people write most; a search reaches all the rest. */
export const everydaySigns: readonly Section[] = [
  toSection(
    'chat.emoji.smileys',
    '😀 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😋 😜 🤔 🤗 🤭 😎 😴 😷 🙄 😮 😢 😭 😡 🥳 🥺 😇 🤒 🤯 🫣 🫠',
  ),
  toSection('chat.emoji.hands', '👍 👎 👌 🙏 👏 🙌 👋 🤝 💪 ✌️ 🤞 👀 🫶 ☝️ 🤲'),
  toSection('chat.emoji.hearts', '❤️ 🧡 💛 💚 💙 💜 🖤 💔 ✨ 🔥 ⭐ ✅ ❌ ❓ 💯'),
  toSection('chat.emoji.things', '🎉 🎂 ☕ 🍜 🍛 🍉 🌧️ ☀️ 🌙 🏠 🚆 🚗 ✈️ 📚 🔑 💡 📷 🎵 ⚽ 🌺'),
];
