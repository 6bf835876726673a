#!/usr/bin/env node
/**
 * Draws README's picture, the same destroy without AddressRelease and with it, from two runs in the sandbox: `npm run picture`. Time jumps from event to
 * event, and the seed is fixed, so it takes seconds and comes out the same until handler or sandbox change.
 */
import './no-version-paragraph';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVERYDAY } from '../sandbox/unkindness';
import { REGION } from '../test/simulation/lambda';
import { synthesize } from '../test/acceptance/synthesized';
import { STACK, VirtualStack } from './bench/virtual-stack';
import { releaseByHand } from './demo/release-by-hand';
import { takeFromPool } from './network-team';
import { DARK, LIGHT, timelines } from './picture/drawing';
import { timelineOf, type Timeline } from './picture/timeline';
import { Environment } from './teardown-example';

const FOLDER = join(__dirname, '..', 'docs', 'picture');
const SEED = 1;

/** People look again every so often. */
const AGAIN_AFTER_MINUTES = 5;

/** Destroys the example as a network team left it. If that fails, does what people do: releases by hand what CloudFormation does not know, and destroys it again, and again. */
async function destroy(addressRelease: boolean): Promise<Timeline> {
  const synthesized = synthesize(STACK, REGION, (stack) => {
    new Environment(stack, 'Environment', { addressRelease });
  });
  return VirtualStack.live(synthesized, SEED, async (stack) => {
    const poolId = stack.output('PoolId');
    const taken = await takeFromPool(stack.ec2, poolId, STACK);
    let { status } = await stack.destroy(EVERYDAY);
    if (status === 'DELETE_FAILED') await releaseByHand(stack.ec2, poolId, taken);
    while (status === 'DELETE_FAILED') {
      await stack.world.clock.sleep((AGAIN_AFTER_MINUTES - 1) * 60_000);
      ({ status } = await stack.destroy(EVERYDAY));
    }
    return timelineOf(stack.events);
  });
}

async function main(): Promise<void> {
  const without = await destroy(false);
  const withIt = await destroy(true);
  if (without.destroys === 1 || withIt.destroys > 1) throw new Error(`the stack was destroyed ${without.destroys} times without it, and ${withIt.destroys} times with it`);
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, palette] of [['light', LIGHT], ['dark', DARK]] as const) {
    const panels = [
      { title: `Today: cdk destroy ${without.destroys} times in ${without.minutes.toFixed(0)} minutes, and CIDRs released by hand`, timeline: without },
      { title: `With AddressRelease: cdk destroy once, ${withIt.minutes.toFixed(0)} minutes`, timeline: withIt },
    ];
    writeFileSync(join(FOLDER, `destroy-${name}.svg`), timelines(panels, palette));
  }
  for (const { destroys, minutes, rows } of [without, withIt]) {
    process.stdout.write(`${destroys} destroys, ${minutes.toFixed(1)} min\n`);
    for (const { name, bars } of rows) process.stdout.write(`  ${name}: ${bars.map(({ from, to, end }) => `${from.toFixed(2)}-${to.toFixed(2)} ${end}`).join(', ')}\n`);
  }
}

void main();
