// Prism as a mock of the spec: answers with the spec's examples, refuses every request that does not fit.
// Not by its command line: that writes the names of the parameters anew, percent-encoded, and then overlooks `filter[type]`.
const { createLogger } = require("@stoplight/prism-core");
const { getHttpOperationsFromSpec } = require("@stoplight/prism-http");
const { createServer } = require("@stoplight/prism-http-server");

async function main() {
  const operations = await getHttpOperationsFromSpec(process.argv[2]);
  const server = createServer(operations, {
    cors: false,
    config: {
      isProxy: false,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: true,
      upstreamProxy: undefined,
      mock: { dynamic: false },
    },
    components: { logger: createLogger("prism", { level: "silent" }) },
  });
  console.log(`listening at ${await server.listen(0, "127.0.0.1")}`);
  // Whoever started this holds the other end: it does not outlive them.
  process.stdin.resume().on("end", () => process.exit());
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
