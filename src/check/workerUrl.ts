/**
 * Where the compiled entry file of a worker thread is. Worker threads run
 * outside any loader, so that tests which run from source use the built one.
 */
export const workerUrl = (name: string): URL =>
  new URL(import.meta.url.endsWith('.ts') ? `../../dist/check/${name}.js` : `./${name}.js`, import.meta.url);
