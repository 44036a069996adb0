// clients.js: kafkajs behind the command line of clients.py; none, gzip and snappy only.
const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require('kafkajs');

CompressionCodecs[CompressionTypes.Snappy] = require('kafkajs-snappy');
const codecs = { none: CompressionTypes.None, gzip: CompressionTypes.GZIP, snappy: CompressionTypes.Snappy };
const FIRST_MS = 1700000000000;
const STEP_MS = 1000;

const [action, server, topic, ...rest] = process.argv.slice(2);
const kafka = new Kafka({ brokers: [server], logLevel: logLevel.ERROR });
const nullOr = (text) => (text === 'NIL' ? null : Buffer.from(text));
const text = (data) => (data === null || data === undefined ? 'NIL' : data.toString());

function parse(line, i) {
  const [headers, key, value] = line.split('\t');
  const message = { key: nullOr(key), value: nullOr(value), timestamp: String(FIRST_MS + i * STEP_MS) };
  if (headers !== 'NIL') {
    message.headers = Object.fromEntries(headers.split(',').map((h) => {
      const [name, ...of] = h.split(':');
      return [name, nullOr(of.join(':'))];
    }));
  }
  return message;
}

function show({ headers, key, value }) {
  const pairs = Object.entries(headers || {}).map(([name, of]) => `${name}:${text(of)}`);
  console.log([pairs.length ? pairs.join(',') : 'NO_HEADERS', text(key), text(value)].join('\t'));
}

async function write(codec) {
  const lines = require('fs').readFileSync(0, 'utf8').trimEnd().split('\n');
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  await producer.send({ topic, acks: -1, compression: codecs[codec], messages: lines.map(parse) });
  await producer.disconnect();
}

async function group(groupId, count) {
  const consumer = kafka.consumer({ groupId });
  let left = Number(count);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no message')), 30000).unref();
    consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        if (left <= 0) return;
        show(message);
        left -= 1;
        if (left > 0) return;
        await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
        resolve();
      },
    }).catch(reject);
  });
  await consumer.disconnect();
}

async function time(ms) {
  const admin = kafka.admin();
  await admin.connect();
  console.log((await admin.fetchTopicOffsetsByTimestamp(topic, Number(ms)))[0].offset);
  await admin.disconnect();
}

const read = (count) => group(`read-${process.pid}-${Date.now()}`, count);
const actions = { write, read, group, time };
actions[action](...rest).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
