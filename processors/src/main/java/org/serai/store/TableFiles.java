package org.serai.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.serai.store.RecordFile.Content;
import org.serai.store.RecordFile.Gap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one table: whether they are written, and in what state Infinispan finds them. */
final class TableFiles {

    private static final Logger LOG = LoggerFactory.getLogger(TableFiles.class);

    /** Of data files, before their number. */
    private static final String PREFIX = "ispn12.";

    private final String table;
    private final Path directory;
    private final BooleanSupplier full;
    private final boolean doubted;
    private volatile boolean torn;

    /**
     * @param directory of the table
     * @param full the disk has no room, and is let alone
     * @param doubted each record is read before Infinispan does, not its lengths alone
     */
    TableFiles(String table, Path directory, BooleanSupplier full, boolean doubted) {
        this.table = table;
        this.directory = directory;
        this.full = full;
        this.doubted = doubted;
    }

    String data() {
        return directory.resolve("data").toString();
    }

    String index() {
        return directory.resolve("index").toString();
    }

    /** Nothing is written: the disk has no room, or a write has failed, behind which Infinispan no longer knows where a record lies. */
    boolean resting() {
        return torn || full.getAsBoolean();
    }

    /** A write has failed. */
    void failed(Throwable failure) {
        if (!torn) {
            torn = true;
            LOG.error("{}: {}", problem(), failure.toString());
        }
    }

    /** What an operator must know when a write has failed; empty when none has. */
    String problem() {
        return torn
                ? "a change could not be written to " + directory + ": what changes in table " + table
                        + " is kept in memory alone, and lost by the restart after which it is written again; make room and restart"
                : "";
    }

    /**
     * Takes out of the data files what is no whole record, so that they open. A record that was being written when all ended is cut off; where
     * more is wrong, the file as it was is kept in {@code broken} beside them.
     *
     * @param data where Infinispan has them
     * @param index where it has what it made of them; it makes it anew when something was changed
     * @param readable whether it can read this
     */
    void mend(Path data, Path index, Predicate<Content> readable) throws IOException {
        if (!Files.isDirectory(data)) {
            return;
        }
        boolean changed = false;
        try (var files = Files.list(data)) {
            for (Path file : files.sorted().toList()) {
                if (isData(file.getFileName().toString())) {
                    changed |= mendFile(file, readable);
                }
            }
        }
        if (changed) {
            // The mark of an orderly end, without which the index is made anew.
            Files.deleteIfExists(index.resolve("index-count"));
        }
    }

    private static boolean isData(String name) {
        return name.startsWith(PREFIX)
                && name.length() > PREFIX.length()
                && name.substring(PREFIX.length()).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private boolean mendFile(Path file, Predicate<Content> readable) throws IOException {
        var octets = new RecordFile(Files.readAllBytes(file));
        if (octets.sound() && !doubted) {
            return false;
        }
        List<Gap> gaps = octets.gaps(readable);
        if (gaps.isEmpty()) {
            return false;
        }
        if (gaps.size() == 1 && octets.cutShort(gaps.get(0))) {
            cut(file, gaps.get(0));
        } else {
            replace(file, octets, gaps);
        }
        return true;
    }

    private void cut(Path file, Gap gap) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(gap.from());
            channel.force(true);
        }
        LOG.warn(
                "{} ended within a record, as a crash or a full disk leaves it: its last {} octets are cut off, and the last change of table {} that"
                        + " was on its way to the disk is lost",
                file,
                gap.length(),
                table);
    }

    private void replace(Path file, RecordFile octets, List<Gap> gaps) throws IOException {
        Path kept = kept(file);
        byte[] whole = octets.without(gaps);
        Path mended = kept.resolveSibling(file.getFileName() + ".new");
        try (var channel = FileChannel.open(
                mended, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var buffer = ByteBuffer.wrap(whole);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(mended, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LOG.error(
                "{} is broken: {} of its {} octets in {} places are no records. What table {} remembered there is lost, the rest is"
                        + " used. The file as it was is {}: delete it, or look what became of the disk",
                file,
                octets.length() - whole.length,
                octets.length(),
                gaps.size(),
                table,
                kept);
    }

    /** Under another name, out of the way of what clears a table. */
    private Path kept(Path file) throws IOException {
        Path broken = Files.createDirectories(directory.resolve("broken"));
        int times = 1;
        while (Files.exists(broken.resolve(file.getFileName() + "-" + times))) {
            times++;
        }
        Path kept = broken.resolve(file.getFileName() + "-" + times);
        try {
            return Files.createLink(kept, file);
        } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
            return Files.copy(file, kept);
        }
    }
}
