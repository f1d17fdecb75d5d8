// What is kept on this device. Storage may be switched off in a browser; then nothing is remembered, and nothing breaks.

export function recall<T>(name: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(`hyb.${name}`) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export function keep(name: string, value: unknown): void {
  try {
    if (value == null) localStorage.removeItem(`hyb.${name}`);
    else localStorage.setItem(`hyb.${name}`, JSON.stringify(value));
  } catch {
    // full, or not allowed
  }
}
