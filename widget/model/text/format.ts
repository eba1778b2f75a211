/** Numbers, dates and durations in the language of the nearest `lang`. */

/** A figure and its unit, which are drawn in different sizes. */
export interface Quantity {
  value: string;
  /** Empty for a plain count. */
  unit: string;
}

/** The formatters of one language. */
export interface Format {
  /** A share in percent, 0 to 100. */
  percent: (value: number) => Quantity;
  /** A latency in milliseconds; from 10 s on it is shown in seconds. */
  latency: (milliseconds: number) => Quantity;
  /** Requests per second. */
  rate: (value: number) => Quantity;
  /** A number with all its decimals. */
  number: (value: number) => string;
  /** A count with all its digits; from 1e9 on in the compact notation. */
  count: (value: number) => string;
  /** A count; from 10,000 on in the compact notation: "12.3K". */
  short: (value: number) => string;
  /** Seconds since something: "3s ago". */
  ago: (seconds: number) => string;
  /** A duration in seconds: "4 min". */
  span: (seconds: number) => string;
  /** The language tag; undefined for the browser's language. */
  locale: string | undefined;
}

/** A quantity as text, with a no-break space before the unit. */
export function quantityText({ value, unit }: Quantity): string {
  return unit && value ? `${value}\u00a0${unit}` : value;
}

const formats = new Map<string, Format>();

/** The formatters of a language tag, or of the browser's language when the tag is not valid. Cached. */
export function formatFor(lang: string): Format {
  let format = formats.get(lang);
  if (format === undefined) formats.set(lang, (format = makeFormat(localeOf(lang))));
  return format;
}

function localeOf(lang: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(lang)[0];
  } catch {
    return undefined;
  }
}

function makeFormat(locale: string | undefined): Format {
  const made = new Map<string, Intl.NumberFormat>();
  const number = (value: number, options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options);
    const formatter = made.get(key) ?? new Intl.NumberFormat(locale, options);
    made.set(key, formatter);
    return formatter.format(value);
  };
  const digits = (value: number, maximumFractionDigits: number) => number(value, { maximumFractionDigits });
  const upTo = (most: number) => (value: number) =>
    value < most ? digits(value, 0) : number(value, { notation: 'compact', maximumSignificantDigits: 3 });
  const short = upTo(10_000);
  /** About two significant digits; a small value never becomes 0. */
  const small = (value: number) => {
    if (value > 0 && value < 0.01) return `<${digits(0.01, 2)}`;
    return value < 100 ? digits(value, value < 0.1 ? 2 : 1) : short(value);
  };
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' });
  const inUnits = (seconds: number): [number, 'day' | 'hour' | 'minute' | 'second'] => {
    if (seconds >= 200_000) return [Math.round(seconds / 86_400), 'day'];
    if (seconds >= 3600) return [Math.round(seconds / 3600), 'hour'];
    return seconds >= 60 ? [Math.round(seconds / 60), 'minute'] : [Math.round(seconds), 'second'];
  };
  return {
    percent: (value) => ({ value: small(value), unit: '%' }),
    latency: (value) =>
      value < 10_000
        ? { value: digits(value, value < 10 ? 1 : 0), unit: 'ms' }
        : { value: small(value / 1000), unit: 's' },
    rate: (value) => ({ value: small(value), unit: '/s' }),
    number: (value) => digits(value, 9),
    count: upTo(1e9),
    short,
    ago: (seconds) => {
      const [amount, unit] = inUnits(seconds);
      return relative.format(-amount, unit);
    },
    span: (seconds) => {
      const [amount, unit] = inUnits(seconds);
      return number(amount, { style: 'unit', unit, unitDisplay: 'short' });
    },
    locale,
  };
}

/** The nearest `lang` of an element, also outside of its shadow root; the browser's language when there is none. */
export function nearestLang(element: Element): string {
  const holder = element.closest('[lang]');
  if (holder !== null) return holder.getAttribute('lang') ?? '';
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? nearestLang(root.host) : navigator.language;
}
