// The line to the service: requests, server-sent events, and patience when it is away.

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** One request; its JSON, or nothing. Throws `Refused`, or TypeError when nobody is there. */
export async function ask(method, path, body, signal) {
  return read(await open(method, path, body, signal));
}

async function open(method, path, body, signal) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await fetch(path, { method, signal, ...sent });
  if (response.status === 401) return leave();
  if (!response.ok) throw new Refused(response.status, (await read(response))?.error?.message ?? response.statusText);
  return response;
}

/** Go to the door. What was asked waits there, too: it is neither done nor refused. */
function leave() {
  location.replace("/");
  return new Promise(() => {});
}

const read = (response) => (response.status === 204 ? undefined : response.json().catch(() => undefined));

/** The events of a live path, as [name, data]. */
export async function* events(path, signal) {
  const reader = (await open("GET", path, undefined, signal)).body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += piece.value;
    const parts = text.split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const field = (name) => part.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      if (field("data")) yield [field("event"), JSON.parse(field("data"))];
    }
  }
}

/** Do it until it works or is refused for good; `away` hears whether the service is missing. */
export async function patiently(work, away, signal) {
  for (let wait = 500; ; wait = Math.min(wait * 1.6, 5000)) {
    try {
      const result = await work();
      away(false);
      return result;
    } catch (error) {
      const lasting = error instanceof Refused && ![429, 502, 503, 504].includes(error.status);
      if (signal?.aborted || lasting) throw error;
      away(true);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
