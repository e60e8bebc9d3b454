// node-soap, given the endpoint's address and a version; the calls come on standard input as JSON,
// the answers go to standard output as JSON: name, and fault (its codes) or body and header.
const { readFileSync } = require("node:fs");
const soap = require("soap");

const [url, version] = process.argv.slice(2);
const newer = version === "soap12";
const isObject = (value) => typeof value === "object" && value !== null;

// Below an operation's own parameters, plain values are attributes.
function item(value) {
  if (Array.isArray(value)) return value.map(item);
  if (!isObject(value)) return value;
  const parts = Object.entries(value);
  const plain = parts.filter(([, held]) => !isObject(held));
  const nested = parts.filter(([, held]) => isObject(held)).map(([name, held]) => [name, item(held)]);
  return { ...(plain.length ? { attributes: Object.fromEntries(plain) } : {}), ...Object.fromEntries(nested) };
}

function parameters(given) {
  return Object.fromEntries(Object.entries(given).map(([name, held]) => [name, item(held)]));
}

// The other way: attributes stand beside elements.
function flat(value) {
  if (Array.isArray(value)) return value.map(flat);
  if (!isObject(value)) return value;
  const { attributes = {}, ...nested } = value;
  return { ...attributes, ...Object.fromEntries(Object.entries(nested).map(([name, held]) => [name, flat(held)])) };
}

const text = (value) => (isObject(value) ? value.$value : value);

function codes(fault) {
  if (!newer) return [text(fault.faultcode)];
  const found = [];
  for (let code = fault.Code; code; code = code.Subcode) found.push(text(code.Value));
  return found;
}

async function main() {
  const client = await soap.createClientAsync(`${url}?WSDL`, { forceSoap12Headers: newer });
  const port = client.V200611[newer ? "V200611Soap12" : "V200611Soap"];
  const answers = [];
  let granted = null;
  for (const call of JSON.parse(readFileSync(0, "utf8"))) {
    const value = call.session === "granted" ? granted : call.session;
    client.clearSoapHeaders();
    if (value !== null) {
      const block = { CventSessionHeader: { CventSessionValue: value } };
      client.addSoapHeader(block, "", "tns", "http://api.cvent.com/2006-11");
    }
    answers.push(
      await new Promise((done, broken) => {
        port[call.operation](parameters(call.arguments), (error, result, _raw, header) => {
          const fault = error?.root?.Envelope?.Body?.Fault;
          if (fault) return done({ name: call.name, fault: codes(fault) });
          if (error) return broken(error);
          granted ??= result.LoginResult?.attributes.CventSessionHeader ?? null;
          return done({ name: call.name, body: flat(result), header: flat(header) });
        });
      }),
    );
  }
  process.stdout.write(JSON.stringify(answers));
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
