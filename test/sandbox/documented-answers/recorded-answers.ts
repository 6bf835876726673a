/** Which members each operation of a service has answered, as a client of the AWS SDK sees them: `Pools[].Tags[].Key`. */
export class RecordedAnswers {
  readonly #members = new Map<string, Set<string>>();

  /** The client, which tells what it is answered. */
  recorded<Client extends Recordable>(service: string, client: Client): Client {
    client.middlewareStack.add(
      (next, { commandName = '' }) => async (args) => {
        const result = await next(args);
        const members = this.of(service, commandName.replace(/Command$/, ''));
        for (const path of pathsOf(result.output)) members.add(path);
        return result;
      },
      { step: 'initialize', name: 'recordedAnswers' },
    );
    return client;
  }

  of(service: string, operation: string): Set<string> {
    const key = `${service} ${operation}`;
    const members = this.#members.get(key) ?? new Set();
    this.#members.set(key, members);
    return members;
  }
}

type Handler = (args: never) => Promise<{ output: object }>;

interface Recordable {
  readonly middlewareStack: { add(middleware: (next: Handler, context: { commandName?: string }) => Handler, options: { step: 'initialize'; name: string }): void };
}

function pathsOf(value: unknown, path = ''): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => pathsOf(item, `${path}[]`))];
  if (typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array || 'transformToString' in value) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => (name === '$metadata' ? [] : pathsOf(member, path === '' ? name : `${path}.${name}`)))];
}
