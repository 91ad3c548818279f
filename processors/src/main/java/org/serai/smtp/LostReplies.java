package org.serai.smtp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.mail.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that were accepted, but whose 250 may not have reached the client (RFC 1047): for 24 hours the same content, with the
 * same envelope, from the same network (IPv4 /24, IPv6 /64), is known to be here already.
 *
 * <p>One file for each, so that it outlives a restart; at most {@value #MAX}, the oldest is forgotten first. To forget one
 * costs a duplicate, nothing else.
 */
public final class LostReplies {

    private static final Logger LOG = LoggerFactory.getLogger(LostReplies.class);
    private static final Duration LIFE = Duration.ofHours(24);
    private static final int MAX = 10_000;
    private static final int HEX_DIGITS = 64;

    private final Path directory;
    private final Executor files;
    private final Clock clock;

    /** By the hash of envelope and network, oldest first. */
    private final Map<String, Known> known = new LinkedHashMap<>();

    /**
     * A message that is here.
     *
     * @param content SHA-256 of its octets, hexadecimal
     * @param id its mail id
     */
    private record Known(String content, String id, Instant since) {}

    /**
     * All that must be known of an accepted message when its content is gone.
     *
     * @param envelope hash of envelope and network
     * @param content SHA-256 of its octets, hexadecimal
     * @param id its mail id
     */
    record Accepted(String envelope, String content, String id) {

        /** Null where no step has kept the hash of the content. */
        static @Nullable Accepted of(Mail mail) {
            Sha256.Received content = mail.kept(Sha256.Received.class);
            return content == null ? null : new Accepted(LostReplies.envelope(mail), content.hex(), mail.id());
        }
    }

    /** Reads what {@code directory} holds, or makes it. */
    public LostReplies(Path directory, Executor files, Clock clock) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.files = files;
        this.clock = clock;
        load();
    }

    private void load() throws IOException {
        var found = new ArrayList<Map.Entry<String, Known>>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            for (Path path : paths) {
                String text = Files.readString(path, StandardCharsets.ISO_8859_1);
                String name = path.getFileName().toString();
                if (name.length() == HEX_DIGITS && text.indexOf(' ') == HEX_DIGITS) {
                    Instant since = Files.getLastModifiedTime(path).toInstant();
                    var entry = new Known(text.substring(0, HEX_DIGITS), text.substring(HEX_DIGITS + 1), since);
                    found.add(Map.entry(name, entry));
                } else {
                    Files.delete(path); // Half written when the process was killed.
                }
            }
        }
        found.sort((one, other) ->
                one.getValue().since().compareTo(other.getValue().since()));
        found.forEach(entry -> known.put(entry.getKey(), entry.getValue()));
        outdated().forEach(this::delete);
    }

    /** Whether it is worth to look at the content; quick. */
    synchronized boolean mayKnow(Mail mail) {
        return !known.isEmpty() && known.containsKey(envelope(mail));
    }

    /** Calls {@code then}, on any thread, with the id under which the message is here already, or null. */
    void find(Mail mail, Consumer<@Nullable String> then) {
        onFiles(
                () -> {
                    String id = null;
                    try {
                        id = id(envelope(mail), mail.content().sha256().hex());
                    } catch (IOException e) {
                        LOG.warn("{}: cannot read the content: it may be delivered twice: {}", mail.id(), e.toString());
                    } finally {
                        then.accept(id);
                    }
                },
                () -> then.accept(null));
    }

    private synchronized @Nullable String id(String envelope, String content) {
        Known entry = known.get(envelope);
        if (entry == null || !entry.content().equals(content)) {
            return null;
        }
        return entry.since().plus(LIFE).isAfter(clock.instant()) ? entry.id() : null;
    }

    /** Remembers a message, soon. */
    void remember(Accepted message) {
        onFiles(
                () -> {
                    var entry = new Known(message.content(), message.id(), clock.instant());
                    try {
                        write(message.envelope(), entry);
                    } catch (IOException e) {
                        LOG.warn(
                                "{}: cannot remember a lost reply: a duplicate may come: {}",
                                message.id(),
                                e.toString());
                        return;
                    }
                    List<String> forgotten;
                    synchronized (this) {
                        known.remove(message.envelope());
                        known.put(message.envelope(), entry);
                        forgotten = outdated();
                    }
                    forgotten.forEach(this::delete);
                    LOG.info(
                            "{}: the client left at its 250; the message will be known when it comes again",
                            message.id());
                },
                () -> {});
    }

    /** The client knows now. */
    void forget(Mail mail) {
        String envelope = envelope(mail);
        synchronized (this) {
            known.remove(envelope);
        }
        onFiles(() -> delete(envelope), () -> {});
    }

    private void onFiles(Runnable task, Runnable otherwise) {
        try {
            files.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the threads for files have ended");
            otherwise.run();
        }
    }

    /** Takes out what is too old or too many, and returns it. */
    private synchronized List<String> outdated() {
        Instant oldest = clock.instant().minus(LIFE);
        var out = new ArrayList<String>();
        var entries = known.entrySet().iterator();
        while (entries.hasNext()) {
            var entry = entries.next();
            if (known.size() <= MAX && entry.getValue().since().isAfter(oldest)) {
                break;
            }
            out.add(entry.getKey());
            entries.remove();
        }
        return out;
    }

    private void write(String name, Known entry) throws IOException {
        Path path = directory.resolve(name);
        Path temporary = directory.resolve(name + ".new");
        try (var file = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            file.write(ByteBuffer.wrap((entry.content() + " " + entry.id()).getBytes(StandardCharsets.US_ASCII)));
            file.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void delete(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            LOG.warn("cannot delete {} in {}: {}", name, directory, e.toString());
        }
    }

    private static String envelope(Mail mail) {
        Envelope envelope = mail.envelope();
        InetAddress client = envelope.client().address();
        var hash = new Sha256();
        update(hash, String.valueOf(envelope.mailFrom()));
        envelope.rcptTo().stream().map(Object::toString).sorted().forEach(recipient -> update(hash, recipient));
        update(
                hash,
                Network.around(client, client instanceof Inet6Address ? 64 : 24).toString());
        return hash.hex();
    }

    /** No path holds a newline, so that it ends each. */
    private static void update(Sha256 hash, String text) {
        byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
        hash.update(line, 0, line.length);
    }
}
