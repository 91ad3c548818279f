package org.serai.camel;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailMessage;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.learn.Label;
import org.serai.learn.Lecture;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.Sample;
import org.serai.learn.Teacher.Outcome;
import org.serai.learn.Trainer;
import org.serai.learn.UnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code routes/listeners/training-topic.camel.yaml} and {@code training-mailbox.camel.yaml}: {@code serai:learn-record} learns a
 * record of Kafka, {@code serai:learn-mail} a message that Camel Mail has polled. Both return when it is learned. What can never be learned
 * is told in the log and passed over; of the topic, it is parked. What cannot be for now fails: a record as {@link PostponedException}, and a
 * mail stays in its folder.
 */
final class TrainingSteps {

    static final String TOPIC_ROUTE = "training-topic";
    static final String MAILBOX_ROUTE = "training-mailbox";

    /** Of a key or a name, in the log. */
    private static final int SHOWN = 100;

    /** So often it is looked whether the firewall stops. */
    private static final long LOOK_MS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(TrainingSteps.class);

    record MailOptions(@Option(value = "spam", doc = "What the folder holds: spam or ham.") Label as) {}

    private final Trainer trainer;
    private final GuardedSamples samples;
    private final Size largest;
    private final ParkedRecords parked;

    TrainingSteps(Trainer trainer, GuardedSamples samples, Size largest, ParkedRecords parked) {
        this.parked = parked;
        this.trainer = trainer;
        this.samples = samples;
        this.largest = largest;
    }

    Map<String, Function<SeraiComponent.Options, Step>> table() {
        return Map.of("learn-record", Steps.plain((Step.Now) this::record), "learn-mail", options -> {
            Label as = options.bind(MailOptions.class).as();
            return (Step.Now) exchange -> mail(exchange, as);
        });
    }

    private void record(Exchange exchange) throws PostponedException {
        byte[] message = exchange.getMessage().getBody(byte[].class);
        Label label = label(text(exchange.getMessage().getHeader("label")));
        if (label == null) {
            parked.park(exchange, "Its header label is neither spam nor ham");
        } else if (message == null || message.length == 0) {
            parked.park(exchange, "It has no value");
        } else if (message.length > largest.bytes()) {
            parked.park(exchange, "It is larger than learn.max-message-size");
        } else {
            record(exchange, message, label, text(exchange.getMessage().getHeader("by")));
        }
    }

    private void record(Exchange exchange, byte[] message, Label label, String by) throws PostponedException {
        Sample sample = samples.of(message, by);
        if (sample == null) {
            parked.park(exchange, "It cannot be read");
            return;
        }
        try {
            learn(exchange, new Lecture(sample, label, by, Channel.TOPIC));
        } catch (ExecutionException e) {
            parked.park(exchange, "Internal error: " + e.getCause());
            return;
        }
        ParkedRecords.done(exchange);
    }

    private void mail(Exchange exchange, Label as)
            throws MessagingException, IOException, PostponedException, ExecutionException {
        Message polled = exchange.getMessage(MailMessage.class).getOriginalMessage();
        String folder = text(polled.getFolder().getFullName());
        byte[] message = polled.getSize() > largest.bytes() ? null : octets(polled, folder);
        if (message == null) {
            LOG.warn("A message of folder {} is passed over: beyond learn.max-message-size", folder);
            return;
        }
        Sample sample = samples.of(message, folder);
        if (sample != null) {
            learn(exchange, new Lecture(sample, as, folder, Channel.MAILBOX));
        }
    }

    /** As the server has them; null beyond the limit, whatever size the server had said. */
    private byte @Nullable [] octets(Message polled, String folder) throws MessagingException, IOException {
        var out = new Bounded(largest.intBytes());
        try {
            polled.writeTo(out);
        } catch (TooLarge e) {
            LOG.debug("{}", folder, e);
            return null;
        }
        return out.toByteArray();
    }

    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Bounded extends ByteArrayOutputStream {

        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public void write(byte[] octets, int from, int length) {
            require(length);
            super.write(octets, from, length);
        }

        @Override
        public void write(int octet) {
            require(1);
            super.write(octet);
        }

        private void require(int more) {
            if (more > most - count) {
                throw new TooLarge();
            }
        }
    }

    /**
     * Returns when it is learned.
     *
     * @throws PostponedException when it is not for now: the trainer cannot, or the firewall stops
     * @throws ExecutionException when it never will be
     */
    private void learn(Exchange exchange, Lecture lecture) throws PostponedException, ExecutionException {
        try {
            CompletableFuture<Outcome> done = trainer.put(lecture);
            while (!isDone(done)) {
                if (exchange.getContext().isStopping()) {
                    throw new PostponedException("the firewall stops before it is learned");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostponedException("the firewall stops");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnavailableException unavailable) {
                throw new PostponedException(LogLine.escaped(String.valueOf(unavailable.getMessage())));
            }
            throw e;
        }
    }

    /** Waits a moment for it; another process may train for an hour. */
    private static boolean isDone(CompletableFuture<Outcome> done) throws InterruptedException, ExecutionException {
        try {
            done.get(LOOK_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            LOG.trace("A lecture waits", e);
            return false;
        }
    }

    private static @Nullable Label label(String said) {
        return switch (said) {
            case "spam" -> Label.SPAM;
            case "ham" -> Label.HAM;
            default -> null;
        };
    }

    /** Of a header, which a client of Kafka writes as octets; for the log. */
    private static String text(@Nullable Object value) {
        String text = value instanceof byte[] octets
                ? new String(octets, 0, Math.min(octets.length, SHOWN), StandardCharsets.UTF_8)
                : value == null ? "" : value.toString();
        return LogLine.escaped(text.length() > SHOWN ? text.substring(0, SHOWN) : text);
    }
}
