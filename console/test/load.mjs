import { build } from 'esbuild';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');

/** A TypeScript module of src, bundled and imported. */
export async function load(path) {
  const result = await build({ entryPoints: [join(source, path)], bundle: true, format: 'esm', write: false, loader: { '.css': 'empty' } });
  return import(`data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString('base64')}`);
}
