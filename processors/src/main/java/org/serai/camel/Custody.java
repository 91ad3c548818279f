package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;
import org.serai.camel.VerdictEvents.Destination;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.EventLog;
import org.serai.custody.Journal;
import org.serai.custody.JsonLines;
import org.serai.custody.Ledger;
import org.serai.kafka.Access;
import org.serai.kafka.KafkaSettings;
import org.serai.kafka.QuarantineTopic;
import org.serai.kafka.TopicUri;
import org.serai.mail.Mail;
import org.serai.smtp.SmtpSettings;
import org.serai.verdict.CloudEvent;
import org.serai.verdict.VerdictEvent;

/** What is written down of each message, and how it gets to those who want to know. */
final class Custody {

    /** In {@code data.dir}. */
    static final String JOURNAL = "journal";

    /** In the directory of the journal: how far verdict events have gone on. */
    static final String CURSOR = "verdicts.cursor";

    /** Where events go on: into files, or to a topic. */
    static final String TRAIL_ROUTE = "verdict-trail";

    static final String TOPIC_ROUTE = "verdict-topic";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Journal journal;
    private final Ledger ledger;
    private final VerdictEvents outgoing;
    private final @Nullable JsonLines trail;
    private final String source;
    private final CompletableFuture<Void> looked;
    private final VerdictEvent event;
    private final @Nullable VerdictTopic topic;

    Custody(
            Settings settings,
            Directories directories,
            ScheduledExecutorService ticks,
            Clock clock,
            Resources resources) {
        Journal.Options options = settings.bind("journal.", Journal.Options.class);
        this.journal = resources.add(directories.data(JOURNAL, directory -> {
            var opened = new Journal(directory, options);
            JournalFiles.note(directory, settings);
            return opened;
        }));
        this.source = settings.bind("smtp.", SmtpSettings.class).ownName();
        String uri = settings.bind("audit.", PolicySettings.Audit.class).uri();
        if (TopicUri.is(uri)) {
            trail = null;
            var kafka = settings.bind("kafka.", KafkaSettings.class);
            if (kafka.brokers().isEmpty()) {
                throw new ConfigException(
                        settings.where("audit.uri") + " = " + uri + " needs kafka.brokers = host:port");
            }
            topic = new VerdictTopic(new QuarantineTopic(
                    TopicUri.topic(uri),
                    kafka,
                    Access.of(kafka, directories.home()),
                    options.retention(),
                    PATIENCE,
                    null));
            looked = CompletableFuture.runAsync(topic::look);
        } else {
            topic = null;
            trail = resources.add(
                    directories.at("audit.uri", "audit", directory -> new JsonLines(directory, "verdicts", clock)));
            looked = CompletableFuture.completedFuture(null);
        }
        Destination to = topic == null ? Destination.ANY : topic;
        this.outgoing =
                directories.data(JOURNAL, directory -> new VerdictEvents(journal, directory.resolve(CURSOR), to));
        this.ledger = resources.add(new Ledger(journal));
        this.event = new VerdictEvent(clock);
        // Of its own: the others may hang with the very disk.
        resources.scheduler("serai-ledger", 1).scheduleWithFixedDelay(ledger::retry, 1, 1, TimeUnit.SECONDS);
        ticks.scheduleWithFixedDelay(() -> outgoing.removeOld(clock), 1, 60, TimeUnit.MINUTES);
    }

    /**
     * Gives Camel what the routes ask for.
     *
     * @throws ConfigException when the topic of events must not be used
     */
    void bind(Main main) {
        main.bind("eventHeaders", OnlyHeaders.out("content-type"));
        main.bind("journalHealth", Health.ofJournal(this));
        try {
            looked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConfigException told ? told : e;
        }
    }

    /** Enters that a mail is about to be handed over. */
    CompletionStage<Void> intent(Mail mail) {
        return ledger.intent(mail.id(), event.intent(mail));
    }

    EventLog events() {
        return ledger;
    }

    /** {@code serai:trail}: an event into the file of the day; {@code serai:cloud-event}: its envelope for others. */
    Map<String, Function<SeraiComponent.Options, Step>> steps() {
        var steps = new HashMap<String, Function<SeraiComponent.Options, Step>>();
        steps.put("cloud-event", Steps.plain((Step.Now)
                exchange -> wrap(exchange, topic == null ? VerdictTopic.LARGEST : topic.largest())));
        if (trail != null) {
            steps.put("trail", Steps.plain((Step.Now)
                    exchange -> trail.append(exchange.getMessage().getBody(String.class))));
        }
        return steps;
    }

    private void wrap(Exchange exchange, int largest) throws IOException {
        exchange.getMessage().setBody(CloudEvent.of(exchange.getMessage().getBody(String.class), source, largest));
        exchange.getMessage().setHeader("content-type", CloudEvent.CONTENT_TYPE);
    }

    Map<String, Function<SeraiComponent.Options, Source>> sources() {
        return Map.of("events", outgoing.source());
    }

    /** Why the journal cannot be written; empty: it can. */
    String problem() {
        return ledger.problem();
    }

    /** Why events do not go on; empty: they do. */
    String outgoingProblem() {
        return outgoing.problem();
    }

    /** Octets of the journal that have not gone on. */
    long behind() {
        return outgoing.behind();
    }

    /** Events that could not be entered yet. */
    int late() {
        return ledger.late();
    }

    /** Lines entered. */
    long lines() {
        return journal.lines();
    }

    /** Times that the disk was waited for. */
    long groups() {
        return journal.groups();
    }
}
