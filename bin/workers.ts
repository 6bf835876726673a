import { fork, type ChildProcess } from 'node:child_process';

/** What was killed in a life never ends, and stays in memory: a process does so many tasks, then it is followed by another. */
const TASKS_OF_A_PROCESS = 25;

export interface Work<Result> {
  /** A module that answers each number that it is sent with one message. */
  readonly script: string;
  /** What it is sent, in this order, whatever process takes it. */
  readonly tasks: readonly number[];
  readonly workers: number;
  readonly onResult: (result: Result) => void;
}

/** Has so many processes do the tasks; Ctrl+C ends it after those that have begun. */
export async function inWorkers<Result>({ script, tasks, workers, onResult }: Work<Result>): Promise<void> {
  const left = [...tasks];
  process.once('SIGINT', () => left.splice(0));
  const work = async () => {
    let worker = start(script);
    for (let done = 1; left.length > 0; done += 1) {
      if (done % TASKS_OF_A_PROCESS === 0) {
        worker.disconnect();
        worker = start(script);
      }
      onResult(await resultOf<Result>(worker, left.shift() ?? 0));
    }
    worker.disconnect();
  };
  await Promise.all(Array.from({ length: workers }, work));
}

function start(script: string): ChildProcess {
  return fork(script, { execArgv: ['--import', 'tsx'], detached: true });
}

function resultOf<Result>(worker: ChildProcess, task: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`a worker ended with exit code ${code ?? 'none'}`));
    worker.once('exit', gone);
    worker.once('message', (result) => {
      worker.off('exit', gone);
      resolve(result as Result);
    });
    worker.send(task);
  });
}
