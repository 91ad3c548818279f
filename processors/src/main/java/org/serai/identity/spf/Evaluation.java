package org.serai.identity.spf;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.identity.SpfResult.Result;
import org.serai.identity.spf.SpfRecord.Directive;
import org.serai.mail.Deadline;

/**
 * One run of {@code check_host()} with all that it includes (RFC 7208 section 4), within the limits of section 4.6.4.
 * Its futures follow one upon the other, so that it needs no locks.
 */
final class Evaluation {

    private static final int MAX_TERMS = 10;
    private static final int MAX_VOID = 2;
    private static final Duration TIME = Duration.ofSeconds(20);

    /**
     * What the policy of one domain says.
     *
     * @param cause the mechanism that matched or what is wrong, and where
     * @param explanation where the text about a failure lies
     * @param domain the one in whose record it stands
     */
    record Policy(Result result, String cause, @Nullable MacroString explanation, String domain) {

        Policy(Result result, String cause) {
            this(result, cause, null, "");
        }
    }

    private final Lookups lookups;
    private final Letters letters;
    private final Deadline deadline = Deadline.in(TIME);
    private int terms;
    private int voids;

    Evaluation(Dns dns, Letters letters) {
        this.lookups = new Lookups(dns, letters.client());
        this.letters = letters;
    }

    Lookups lookups() {
        return lookups;
    }

    InetAddress client() {
        return letters.client();
    }

    /** The policy of a domain; errors are results. */
    CompletableFuture<Policy> check(String domain) {
        return lookups.ask(domain, RecordType.TXT)
                .thenCompose(answer -> {
                    SpfRecord record = select(domain, answer);
                    if (record == null) {
                        return CompletableFuture.completedFuture(
                                new Policy(Result.NONE, domain + " has no SPF record"));
                    }
                    ahead(record, domain);
                    return evaluate(record, 0, domain);
                })
                .exceptionally(e -> {
                    SpfError error = error(e);
                    return new Policy(error.result(), String.valueOf(error.getMessage()));
                });
    }

