import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MiddlewareStack } from '@smithy/types';
import type { Clock } from '../../lambda/world';
import type { Placeholders } from './placeholders';

export type ServiceName = 'EC2' | 'CloudFormation' | 'CloudWatchLogs';

/** One call, as the SDK's members have it, with placeholders. */
export interface RecordedExchange {
  /** Milliseconds since the first call of the run. */
  readonly at: number;
  readonly service: ServiceName;
  readonly region: string;
  readonly operation: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly status: number };
}

export interface RecordingFile {
  readonly probe: string;
  readonly recordedFrom: string;
  readonly began: string;
  readonly regions: Regions;
  readonly exchanges: readonly RecordedExchange[];
}

/** Where a run has its things, where the IPAM that the probes share is at home, and one where that IPAM does not operate. */
export interface Regions {
  readonly local: string;
  readonly home: string;
  readonly elsewhere: string;
}

/** Of any service. */
export interface Client {
  readonly middlewareStack: MiddlewareStack<object, object>;
}

/** What a probe asked, and what it was answered. */
export class Recording {
  readonly exchanges: RecordedExchange[] = [];

  constructor(
    readonly probe: string,
    private readonly placeholders: Placeholders,
    private readonly began: number,
  ) {}

  listenTo(client: unknown, service: ServiceName, region: string, clock: Clock): void {
    const { middlewareStack } = client as Client;
    middlewareStack.add(
      (next, context) => async (args) => {
        const operation = String(context.commandName).replace(/Command$/, '');
        const call = { at: Math.round(clock.now() - this.began), service, region, operation, input: this.placeholders.of(args.input) };
        try {
          const result = await next(args);
          const members = Object.entries(result.output).filter(([name]) => name !== '$metadata');
          this.exchanges.push({ ...call, output: this.placeholders.of(Object.fromEntries(members)) });
          return result;
        } catch (error) {
          const { name: code = '', message = '', $metadata } = error as { name?: string; message?: string; $metadata?: { httpStatusCode?: number } };
          this.exchanges.push({ ...call, error: { code, message: this.placeholders.text(message), status: $metadata?.httpStatusCode ?? 0 } });
          throw error;
        }
      },
      { step: 'initialize', name: 'recording' },
    );
  }

  write(directory: string, recordedFrom: string, regions: Regions): void {
    mkdirSync(directory, { recursive: true });
    const file: RecordingFile = { probe: this.probe, recordedFrom, began: new Date(this.began).toISOString().slice(0, 10), regions, exchanges: this.exchanges };
    writeFileSync(join(directory, `${this.probe}.json`), `${JSON.stringify(file, undefined, 1)}\n`);
  }
}
