import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { told } = await load('account/form.ts');

test('a refused sign-in says what to do, and another thing of a token', () => {
  const wrong = { code: 'TM2013', message: 'the name or the password is wrong', hint: null };
  assert.match(told(wrong, 'password').advice, /tidemill user passwd/);
  assert.match(told(wrong, 'token').advice, /tidemill token create/);
});

test('too many tries ask for patience, and what is not known is told as it is', () => {
  assert.match(told({ code: 'TM2031', message: '', hint: null }, 'password').advice, /Wait a minute/);
  assert.deepEqual(told({ code: 'OFFLINE', message: 'The mill did not answer.', hint: 'Is it running?' }, 'password'), { fact: 'The mill did not answer.', advice: 'Is it running?' });
});
