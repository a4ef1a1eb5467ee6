import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { ScrollWindow } = await load('grid/window.ts');

function windowOver(total) {
  const window = new ScrollWindow(28);
  window.resize(total, 560);
  return window;
}

test('a short table scrolls pixel by pixel', () => {
  const window = windowOver(1_000);
  window.scrolledTo(280);
  assert.equal(window.first, 10);
  assert.equal(window.y(12, 280), 336);
  assert.equal(window.scaled, false);
});

test('the last of a billion rows is reached at the end of the scrollbar', () => {
  const window = windowOver(1_000_000_000);
  assert.equal(window.scaled, true);
  window.scrolledTo(window.spacerHeight - 560);
  assert.equal(window.first + 20, 1_000_000_000);
});

test('a step of the wheel moves a few rows of a billion', () => {
  const window = windowOver(1_000_000_000);
  const bar = window.moveTo(500_000_000);
  const next = window.moveTo(window.position + 10);
  assert.equal(window.first, 500_000_010);
  assert.ok(Math.abs(next - bar) < 1);
  assert.equal(window.y(500_000_010, next), next);
});

test('a table that shrinks takes the window with it', () => {
  const window = windowOver(1_000);
  window.scrolledTo(980 * 28);
  window.resize(5, 560);
  assert.equal(window.first, 0);
});
