/**
 * Where the compiled entry file of a worker thread is. Worker threads run
 * outside any loader, so that tests which run from source use the built one.
 * Those of this folder run for minutes and are bundled, each with all that it
 * imports; from a bundle, `../bundles/` is where the bundle itself lies.
 */
export const workerUrl = (name: string): URL => {
  const file = name.includes('/') ? `check/${name}.js` : `bundles/${name}.js`;
  return new URL(`${import.meta.url.endsWith('.ts') ? '../../dist' : '..'}/${file}`, import.meta.url);
};
