package org.serai.camel;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.serai.config.Settings;
import org.serai.custody.EventLog;
import org.serai.custody.Journal;
import org.serai.custody.JsonLines;
import org.serai.custody.Ledger;
import org.serai.mail.Mail;
import org.serai.verdict.VerdictEvent;

/** What is written down of each message, and how it gets to those who want to know. */
final class Custody {

    /** In {@code data.dir}. */
    static final String JOURNAL = "journal";

    /** In the directory of the journal: how far verdict events have gone on. */
    static final String CURSOR = "verdicts.cursor";

    private final Journal journal;
    private final Ledger ledger;
    private final VerdictEvents outgoing;
    private final JsonLines trail;
    private final VerdictEvent event;

    Custody(
            Settings settings,
            Directories directories,
            ScheduledExecutorService ticks,
            Clock clock,
            Resources resources) {
        Journal.Options options = settings.bind("journal.", Journal.Options.class);
        this.journal = resources.add(directories.data(JOURNAL, directory -> new Journal(directory, options)));
        this.outgoing = directories.data(JOURNAL, directory -> new VerdictEvents(journal, directory.resolve(CURSOR)));
        this.trail = resources.add(
                directories.at("audit.uri", "audit", directory -> new JsonLines(directory, "verdicts", clock)));
        this.ledger = new Ledger(journal);
        this.event = new VerdictEvent(clock);
        ticks.scheduleWithFixedDelay(ledger::retry, 1, 1, TimeUnit.SECONDS);
        ticks.scheduleWithFixedDelay(() -> outgoing.removeOld(clock), 1, 60, TimeUnit.MINUTES);
    }

    /** Enters that a mail is about to be handed over. */
    CompletionStage<Void> intent(Mail mail) {
        return ledger.intent(mail.id(), event.intent(mail));
    }

    EventLog events() {
        return ledger;
    }

    /** {@code serai:trail}: an event into the file of the day. */
    Map<String, Function<SeraiComponent.Options, Step>> steps() {
        return Map.of("trail", Steps.plain((Step.Now)
                exchange -> trail.append(exchange.getMessage().getBody(String.class))));
    }

    Map<String, Function<SeraiComponent.Options, Source>> sources() {
        return Map.of("events", outgoing.source());
    }

    /** Why the journal cannot be written; empty: it can. */
    String problem() {
        return journal.problem();
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
