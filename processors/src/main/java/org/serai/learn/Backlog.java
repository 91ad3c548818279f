package org.serai.learn;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of one class that wait until the other is there to be mixed with, in {@code data.dir/learn/backlog}: who learns all of one before
 * any of the other remembers the last above all. Only who holds {@link ModelFile#tryLock} may use it.
 */
public final class Backlog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    /** Other versions read other features. */
    private static final String MAGIC = "serai backlog of features " + Model.FEATURES;

    private static final Set<StandardOpenOption> BOTH =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /**
     * A message that waits.
     *
     * @param at where its sample lies in the file
     * @param length of that, in octets
     */
    public record Waiting(String fingerprint, Label label, long at, int length) {}

    /** By which it is known that nobody has written a file since. */
    private record Stamp(long size, FileTime modified, @Nullable Object key) {

        static Stamp of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
        }
    }

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Waiting> waiting;
    private boolean written;

    /** As it was closed. */
    private @Nullable Stamp left;

    private Backlog(Path file, FileChannel channel, Map<String, Waiting> waiting) {
        this.file = file;
        this.channel = channel;
        this.waiting = waiting;
    }

    private static Path path(ModelFile model) {
        return model.lockFile().resolveSibling("backlog");
    }

    /** Whether anything may wait. */
    static boolean exists(ModelFile model) {
        return Files.exists(path(model));
    }

    /** Whether this is what waits: nobody has written since it was closed. */
    boolean isCurrent() {
        try {
            return Stamp.of(file).equals(left);
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at, which is told when it is opened", file, e);
            return false;
        }
    }

    /** Where they wait. */
    public Path file() {
        return file;
    }

    /**
     * Reads what waits, if anything does. What a kill has left half written at its end is cut off; what is broken before that is passed over, and
     * what another version wrote is discarded; both are told.
     *
     * @param model beside which it lies
     * @throws ConfigException when it cannot be read
     */
    public static Backlog open(ModelFile model) {
        return open(model, null);
    }

    /**
     * The same.
     *
     * @param before what was closed; while it {@link #isCurrent} nothing is read. A message in it takes 200 octets of memory
     */
    static Backlog open(ModelFile model, @Nullable Backlog before) {
        Path file = path(model);
        try {
            Map<String, Waiting> known = before == null || !before.isCurrent() ? null : before.waiting;
            FileChannel channel = FileChannel.open(file, BOTH, ModelFile.OURS);
            try {
                ModelLock.giveAway(file);
                var out = new Backlog(file, channel, known == null ? new LinkedHashMap<>() : known);
                if (known == null) {
                    out.read();
                } else {
                    channel.position(channel.size());
                }
                return out;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
    }

    private void read() throws IOException {
        byte[] head = head();
        byte[] found = Channels.newInputStream(channel).readNBytes(head.length);
        if (found.length > 0 && !Arrays.equals(found, head)) {
            LOG.error("{} is of another version and is discarded: what waited there must be trained again", file);
        }
        if (!Arrays.equals(found, head)) {
            channel.truncate(0);
            channel.position(0);
            write(head);
            return;
        }
        long end = BacklogFrames.read(
                channel,
                head.length,
                this::know,
                (from, to) -> LOG.error(
                        "{} is broken from octet {} to {}, which is passed over: what waited there must be trained again",
                        file,
                        from,
                        to));
        if (end < channel.size()) {
            LOG.warn("{} is cut at octet {}, where a writer was stopped", file, end);
        }
        channel.truncate(end);
        channel.position(end);
    }

    private static byte[] head() throws IOException {
        var out = new ByteArrayOutputStream();
        new DataOutputStream(out).writeUTF(MAGIC);
        return out.toByteArray();
    }

    /** What an entry says: the last word on a message counts. */
    private void know(byte[] entry, long at) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(entry));
        Label label = Label.valueOf(in.readUTF());
        String fingerprint = in.readUTF();
        waiting.remove(fingerprint);
        if (label != Label.FORGET) {
            int length = in.available();
            long from = at + entry.length - length;
            waiting.put(fingerprint, new Waiting(fingerprint, label, from, length));
        }
    }

    /**
     * Reads one that waits here.
     *
     * @throws ConfigException when it cannot be read
     */
    public Sample sample(Waiting one) {
        var octets = ByteBuffer.allocate(one.length());
        try {
            while (octets.hasRemaining() && channel.read(octets, one.at() + octets.position()) >= 0) {
                continue;
            }
            return SampleCodec.read(octets.array(), one.fingerprint());
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
    }

    /** Whether this message waits. */
    public boolean holds(Sample sample) {
        return waiting.containsKey(sample.fingerprint());
    }

    /** Whether this one still waits, as that. */
    boolean holds(Waiting one) {
        return one.equals(waiting.get(one.fingerprint()));
    }

    /** All that wait, in the order in which they came. */
    public List<Waiting> all() {
        return new ArrayList<>(waiting.values());
    }

    /** How many of this class wait. */
    public int count(Label label) {
        return (int)
                waiting.values().stream().filter(each -> each.label() == label).count();
    }

    /**
     * Lets a message wait; or, by {@link Label#FORGET}, no longer.
     *
     * @return whether that is new
     * @throws ConfigException when it cannot be written
     */
    public boolean add(Sample sample, Label label) {
        Waiting known = waiting.get(sample.fingerprint());
        if (label == (known == null ? Label.FORGET : known.label())) {
            return false;
        }
        var octets = new ByteArrayOutputStream();
        try {
            var out = new DataOutputStream(octets);
            out.writeUTF(label.name());
            out.writeUTF(sample.fingerprint());
            if (label != Label.FORGET) {
                out.write(SampleCodec.write(sample));
            }
            byte[] entry = octets.toByteArray();
            long at = channel.position() + BacklogFrames.HEAD;
            write(BacklogFrames.frame(entry));
            know(entry, at);
            return true;
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be written", file, e);
        }
    }

    private void write(byte[] octets) throws IOException {
        written = true;
        var buffer = ByteBuffer.wrap(octets);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Nothing waits any more. */
    public void clear() {
        try {
            waiting.clear();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be removed", file, e);
        }
    }

    /** What waits is on disk then; where nothing does, there is no file. */
    @Override
    public void close() {
        try (channel) {
            if (waiting.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            if (written) {
                channel.force(true);
            }
            left = Stamp.of(file);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be written", file, e);
        }
    }
}
