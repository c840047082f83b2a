import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../check/workerUrl.ts';

/** Runs one request at a time. */
export type Lane<Request, Answer> = (request: Request) => Promise<Answer>;

/** Worker threads of one kind, each of which answers one request at a time. */
export class WorkerLanes<Request, Answer> {
  readonly #workers: readonly Worker[];
  readonly lanes: readonly Lane<Request, Answer>[];

  constructor(name: string, count: number) {
    this.#workers = Array.from({ length: count }, () => new Worker(workerUrl(name)));
    this.lanes = this.#workers.map((worker) => (request) => new Promise((resolve, reject) => {
      const settle = (): void => {
        worker.off('error', fail);
        worker.off('message', hear);
      };
      const fail = (error: Error): void => {
        settle();
        reject(error);
      };
      const hear = (answer: Answer): void => {
        settle();
        resolve(answer);
      };
      worker.on('error', fail);
      worker.on('message', hear);
      worker.postMessage(request);
    }));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
