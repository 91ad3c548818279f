import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads mail.quarantine and mail.verdicts with the JDK and kafka-clients alone: a file to copy and change. Each quarantined message becomes
 * {@code quarantine/<id>.eml} with its verdict as {@code <id>.json}, and goes again when it is deleted from quarantine; each event becomes
 * {@code verdicts/<id>.json}. Whoever has read a record may get it again: the same id, the same file. docs/quarantine.md and docs/audit.md tell
 * what records hold.
 */
public final class QuarantineConsumer {

    private static final String QUARANTINE = "mail.quarantine";
    private static final String VERDICTS = "mail.verdicts";
    private static final int LONGEST_ID = 64;

    private final Path claims;
    private final Path quarantined;
    private final Path verdicts;

    private QuarantineConsumer(Path claims, Path into) throws IOException {
        this.claims = claims;
        this.quarantined = Files.createDirectories(into.resolve("quarantine"));
        this.verdicts = Files.createDirectories(into.resolve("verdicts"));
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            System.err.println("usage: QuarantineConsumer.java BROKERS CLAIMS DIRECTORY");
            System.exit(64);
        }
        new QuarantineConsumer(Path.of(arguments[1]), Path.of(arguments[2])).run(arguments[0]);
    }

    /** Until it is killed, or cannot write; what is not committed then is read again. */
    private void run(String brokers) throws IOException {
        var properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, "quarantine-consumer-java");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // The topics are Serai's to make: a broker would give them one replica.
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(QUARANTINE, VERDICTS));
            while (true) {
                ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofSeconds(1));
                for (ConsumerRecord<String, byte[]> record : records) {
                    take(record);
                }
                if (!records.isEmpty()) {
                    consumer.commitSync();
                }
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) throws IOException {
        String id = record.key();
        if (!isId(id)) {
            System.err.println("a record of " + record.topic() + " whose key is no mail id is left out");
        } else if (record.topic().equals(VERDICTS)) {
            if (record.value() != null) {
                write(verdicts.resolve(id + ".json"), record.value());
            }
        } else if (record.value() == null) {
            Files.deleteIfExists(quarantined.resolve(id + ".eml"));
            Files.deleteIfExists(quarantined.resolve(id + ".json"));
            System.out.println(id + " was deleted from quarantine");
        } else if (!"serai.quarantined.v1".equals(header(record, "ce_type"))) {
            System.err.println(id + " has a type that is not known here and is left out");
        } else {
            keep(id, record);
        }
    }

    private void keep(String id, ConsumerRecord<String, byte[]> record) throws IOException {
        byte[] message = record.value();
        String verdict = header(record, "verdict");
        if (header(record, "claim") != null) {
            // It is the id again; a name from a record is none to open a file by.
            try {
                message = Files.readAllBytes(claims.resolve(id + ".eml"));
                verdict = Files.readString(claims.resolve(id + ".json"));
            } catch (NoSuchFileException e) {
                System.err.println(id + " lies in " + claims + " no longer");
                return;
            }
        }
        if (verdict == null || !sha256(message).equals(header(record, "sha256"))) {
            System.err.println(id + " is not as it came");
            return;
        }
        write(quarantined.resolve(id + ".json"), verdict.getBytes(StandardCharsets.UTF_8));
        // Last, so that wherever it stands its verdict does too.
        write(quarantined.resolve(id + ".eml"), message);
        System.out.println(id + " is here, " + header(record, "size") + " octets, envelope " + header(record, "envelope"));
    }

    /** A mail id, which leads out of no directory. */
    private static boolean isId(String key) {
        return key != null
                && !key.isEmpty()
                && key.length() <= LONGEST_ID
                && key.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }

    private static void write(Path file, byte[] octets) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName());
        Files.write(unfinished, octets);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has it", e);
        }
    }
}
