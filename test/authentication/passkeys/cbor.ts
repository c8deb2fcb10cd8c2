type Cbor = number | string | Buffer | readonly (readonly [number | string, Cbor])[];

/** Encodes the parts of CBOR (RFC 8949) that an authenticator writes: integers, bytes, text, and maps as lists of pairs. */
export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.length), ...value.flatMap(([key, inner]) => [cbor(key), cbor(inner)])]);
}

function head(major: number, count: number): Buffer {
  const type = major << 5;
  if (count < 24) return Buffer.from([type | count]);
  if (count < 256) return Buffer.from([type | 24, count]);
  if (count < 65_536) return Buffer.from([type | 25, count >> 8, count & 255]);
  return Buffer.from([type | 26, count >>> 24, (count >> 16) & 255, (count >> 8) & 255, count & 255]);
}
