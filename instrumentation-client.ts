// Next runs this in the browser before any other code of ours. zod otherwise tries whether it may compile code from
// text, which the content policy forbids and reports as a violation on every page.
import { config } from "zod";

config({ jitless: true });
