/**
 * Makes the one script that pages embed: `node widget/build.js [FILE]`.
 *
 * Without FILE it is written to widget/releases, under the version in package.json.
 */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";

const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
/** The first that have `popover` and `light-dark()`. */
const TARGET = ["chrome123", "firefox125", "safari17.5"];

await esbuild.build({
  entryPoints: [path("src/main.js")],
  outfile: process.argv[2] ?? path(`releases/${version}.js`),
  bundle: true,
  format: "iife",
  minify: true,
  charset: "utf8",
  target: TARGET,
  define: { VERSION: JSON.stringify(version) },
  banner: { js: `/* Autocomplete ${version}, Apache-2.0 */` },
  legalComments: "none",
  plugins: [
    {
      name: "style sheet as text",
      setup(build) {
        build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
          const css = await readFile(path, "utf8");
          const { code } = await esbuild.transform(css, { loader: "css", minify: true, target: TARGET });
          return { contents: code.trim(), loader: "text" };
        });
      },
    },
  ],
});
