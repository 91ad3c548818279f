package org.serai.mail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One mail at one phase of its session: envelope, content, findings so far. Immutable; each step of the policy makes the
 * next one. It is the body of every exchange, and routes ask it {@code ${body.has('SYMBOL')}}.
 */
public final class Mail {

    /**
     * A filter that has run.
     *
     * @param micros how long it took
     */
    public record Check(String filter, long micros) {}

    private final String id;
    private final String session;
    private final Instant started;
    private final Phase phase;
    private final Envelope envelope;
    private final Content content;
    private final List<Finding> findings;
    private final List<Check> checks;
    private final Verdict verdict;
    private final Edits edits;
    private final Derived derived;
    private final Deadline deadline;

    private Mail(
            String id,
            String session,
            Instant started,
            Phase phase,
            Envelope envelope,
            Content content,
            List<Finding> findings,
            List<Check> checks,
            Verdict verdict,
            Edits edits,
            Derived derived,
            Deadline deadline) {
        this.id = id;
        this.session = session;
        this.started = started;
        this.phase = phase;
        this.envelope = envelope;
        this.content = content;
        this.findings = findings;
        this.checks = checks;
        this.verdict = verdict;
        this.edits = edits;
        this.derived = derived;
        this.deadline = deadline;
    }

    /** The first mail of a session: nothing known but the client. */
    public static Mail connected(String id, Instant now, Client client, Deadline deadline) {
        return new Mail(
                id,
                id,
                now,
                Phase.CONNECT,
                Envelope.connected(client),
                Content.NONE,
                List.of(),
                List.of(),
                Verdict.NONE,
                Edits.NONE,
                new Derived(),
                deadline);
    }

    /** The same mail one phase on. */
    public Mail at(Phase next, Envelope known, Deadline until) {
        return new Mail(id, session, started, next, known, content, findings, checks, verdict, edits, derived, until);
    }

    /** The same mail with its content, about to enter {@link Phase#DATA}. */
    public Mail received(Content message, Envelope known, Deadline until) {
        return new Mail(
                id,
                session,
                started,
                Phase.DATA,
                known,
                message,
                findings,
                checks,
                verdict,
                edits,
                derived.received(),
                until);
    }

    /** With a new id, as the first mail of the next transaction: keeps what was found out about the client before MAIL. */
    public Mail renamed(String newId, Instant now) {
        return new Mail(
                newId,
                session,
                now,
                phase,
                envelope,
                content,
                findings,
                checks,
                verdict,
                edits,
                new Derived(),
                deadline);
    }

    /** With more findings. */
    public Mail with(List<Finding> more) {
        return more.isEmpty() ? this : found(more, checks);
    }

    /** With these findings instead. */
    public Mail reweighed(List<Finding> other) {
        return new Mail(
                id,
                session,
                started,
                phase,
                envelope,
                content,
                List.copyOf(other),
                checks,
                verdict,
                edits,
                derived,
                deadline);
    }

    /** After a filter has run, with what it found. */
    public Mail checked(Check check, List<Finding> found) {
        return found(found, plus(checks, List.of(check)));
    }

    private Mail found(List<Finding> more, List<Check> done) {
        List<Finding> all = more.isEmpty() ? findings : plus(findings, more);
        return new Mail(id, session, started, phase, envelope, content, all, done, verdict, edits, derived, deadline);
    }

    /** After scoring. */
    public Mail judged(Verdict next) {
        return new Mail(
                id, session, started, phase, envelope, content, findings, checks, next, edits, derived, deadline);
    }

    private static <T> List<T> plus(List<T> some, List<T> more) {
        var all = new ArrayList<T>(some.size() + more.size());
        all.addAll(some);
        all.addAll(more);
        return Collections.unmodifiableList(all);
    }

    /** With other edits for the copy that goes to the backend. */
    public Mail edited(Edits next) {
        return new Mail(
                id, session, started, phase, envelope, content, findings, checks, verdict, next, derived, deadline);
    }

