import { hourMs, minuteMs, type Happening, type Schedule } from './schedule.ts'

function schedule(happenings: readonly Happening[], change: Partial<Schedule> = {}): Schedule {
  return {
    seed: 1,
    usage: 'rarely',
    idleDays: 90,
    accounts: [{ lifetimeSec: 3600, bufferMinutes: 5 }],
    happenings,
    ...change,
  }
}

const lostAnswers: Happening = {
  kind: 'outage',
  atMin: 10,
  forMs: 10 * hourMs,
  fault: 'losesAnswers',
  account: 0,
  endTold: true,
}

/** Schedules that failed once, and cases that the random schedules rarely cover. */
export const regressions: readonly { readonly name: string; readonly schedule: Schedule }[] = [
  {
    name: 'a request for 0 seconds got an expired token',
    schedule: schedule([lostAnswers, { kind: 'ask', atMin: 660, account: 0, callers: 1, percent: 0 }], {
      usage: 'always',
    }),
  },
  {
    name: 'timers fired in a loop while the last token of a refused sign-in ran out',
    schedule: schedule([lostAnswers], {
      usage: 'always',
      accounts: [{ lifetimeSec: 7200, bufferMinutes: 30 }],
    }),
  },
  {
    name: 'timers fired in a loop between suspend and sleep',
    schedule: schedule(
      Array.from({ length: 40 }, (_, index): Happening => ({
        kind: 'sleep',
        atMin: 55 * (index + 1),
        forMs: 30_000,
        suspendTold: true,
        resumeTold: false,
        inFlight: false,
      })),
      { usage: 'always', accounts: [{ lifetimeSec: 1200, bufferMinutes: 30 }] },
    ),
  },
  {
    name: 'a waiting attempt with the old refresh token spent the new sign-in’s one',
    schedule: schedule(
      Array.from({ length: 60 }, (_, index): Happening[] => [
        { kind: 'outage', atMin: 40 * index, forMs: minuteMs, fault: 'offline', account: 0, endTold: false },
        { kind: 'ask', atMin: 40 * index, account: 0, callers: 3, percent: 100 },
        { kind: 'ask', atMin: 40 * index, account: 0, callers: 3, percent: 100 },
        { kind: 'signIn', atMin: 40 * index, account: 0 },
      ]).flat(),
      { usage: 'always' },
    ),
  },
  {
    name: 'a caller was refused after the Retry-After was over',
    schedule: schedule(
      Array.from({ length: 200 }, (_, index): Happening[] => [
        { kind: 'fault', atMin: 300 * index, fault: 'offline', times: 4, account: 0 },
        { kind: 'fault', atMin: 300 * index, fault: 'slowDown', times: 1, account: 0 },
        ...[60, 61, 62, 63, 64].map((minute): Happening => ({
          kind: 'ask',
          atMin: 300 * index + minute,
          account: 0,
          callers: 1,
          percent: 100,
        })),
      ]).flat(),
      { usage: 'always' },
    ),
  },
  {
    name: 'a computer that naps all day',
    schedule: schedule([], {
      usage: 'naps',
      accounts: [
        { lifetimeSec: 7200, bufferMinutes: 1 },
        { lifetimeSec: 3600, bufferMinutes: 20 },
      ],
    }),
  },
  {
    name: 'a program that is killed during every renewal that the user starts',
    schedule: schedule(
      (['sent', 'honoured', 'answered', 'stored'] as const).flatMap((stage, index) =>
        Array.from({ length: 20 }, (_, time): Happening => ({
          kind: 'crash',
          atMin: 130 * (4 * time + index) + 10,
          downMs: 20_000 * time,
          stage,
          provoked: true,
        })),
      ),
      { usage: 'always', accounts: [{ lifetimeSec: 7200, bufferMinutes: 5 }] },
    ),
  },
  {
    name: 'a caller was refused because a clock set back made a Retry-After longer',
    schedule: schedule(
      [
        { kind: 'setWall', atMin: 72204, byMs: -61200000 },
        { kind: 'fault', atMin: 0, fault: 'losesAnswers', times: 1, account: 0 },
        {
          kind: 'outage',
          atMin: 68124,
          forMs: 244800000,
          fault: 'slowDown',
          account: null,
          endTold: false,
        },
        ...[46, 46, 46, 72227, 46].map((atMin): Happening => ({
          kind: 'ask',
          atMin,
          account: 0,
          callers: 1,
          percent: null,
        })),
      ],
      { seed: 0, accounts: [{ lifetimeSec: 3600, bufferMinutes: 1 }] },
    ),
  },
  {
    name: 'a caller waited for an answer that was lost in an unannounced sleep',
    schedule: schedule(
      Array.from({ length: 40 }, (_, index): Happening[] => [
        {
          kind: 'sleep',
          atMin: 60 * index,
          forMs: 90_000,
          suspendTold: false,
          resumeTold: false,
          inFlight: true,
        },
        ...[54.5, 55, 55.5, 56, 56.5, 57, 57.5].map((minute): Happening => ({
          kind: 'ask',
          atMin: 60 * index + minute,
          account: 0,
          callers: 1,
          percent: 100,
        })),
      ]).flat(),
      { usage: 'always' },
    ),
  },
  {
    name: 'a renewal that could not be stored hid the use of the stored refresh token',
    schedule: schedule(
      [
        { kind: 'keychain', atMin: 10, forMs: 5 * minuteMs, fault: 'readOnly' },
        { kind: 'renew', atMin: 11, account: 0, callers: 1 },
        { kind: 'crash', atMin: 12, downMs: 4 * minuteMs, stage: 'answered', provoked: true },
      ],
      { usage: 'always', accounts: [{ lifetimeSec: 7200, bufferMinutes: 5 }] },
    ),
  },
  {
    name: 'a sign-in that could not be stored hid the use of the stored refresh token',
    schedule: schedule(
      [
        { kind: 'keychain', atMin: 10, forMs: 5 * minuteMs, fault: 'readOnly' },
        { kind: 'renew', atMin: 11, account: 0, callers: 1 },
        { kind: 'signIn', atMin: 12, account: 0 },
        { kind: 'crash', atMin: 13, downMs: 3 * minuteMs, stage: null, provoked: false },
      ],
      { usage: 'always', accounts: [{ lifetimeSec: 7200, bufferMinutes: 5 }] },
    ),
  },
  {
    name: 'a caller’s attempt that waited for two seconds started although the computer was about to sleep',
    schedule: schedule(
      Array.from({ length: 40 }, (_, index): Happening[] => [
        { kind: 'fault', atMin: 60 * index + 20, fault: 'offline', times: 1, account: 0 },
        { kind: 'ask', atMin: 60 * index + 20, account: 0, callers: 1, percent: 100 },
        { kind: 'ask', atMin: 60 * index + 20.01, account: 0, callers: 1, percent: 100 },
        {
          kind: 'sleep',
          atMin: 60 * index + 20.02,
          forMs: minuteMs,
          suspendTold: true,
          resumeTold: true,
          inFlight: false,
        },
      ]).flat(),
      { usage: 'always' },
    ),
  },
  {
    name: 'a request repeated after a sleep as long as the leeway was mistaken for an earlier one',
    schedule: schedule(
      [
        { kind: 'renew', atMin: 1, account: 0, callers: 1 },
        { kind: 'fault', atMin: 0, fault: 'hanging', times: 2, account: 0 },
        {
          kind: 'sleep',
          atMin: 0,
          forMs: 11 * minuteMs,
          suspendTold: false,
          resumeTold: true,
          inFlight: true,
        },
      ],
      { usage: 'always', seed: 4 },
    ),
  },
  {
    name: 'a program that died finished its sign-in afterwards',
    schedule: schedule(
      [
        { kind: 'crash', atMin: 1, downMs: 2 * hourMs, stage: null, provoked: false },
        { kind: 'keychain', atMin: 120, forMs: 3 * minuteMs, fault: 'slow' },
        { kind: 'signIn', atMin: 121.01, account: 0 },
        { kind: 'crash', atMin: 121.01, downMs: 1000, stage: 'sent', provoked: false },
        { kind: 'signOut', atMin: 300, account: 0 },
      ],
      { usage: 'always', accounts: [{ lifetimeSec: 3600, bufferMinutes: 5, isPublic: true }] },
    ),
  },
  {
    name: 'an unsaved pair replaced the renewed one in the keychain just before a crash',
    schedule: schedule(
      Array.from({ length: 100 }, (_, index): Happening[] => [
        { kind: 'keychain', atMin: 300 * index, forMs: 3999, fault: 'readOnly' },
        { kind: 'renew', atMin: 300 * index + 1 / 60, account: 0, callers: 1 },
        { kind: 'keychain', atMin: 300 * index + 4 / 60, forMs: minuteMs, fault: 'slow' },
        { kind: 'renew', atMin: 300 * index + 4 / 60, account: 0, callers: 1 },
        { kind: 'signIn', atMin: 300 * index + 7 / 60, account: 0 },
        { kind: 'crash', atMin: 300 * index + 24 / 60, downMs: minuteMs, stage: null, provoked: false },
      ]).flat(),
      { usage: 'always', accounts: [{ lifetimeSec: 7200, bufferMinutes: 5 }] },
    ),
  },
  {
    name: 'the token of a sign-in was read back from the keychain, and its age by a clock set back',
    schedule: schedule(
      Array.from({ length: 200 }, (_, index): Happening[] => [
        { kind: 'keychain', atMin: 60 * index, forMs: 2 * minuteMs, fault: 'flaky' },
        { kind: 'crash', atMin: 60 * index, downMs: 1000, stage: null, provoked: false },
        { kind: 'signIn', atMin: 60 * index + 0.1, account: 0 },
        ...[0.2, 0.3, 0.4].map((minute): Happening => ({
          kind: 'ask',
          atMin: 60 * index + minute,
          account: 0,
          callers: 1,
          percent: null,
        })),
        { kind: 'setWall', atMin: 60 * index + 0.5, byMs: -10_000 },
      ]).flat(),
      { usage: 'always', accounts: [{ lifetimeSec: 7200, bufferMinutes: 5, isPublic: true }] },
    ),
  },
]
