// A reader of iCalendar feeds that knows nothing of the printer: RFC 5545, sections 3.1, 3.3.5, 3.3.11, 3.6.1.

export interface Component {
  readonly name: string;
  readonly properties: Map<string, string[]>;
  readonly inside: Component[];
}

/** Strict: throws where a line is too long, ends otherwise than by CRLF, is no property, or nesting is wrong. */
export function parseCalendar(text: string): Component {
  if (!text.endsWith("\r\n")) throw new Error("the last line has no end");
  if (/(?<!\r)\n|\r(?!\n)/.test(text)) throw new Error("a line does not end by CRLF");
  for (const line of text.split("\r\n")) {
    if (Buffer.byteLength(line, "utf8") > 75) throw new Error(`longer than 75 octets: ${line}`);
    if (/[\uD800-\uDBFF]$|^ ?[\uDC00-\uDFFF]/.test(line)) throw new Error("a character is torn");
  }
  const lines = text
    .replaceAll(/\r\n[ \t]/g, "")
    .split("\r\n")
    .slice(0, -1);
  const top: Component = { name: "", properties: new Map(), inside: [] };
  const open: Component[] = [top];
  for (const line of lines) {
    const match = /^([A-Z][A-Z-]*):(.*)$/su.exec(line);
    if (!match) throw new Error(`no property: ${line}`);
    const [, name = "", value = ""] = match;
    if (/\p{Cc}/u.test(value)) throw new Error("a control character in a value");
    const here = open.at(-1)!;
    if (name === "BEGIN") {
      const component: Component = { name: value, properties: new Map(), inside: [] };
      here.inside.push(component);
      open.push(component);
    } else if (name === "END") {
      if (open.pop()?.name !== value) throw new Error(`END:${value} ends nothing`);
    } else here.properties.set(name, [...(here.properties.get(name) ?? []), value]);
  }
  const [calendar] = top.inside;
  if (open.length !== 1 || top.inside.length !== 1 || calendar?.name !== "VCALENDAR") throw new Error("no calendar");
  for (const name of ["VERSION", "PRODID"]) once(calendar, name);
  for (const event of calendar.inside) {
    if (event.name !== "VEVENT") throw new Error(`no event: ${event.name}`);
    once(event, "UID");
    for (const name of ["DTSTAMP", "DTSTART", "DTEND"]) instant(once(event, name));
    if (instant(once(event, "DTEND")) <= instant(once(event, "DTSTART"))) throw new Error("it ends before it begins");
  }
  return calendar;
}

export function once({ properties, name: where }: Component, name: string): string {
  const [value, ...more] = properties.get(name) ?? [];
  if (value === undefined || more.length > 0) throw new Error(`${where} has not one ${name}`);
  return value;
}

export function instant(value: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value);
  if (!match) throw new Error(`no time in UTC: ${value}`);
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...(rest as [number, number, number, number]));
}

export function text(value: string): string {
  if (/(?<!\\)(?:\\\\)*\\(?![\\;,nN])/.test(value)) throw new Error(`no escape: ${value}`);
  if (/(?<!\\)(?:\\\\)*[;,]/.test(value)) throw new Error(`not escaped: ${value}`);
  return value.replaceAll(/\\(.)/g, (_, one: string) => (one.toLowerCase() === "n" ? "\n" : one));
}
