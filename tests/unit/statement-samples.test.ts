import { describe, expect, test } from "vitest";
import { readCsv, sampleStatements } from "../../server/cli/demo/sample-statements.ts";
import { validateStatement } from "../../server/takedowns/statement/validate-statement.ts";

describe("the 50 real statements of 1 July 2025", () => {
  const received = Date.UTC(2025, 6, 2, 9);
  test.each(["single", "batch"] as const)("all pass the %s endpoint", (door) => {
    const refused = sampleStatements()
      .map((body) => ({ puid: body.puid, validated: validateStatement(body, door, received) }))
      .filter(({ validated }) => !validated.ok);
    expect(refused).toEqual([]);
    expect(sampleStatements()).toHaveLength(50);
  });
  test("each has its own puid and nothing that only the dump adds", () => {
    const bodies = sampleStatements();
    expect(new Set(bodies.map((body) => body.puid)).size).toBe(50);
    expect(bodies.flatMap((body) => Object.keys(body))).not.toContain("platform_name");
    expect(bodies[0]).toMatchObject({
      puid: "df46338b-e2bd-4ce7-a3e2-7159734bbe27",
      decision_visibility: ["DECISION_VISIBILITY_CONTENT_DISABLED"],
      content_date: "2025-06-30",
      application_date: "2025-07-01",
    });
  });
});

describe("CSV by RFC 4180", () => {
  test.each<[string, string[][]]>([
    ["", []],
    ["a,b", [["a", "b"]]],
    [
      "a,b\r\nc,d\r\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a,b\nc,d",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ['"a,b",c', [["a,b", "c"]]],
    ['"say ""hi""",""', [['say "hi"', ""]]],
    ['"two\r\nlines",x\n', [["two\r\nlines", "x"]]],
    [",,\n", [["", "", ""]]],
    [
      "a,\nb,",
      [
        ["a", ""],
        ["b", ""],
      ],
    ],
    ['""', [[""]]],
    ["é,😀", [["é", "😀"]]],
  ])("%j", (text, rows) => expect(readCsv(text)).toEqual(rows));
  test.each(['"open', '"a"b', '"a""'])("%j is refused", (text) => expect(() => readCsv(text)).toThrow());
});