    /** Only errors of our own are results. */
    private static SpfError error(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof SpfError error) {
            return error;
        }
        throw new CompletionException(cause);
    }

    /** Section 4.5. */
    private static @Nullable SpfRecord select(String domain, Answer<String> answer) {
        try {
            List<String> records =
                    decisive(answer).records().stream().filter(SpfRecord::is).toList();
            if (records.size() > 1) {
                throw SpfError.permanent(records.size() + " SPF records");
            }
            return records.isEmpty() ? null : SpfRecord.parse(records.get(0));
        } catch (SpfError e) {
            throw e.in(domain);
        }
    }

    private static <T> Answer<T> decisive(Answer<T> answer) {
        if (answer.temporary()) {
            throw SpfError.temporary(
                    answer instanceof Answer.ServFail<T> failure ? failure.cause() : "no answer from the DNS in time");
        }
        return answer;
    }

    /** Those look-ups of a record that will be needed unless something before them matches. */
    private void ahead(SpfRecord record, String domain) {
        for (Directive directive : record.directives()) {
            if (directive.mechanism() instanceof Mechanism.All
                    || directive.mechanism() instanceof Mechanism.Ip ip
                            && ip.network().contains(client())) {
                return;
            }
            directive.mechanism().ahead(this, domain);
        }
        if (record.redirect() != null) {
            ahead(record.redirect(), domain, RecordType.TXT);
        }
    }

    /** Goes on at a directive; the recursion is as deep as there are terms that ask the DNS. */
    private CompletableFuture<Policy> evaluate(SpfRecord record, int from, String domain) {
        for (int i = from; i < record.directives().size(); i++) {
            Directive directive = record.directives().get(i);
            var matched = located(
                    directive.text(), domain, () -> directive.mechanism().match(this, domain));
            if (matched != Mechanism.NO) {
                int next = i + 1;
                return matched.thenCompose(how -> how.isEmpty()
                        ? evaluate(record, next, domain)
                        : CompletableFuture.completedFuture(matched(record, directive, how.get(), domain)));
            }
        }
        MacroString redirect = record.redirect();
        return redirect == null
                ? CompletableFuture.completedFuture(new Policy(Result.NEUTRAL, "no term of " + domain + " matches"))
                : located("redirect", domain, () -> policy(redirect, domain).thenApply(Evaluation::required));
    }

    private static Policy matched(SpfRecord record, Directive directive, String how, String domain) {
        String cause = directive.text() + " of " + domain + (how.isEmpty() ? "" : ": " + how);
        return new Policy(directive.result(), cause, record.explanation(), domain);
    }

    private static Policy required(Policy policy) {
        if (policy.result() == Result.NONE) {
            throw SpfError.permanent(policy.cause());
        }
        return policy;
    }

    private static <T> CompletableFuture<T> located(String term, String domain, Supplier<CompletableFuture<T>> work) {
        try {
            CompletableFuture<T> future = work.get();
            return future.isDone() && !future.isCompletedExceptionally()
                    ? future
                    : future.exceptionally(e -> {
                        throw error(e).in(term + " of " + domain);
                    });
        } catch (SpfError e) {
            throw e.in(term + " of " + domain);
        }
    }

    /** The policy of another domain, for {@code include} and {@code redirect}. */
    CompletableFuture<Policy> policy(MacroString of, String domain) {
        term();
        return target(of, domain).thenCompose(name -> name.map(this::check)
                .orElseThrow(() -> SpfError.permanent("a name that can have no record")));
    }

    /** For terms that match or not at a name. */
    CompletableFuture<Optional<String>> at(
            @Nullable MacroString spec, String domain, Function<String, CompletableFuture<Boolean>> matches) {
        term();
        return target(spec, domain)
                .thenCompose(name -> name.isEmpty()
                        ? Mechanism.NO
                        : matches.apply(name.get()).thenCompose(yes -> yes ? Mechanism.YES : Mechanism.NO));
    }

    private void term() {
        if (++terms > MAX_TERMS) {
            throw SpfError.permanent("more than " + MAX_TERMS + " terms that ask the DNS");
        }
        if (deadline.passed()) {
            throw SpfError.temporary("not done after " + TIME.toSeconds() + " seconds");
        }
    }

    /** The name that a domain-spec stands for; empty when none can be asked for. */
    private CompletableFuture<Optional<String>> target(@Nullable MacroString spec, String domain) {
        if (spec == null) {
            return CompletableFuture.completedFuture(Optional.of(domain));
        }
        if (spec.uses("sl") && !letters.asciiLocalPart()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return expand(spec, domain)
                .thenApply(text -> Optional.of(Names.fitted(text)).filter(Names::queryable));
    }

    private CompletableFuture<String> expand(MacroString text, String domain) {
        CompletableFuture<String> clientName =
                text.uses("p") ? lookups.clientName(domain) : CompletableFuture.completedFuture("");
        return clientName.thenApply(p -> text.expand(letter -> letters.value(letter, domain, p)));
    }

    /** Starts a look-up that a term will need, within the limit of terms, unless its name needs one first. */
    void ahead(@Nullable MacroString spec, String domain, RecordType<?> type) {
        if (lookups.count() < MAX_TERMS && (spec == null || !spec.uses("p"))) {
            target(spec, domain).thenAccept(name -> name.ifPresent(target -> lookups.start(target, type)));
        }
    }

    /** The records of an answer that decides; counts void look-ups. */
    <T> List<T> records(Answer<T> answer) {
        if (decisive(answer).isVoid() && ++voids > MAX_VOID) {
            throw SpfError.permanent("more than " + MAX_VOID + " look-ups that found nothing");
        }
        return answer.records();
    }

    /** What the domain wants the sender of a failing mail to read; empty where it says nothing readable (section 6.2). */
    CompletableFuture<String> explanation(Policy policy) {
        if (policy.result() != Result.FAIL || policy.explanation() == null) {
            return CompletableFuture.completedFuture("");
        }
        return target(policy.explanation(), policy.domain())
                .thenCompose(name -> name.isEmpty()
                        ? CompletableFuture.completedFuture(List.<String>of())
                        : lookups.ask(name.get(), RecordType.TXT).thenApply(Answer::records))
                .thenCompose(texts -> texts.size() == 1
                        ? expand(MacroString.explanation(texts.get(0)), policy.domain())
                        : CompletableFuture.completedFuture(""))
                .exceptionally(e -> {
                    error(e);
                    return "";
                });
    }
}
