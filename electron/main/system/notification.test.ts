import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../contract/settings/values.ts';
import { allowedNotification } from './notification.ts';
import { textsFor } from './texts.ts';

const texts = textsFor('en', 'en');
const request = { title: 'Aisyah', body: 'Meet at eight', silent: false, inView: true };
const told = { title: 'Aisyah', body: 'Meet at eight', silent: false };
const show = (changes: object, focused = false, inView = true) =>
  allowedNotification({ ...request, inView }, { ...defaultSettings(), ...changes }, focused, texts);

describe('a notification', () => {
  it('says as much as the person allows, whatever the window asked for', () => {
    expect(show({ 'notifications.content': 'name_and_text' })).toEqual(told);
    expect(show({ 'notifications.content': 'name' })).toEqual({ ...told, body: 'New message' });
    expect(show({ 'notifications.content': 'nothing' })).toEqual({
      title: 'Bisik',
      body: 'New message',
      silent: false,
    });
  });

  it('does not appear when it is off or its chat is what the person looks at', () => {
    expect(show({ 'notifications.show': false })).toBeUndefined();
    expect(show({}, true)).toBeUndefined();
    expect(show({}, true, false)).toBeDefined();
    expect(show({}, false, true)).toBeDefined();
  });

  it('is silent when sounds are off', () => {
    expect(show({ 'notifications.playSound': false })?.silent).toBe(true);
  });
});
