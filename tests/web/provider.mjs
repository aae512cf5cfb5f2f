// A real identity provider (oidc-provider, certified by the OpenID Foundation) on a port of its own.
// Below /_test it can be told who somebody is, to change its keys, and to lie: then it signs what it is told to.
// Usage: node provider.mjs UI_FOLDER PORT CLIENT_ORIGIN
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [ui, port, ours] = process.argv.slice(2);
const from = createRequire(`${ui}/package.json`);
const load = (name) => import(pathToFileURL(from.resolve(name)).href);
const { default: Provider } = await load("oidc-provider");
const jose = await load("jose");

const issuer = `http://localhost:${port}`;
const people = new Map();
let lie = null;
let keys = [];
let provider;

async function build() {
  const { privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
  const key = { ...(await jose.exportJWK(privateKey)), kid: `key-${Date.now()}`, alg: "RS256", use: "sig" };
  keys = [key];
  const client = { redirect_uris: [`${ours}/oidc/callback`], post_logout_redirect_uris: [`${ours}/login`], grant_types: ["authorization_code"], response_types: ["code"], token_endpoint_auth_method: "client_secret_basic" };
  provider = new Provider(issuer, {
    clients: [
      { ...client, client_id: "yangguang", client_secret: "a-secret-that-only-tests-know-0123456789", backchannel_logout_uri: `${ours}/oidc/ended`, backchannel_logout_session_required: true },
      { ...client, client_id: "another", client_secret: "another-secret-that-only-tests-know-012345" },
    ],
    jwks: { keys },
    cookies: { keys: ["only-for-tests"] },
    claims: { openid: ["sub", "amr"], email: ["email", "email_verified"] },
    pkce: { required: () => true },
    features: { backchannelLogout: { enabled: true } },
    // It calls no address of this machine by itself; ours is one.
    fetch: (url, { dispatcher: _, ...options }) => globalThis.fetch(url, options),
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid email");
      await grant.save();
      return grant;
    },
  });
  provider.on("backchannel.error", (_, error) => console.error(error));
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === "token" && lie && ctx.body?.id_token) ctx.body.id_token = await forge(ctx.body.id_token);
    if (ctx.oidc?.route === "userinfo" && lie?.userinfo) ctx.body = lie.userinfo;
  });
}

async function forge(token) {
  const claims = { ...jose.decodeJwt(token), ...lie.claims };
  for (const name of Object.keys(claims)) if (claims[name] === null) delete claims[name];
  const header = jose.decodeProtectedHeader(token);
  if (lie.key === "none") return new jose.UnsecuredJWT(claims).encode();
  if (lie.key === "secret") return new jose.SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode("a-secret-that-only-tests-know-0123456789"));
  const stranger = lie.key === "stranger" ? (await jose.generateKeyPair("RS256")).privateKey : null;
  return new jose.SignJWT(claims).setProtectedHeader(header).sign(stranger ?? (await jose.importJWK(keys[0], "RS256")));
}

async function told(request) {
  let text = "";
  for await (const piece of request) text += piece;
  return text ? JSON.parse(text) : {};
}

await build();
createServer(async (request, response) => {
  if (!request.url.startsWith("/_test/")) return provider.callback()(request, response);
  const said = await told(request);
  if (request.url === "/_test/person") people.set(said.sub, said.claims);
  if (request.url === "/_test/lie") lie = said.lie;
  if (request.url === "/_test/rotate") await build();
  response.end("{}");
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
