// Builds the two pages, and the file that other pages take, into the server's resources. The output is a pure function of the sources and the lockfile.
import { build, context } from 'esbuild';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { outlines } from './outlines.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, '..', 'src');
const target = join(here, '..', '..', 'server', 'src', 'main', 'resources', 'dev', 'tidemill', 'server', 'web');

const options = {
  entryPoints: {
    console: join(source, 'console.ts'),
    traveller: join(source, 'traveller.ts'),
    theme: join(source, 'theme-early.ts'),
  },
  outdir: join(target, 'assets'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};

/** What applications' pages take: one module, and its types. */
const sdk = { ...options, entryPoints: { tidemill: join(source, 'sdk', 'tidemill.ts') }, outdir: join(target, 'sdk') };

async function types() {
  const file = join(source, 'sdk', 'tidemill.ts');
  const { outputText, diagnostics } = ts.transpileDeclaration(await readFile(file, 'utf8'), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, stripInternal: true, newLine: ts.NewLineKind.LineFeed },
  });
  if (diagnostics?.length) {
    throw new Error(diagnostics.map((each) => ts.flattenDiagnosticMessageText(each.messageText, '\n')).join('\n'));
  }
  return outputText;
}

await rm(target, { recursive: true, force: true });
await mkdir(join(target, 'app'), { recursive: true });
await mkdir(join(target, 'assets'), { recursive: true });
await mkdir(join(target, 'sdk'), { recursive: true });
await writeFile(join(target, 'sdk', 'tidemill.d.ts'), await types());
await cp(join(source, 'console.html'), join(target, 'index.html'));
await cp(join(source, 'traveller.html'), join(target, 'app', 'index.html'));
await cp(join(source, 'mark.svg'), join(target, 'favicon.svg'));
await cp(join(here, 'THIRD-PARTY.txt'), join(target, 'assets', 'THIRD-PARTY.txt'));
await writeFile(join(target, 'assets', 'outlines.json'), JSON.stringify(outlines()));

if (process.argv.includes('--watch')) {
  const watching = await context({ ...options, logLevel: 'info' });
  await watching.watch();
} else {
  await build(options);
  await build(sdk);
}
