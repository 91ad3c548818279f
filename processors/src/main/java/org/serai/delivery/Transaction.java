package org.serai.delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.serai.delivery.BackendReplies.Step;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Reply;

/**
 * One mail at the backend. Its steps follow each other; between them its connection is parked in the pool, or given back when
 * {@code backend.hold} is false. Where it is gone at the next step (taken back, closed by the backend), MAIL and all accepted
 * RCPTs are repeated on another; unless all are accepted again, the step fails with 451 4.4.2. What has got its end-of-data
 * mark is never repeated. Where slow clients take connections from each other by turns, repeating for one more recipient ends
 * once more than {@code accepted + 20} have been repeated: it gets 451 4.3.2, and those accepted go on to DATA.
 *
 * <p>All recipients of a mail go to one place. One that belongs elsewhere than those accepted before gets {@code 452 4.5.3},
 * upon which clients send it in another transaction (RFC 5321 section 4.5.3.1.10); so does a second one towards LMTP.
 */
final class Transaction {

    /** Decided once: the mail gets its end-of-data mark, or is ended before that. */
    private enum Fate {
        OPEN,
        MARKED,
        ENDED
    }

    /** Recipients that may be repeated at once, whatever their number, before the repeating must be worth it. */
    private static final int REPEATED_FREELY = 20;

    /** A connection and what it answered. */
    private record Turn(Connection connection, List<Answer> answers) {

        Answer last() {
            return answers.get(answers.size() - 1);
        }
    }

