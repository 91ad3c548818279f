package org.serai.camel;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.Cursor;
import org.serai.custody.JournalEntry;
import org.serai.custody.Segments;
import org.serai.kafka.TopicUri;
import org.serai.verdict.Verification;
import org.serai.verdict.Verification.End;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running or stopped Serai has written down, read by a command. */
public final class JournalFiles {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFiles.class);

    /** In the directory of the journal: where the Serai that writes it keeps messages and tells of them. */
    static final String PLACES = "places.properties";

    private static final int READ = 1 << 20;

    private final Settings settings;
    private final Directories directories;

    public JournalFiles(Settings settings, Path home) {
        this.settings = settings;
        this.directories = new Directories(settings, home);
        if (!Files.isDirectory(directory())) {
            throw new ConfigException("there is no " + directory() + ": no Serai has run with this data.dir");
        }
    }

    /** Notes these for whoever compares later; what a start is given by {@code -D} no other process knows. */
    static void note(Path directory, Settings settings) {
        var text = new StringBuilder();
        places(settings)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        Path unfinished = directory.resolve(PLACES + ".new");
        try {
            Files.writeString(unfinished, text);
            Files.move(unfinished, directory.resolve(PLACES), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written, and bin/serai audit verify may look elsewhere", unfinished, e);
        }
    }

    private static Map<String, String> places(Settings settings) {
        var out = new LinkedHashMap<String, String>();
        out.put(
                "quarantine.uri",
                settings.bind("quarantine.", QuarantineSettings.Quarantine.class)
                        .uri());
        out.put("audit.uri", settings.bind("audit.", PolicySettings.Audit.class).uri());
        return out;
    }

    /** Elsewhere nothing of it lies, and all would be called lost. */
    private void requirePlaces() throws IOException {
        List<String> noted;
        try {
            noted = Files.readAllLines(directory().resolve(PLACES));
        } catch (NoSuchFileException e) {
            return; // It was written by an older Serai.
        }
        places(settings).forEach((name, value) -> {
            String there = noted.stream()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElse(value);
            if (!there.equals(value)) {
                throw new ConfigException("the Serai of " + directory() + " has " + name + " = '" + there
                        + "', and this command '" + value + "': nothing could be compared. Give both the same, by"
                        + " config/serai.properties, or here by bin/serai audit -D" + name + "=" + there
                        + " ... verify, with kafka.brokers where that is a topic");
            }
        });
    }

    /** Of the journal. */
    public Path directory() {
        return directories.data(Custody.JOURNAL);
    }

    /**
     * As {@link Verification}; events are compared with the audit trail as far as they have gone on.
     *
     * @throws ConfigException when Serai keeps messages elsewhere than the settings say
     */
    public Map<End, Long> verify(Instant since, Instant until, BiConsumer<String, String> differs) throws IOException {
        requirePlaces();
        // Before the trail is read, or what comes meanwhile would be missed there.
        long told = Cursor.read(directory().resolve(Custody.CURSOR));
        Set<String> ids = told();
        try (var kept = new KeptMessages(settings, directories)) {
            return new Verification(new Segments(directory()), kept, ids::contains, told, since, until, differs).run();
        }
    }

    private Set<String> told() throws IOException {
        String uri = settings.bind("audit.", PolicySettings.Audit.class).uri();
        return TopicUri.is(uri)
                ? KeptMessages.scan(settings, directories).keys(TopicUri.topic(uri))
                : ids(directories.at("audit.uri", "audit", directory -> directory));
    }

    /** What it holds of one mail, in order; returns how many lines. */
    public long show(String id, Consumer<String> line) throws IOException {
        var segments = new Segments(directory());
        long found = 0;
        long at = segments.begin();
        while (true) {
            Segments.Batch batch = segments.read(at, Long.MAX_VALUE, READ);
            for (JournalEntry entry : batch.entries()) {
                if (entry.id().equals(id)) {
                    line.accept(entry.kind() + " " + entry.json());
                    found++;
                }
            }
            if (batch.next() == at) {
                return found;
            }
            at = batch.next();
        }
    }

    /** The id is the value of the second field of each line, as VerdictEvent writes it. */
    private static Set<String> ids(Path trail) throws IOException {
        var out = new HashSet<String>();
        String field = "\"id\":\"";
        if (!Files.isDirectory(trail)) {
            return out;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(trail, "verdicts-*.jsonl")) {
            for (Path file : files) {
                try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        int begin = line.indexOf(field) + field.length();
                        int end = line.indexOf('"', begin);
                        if (begin >= field.length() && end > begin) {
                            out.add(line.substring(begin, end));
                        }
                    }
                }
            }
        }
        return out;
    }
}
