// Parses every mermaid block of the file named first; prints how many there are, exits with 1 where one does not parse.
import fs from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const text = fs.readFileSync(process.argv[2], "utf8");
const blocks = [...text.matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)].map((match) => match[1]);
for (const block of blocks) {
  await mermaid.parse(block);
}
console.log(blocks.length);