    private final String id;
    private final Routing routing;
    private final boolean hold;
    private final Intents intents;
    private final Executor reader;
    private final Alerts alerts;
    private final BackendMetrics metrics;
    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);
    private final List<Path> accepted = new ArrayList<>();
    private int repeated;
    private @Nullable Source source;
    private volatile @Nullable Home parkedAt;
    private volatile @Nullable Connection sending;
    private volatile @Nullable BackendAddress server;

    Transaction(
            String id,
            Routing routing,
            boolean hold,
            Intents intents,
            Executor reader,
            Alerts alerts,
            BackendMetrics metrics) {
        this.id = id;
        this.routing = routing;
        this.hold = hold;
        this.intents = intents;
        this.reader = reader;
        this.alerts = alerts;
        this.metrics = metrics;
    }

    CompletableFuture<Reply> recipient(Mail mail, Delivery.Target target) {
        Path asked = mail.envelope().recipient();
        if (asked == null || mail.envelope().mailFrom() == null) {
            throw new IllegalArgumentException("no recipient is being decided");
        }
        Source wanted = routing.of(mail, asked, target);
        if (!accepted.isEmpty() && (wanted != source || wanted.oneRecipient())) {
            return CompletableFuture.completedFuture(BackendReplies.ANOTHER_TRANSACTION);
        }
        if (wanted != source) {
            giveBack(unpark());
            source = wanted;
        }
        Connection parked = unpark();
        String command =
                parked == null ? Extensions.rcpt(asked) : parked.extensions().rcpt(mail, asked);
        return onParked(parked, command, () -> {
                    var paths = new ArrayList<>(hold ? accepted : List.<Path>of());
                    if (repeated > paths.size() + REPEATED_FREELY) {
                        return CompletableFuture.failedFuture(BackendException.of(
                                BackendReplies.BUSY, "its connection was taken back for others too often"));
                    }
                    repeated += paths.size();
                    paths.add(asked);
                    return begin(wanted, mail, paths, true);
                })
                .thenApply(turn -> {
                    List<Answer> answers = turn.answers();
                    int before = answers.size() - 1;
                    if (before > 0 && !answers.subList(0, before).stream().allMatch(Answer::positive)) {
                        reset(turn.connection());
                        throw BackendException.of(BackendReplies.LOST, "an accepted recipient was refused later");
                    }
                    return judged(turn, asked);
                });
    }

    CompletableFuture<Reply> deliver(Mail mail) {
        List<Path> recipients = new ArrayList<>(accepted);
        recipients.retainAll(new HashSet<>(mail.envelope().rcptTo()));
        Connection parked = unpark();
        Source to = source;
        if (recipients.isEmpty() || to == null) {
            giveBack(parked);
            return CompletableFuture.completedFuture(BackendReplies.NO_RECIPIENT);
        }
        if (recipients.size() != accepted.size()) {
            giveBack(parked);
            parked = null;
        }
        // Beside what the backend is asked; most of the time it is done before.
        CompletionStage<Void> recorded = intents.record(mail);
        var pieces = new Pieces(mail, reader);
        if (parked != null) {
            pieces.start(parked.channel().alloc());
        }
        return onParked(parked, "DATA", () -> begin(to, mail, recipients, true).thenCompose(turn -> {
                    if (!turn.answers().stream().allMatch(Answer::positive)) {
                        reset(turn.connection());
                        throw BackendException.of(BackendReplies.LOST, "an accepted recipient was refused later");
                    }
                    pieces.start(turn.connection().channel().alloc());
                    return ask(turn.connection(), "DATA");
                }))
                .thenCompose(turn -> turn.last().code() == 354
                        ? content(turn.connection(), pieces, recorded)
                        : CompletableFuture.completedFuture(finished(turn, Step.DATA)))
                .handle((reply, failure) -> {
                    pieces.close();
                    if (failure == null) {
                        return CompletableFuture.completedFuture(reply);
                    }
                    // Whatever failed then, it was we who closed the connection.
                    return ended()
                            ? CompletableFuture.completedFuture(BackendReplies.ENDED)
                            : CompletableFuture.<Reply>failedFuture(failure);
                })
                .thenCompose(next -> next);
    }

    void end() {
        if (fate.compareAndSet(Fate.OPEN, Fate.ENDED)) {
            giveBack(unpark());
            Connection current = sending;
            if (current != null) {
                current.close();
            }
        }
    }

    /** Where its commands went last; null before any did. */
    @Nullable
    BackendAddress server() {
        return server;
    }

    private boolean ended() {
        return fate.get() == Fate.ENDED;
    }

    private void giveBack(@Nullable Connection parked) {
        if (parked != null) {
            reset(parked);
        }
    }

    private interface Fresh {
        CompletableFuture<Turn> begin();
    }

    /** Asks on the parked connection; without one, or when it has gone or says 421 meanwhile, on another. */
    private CompletableFuture<Turn> onParked(@Nullable Connection parked, String command, Fresh fresh) {
        if (parked == null) {
            return fresh.begin();
        }
        return ask(parked, command)
                .handle((turn, failure) -> {
                    if (failure == null && turn.last().code() != 421) {
                        return CompletableFuture.completedFuture(turn);
                    }
                    parked.close();
                    return fresh.begin();
                })
                .thenCompose(next -> next);
    }

    private static CompletableFuture<Turn> ask(Connection connection, String command) {
        return connection.ask(List.of(command)).thenApply(answers -> new Turn(connection, answers));
    }

    /** MAIL and RCPT on a connection that has no transaction open; the answers to RCPT. */
    private CompletableFuture<Turn> begin(Source from, Mail mail, List<Path> recipients, boolean mayRetry) {
        if (recipients.stream().anyMatch(accepted::contains)) {
            metrics.replayed().increment();
        }
        return from.acquire().thenCompose(connection -> {
            server = connection.backend();
            if (ended()) {
                release(connection);
                throw BackendException.of(BackendReplies.ENDED, "the mail is ended");
            }
            return connection
                    .home()
                    .introduce(connection, mail.envelope())
                    .thenCompose(ready -> ready.ask(commands(ready, mail, recipients)))
                    .handle((answers, failure) -> {
                        boolean gone = failure == null ? answers.get(0).code() == 421 : !connection.isOpen();
                        if (gone && mayRetry && connection.reused()) {
                            connection.close();
                            connection.home().distrustIdle();
                            return begin(from, mail, recipients, false);
                        }
                        if (failure != null) {
                            connection.quit();
                            return CompletableFuture.<Turn>failedFuture(failure);
                        }
                        return CompletableFuture.completedFuture(begun(connection, answers));
                    })
                    .thenCompose(next -> next);
        });
    }

    private static List<String> commands(Connection connection, Mail mail, List<Path> recipients) {
        Extensions extensions = connection.extensions();
        extensions.lacking(mail, recipients).ifPresent(refusal -> {
            boolean alert = refusal.transientFailure();
            throw BackendException.of(
                    new BackendReplies.Mapped(refusal, alert),
                    connection.backend(),
                    refusal.toString(),
                    refusal.toString());
        });
        var commands = new ArrayList<String>();
        commands.add(extensions.mail(mail, recipients));
        recipients.forEach(path -> commands.add(extensions.rcpt(mail, path)));
        return commands;
    }

    private @Nullable Connection unpark() {
        Home home = parkedAt;
        return home == null ? null : home.unpark(this);
    }

    private static void reset(Connection connection) {
        connection.home().reset(connection);
    }

    private static void release(Connection connection) {
        connection.home().release(connection);
    }

    private Turn begun(Connection connection, List<Answer> answers) {
        Answer mail = answers.get(0);
        if (!mail.positive()) {
            discard(connection, mail);
            throw BackendException.of(
                    BackendReplies.map(Step.MAIL, mail, introduced(connection)),
                    connection.backend(),
                    mail.codes(),
                    "the backend said to MAIL: " + mail);
        }
        return new Turn(connection, answers.subList(1, answers.size()));
    }

    private Reply judged(Turn turn, Path asked) {
        Answer answer = turn.last();
        Reply reply = mapped(turn, Step.RCPT);
        if (answer.positive()) {
            accepted.add(asked);
        }
        if (answer.code() == 421 || !hold || ended()) {
            discard(turn.connection(), answer);
            return reply;
        }
        Home home = turn.connection().home();
        parkedAt = home;
        home.park(this, turn.connection());
        if (ended()) {
            giveBack(unpark());
        }
        return reply;
    }

    private CompletableFuture<Reply> content(Connection connection, Pieces pieces, CompletionStage<Void> recorded) {
        sending = connection;
        if (ended()) {
            connection.close();
        }
        return connection
                .send(pieces, recorded, () -> fate.compareAndSet(Fate.OPEN, Fate.MARKED))
                .thenApply(answer -> finished(new Turn(connection, List.of(answer)), Step.CONTENT));
    }

    private Reply finished(Turn turn, Step step) {
        if (step == Step.CONTENT && turn.last().positive()) {
            release(turn.connection());
        } else {
            discard(turn.connection(), turn.last());
        }
        return mapped(turn, step);
    }

    /** Gives back a connection that may have a transaction open; one out of step with us is closed. */
    private void discard(Connection connection, Answer last) {
        if (last.code() == 421 || (last.code() >= 300 && last.code() < 400)) {
            connection.close();
        } else {
            reset(connection);
        }
    }

    private static boolean introduced(Connection connection) {
        return connection.introduced() != null;
    }

    private Reply mapped(Turn turn, Step step) {
        Answer answer = turn.last();
        BackendReplies.Mapped mapped = BackendReplies.map(step, answer, introduced(turn.connection()));
        if (mapped.alert()) {
            var cause = new Alerts.Cause(turn.connection().backend().toString(), answer.codes());
            alerts.raise(id, cause, "the backend said to " + step + ": " + answer);
        }
        return mapped.reply();
    }
}
