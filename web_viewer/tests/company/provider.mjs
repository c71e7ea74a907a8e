/**
 * A real OpenID Connect provider for the tests: whoever types an e-mail address as login is that person.
 * Arguments: files of key and certificate. Prints its port; reads one line with the client it is to know.
 */

import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createInterface } from "node:readline";
import { Provider } from "oidc-provider";

const [keyFile, certificateFile] = process.argv.slice(2);
let answer = (_request, response) => response.writeHead(503).end();
const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) }, (request, response) =>
  answer(request, response),
);

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  process.stdout.write(`${JSON.stringify({ port })}\n`);
  const lines = createInterface({ input: process.stdin });
  lines.once("line", (line) => {
    const { client_id, client_secret, redirect_uri } = JSON.parse(line);
    const provider = new Provider(`https://localhost:${port}`, {
      clients: [{ client_id, client_secret, redirect_uris: [redirect_uri] }],
      claims: { email: ["email", "email_verified"] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      findAccount: (_context, login) => ({
        accountId: login,
        claims: () => ({ sub: login, email: login.replace("unchecked+", ""), email_verified: !login.startsWith("unchecked+") }),
      }),
    });
    answer = provider.callback();
    process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
  });
  lines.once("close", () => process.exit(0));
});
