import {
  type Called,
  calledIn,
  type Truth,
  truths,
  waitsIn,
} from '../../../contract/encryption/testing/model.ts';

/** Contacts of the person at the window. */
export const contacts = ['Daniel', 'Eka'] as const;
export type Contact = (typeof contacts)[number];

export const actsOfOne = [
  'new keys',
  'new device',
  'they write',
  'compare',
  'not the same',
  'a mistake',
  'undo',
  'accept',
  'compare the new',
  'lie',
  'truth',
] as const;
export const actsOfAll = ['log off', 'log on', 'away', 'back', 'restart'] as const;

/** Something that a contact, the person, the server or the network does. `of`: the contact whom it is about. */
export type KeyEvent =
  | { readonly act: (typeof actsOfOne)[number]; readonly of: Contact }
  | { readonly act: (typeof actsOfAll)[number]; readonly of: null };

/** All that a state is called. */
export const allCalled: readonly Called[] = [...new Set(truths.map(calledIn))];

/** What the screen has to say of a chat, and what has to have left it. */
export interface Shown {
  readonly state: Called;
  /** What stands above the composer. */
  readonly banner: 'withheld.title' | 'keys.title' | 'encryption.state.numbers_differ' | null;
  /** What became of the newest of what the person wrote. */
  readonly own: 'gone' | 'queued' | 'undecided' | 'withheld';
  /** The newest of what the contact wrote can be read. */
  readonly theirs: boolean;
  /** Sentences of the pane, by the names of their texts. */
  readonly says: readonly string[];
  /** Devices of both sides in the pane; null where they need not be known yet. */
  readonly devices: number | null;
  /** The pane offers to accept the other keys. */
  readonly accepts: boolean;
  /** The pane offers to take the mark back. */
  readonly undoes: boolean;
  /** All that the contact has from the person, in order. */
  readonly received: readonly string[];
}

/** A contact's identity keys by their number, what the person did about them, and what the log could be asked. */
class OneContact {
  /** What the contact has. */
  present = 0;
  inUse = 0;
  /** Shown, and not decided about. */
  other: number | null = null;
  private compared: number | null = null;
  /** Its numbers were not the same. */
  private differing: number | null = null;
  private readonly everCompared = new Set<number>();
  /** What the log said of the key in use. */
  private said: 'nothing' | 'agrees' | 'unavailable' | 'contradicts' = 'agrees';
  /** The log keeps back what their entry says. */
  isLiedAbout = false;
  devices = 1;
  /** As the last message met them. */
  private knownDevices = 1;
  private readonly waiting: string[] = [];
  private readonly received: string[] = [];
  /** What the contact wrote last. */
  private newest = { key: 0, hasArrived: true };

