package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import org.serai.admin.Problem.Kind;
import org.serai.admin.Problem.Refusal;
import org.serai.admin.PurgeResult;
import org.serai.custody.EventLog;
import org.serai.custody.GoneException;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.mail.MailId;
import org.serai.mail.Path;
import org.serai.mail.Release;
import org.serai.verdict.KeptMail;
import org.serai.verdict.VerdictEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages out of quarantine for good, wherever they lie: the bytes first, then what the index knows of whose they were. */
final class Removals {

    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

    /** Of those that could not be removed, how many are named. */
    private static final int NAMED = 1000;

    private final QuarantineHome home;
    private final Quarantine index;
    private final DeadLetterCopies letters;
    private final String node;
    private final EventLog journal;
    private final VerdictEvent event;
    private final Clock clock;
    private final ScheduledExecutorService ticks;
    private final MailId ids;

    Removals(
            QuarantineHome home,
            DeadLetterCopies letters,
            String node,
            EventLog journal,
            Clock clock,
            ScheduledExecutorService ticks) {
        this.home = home;
        this.index = home.index();
        this.letters = letters;
        this.node = node;
        this.journal = journal;
        this.event = new VerdictEvent(clock);
        this.clock = clock;
        this.ticks = ticks;
        this.ids = new MailId(clock);
    }

    /**
     * Deletes one.
     *
     * @param by who says so
     * @throws Refusal when it is there still
     */
    void delete(String id, String by) throws Refusal {
        if (!MailId.is(id)) {
            throw Holding.unknown(id);
        }
        try (var holding = Holding.of(index, id, node, clock, ticks)) {
            QuarantineEntry entry = holding.entry();
            home.remove(id, entry);
            Optional<QuarantineEntry> after = Holding.answer(index.find(id));
            if (after.isPresent() && !after.get().place().equals(entry.place())) {
                // It was being shipped.
                home.remove(id, after.get());
            }
            letters.remove(id);
            String own = ids.next();
            journal.event(own, event.deleted(own, new Release(id, by, false, false)))
                    .toCompletableFuture()
                    .join();
            Holding.answer(index.deleted(id));
            LOG.info("{} is deleted from quarantine by {}", id, by.isEmpty() ? "somebody" : LogLine.escaped(by));
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted from quarantine: {}", id, e.toString());
            throw new Refusal(Kind.UNAVAILABLE, "Not deleted", String.valueOf(e.getMessage()), e);
        }
    }

    /** Deletes each message of which somebody is a recipient, also where the index lists others alone, and copies of dead letters. */
    PurgeResult purge(String recipient, String by) throws Refusal {
        var all = new ArrayList<Quarantine.Listed>();
        try {
            index.forEach((id, entry) -> all.add(new Quarantine.Listed(id, entry)));
        } catch (RuntimeException e) {
            throw new Refusal(Kind.UNAVAILABLE, "No answer", "The index of quarantine does not answer", e);
        }
        int removed = 0;
        var left = new ArrayList<PurgeResult.Left>();
        BiConsumer<String, String> stays = (id, why) -> {
            if (left.size() < NAMED) {
                left.add(new PurgeResult.Left(id, why));
            }
        };
        for (Quarantine.Listed each : all) {
            try {
                if (concerns(each, recipient)) {
                    delete(each.id(), by);
                    removed++;
                }
            } catch (Refusal e) {
                stays.accept(each.id(), e.problem().detail());
            }
        }
        removed += letters.purge(recipient, stays);
        LOG.info("{} messages of one recipient are purged from quarantine, {} are left", removed, left.size());
        return new PurgeResult(removed, left);
    }

    private boolean concerns(Quarantine.Listed each, String recipient) throws Refusal {
        QuarantineEntry entry = each.entry();
        if (entry.recipients().stream().anyMatch(listed -> listed.equalsIgnoreCase(recipient))) {
            return true;
        }
        if (entry.listsAll()) {
            return false;
        }
        try {
            List<Path> recipients =
                    KeptMail.parse(each.id(), index.open(each.id()).json()).recipients();
            return recipients.stream()
                    .anyMatch(path -> path.text().equalsIgnoreCase(recipient)
                            || path.address().equalsIgnoreCase(recipient));
        } catch (GoneException e) {
            LOG.debug("{} is in the index alone", each.id(), e);
            return false;
        } catch (IOException e) {
            throw new Refusal(
                    Kind.UNAVAILABLE,
                    "Not read",
                    "it has more recipients than the index lists, and cannot be read: " + e.getMessage(),
                    e);
        }
    }
}
