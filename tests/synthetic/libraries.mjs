// Gives the values in the file that is named first to the libraries in this folder's node_modules, as code of projects
// does at import, and writes what each said: null, or the message of its error. Nothing is reached over a network.
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const values = JSON.parse(readFileSync(process.argv[2], "utf8"));
const require = createRequire(join(process.cwd(), "package.json"));
// Node 20 has none, and Supabase wants one before it is asked for anything.
globalThis.WebSocket ??= class {};

const use = async (name) => {
  const found = await import(require.resolve(name));
  // Node does not see all names that a module of the old kind gives.
  return { ...(found.default === Object(found.default) ? found.default : {}), ...found };
};
const equal = (actual, wanted) => {
  if (actual !== wanted) throw new Error(`${actual} is not ${wanted}`);
};

const cases = {
  async supabase() {
    const { createClient } = await use("@supabase/supabase-js");
    createClient(values.NEXT_PUBLIC_SUPABASE_URL, values.NEXT_PUBLIC_SUPABASE_ANON_KEY);
    createClient(values.SUPABASE_URL, values.SUPABASE_SERVICE_ROLE_KEY);
    const role = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url")).role;
    equal(role(values.NEXT_PUBLIC_SUPABASE_ANON_KEY), "anon");
    equal(role(values.SUPABASE_SERVICE_ROLE_KEY), "service_role");
  },
  async supabaseSsr() {
    const { createBrowserClient, createServerClient } = await use("@supabase/ssr");
    const cookies = { getAll: () => [], setAll: () => {} };
    createServerClient(values.NEXT_PUBLIC_SUPABASE_URL, values.NEXT_PUBLIC_SUPABASE_ANON_KEY, { cookies });
    createBrowserClient(values.NEXT_PUBLIC_SUPABASE_URL, values.NEXT_PUBLIC_SUPABASE_ANON_KEY, { cookies });
  },
  async stripe() {
    const { default: Stripe } = await use("stripe");
    const stripe = new Stripe(values.STRIPE_SECRET_KEY);
    const header = stripe.webhooks.generateTestHeaderString({ payload: "{}", secret: values.STRIPE_WEBHOOK_SECRET });
    stripe.webhooks.constructEvent("{}", header, values.STRIPE_WEBHOOK_SECRET);
  },
  async openai() {
    const { default: OpenAI } = await use("openai");
    new OpenAI({ apiKey: values.OPENAI_API_KEY, baseURL: values.OPENAI_BASE_URL });
  },
  async anthropic() {
    const { default: Anthropic } = await use("@anthropic-ai/sdk");
    new Anthropic({ apiKey: values.ANTHROPIC_API_KEY });
  },
  async resend() {
    const { Resend } = await use("resend");
    new Resend(values.RESEND_API_KEY);
  },
  async clerk() {
    const { parsePublishableKey, isPublishableKey } = await use("@clerk/shared/keys");
    equal(isPublishableKey(values.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY), true);
    const { frontendApi } = parsePublishableKey(values.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY, { fatal: true });
    new URL(`https://${frontendApi}`);
    const { createClerkClient } = await use("@clerk/backend");
    createClerkClient({
      secretKey: values.CLERK_SECRET_KEY,
      publishableKey: values.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY,
    });
  },
  async clerkWebhook() {
    equal(Buffer.from(values.CLERK_WEBHOOK_SECRET.replace("whsec_", ""), "base64").length, 24);
  },
  async authJs() {
    const { Auth, setEnvDefaults } = await use("@auth/core");
    const config = { providers: [] };
    setEnvDefaults?.({ AUTH_SECRET: values.AUTH_SECRET, AUTH_URL: values.AUTH_URL }, config);
    const answer = await Auth(new Request(`${values.AUTH_URL}/auth/session`), {
      providers: [], secret: values.AUTH_SECRET, trustHost: true, basePath: "/auth",
    });
    equal(answer.status, 200);
  },
  async mongodb() {
    const { MongoClient } = await use("mongodb");
    new MongoClient(values.MONGODB_URI);
  },
  async postgres() {
    const { parse } = await use("pg-connection-string");
    equal(parse(values.DATABASE_URL).port, "5432");
    (await use("postgres")).default(values.DATABASE_URL);
  },
  async neon() {
    (await use("@neondatabase/serverless")).neon(values.DATABASE_URL);
  },
  async mysql() {
    const { createPool } = await use("mysql2");
    createPool(values.MYSQL_URL);
  },
  async redis() {
    const { default: Redis } = await use("ioredis");
    const redis = new Redis(values.REDIS_URL, { lazyConnect: true });
    equal(redis.options.host, new URL(values.REDIS_URL).hostname);
  },
  async upstash() {
    const { Redis } = await use("@upstash/redis");
    new Redis({ url: values.UPSTASH_REDIS_REST_URL, token: values.UPSTASH_REDIS_REST_TOKEN });
  },
  async libsql() {
    const { createClient } = await use("@libsql/client/http");
    createClient({ url: values.TURSO_DATABASE_URL, authToken: values.TURSO_AUTH_TOKEN });
  },
  async firebase() {
    const { initializeApp } = await use("@firebase/app");
    const { getAuth } = await use("@firebase/auth");
    const app = initializeApp({
      apiKey: values.NEXT_PUBLIC_FIREBASE_API_KEY,
      projectId: values.NEXT_PUBLIC_FIREBASE_PROJECT_ID,
      appId: values.NEXT_PUBLIC_FIREBASE_APP_ID,
    });
    getAuth(app);
    const { getDatabase } = await use("@firebase/database");
    getDatabase(app, values.NEXT_PUBLIC_FIREBASE_DATABASE_URL);
  },
  async firebaseAdmin() {
    const { cert, initializeApp } = await use("firebase-admin/app");
    initializeApp({ credential: cert(JSON.parse(values.FIREBASE_SERVICE_ACCOUNT_KEY)) }, "json");
    const [projectId, clientEmail] = [values.FIREBASE_PROJECT_ID, values.FIREBASE_CLIENT_EMAIL];
    const privateKey = values.FIREBASE_PRIVATE_KEY.replace(/\\n/g, "\n");
    initializeApp({ credential: cert({ projectId, clientEmail, privateKey }) }, "parts");
  },
  async pem() {
    equal(createPrivateKey(values.GITHUB_APP_PRIVATE_KEY).asymmetricKeyDetails.modulusLength, 2048);
    const { importPKCS8, SignJWT } = await use("jose");
    const key = await importPKCS8(values.GITHUB_APP_PRIVATE_KEY, "RS256");
    await new SignJWT({}).setProtectedHeader({ alg: "RS256" }).sign(key);
    const forge = require("node-forge");
    equal(forge.pki.privateKeyFromPem(values.GITHUB_APP_PRIVATE_KEY).n.bitLength(), 2048);
  },
  async jwt() {
    const { decodeJwt } = await use("jose");
    decodeJwt(values.TURSO_AUTH_TOKEN);
  },
  async sanity() {
    const { createClient } = await use("@sanity/client");
    createClient({
      projectId: values.NEXT_PUBLIC_SANITY_PROJECT_ID,
      dataset: values.NEXT_PUBLIC_SANITY_DATASET,
      apiVersion: values.NEXT_PUBLIC_SANITY_API_VERSION,
      token: values.SANITY_API_TOKEN,
      useCdn: false,
    });
  },
  async contentful() {
    const { default: contentful } = await use("contentful");
    contentful.createClient({ space: values.CONTENTFUL_SPACE_ID, accessToken: values.CONTENTFUL_ACCESS_TOKEN });
  },
  async sentry() {
    const { dsnFromString } = await use("@sentry/core");
    equal(dsnFromString(values.NEXT_PUBLIC_SENTRY_DSN).protocol, "https");
  },
  async posthog() {
    const { PostHog } = await use("posthog-node");
    await new PostHog(values.NEXT_PUBLIC_POSTHOG_KEY, { host: values.NEXT_PUBLIC_POSTHOG_HOST }).shutdown();
  },
  async convex() {
    const { ConvexHttpClient } = await use("convex/browser");
    new ConvexHttpClient(values.NEXT_PUBLIC_CONVEX_URL);
    const { ConvexReactClient } = await use("convex/react");
    await new ConvexReactClient(values.NEXT_PUBLIC_CONVEX_URL).close();
  },
  async algolia() {
    const { algoliasearch } = await use("algoliasearch");
    algoliasearch(values.NEXT_PUBLIC_ALGOLIA_APP_ID, values.ALGOLIA_ADMIN_KEY);
  },
  async twilio() {
    const { default: twilio } = await use("twilio");
    twilio(values.TWILIO_ACCOUNT_SID, values.TWILIO_AUTH_TOKEN);
  },
  async pusher() {
    const { default: Pusher } = await use("pusher");
    const pusher = new Pusher({
      appId: values.PUSHER_APP_ID, key: values.NEXT_PUBLIC_PUSHER_KEY, secret: values.PUSHER_SECRET,
      cluster: values.NEXT_PUBLIC_PUSHER_CLUSTER,
    });
    pusher.authorizeChannel("1.2", "private-a");
  },
  async webPush() {
    const { default: push } = await use("web-push");
    push.setVapidDetails(values.VAPID_SUBJECT, values.NEXT_PUBLIC_VAPID_PUBLIC_KEY, values.VAPID_PRIVATE_KEY);
  },
  async aws() {
    const { S3Client } = await use("@aws-sdk/client-s3");
    const [accessKeyId, secretAccessKey] = [values.AWS_ACCESS_KEY_ID, values.AWS_SECRET_ACCESS_KEY];
    const client = new S3Client({ region: values.AWS_REGION, credentials: { accessKeyId, secretAccessKey } });
    equal((await client.config.credentials()).accessKeyId, accessKeyId);
  },
  async ironSession() {
    const { sealData } = await use("iron-session");
    await sealData({ a: 1 }, { password: values.SESSION_SECRET });
  },
  async liveblocks() {
    const { Liveblocks } = await use("@liveblocks/node");
    new Liveblocks({ secret: values.LIVEBLOCKS_SECRET_KEY });
  },
  async nodemailer() {
    const { default: nodemailer } = await use("nodemailer");
    equal(nodemailer.createTransport(values.EMAIL_SERVER).transporter.options.port, 587);
  },
  async aes() {
    equal(Buffer.from(values.ENCRYPTION_KEY, "hex").length, 32);
  },
};

const said = {};
for (const [name, run] of Object.entries(cases)) {
  try {
    await run();
    said[name] = null;
  } catch (error) {
    said[name] = String(error?.stack ?? error).slice(0, 600);
  }
}
process.stdout.write(JSON.stringify(said), () => process.exit(0));
