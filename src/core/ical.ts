// A calendar that other calendars subscribe to: RFC 5545, all times in UTC.
import { printInstant } from "./clock.ts";
import type { Instant } from "./refs.ts";

export interface CalendarEvent {
  /** Says that it is the same event when it is fetched again; unique in the calendar. */
  readonly uid: string;
  readonly from: Instant;
  /** Not in it any more. */
  readonly to: Instant;
  readonly summary: string;
  readonly description: string;
}

/** The whole text, with CRLF. `stamp` is when it was made. */
export function printCalendar(args: {
  readonly name: string;
  readonly events: readonly CalendarEvent[];
  readonly stamp: Instant;
}): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Lamplighter//Freezes//EN",
    "CALSCALE:GREGORIAN",
    `X-WR-CALNAME:${escapeText(args.name)}`,
    ...args.events.flatMap(({ uid, from, to, summary, description }) => [
      "BEGIN:VEVENT",
      `UID:${escapeText(uid)}`,
      `DTSTAMP:${utc(args.stamp)}`,
      `DTSTART:${utc(from)}`,
      `DTEND:${utc(to)}`,
      `SUMMARY:${escapeText(summary)}`,
      `DESCRIPTION:${escapeText(description)}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

/** `20261218T160000Z`. Seconds are cut: calendars know none smaller. */
const utc = (instant: Instant): string => printInstant(instant).replaceAll(/[-:]/g, "");

/** Text as a value (3.3.11): backslash, semicolon, comma and line ends escaped, other controls left out. */
function escapeText(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, "\\$&")
    .replaceAll(/\r\n?|\n/g, "\\n")
    .replaceAll(/\p{Cc}/gu, "");
}

/** Octets of a line (3.1), without its end. */
const LONGEST_LINE = 75;

/** A long line goes on after a line end and a space; a character of several octets is not torn. */
function fold(line: string): string {
  const parts: string[] = [];
  let part = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LONGEST_LINE) {
      parts.push(part);
      part = " ";
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join("\r\n");
}
