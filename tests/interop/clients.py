"""clients.py: two Python clients of Kafka behind one small command line, for clients.sh.

    clients.py confluent|python write SERVER TOPIC CODEC   the corpus on stdin, with its own timing
    clients.py confluent|python read SERVER TOPIC COUNT    from the beginning, no group
    clients.py confluent|python group SERVER TOPIC GROUP COUNT   in a group, committing what it took
    clients.py confluent|python time SERVER TOPIC MS       the first offset at or after that time

A line is headers, key, value, separated by tabs; NIL is null, NO_HEADERS what it says.
"""
import sys

FIRST_MS = 1700000000000
STEP_MS = 1000
PATIENCE_S = 30


def null_or_bytes(text):
    return None if text == "NIL" else text.encode()


def parse(line):
    headers, key, value = line.rstrip("\n").split("\t")
    pairs = [] if headers == "NIL" else [h.split(":", 1) for h in headers.split(",")]
    return [(k, null_or_bytes(v)) for k, v in pairs], null_or_bytes(key), null_or_bytes(value)


def text(data):
    return "NIL" if data is None else data.decode()


def show(headers, key, value):
    shown = ",".join(f"{k}:{text(v)}" for k, v in headers) if headers else "NO_HEADERS"
    print(shown, text(key), text(value), sep="\t", flush=True)


class Confluent:
    """The newest librdkafka, by way of confluent-kafka."""

    def __init__(self, server):
        self.server = server

    def write(self, topic, codec):
        from confluent_kafka import Producer

        producer = Producer({"bootstrap.servers": self.server, "compression.type": codec,
                             "enable.idempotence": True})
        failures = []
        for i, line in enumerate(sys.stdin):
            headers, key, value = parse(line)
            producer.produce(topic, value, key, headers=headers, timestamp=FIRST_MS + i * STEP_MS,
                             on_delivery=lambda err, _: err and failures.append(err))
        if producer.flush(PATIENCE_S) or failures:
            sys.exit(f"not delivered: {failures}")

    def consumer(self, group, commits):
        from confluent_kafka import Consumer

        return Consumer({"bootstrap.servers": self.server, "group.id": group,
                         "auto.offset.reset": "earliest", "enable.auto.commit": commits})

    def take(self, consumer, count):
        for _ in range(count):
            message = consumer.poll(PATIENCE_S)
            if message is None or message.error():
                sys.exit(f"no message: {message and message.error()}")
            show(message.headers(), message.key(), message.value())

    def read(self, topic, count):
        from confluent_kafka import TopicPartition

        consumer = self.consumer("unused", False)
        consumer.assign([TopicPartition(topic, 0, 0)])
        self.take(consumer, int(count))
        consumer.close()

    def group(self, topic, group, count):
        consumer = self.consumer(group, False)
        consumer.subscribe([topic])
        self.take(consumer, int(count))
        consumer.commit(asynchronous=False)
        consumer.close()

    def time(self, topic, ms):
        from confluent_kafka import TopicPartition

        consumer = self.consumer("unused", False)
        print(consumer.offsets_for_times([TopicPartition(topic, 0, int(ms))], PATIENCE_S)[0].offset)


class Python:
    """kafka-python, which shares no code with any other."""

    def __init__(self, server):
        self.server = server

    def write(self, topic, codec):
        from kafka import KafkaProducer

        producer = KafkaProducer(bootstrap_servers=self.server,
                                 compression_type=None if codec == "none" else codec)
        for i, line in enumerate(sys.stdin):
            headers, key, value = parse(line)
            sent = producer.send(topic, value, key, headers, timestamp_ms=FIRST_MS + i * STEP_MS)
        producer.flush(PATIENCE_S)
        sent.get(PATIENCE_S)
        producer.close()

    def consumer(self, **settings):
        from kafka import KafkaConsumer

        return KafkaConsumer(bootstrap_servers=self.server, auto_offset_reset="earliest",
                             enable_auto_commit=False, consumer_timeout_ms=PATIENCE_S * 1000,
                             **settings)

    def take(self, consumer, count):
        for _ in range(count):
            message = next(consumer)
            show(message.headers, message.key, message.value)

    def read(self, topic, count):
        from kafka import TopicPartition

        consumer = self.consumer()
        consumer.assign([TopicPartition(topic, 0)])
        consumer.seek_to_beginning()
        self.take(consumer, int(count))
        consumer.close()

    def group(self, topic, group, count):
        consumer = self.consumer(group_id=group, max_poll_records=int(count))
        consumer.subscribe([topic])
        self.take(consumer, int(count))
        consumer.commit()
        consumer.close()

    def time(self, topic, ms):
        from kafka import TopicPartition

        partition = TopicPartition(topic, 0)
        print(self.consumer().offsets_for_times({partition: int(ms)})[partition].offset)


client = {"confluent": Confluent, "python": Python}[sys.argv[1]](sys.argv[3])
getattr(client, sys.argv[2])(*sys.argv[4:])