  differs(): boolean {
    return this.differing === this.inUse;
  }
  isCompared(): boolean {
    return this.compared === this.inUse && !this.differs();
  }
  write(text: string): void {
    this.waiting.push(text);
  }
  hear(): void {
    this.newest = { key: this.present, hasArrived: false };
  }
  compare(): void {
    this.compared = this.inUse;
    this.differing = null;
    this.everCompared.add(this.inUse);
  }
  differ(): void {
    this.differing = this.inUse;
  }
  /** What was compared before counts again. */
  mistake(): void {
    this.differing = null;
  }
  undo(): void {
    this.compared = null;
  }
  accept(): void {
    if (this.other === null) return;
    this.inUse = this.other;
    this.other = null;
    this.compared = null;
    this.said = 'nothing';
  }
  /** All that a connection brings, once it had its time. */
  settle(isReadable: boolean): void {
    this.other = this.present === this.inUse ? null : this.present;
    this.newest.hasArrived = true;
    // A key that the log said once is not unsaid.
    if (this.said !== 'agrees' && isReadable)
      this.said = this.isLiedAbout ? 'contradicts' : 'agrees';
    // What was proved stands, whoever hides it.
    if (this.said === 'nothing') this.said = 'unavailable';
    if (waitsIn(this.truth()) || this.waiting.length === 0) return;
    this.received.push(...this.waiting.splice(0));
    this.knownDevices = this.devices;
  }
  truth(): Truth {
    return {
      failed: this.said === 'contradicts',
      changed: this.other !== null,
      differs: this.differs(),
      unchecked: this.said === 'unavailable',
      compared: this.isCompared(),
    };
  }
  private says(): readonly string[] {
    const { failed, changed, differs, unchecked, compared } = this.truth();
    const isBefore = !compared && [...this.everCompared].some((key) => key !== this.inUse);
    const says = (id: string, isSo = true): string[] => (isSo ? [`encryption.says.${id}`] : []);
    if (failed) return ['withheld.entry', ...says('failed.entry'), 'alarm.log.found'];
    if (changed)
      return [
        ...says('key_changed'),
        ...says('changed.verified', compared),
        ...says('changed.theirs', isBefore),
      ];
    if (differs) return ['encryption.differs.in_use', 'encryption.differs.danger'];
    const before = says('compared.theirs', isBefore);
    if (unchecked)
      return [...says('unchecked.log'), ...says('uncheckedVerified', compared), ...before];
    if (compared) return says('verified');
    return isBefore ? before : says('not_verified');
  }
  shown(): Shown {
    const { failed, changed, differs, compared } = this.truth();
    const waits = failed ? 'withheld' : changed ? 'undecided' : 'queued';
    return {
      state: calledIn(this.truth()),
      banner: failed
        ? 'withheld.title'
        : changed
          ? 'keys.title'
          : differs
            ? 'encryption.state.numbers_differ'
            : null,
      own: this.waiting.length > 0 ? waits : 'gone',
      theirs: this.newest.hasArrived && this.newest.key <= this.inUse,
      says: this.says(),
      devices: this.waiting.length > 0 ? null : 1 + this.knownDevices,
      accepts: changed,
      undoes: compared && !changed,
      received: [...this.received],
    };
  }
}

/** What has to come of events, in so many words. It reads nothing of any program. */
export class KeyModel {
  isOnline = true;
  isReadable = true;
  private readonly all: Readonly<Record<Contact, OneContact>> = {
    Daniel: new OneContact(),
    Eka: new OneContact(),
  };

  of(contact: Contact): OneContact {
    return this.all[contact];
  }
  can(event: KeyEvent): boolean {
    if (event.of === null)
      switch (event.act) {
        case 'log off':
          return this.isReadable;
        case 'log on':
          return !this.isReadable;
        case 'away':
          return this.isOnline;
        case 'back':
          return !this.isOnline;
        case 'restart':
          return true;
      }
    const one = this.of(event.of);
    switch (event.act) {
      case 'new keys':
        return one.present === one.inUse && one.present < 2;
      case 'new device':
        return one.devices === 1;
      case 'they write':
        return true;
      case 'compare':
        return one.other === null && !one.isCompared();
      case 'not the same':
        return one.other === null && !one.differs();
      case 'a mistake':
        return one.other === null && one.differs();
      case 'undo':
        return one.other === null && one.isCompared();
      case 'accept':
      case 'compare the new':
        return one.other !== null;
      case 'lie':
        return !one.isLiedAbout;
      case 'truth':
        return one.isLiedAbout;
    }
  }
  do(event: KeyEvent): void {
    if (event.of === null) {
      if (event.act === 'log off' || event.act === 'log on')
        this.isReadable = event.act === 'log on';
      if (event.act === 'away' || event.act === 'back') this.isOnline = event.act === 'back';
    } else {
      const one = this.of(event.of);
      switch (event.act) {
        case 'new keys':
          one.present++;
          // Whoever makes them has one device again.
          one.devices = 1;
          one.hear();
          break;
        case 'new device':
          one.devices++;
          break;
        case 'they write':
          one.hear();
          break;
        case 'compare':
          one.compare();
          break;
        case 'not the same':
          one.differ();
          break;
        case 'a mistake':
          one.mistake();
          break;
        case 'undo':
          one.undo();
          break;
        case 'accept':
          one.accept();
          break;
        case 'compare the new':
          one.accept();
          one.compare();
          break;
        case 'lie':
        case 'truth':
          one.isLiedAbout = event.act === 'lie';
          break;
      }
    }
    this.settle();
  }
  /** The person writes. */
  write(contact: Contact, text: string): void {
    this.of(contact).write(text);
    this.settle();
  }
  private settle(): void {
    if (this.isOnline) for (const contact of contacts) this.of(contact).settle(this.isReadable);
  }
}
