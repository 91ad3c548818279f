package org.serai.filter;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Path;

/**
 * Everything about running a filter that is not the filter: its mode, its deadline, its failures, its scores, its time. A
 * filter that throws or is late becomes the finding {@code <FILTER>_TEMPERROR}.
 */
public final class FilterRunner {

    /** Told after each check, for metrics; must be cheap. */
    public interface Observer {

        /** CPU time of the calling thread in nanoseconds, or always the same where that is not counted. */
        default long cpu() {
            return 0;
        }

        /** @param cpu nanoseconds; 0 also for a check that was late, which goes on */
        void checked(String filter, long nanos, long cpu, boolean failed);
    }

    private final String name;
    private final MailFilter filter;
    private final Mode mode;
    private final Scores scores;
    private final Set<String> symbols;
    private final Set<String> unconditional;
    private final Watchdog watchdog;
    private final Observer observer;
    private final String temperror;
    private final Failures failures;

    /**
     * A runner.
     *
     * @param symbols those that the filter may return; another one is its failure
     * @param unconditional those that decide whatever the mode: with some, the filter runs even when it is off
     * @param clock by which failures are told once a minute
     */
    public FilterRunner(
            String name,
            MailFilter filter,
            Mode mode,
            Scores scores,
            Set<String> symbols,
            Set<String> unconditional,
            Watchdog watchdog,
            Observer observer,
            Clock clock) {
        this.name = name;
        this.filter = filter;
        this.mode = mode;
        this.scores = scores;
        this.symbols = Set.copyOf(symbols);
        this.unconditional = Set.copyOf(unconditional);
        this.watchdog = watchdog;
        this.observer = observer;
        this.temperror = temperror(name);
        this.failures = new Failures(name, clock);
    }

    /** {@code dns-list} → {@code DNS_LIST_TEMPERROR}: the symbol of a filter that could not answer. */
    public static String temperror(String filter) {
        return filter.toUpperCase(Locale.ROOT).replace('-', '_') + "_TEMPERROR";
    }

    public String name() {
        return name;
    }

    /**
     * Starts the filter's look-ups in the calling thread.
     *
     * @param late is called by the watchdog's thread when this is not through by the deadline: the mail's checks are late then
     * @return false when {@code late} goes on
     */
    public boolean prepare(Mail mail, Runnable late) {
        if (off() || mail.deadline().passed()) {
            return true;
        }
        var watch = watchdog.watch(mail.deadline(), () -> {
            failures.late(mail.id());
            late.run();
        });
        try {
            filter.prepare(mail);
        } catch (RuntimeException | Error e) {
            // Its check will find out what is missing.
            failures.threw(mail.id(), e);
        }
        return watch.finish();
    }

    /**
     * Runs the check in the calling thread.
     *
     * @param late gets the mail from the watchdog's thread when the check is not through by the deadline
     * @return the mail with what was found, or null when {@code late} has it
     */
    public @Nullable Mail check(Mail mail, Consumer<Mail> late) {
        if (off()) {
            return mail;
        }
        long start = System.nanoTime();
        if (mail.deadline().passed()) {
            return finish(mail, start, 0, tooLate(), true);
        }
        long cpu = observer.cpu();
        var watch = watchdog.watch(mail.deadline(), () -> {
            failures.late(mail.id());
            late.accept(finish(mail, start, 0, tooLate(), true));
        });
        List<Finding> found;
        boolean failed = false;
        try {
            found = filter.check(mail);
            refuseUndeclared(found);
        } catch (Exception | Error e) {
            // Errors too: whatever leaves here unanswered would be answered again by the watchdog.
            failures.threw(mail.id(), e);
            found = failure(e);
            failed = true;
        }
        if (!watch.finish()) {
            return null;
        }
        if (!failed) {
            failures.answered();
        }
        return finish(mail, start, observer.cpu() - cpu, found, failed);
    }

    private boolean off() {
        return mode == Mode.OFF && unconditional.isEmpty();
    }

    private Mail finish(Mail mail, long start, long cpu, List<Finding> found, boolean failed) {
        long nanos = System.nanoTime() - start;
        observer.checked(name, nanos, cpu, failed);
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
        var check = new Mail.Check(name, micros);
        if (found.isEmpty()) {
            return mail.checked(check, found);
        }
        Path recipient = mail.envelope().recipient();
        String about = recipient == null ? "" : recipient.address();
        var judged = new ArrayList<Finding>(found.size());
        for (Finding finding : found) {
            Mode own = unconditional.contains(finding.symbol()) && mode != Mode.ENFORCE ? Mode.SCORE : mode;
            if (own != Mode.OFF) {
                judged.add(finding.judged(name, own, scores.of(finding.symbol()), about, micros));
            }
        }
        return mail.checked(check, judged);
    }

    private void refuseUndeclared(List<Finding> found) {
        for (Finding finding : found) {
            if (!symbols.contains(finding.symbol())) {
                throw new IllegalStateException(
                        "symbol " + finding.symbol() + " is not declared: add it to the filter's SYMBOLS");
            }
        }
    }

    private List<Finding> tooLate() {
        return List.of(Finding.of(temperror, "A check of this message took too long; please try again later")
                .withStatus("4.7")
                .withEvidence("cause", "deadline"));
    }

    private List<Finding> failure(Throwable e) {
        return List.of(Finding.of(temperror, "A check of this message is not available; please try again later")
                .withStatus("3.0")
                .withEvidence("cause", e.getClass().getSimpleName()));
    }
}
