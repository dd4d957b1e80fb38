// Prism as a mock of the spec: it responds with the spec's examples, and refuses every request that does not fit.
// Its command line is not used, because it percent-encodes the names of parameters and then ignores `filter[type]`.
const { createLogger } = require("@stoplight/prism-core");
const { getHttpOperationsFromSpec } = require("@stoplight/prism-http");
const { createServer } = require("@stoplight/prism-http-server");

async function main() {
  const operations = await getHttpOperationsFromSpec(process.argv[2]);
  // An example that fits no schema: with `Prefer: example=broken`, Prism must report the response.
  for (const { contents } of operations.flatMap((operation) => operation.responses)) {
    contents.forEach(({ examples }) => examples.push({ id: "broken", key: "broken", value: "broken" }));
  }
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
  // Ends with the parent process, which has the other end of the pipe.
  process.stdin.resume().on("end", () => process.exit());
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
