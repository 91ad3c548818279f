package org.serai.learn;

import java.io.BufferedInputStream;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
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

    /** Octets of an entry, more than the features of any message take. */
    private static final int MOST = 8 << 20;

    /** Before each entry: its length and its checksum. */
    private static final int FRAME = 2 * Integer.BYTES;

    private static final Set<StandardOpenOption> BOTH =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /**
     * A message that waits.
     *
     * @param sample reads it, as long as the backlog is open
     */
    public record Waiting(String fingerprint, Label label, Supplier<Sample> sample) {}

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    private Backlog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    private static Path path(ModelFile model) {
        return model.lockFile().resolveSibling("backlog");
    }

    /** Whether anything may wait. */
    static boolean exists(ModelFile model) {
        return Files.exists(path(model));
    }

    /** Where they wait. */
    public Path file() {
        return file;
    }

    /**
     * Reads what waits, if anything does. What a kill has left half written at its end is cut off; what another version wrote is discarded,
     * and told.
     *
     * @param model beside which it lies
     * @throws ConfigException when it cannot be read
     */
    public static Backlog open(ModelFile model) {
        Path file = path(model);
        try {
            var out = new Backlog(file, FileChannel.open(file, BOTH, ModelFile.OURS));
            try {
                ModelLock.giveAway(file);
                out.read();
                return out;
            } catch (IOException e) {
                out.close();
                throw e;
            }
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
    }

    private void read() throws IOException {
        byte[] head = head();
        var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
        byte[] found = in.readNBytes(head.length);
        if (found.length > 0 && !Arrays.equals(found, head)) {
            LOG.error("{} is of another version and is discarded: what waited there must be trained again", file);
        }
        if (!Arrays.equals(found, head)) {
            channel.truncate(0);
            channel.position(0);
            write(head);
            return;
        }
        long end = head.length;
        for (byte[] entry = entry(in); entry.length > 0; entry = entry(in)) {
            know(entry, end + FRAME);
            end += FRAME + entry.length;
        }
        if (end < channel.size()) {
            LOG.warn("{} is cut at octet {}, where a writer was stopped", file, end);
        }
        channel.truncate(end);
        channel.position(end);
    }

    /** The next whole one; empty: there is none. */
    private static byte[] entry(DataInputStream in) throws IOException {
        byte[] frame = in.readNBytes(FRAME);
        if (frame.length < FRAME) {
            return new byte[0];
        }
        var numbers = ByteBuffer.wrap(frame);
        int length = numbers.getInt();
        if (length <= 0 || length > MOST) {
            return new byte[0];
        }
        byte[] entry = in.readNBytes(length);
        return entry.length == length && sum(entry) == numbers.getInt() ? entry : new byte[0];
    }

    private static int sum(byte[] entry) {
        var sum = new CRC32C();
        sum.update(entry);
        return (int) sum.getValue();
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
            waiting.put(fingerprint, new Waiting(fingerprint, label, () -> sample(fingerprint, from, length)));
        }
    }

    private Sample sample(String fingerprint, long at, int length) {
        var octets = ByteBuffer.allocate(length);
        try {
            while (octets.hasRemaining() && channel.read(octets, at + octets.position()) >= 0) {
                continue;
            }
            return SampleCodec.read(octets.array(), fingerprint);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
    }

    /** Whether this message waits. */
    public boolean holds(Sample sample) {
        return waiting.containsKey(sample.fingerprint());
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
            long at = channel.position() + FRAME;
            write(ByteBuffer.allocate(FRAME + entry.length)
                    .putInt(entry.length)
                    .putInt(sum(entry))
                    .put(entry)
                    .array());
            know(entry, at);
            return true;
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be written", file, e);
        }
    }

    private void write(byte[] octets) throws IOException {
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
            } else {
                channel.force(true);
            }
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be written", file, e);
        }
    }
}
