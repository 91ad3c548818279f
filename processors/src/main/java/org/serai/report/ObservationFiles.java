package org.serai.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.serai.custody.JsonLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observations as files of one directory: {@code observed-2026-11-24.jsonl}, one line a mail, and {@code
 * reported-2026-11-24.txt}. A crash of this process loses nothing.
 */
public final class ObservationFiles implements Observations, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ObservationFiles.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "observed";
    private static final String SUFFIX = ".jsonl";

    private final Path directory;
    private final long maxSize;
    private final Clock clock;
    private final JsonLines lines;
    private LocalDate full = LocalDate.MIN;

    /** @param maxSize octets of a day's file; what comes beyond is left out */
    public ObservationFiles(Path directory, long maxSize, Clock clock) throws IOException {
        this.directory = directory;
        this.maxSize = maxSize;
        this.clock = clock;
        this.lines = new JsonLines(directory, NAME, clock);
    }

    @Override
    public void add(Observation observation) throws IOException {
        if (hasRoom()) {
            lines.append(JSON.writeValueAsString(observation));
        }
    }

    private boolean hasRoom() throws IOException {
        LocalDate today = LocalDate.now(clock);
        Path file = observed(today);
        if (!Files.exists(file) || Files.size(file) < maxSize) {
            return true;
        }
        synchronized (this) {
            if (!full.equals(today)) {
                full = today;
                LOG.warn("{} has reached dmarc.reports.max-size: the rest of the day is not reported", file);
            }
        }
        return false;
    }

    @Override
    public List<LocalDate> before(LocalDate today) throws IOException {
        var out = new ArrayList<LocalDate>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(NAME + "-") && name.endsWith(SUFFIX)) {
                    LocalDate day = day(name.substring(NAME.length() + 1, name.length() - SUFFIX.length()));
                    if (day.isBefore(today)) {
                        out.add(day);
                    }
                }
            }
        }
        Collections.sort(out);
        return out;
    }

    /** A file that somebody else has put there is left alone. */
    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return LocalDate.MAX;
        }
    }

    @Override
    public void read(LocalDate day, Consumer<Observation> each) throws IOException {
        int broken = 0;
        try (BufferedReader reader = Files.newBufferedReader(observed(day))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                try {
                    each.accept(JSON.readValue(line, Observation.class));
                } catch (JsonProcessingException e) {
                    // A crash may have cut a line.
                    broken++;
                }
            }
        }
        if (broken > 0) {
            LOG.warn("{}: {} lines cannot be read", observed(day), broken);
        }
    }

    @Override
    public List<String> reported(LocalDate day) throws IOException {
        Path file = reportedFile(day);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Override
    public void reported(LocalDate day, String id) throws IOException {
        Files.writeString(reportedFile(day), id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void forget(LocalDate day) throws IOException {
        Files.deleteIfExists(observed(day));
        Files.deleteIfExists(reportedFile(day));
    }

    private Path observed(LocalDate day) {
        return directory.resolve(NAME + "-" + day + SUFFIX);
    }

    private Path reportedFile(LocalDate day) {
        return directory.resolve("reported-" + day + ".txt");
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