    @PolicyField("the id, which log, reply and verdict event name")
    public String id() {
        return id;
    }

    /** The id of the session's first mail: the same for all mails of a session. */
    @PolicyField("the id of the session's first mail")
    public String session() {
        return session;
    }

    /** When the session began, or its transaction from the second on. */
    @PolicyField("when session or transaction began")
    public Instant started() {
        return started;
    }

    @PolicyField("the phase; compare `${variable.phase}`, which is a text")
    public Phase phase() {
        return phase;
    }

    @PolicyField("what the client has said so far")
    public Envelope envelope() {
        return envelope;
    }

    /** {@link Content#NONE} before {@link Phase#DATA}. */
    @PolicyField("the message")
    public Content content() {
        return content;
    }

    /** In the order in which they were made. */
    @PolicyField("what filters have found")
    public List<Finding> findings() {
        return findings;
    }

    /** Which filters have run, in order, and how long each took. */
    public List<Check> checks() {
        return checks;
    }

    /** A filter has run, in this phase of the mail or one before; a step that is off does not. */
    @PolicyField("the filter of this name has run")
    public boolean ran(String filter) {
        for (Check check : checks) {
            if (check.filter().equals(filter)) {
                return true;
            }
        }
        return false;
    }

    /** {@link Verdict#NONE} before the first scoring. */
    @PolicyField("what `serai:score` has made of the findings")
    public Verdict verdict() {
        return verdict;
    }

    public Edits edits() {
        return edits;
    }

    /** Until when this phase must be decided. */
    public Deadline deadline() {
        return deadline;
    }

    /**
     * True when a finding has this symbol, in whatever mode its filter ran. While a recipient is decided about, what was found about
     * others does not count.
     */
    @PolicyField("a filter has found this symbol")
    public boolean has(String symbol) {
        Path asked = envelope.recipient();
        for (Finding finding : findings) {
            if (finding.symbol().equals(symbol)
                    && (asked == null
                            || finding.recipient().isEmpty()
                            || finding.recipient().equals(asked.address()))) {
                return true;
            }
        }
        return false;
    }

    /** A view computed from the content at most once, shared by all filters: the MIME structure, the text. */
    public <T> T once(Class<T> type, Function<Content, T> compute) {
        return derived.get(type, () -> compute.apply(content));
    }

    /**
     * The answer to a question about this transaction, worked out at most once, whoever asks: what SPF says of the
     * reverse-path, what DKIM says of the signatures. It is forgotten with the transaction.
     *
     * @param work must not wait and must not ask the same question; what takes time is a future
     */
    public <T> T ask(Question<T> question, Supplier<T> work) {
        return derived.ask(question, work);
    }

    /** The answer to a question that somebody asked before, or null. */
    public <T> @Nullable T answer(Question<T> question) {
        return derived.answer(question);
    }

    /** The answers to all questions of a type that were asked so far, in that order. */
    public <T, Q extends Question<T>> List<T> answers(Class<Q> type) {
        return derived.answers(type);
    }

    /**
     * Lets an answer stand in for the work, for those questions of a type for which it is not null: facts that were recorded
     * once stand for what would be asked of the network again. To be said before the questions are asked.
     */
    public <T, Q extends Question<T>> void assume(Class<Q> type, Function<Q, ? extends @Nullable T> answer) {
        derived.assume(type, answer);
    }

    /** Keeps what was found out about the content, such as its hash, for when that is gone; one of each type. */
    public void keep(Record fact) {
        derived.keep(fact);
    }

    /** What was kept about the content. */
    public <T extends Record> @Nullable T kept(Class<T> type) {
        return derived.kept(type);
    }

    @Override
    public String toString() {
        return "Mail[" + id + " at " + phase.id() + ", " + findings.size() + " findings]";
    }
}
