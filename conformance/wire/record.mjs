// Records what Postman's engine sends for each fixture: `npm ci && npm run record` in this folder.
//
// In: fixtures.json, the fixtures and their values. Out: recordings/NAME.jsonl, first the hashes of
// what was recorded and the version of the engine, then one line for each request in order.
// `npm run record -- FOLDER OUT` does so for every collection of a folder, with a made-up value for
// each variable that has none; the first line then holds the values. The
// engine builds every message as ever, but its sockets lead to a server in this process, which
// answers 200 `{}`: no name is resolved and no other host is contacted.
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Runner } = require('postman-runtime');
const { Collection, VariableScope } = require('postman-collection');
const transformer = require('postman-collection-transformer');
const ENGINE = require('postman-runtime/package.json').version;

const HERE = import.meta.dirname;
const ROOT = path.join(HERE, '..', '..');

/** The token of OAuth 2.0 blocks that hold none: only Postman's app can fetch one. */
const TOKEN = 'test-access-token';

/** Headers that differ from run to run, and say nothing about the request. */
const VOLATILE = new Set(['postman-token', 'user-agent']);

const hash = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');

/** Cuts a message by hand, so that odd methods and targets, order and case of headers are kept. */
function cut (buffer) {
    const end = buffer.indexOf('\r\n\r\n');
    if (end < 0) { return null; }
    const [line, ...lines] = buffer.subarray(0, end).toString('latin1').split('\r\n');
    const headers = lines.map((text) => {
        const at = text.indexOf(':');
        return [text.slice(0, at), text.slice(at + 1).replace(/^ /, '')];
    });
    const value = (name) => (headers.find(([key]) => key.toLowerCase() === name) || [])[1];
    const [method, ...rest] = line.split(' ');
    const message = { method, target: rest.slice(0, -1).join(' '), headers, host: value('host') };
    let at = end + 4;
    if (!/chunked/i.test(value('transfer-encoding') || '')) {
        const length = Number(value('content-length') || 0);
        if (buffer.length < at + length) { return null; }
        return { ...message, body: buffer.subarray(at, at + length), length: at + length };
    }
    const pieces = [];
    for (;;) {
        const eol = buffer.indexOf('\r\n', at);
        if (eol < 0) { return null; }
        const size = parseInt(buffer.subarray(at, eol).toString('latin1'), 16);
        if (buffer.length < eol + size + 4) { return null; }
        pieces.push(buffer.subarray(eol + 2, eol + 2 + size));
        at = eol + size + 4;
        if (!size) { return { ...message, body: Buffer.concat(pieces), length: at }; }
    }
}

