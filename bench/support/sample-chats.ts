import type { SeedChat } from './seed.ts';

/** What a person has after some months: so many messages, most of them with few people. */
export const sampleChats = (messageCount: number, chatCount: number): readonly SeedChat[] => {
  const weights = Array.from({ length: chatCount }, (_, index) => 1 / (index + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const counts = weights.map((weight) => Math.floor((weight / sum) * messageCount));
  const rest = messageCount - counts.reduce((total, count) => total + count, 0);
  return counts.map((count, index) => ({
    name: `Person ${index + 1}`,
    messageCount: index === 0 ? count + rest : count,
  }));
};
