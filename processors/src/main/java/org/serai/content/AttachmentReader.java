package org.serai.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.content.AttachedText.Outcome;
import org.serai.content.DocumentText.Text;
import org.serai.mail.Deadline;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;
import org.serai.mime.Part;

/**
 * Reads the text of attached documents, told by their first octets: PDF, Word, Excel and PowerPoint old and new, RTF, OpenDocument. What is
 * embedded in a document is not looked into. Documents are read on threads of their own, so that one that makes a reader hang does not hold the mail.
 */
public final class AttachmentReader {

    private static final int QUEUE = 64;
    private static final int IDLE_SECONDS = 10;

    /** Readers end by the sizes that they bound; who waits so long has met one that hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final MimeReader mime;
    private final Limits limits;
    private final ThreadPoolExecutor threads;

    /** Threads that nobody waits for any more. */
    private final AtomicInteger stuck = new AtomicInteger();

    /** More properties {@code text.*}. */
    public record Limits(
            @Option(value = "true", doc = "Whether the text of attached documents is read.") boolean attachments,
            @Option(
                            value = "4MB",
                            least = "1KB",
                            most = "64MB",
                            doc = "Attached documents that are larger are not read.")
                    Size attachmentSize,
            @Option(
                            value = "64KB",
                            least = "1KB",
                            most = "4MB",
                            doc = "How many characters of each attached document's text are kept.")
                    Size attachmentChars,
            @Option(
                            value = "2s",
                            least = "1ms",
                            doc = "Time for all attached documents of a message together; what is not read then counts"
                                    + " as having no text.")
                    Duration attachmentTime,
            @Option(
                            value = "1",
                            least = "1",
                            most = "64",
                            doc =
                                    "Threads that read attached documents; each may need 200 MB of heap for a document made for that.")
                    int attachmentThreads) {

        /**
         * The same for work that nobody waits for, such as training: what is read of a document is bounded by its size alone, so that it is
         * the same each time, however busy the machine.
         */
        public Limits patient() {
            return new Limits(attachments, attachmentSize, attachmentChars, PATIENCE, attachmentThreads);
        }
    }

    private record Texts(List<AttachedText> texts) {}

    public AttachmentReader(MimeReader mime, Limits limits) {
        this.mime = mime;
        this.limits = limits;
        this.threads = new ThreadPoolExecutor(
                limits.attachmentThreads(),
                limits.attachmentThreads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                task -> {
                    var thread = new Thread(task, "attachment-text");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** The texts of the documents in this mail, in their order, read at the first call for it. */
    public List<AttachedText> of(Mail mail) {
        if (!limits.attachments()) {
            return List.of();
        }
        MimeView view = mime.view(mail);
        Deadline deadline = Deadline.in(limits.attachmentTime()).earlier(mail.deadline());
        return mail.once(Texts.class, content -> new Texts(read(view, deadline)))
                .texts();
    }

    private List<AttachedText> read(MimeView view, Deadline deadline) {
        var out = new ArrayList<AttachedText>();
        for (Part part : view.parts()) {
            if (!part.container()
                    && !part.type().startsWith("text/")
                    && !part.type().startsWith("image/")) {
                read(part, deadline, out);
            }
        }
        return List.copyOf(out);
    }

    private void read(Part part, Deadline deadline, List<AttachedText> out) {
        int most = limits.attachmentSize().intBytes();
        byte[] octets;
        DocumentText reader;
        try (InputStream in = part.open()) {
            byte[] head = in.readNBytes(Math.min(most, DocumentText.HEAD));
            reader = DocumentText.of(head);
            if (reader == null) {
                return;
            }
            byte[] rest = in.readNBytes(most + 1 - head.length);
            octets = new byte[head.length + rest.length];
            System.arraycopy(head, 0, octets, 0, head.length);
            System.arraycopy(rest, 0, octets, head.length, rest.length);
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled message cannot be read", e);
        }
        out.add(
                octets.length > most
                        ? new AttachedText(part.path(), part.name(), Outcome.LARGE, "")
                        : text(part, reader, octets, deadline));
    }

    private AttachedText text(Part part, DocumentText reader, byte[] octets, Deadline deadline) {
        int most = limits.attachmentChars().intBytes();
        Outcome outcome;
        String text = "";
        var task = new Task(reader, octets, most);
        Future<Text> running = null;
        try {
            if (stuck.get() >= limits.attachmentThreads()) {
                throw new RejectedExecutionException();
            }
            running = threads.submit(task);
            Text found = running.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
            var plain = new PlainText(found.text().length());
            plain.append(found.text(), 0, found.text().length());
            text = plain.toString();
            outcome = found.more() ? Outcome.CUT : Outcome.READ;
        } catch (TimeoutException e) {
            outcome = Outcome.LATE;
        } catch (RejectedExecutionException e) {
            outcome = Outcome.BUSY;
        } catch (ExecutionException e) {
            // Whatever a document made for it does to its reader: the mail goes on without this text.
            outcome = Outcome.BROKEN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = Outcome.LATE;
        }
        if (running != null && outcome == Outcome.LATE) {
            task.leave();
            running.cancel(true);
        }
        return new AttachedText(part.path(), part.name(), outcome, text);
    }

    private final class Task implements Callable<Text> {
        private final DocumentText reader;
        private final byte[] octets;
        private final int most;
        private boolean runs;
        private boolean left;

        Task(DocumentText reader, byte[] octets, int most) {
            this.reader = reader;
            this.octets = octets;
            this.most = most;
        }

        @Override
        public Text call() throws Exception {
            synchronized (this) {
                runs = true;
            }
            try {
                return reader.read(octets, most);
            } finally {
                synchronized (this) {
                    runs = false;
                    if (left) {
                        stuck.decrementAndGet();
                    }
                }
            }
        }

        /** Nobody waits for it. */
        synchronized void leave() {
            if (runs) {
                left = true;
                stuck.incrementAndGet();
            }
        }
    }
}
