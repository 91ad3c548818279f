package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.serai.custody.FileArchive;
import org.serai.custody.GoneException;
import org.serai.custody.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of routes such as {@code routes/listeners/quarantine-outbox.camel.yaml}: {@code serai:quarantine-outbox} makes the list of
 * messages that wait for their topic, the oldest first, {@code serai:quarantine-record} the record of one, {@code serai:quarantine-shipped}
 * takes it out. What a crash cuts short is sent again, with the same key.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private static final Duration PARKED = Duration.ofMinutes(10);

    /** Messages shipped in a row before the directory is looked at again. */
    private static final int BATCH = 200;

    /** Younger ones may not be in the index yet, which then would say for ever that they wait. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    /** Is told where a message lies that has waited, before it is taken out; waits for whom it tells. */
    interface Shipped {

        /** Of messages that no index knows. */
        Shipped NOBODY = (id, place) -> {};

        void to(String id, Place place) throws IOException;
    }

    private static final String SHIPPED = "serai.outbox.shipped";

    private final String name;
    private final TopicStore topic;
    private final Shipped shipped;
    private final Clock clock;
    private volatile long messages;
    private volatile Instant oldest;

    /** Messages that could not be made records, and since when; touched by the route's one thread. */
    private final Map<String, Instant> parked = new HashMap<>();

    /**
     * @param name what for, which begins the names of the steps
     * @param shipped is told of each
     */
    Outbox(String name, TopicStore topic, Shipped shipped, Clock clock) {
        this.name = name;
        this.topic = topic;
        this.shipped = shipped;
        this.clock = clock;
        this.oldest = clock.instant();
    }

    Map<String, Function<SeraiComponent.Options, Step>> steps() {
        return Map.of(
                name + "-outbox",
                Steps.plain((Step.Now) this::due),
                name + "-record",
                Steps.plain((Step.Now) this::record),
                name + "-shipped",
                Steps.plain((Step.Now) this::shipped));
    }

    /** Messages that waited when it was last looked at. */
    long messages() {
        return messages;
    }

    /** For how long the first of them has waited. */
    Duration age() {
        return messages == 0 ? Duration.ZERO : Duration.between(oldest, clock.instant());
    }

    private void due(Exchange exchange) throws IOException {
        Instant now = clock.instant();
        parked.values().removeIf(since -> since.plus(PARKED).isBefore(now));
        FileArchive.Contents waiting = topic.waiting().contents(BATCH + parked.size());
        var due = new ArrayList<String>();
        for (String id : waiting.first()) {
            Instant kept = topic.kept(id);
            if (!parked.containsKey(id) && kept != null && !kept.plus(SETTLED).isAfter(now)) {
                due.add(id);
            }
        }
        note(waiting);
        boolean reachable = topic.reachable();
        if (reachable && waiting.messages() == parked.size()) {
            topic.open();
        }
        exchange.getMessage().setBody(reachable ? due : List.of());
    }

    private void note(FileArchive.Contents waiting) throws IOException {
        if (!waiting.first().isEmpty()) {
            Instant first = topic.kept(waiting.first().get(0));
            oldest = first == null ? clock.instant() : first;
        }
        messages = waiting.messages();
    }

    private void record(Exchange exchange) throws InvalidPayloadException, IOException {
        String id = exchange.getMessage().getMandatoryBody(String.class);
        TopicRecords.Ready record;
        try {
            record = topic.record(id);
        } catch (GoneException e) {
            LOG.warn("{}", e.getMessage());
            exchange.setRouteStop(true);
            return;
        } catch (TopicStore.ClosedException e) {
            throw e; // All of them wait, in their order.
        } catch (IOException | RuntimeException e) {
            // Those behind it must not wait for one that nobody can read, or whose claim cannot be written.
            LOG.error("{} stays in the outbox of {}, look at it: {}", id, name, e.toString());
            parked.put(id, clock.instant());
            exchange.setRouteStop(true);
            return;
        }
        exchange.getMessage().removeHeaders("*");
        record.into(exchange.getMessage());
        exchange.setProperty(SHIPPED, record);
        topic.doubt(id);
    }

    private void shipped(Exchange exchange) throws IOException {
        var record = exchange.getProperty(SHIPPED, TopicRecords.Ready.class);
        Place place = topic.place(exchange, record.claim());
        try {
            shipped.to(record.id(), place);
        } catch (CompletionException e) {
            throw new IOException(record.id() + " is on its topic, and the index does not answer; it is sent again", e);
        }
        topic.waiting().remove(record.id());
        topic.settled(record.id());
        topic.open();
    }
}