/** A server that hands every message on, and the agents that lead everything to it. */
async function startServer (received) {
    const server = net.createServer((socket) => {
        let buffer = Buffer.alloc(0);
        socket.on('error', () => {});
        socket.on('data', (data) => {
            buffer = Buffer.concat([buffer, data]);
            const message = cut(buffer);
            if (!message) { return; }
            buffer = buffer.subarray(message.length);
            received(message);
            const end = message.method === 'HEAD' ? '' : '{}';
            socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n${end}`);
        });
    });
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address();
    const agent = (Agent, scheme, current) => Object.assign(new Agent(), {
        createConnection () {
            current.scheme = scheme;
            return net.connect(port, '127.0.0.1');
        }
    });
    const current = { scheme: null };
    const agents = { http: agent(http.Agent, 'http', current), https: agent(https.Agent, 'https', current) };
    return { agents, current, close: () => server.close() };
}

/** Every file exists and holds its name, wherever the author had it. */
function makeFiles () {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wire-'));
    const real = (source) => {
        const name = String(source).split(/[\\/]/).pop();
        const file = path.join(folder, hash(String(source)), name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, `content of ${name}\n`);
        return file;
    };
    return {
        stat: (source, done) => fs.stat(real(source), done),
        createReadStream: (source) => fs.createReadStream(real(source)),
        readFile: (source, done) => fs.readFile(real(source), done),
        remove: () => fs.rmSync(folder, { recursive: true, force: true })
    };
}

/** Requests in the order of the file, without scripts, and with a token for every OAuth 2.0 block that has none. */
function prepare (node, requests, values, names = []) {
    const isEmpty = (text) => !String(text ?? '').replace(/\{\{([^{}]+)\}\}/g, (token, name) => values[name] ?? token);
    delete node.event;
    const auth = node.request ? node.request.auth : node.auth;
    if (auth && auth.type === 'oauth2') {
        const { oauth2 } = auth;
        if (!Array.isArray(oauth2)) {
            const { accessToken } = oauth2 || {};
            auth.oauth2 = { ...oauth2, accessToken: isEmpty(accessToken) ? TOKEN : accessToken };
        } else {
            const others = oauth2.filter((entry) => entry.key !== 'accessToken' || !isEmpty(entry.value));
            const isGiven = others.some((entry) => entry.key === 'accessToken');
            auth.oauth2 = isGiven ? oauth2 : [...others, { key: 'accessToken', value: TOKEN }];
        }
    }
    for (const item of node.item || []) {
        if (!item || typeof item !== 'object') { continue; }
        const itemPath = [...names, String(item.name ?? '')];
        if (!item.item) {
            item.id = String(requests.length);
            requests.push({ path: itemPath });
        }
        prepare(item, requests, values, itemPath);
    }
}

/** Boundaries are made up anew each time; one word stands for all of them. */
function settle (headers, body) {
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type');
    const boundary = type && (/boundary=([^;]+)/.exec(type[1]) || [])[1];
    if (!boundary || !/^multipart\/form-data/.test(type[1]) || !body.includes(`--${boundary}`)) { return body; }
    type[1] = type[1].replace(boundary, 'boundary');
    return Buffer.from(body.toString('latin1').replaceAll(boundary, 'boundary'), 'latin1');
}

const text = (bytes) => {
    const decoded = bytes.toString('utf8');
    return Buffer.from(decoded, 'utf8').equals(bytes) ? { body: decoded } : { body_base64: bytes.toString('base64') };
};

/** The collection of a file, in the form of v2.1. */
async function read (file) {
    const { collection, ...whole } = JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    const found = collection || whole;
    if (!found.order || !found.requests) { return found; }
    const versions = { inputVersion: '1.0.0', outputVersion: '2.1.0' };
    return new Promise((resolve, reject) => transformer.convert(found, versions,
        (error, converted) => (error ? reject(error) : resolve(converted))));
}

/** A value for every variable in use that the collection gives none. */
function madeUp (collection) {
    const given = Array.isArray(collection.variable) ? collection.variable : [];
    const known = new Map(given.filter((entry) => entry && !entry.disabled && entry.value != null).map(({ key, value }) => [key, value]));
    const text = JSON.stringify(collection, (key, value) => (['event', 'response', 'description'].includes(key) ? undefined : value));
    // An empty one is one, which a client takes for none unless it is told.
    const values = Object.fromEntries([...known].filter(([, value]) => value === ''));
    for (const [token, escaped] of text.matchAll(/\{\{([^{}]+)\}\}/g)) {
        const name = JSON.parse(`"${escaped}"`);
        if (known.has(name) || name in values) { continue; }
        const isNumber = /^\$(timestamp|random(Int|Boolean|Price|Latitude|Longitude|BankAccount|CreditCardMask)$)/.test(name);
        if (text.includes(`${token}://`) || text.includes(`"protocol":"${token}"`)) {
            values[name] = 'https';
        } else if (text.includes(`"port":"${token}"`) || text.includes(`:${token}/`)) {
            values[name] = '8443';
        } else {
            values[name] = isNumber ? '42' : `var-${name.replace(/[^A-Za-z0-9._-]+/g, '-')}`;
        }
    }
    return values;
}

async function record (collection, values) {
    const requests = [];
    prepare(collection, requests, values);
    let now = null;
    const server = await startServer((message) => {
        const { method, target, host, headers, body } = message;
        const kept = headers.filter(([name]) => !VOLATILE.has(name.toLowerCase()));
        const { scheme } = server.current;
        const settled = settle(kept, body);
        now.sent ??= { method, scheme, host: host.toLowerCase(), target, headers: kept, ...(settled.length ? text(settled) : {}) };
    });
    const files = makeFiles();
    const environment = new VariableScope({ values: Object.entries(values).map(([key, value]) => ({ key, value, type: 'any' })) });
    const idle = { dispose () {}, on () {}, removeAllListeners () {} };
    await new Promise((resolve, reject) => {
        new Runner().run(new Collection(collection), {
            environment, fileResolver: files, ignoreProxyEnvironmentVariables: true,
            requester: { agents: server.agents, useWhatWGUrlParser: true, followRedirects: false },
            host: { external: true, instance: idle }
        }, (error, run) => (error ? reject(error) : run.start({
            beforeItem: (_, cursor, item) => { now = requests[Number(item.id)]; },
            request: (problem) => { if (problem && !now.sent) { now.error = problem.message; } },
            exception: (cursor, problem) => { now.error ??= problem.message; },
            done: (problem) => (problem ? reject(problem) : resolve())
        })));
    });
    files.remove();
    server.close();
    return requests.map(({ path: names, sent, error }) => ({ path: names, ...(sent || { error: error || 'nothing was sent' }) }));
}

const write = (file, head, lines) => {
    fs.writeFileSync(file, [{ ...head, engine: ENGINE }, ...lines].map((line) => JSON.stringify(line) + '\n').join(''));
    console.log(`${path.basename(file)}: ${lines.length} requests, ${lines.filter((line) => line.error).length} that the engine refuses`);
};

async function recordFixtures () {
    for (const { name, collection, values } of JSON.parse(fs.readFileSync(path.join(HERE, 'fixtures.json'), 'utf8'))) {
        const file = path.join(ROOT, collection);
        const sorted = Object.fromEntries(Object.entries(values).sort());
        const head = { collection, sha256: hash(fs.readFileSync(file)), values: hash(JSON.stringify(sorted)) };
        write(path.join(HERE, 'recordings', `${name}.jsonl`), head, await record(await read(file), values));
    }
}

async function recordFolder (folder, out) {
    fs.mkdirSync(out, { recursive: true });
    for (const name of fs.readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
        const file = path.resolve(folder, name);
        try {
            const collection = await read(file);
            if (!Array.isArray(collection.item)) { continue; }
            const values = madeUp(collection);
            write(path.join(out, `${name}l`), { collection: file, values }, await record(collection, values));
        } catch (error) {
            console.log(`${name}: ${error.message}`);
        }
    }
}

const [folder, out] = process.argv.slice(2);
await (folder ? recordFolder(folder, out) : recordFixtures());
process.exit(0);
