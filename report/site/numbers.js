'use strict';
/*
 * Exact rounding, half up, from integers and once: as common/round.h and common/measure.h. A count
 * may have up to 12 digits before 2000 times it is no longer exact.
 */

const NONE = null;

/* Percent of `count` in `base`, in tenths; NONE without a base. */
function percentTenths(count, base) {
  if (base === 0) return NONE;
  const numerator = 2000 * count + base, denominator = 2 * base;
  return (numerator - numerator % denominator) / denominator;
}

/* Points by which one share lies above another, in tenths: from the counts. */
function differenceTenths(share, reference) {
  if (share.base === 0 || reference.base === 0) return NONE;
  const above = 2000n * (BigInt(share.count) * BigInt(reference.base) -
                         BigInt(reference.count) * BigInt(share.base));
  const denominator = 2n * BigInt(share.base) * BigInt(reference.base);
  const half = denominator / 2n;
  const size = ((above < 0n ? -above : above) + half) / denominator;
  return Number(above < 0n ? -size : size);
}

function decimalText(tenths) {
  const size = Math.abs(tenths);
  return (tenths < 0 ? '-' : '') + (size - size % 10) / 10 + '.' + size % 10;
}

/* － no figure, 0 none, 0.0 below half the unit. */
function percentText(share) {
  if (share.base === 0) return '－';
  return share.count === 0 ? '0' : decimalText(percentTenths(share.count, share.base));
}

function pointsText(tenths) {
  if (tenths === NONE) return '－';
  if (tenths === 0) return '0.0';
  return (tenths > 0 ? '+' : '△') + decimalText(Math.abs(tenths));
}

/* 1,717 */
function wholeText(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
