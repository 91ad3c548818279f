package org.serai.camel;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.serai.config.Settings;
import org.serai.custody.FileArchive;
import org.serai.custody.GoneException;
import org.serai.kafka.Access;
import org.serai.kafka.KafkaSettings;
import org.serai.kafka.TopicScan;
import org.serai.verdict.Verification;

/**
 * What lies in quarantine, for a command that compares: the very bytes are hashed, in files, outbox, topic and claim store, and nothing is believed
 * that is said of them.
 */
final class KeptMessages implements Verification.Quarantine, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String GONE = "it is not in quarantine (its time was over, or it is lost)";

    private final @Nullable FileArchive files;
    private final Map<String, String> waiting = new HashMap<>();
    private final Map<String, TopicScan.Found> topic = new HashMap<>();
    private final ClaimReader claims;

    /** Reads the topic, where there is one, as it is now. */
    KeptMessages(Settings settings, Directories directories) throws IOException {
        var quarantine = settings.bind("quarantine.", QuarantineSettings.Quarantine.class);
        claims = new ClaimReader(settings, directories);
        if (!quarantine.onTopic()) {
            files = directories.at("quarantine.uri", QuarantineHome.NAME, FileArchive::new);
            return;
        }
        files = null;
        // First: what leaves it meanwhile is on the topic then.
        readOutbox(directories.data("outbox/" + QuarantineHome.NAME));
        topic.putAll(scan(settings, directories).messages(quarantine.topic()));
    }

    static TopicScan scan(Settings settings, Directories directories) {
        return new TopicScan(Access.of(settings.bind("kafka.", KafkaSettings.class), directories.home()), PATIENCE);
    }

    private void readOutbox(Path outbox) throws IOException {
        if (!Files.isDirectory(outbox)) {
            return;
        }
        var archive = new FileArchive(outbox);
        try (DirectoryStream<Path> names = Files.newDirectoryStream(outbox, "[!.]*" + FileArchive.BYTES)) {
            for (Path file : names) {
                String name = file.getFileName().toString();
                String id = name.substring(0, name.length() - FileArchive.BYTES.length());
                try {
                    waiting.put(id, sha256(archive, id));
                } catch (GoneException e) {
                    // Shipped just now.
                    continue;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public Optional<String> wrong(String id, String sha256) throws IOException {
        if (files != null) {
            return inFiles(files, id, sha256);
        }
        TopicScan.Found record = topic.get(id);
        if (record == null) {
            String waits = waiting.get(id);
            return waits == null ? Optional.of(GONE) : others("what waits in the outbox", waits, sha256);
        }
        return record.claim() ? claimed(id, record, sha256) : inline(record, sha256);
    }

    private static Optional<String> inFiles(FileArchive files, String id, String sha256) throws IOException {
        try {
            return others("what lies in quarantine", sha256(files, id), sha256);
        } catch (GoneException e) {
            return Optional.of(GONE);
        }
    }

    private static Optional<String> inline(TopicScan.Found record, String sha256) {
        Optional<String> others = others("what lies in quarantine", record.sha256(), sha256);
        return others.isPresent() ? others : others("the header of its record", record.said(), record.sha256());
    }

    private Optional<String> claimed(String id, TopicScan.Found record, String sha256) throws IOException {
        String found;
        try {
            found = claims.sha256(id);
        } catch (GoneException e) {
            return Optional.of(
                    "its record is in quarantine, but its claim is not in the claim store (its time was over, or it is lost)");
        }
        Optional<String> others = others("its claim", found, sha256);
        return others.isPresent() ? others : others("the header of its record", record.said(), found);
    }

    private static Optional<String> others(String what, String found, String expected) {
        return expected.isEmpty() || found.equals(expected)
                ? Optional.empty()
                : Optional.of(what + " is not what came: SHA-256 " + found + " for " + expected);
    }

    private static String sha256(FileArchive archive, String id) throws IOException {
        return archive.open(id).content().sha256().hex();
    }

    @Override
    public void close() {
        claims.close();
    }
}
