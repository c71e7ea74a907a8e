/** Remembers the key of each device in this browser, so that a changed one is noticed. */

export interface Pins {
  /** The pinned key hash of the device, or null. */
  read(device: string): Promise<string | null>;
  write(device: string, keyHash: string): Promise<void>;
}

const DATABASE = "handrail";
const TABLE = "device_keys";

function finished<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the browser's storage failed")));
  });
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(TABLE));
  return finished(request);
}

async function inTable<T>(mode: IDBTransactionMode, body: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await finished(body(database.transaction(TABLE, mode).objectStore(TABLE)));
  } finally {
    database.close();
  }
}

/** Pins in IndexedDB. */
export const browserPins: Pins = {
  async read(device) {
    const found: unknown = await inTable("readonly", (table) => table.get(device));
    return typeof found === "string" ? found : null;
  },
  async write(device, keyHash) {
    await inTable("readwrite", (table) => table.put(keyHash, device));
  },
};
