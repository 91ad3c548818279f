package org.serai.custody;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Content;

/** Reads and removes what a {@link FileStore} of the same directory has written; others may do so at the same time. */
public final class FileArchive {

    /** How the name of a file ends that holds the bytes of a message. */
    public static final String BYTES = ".eml";

    private static final String LINE = ".json";

    private final Path directory;

    /** The directory of a store, which exists. */
    public FileArchive(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /**
     * What lies there.
     *
     * @param first the least ids, in their order, which is that of their time; as many as were asked for
     * @param messages how many messages there are
     */
    public record Contents(List<String> first, long messages) {}

    /** Looks at all names and no file. */
    public Contents contents(int most) throws IOException {
        var least = new PriorityQueue<String>(Comparator.reverseOrder());
        long messages = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[!.]*" + BYTES)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                least.add(name.substring(0, name.length() - BYTES.length()));
                if (least.size() > most) {
                    least.poll();
                }
                messages++;
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new Contents(least.stream().sorted().toList(), messages);
    }

    /** When a message was kept; null when it is not there. */
    public @Nullable Instant kept(String id) throws IOException {
        try {
            return Files.getLastModifiedTime(file(id, BYTES)).toInstant();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * A message.
     *
     * @throws GoneException when it is there no longer
     */
    public Stored open(String id) throws IOException {
        Path bytes = file(id, BYTES);
        try {
            return new Stored(id, new FileContent(bytes, Files.size(bytes)), Files.readString(file(id, LINE)));
        } catch (NoSuchFileException e) {
            throw new GoneException(id + " lies in " + directory + " no longer");
        }
    }

    private record FileContent(Path file, long size) implements Content {

        @Override
        public InputStream open() throws IOException {
            try {
                return Files.newInputStream(file);
            } catch (NoSuchFileException e) {
                throw new GoneException(file + " is there no longer");
            }
        }
    }

    /** Nothing is left of the message when this returns; the bytes go first, so that none stand without their line. */
    public void remove(String id) throws IOException {
        Files.deleteIfExists(file(id, BYTES));
        Files.deleteIfExists(file(id, LINE));
    }

    private Path file(String id, String suffix) {
        FileStore.requireId(id);
        return directory.resolve(id + suffix);
    }

    private record Aged(String id, Instant kept, long bytes) {}

    /**
     * Removes what is too old, then the oldest until the rest is small enough.
     *
     * @param mostBytes of all files; 0: any
     * @return how many messages went
     */
    public int sweep(Instant before, long mostBytes) throws IOException {
        var all = new ArrayList<Aged>();
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[!.]*" + BYTES)) {
            for (Path file : files) {
                Aged aged = aged(file);
                if (aged != null) {
                    all.add(aged);
                    bytes += aged.bytes();
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        all.sort(Comparator.comparing(Aged::kept));
        int removed = 0;
        for (Aged oldest : all) {
            if (!oldest.kept().isBefore(before) && (mostBytes == 0 || bytes <= mostBytes)) {
                break;
            }
            remove(oldest.id());
            bytes -= oldest.bytes();
            removed++;
        }
        return removed;
    }

    private static @Nullable Aged aged(Path file) throws IOException {
        String name = file.getFileName().toString();
        String id = name.substring(0, name.length() - BYTES.length());
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Aged(
                    id,
                    attributes.lastModifiedTime().toInstant(),
                    attributes.size() + size(file.resolveSibling(id + LINE)));
        } catch (NoSuchFileException e) {
            return null; // Somebody has just removed it.
        }
    }

    /** Of bytes that stand without their line the time is over as well. */
    private static long size(Path line) throws IOException {
        try {
            return Files.size(line);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
