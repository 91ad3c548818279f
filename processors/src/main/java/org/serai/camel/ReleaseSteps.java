package org.serai.camel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.serai.config.Nearest;
import org.serai.config.Option;
import org.serai.filter.Filters;
import org.serai.filter.Surroundings;
import org.serai.history.Author;
import org.serai.history.Lesson;
import org.serai.learn.Addressee;
import org.serai.learn.Label;
import org.serai.learn.Lecture;
import org.serai.learn.Teacher;
import org.serai.mail.AddressKey;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Release;
import org.serai.mail.Reply;
import org.serai.verdict.TraceFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code routes/release.camel.yaml} beside filters and delivery: {@code serai:release-decide} says who may let the message out,
 * {@code serai:release-field} marks it, {@code serai:release-learn} and {@code serai:release-whitelist} remember that it was wanted.
 */
final class ReleaseSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseSteps.class);

    record DecideOptions(
            @Option(value = "", doc = "Findings with which an administrator alone may release.")
                    List<String> administrator) {

        DecideOptions {
            requireKnown(administrator);
        }
    }

    /** What is misspelt would never be found, and the guard be open. */
    static void requireKnown(List<String> symbols) {
        Set<String> known = Filters.symbols();
        for (String symbol : symbols) {
            if (!known.contains(symbol)) {
                throw new IllegalArgumentException("there is no symbol " + symbol + Nearest.to(symbol, known));
            }
        }
    }

    record WhitelistOptions(@Option(value = "true", doc = "Whether this step does anything.") boolean enabled) {}

    private final TraceFields trace;
    private final Teacher teacher;
    private final Surroundings surroundings;
    private final Executor continuations;

    ReleaseSteps(TraceFields trace, Teacher teacher, Surroundings surroundings, Executor continuations) {
        this.trace = trace;
        this.teacher = teacher;
        this.surroundings = surroundings;
        this.continuations = continuations;
    }

    /** @param recipient asks the backend, as its options say */
    Map<String, Function<SeraiComponent.Options, Step>> table(
            Function<SeraiComponent.Options, Function<Mail, CompletionStage<Reply>>> recipient) {
        return Map.of(
                "release-decide",
                options -> {
                    Set<String> guarded =
                            Set.copyOf(options.bind(DecideOptions.class).administrator());
                    return new Deciding(guarded);
                },
                "release-field",
                Steps.plain((Step.OfMail) mail -> mail.edited(trace.released(mail, order(mail)))),
                "release-recipients",
                options -> new ReleaseRecipientsStep(recipient.apply(options), continuations),
                "release-learn",
                Steps.plain((Step.Now) this::learn),
                "release-whitelist",
                options -> {
                    boolean enabled = options.bind(WhitelistOptions.class).enabled();
                    return (Step.Now) exchange -> {
                        if (enabled) {
                            whitelist(PolicyExchange.mail(exchange));
                        }
                    };
                });
    }

    private static Release order(Mail mail) {
        Release order = mail.kept(Release.class);
        if (order == null) {
            throw new IllegalStateException("nobody releases this mail: the step belongs into the route release");
        }
        return order;
    }

    private record Deciding(Set<String> guarded) implements Step.Now {

        @Override
        public Set<Course> courses(Course before) {
            return Set.of(before.decided(Disposition.ACCEPT), before.replied(Disposition.REJECT));
        }

        @Override
        public void take(Exchange exchange) {
            decide(exchange, guarded);
        }
    }

    private static void decide(Exchange exchange, Set<String> guarded) {
        Mail mail = PolicyExchange.mail(exchange);
        List<String> found = mail.findings().stream()
                .map(Finding::symbol)
                .filter(guarded::contains)
                .distinct()
                .toList();
        if (found.isEmpty() || order(mail).administrator()) {
            PolicyExchange.disposition(exchange, Disposition.ACCEPT);
        } else {
            PolicyExchange.disposition(exchange, Disposition.REJECT);
            PolicyExchange.reply(
                    exchange,
                    Reply.of(550, "5.7.1", "Only an administrator may release this: " + String.join(", ", found)));
        }
    }

    private void learn(Exchange exchange) {
        Mail mail = PolicyExchange.mail(exchange);
        Release order = order(mail);
        if (!order.train()) {
            return;
        }
        Addressee addressee = Addressee.of(
                mail.envelope().rcptTo().stream().map(Path::address).toList());
        var lecture = new Lecture(
                surroundings.samples().of(mail),
                Label.HAM,
                LogLine.escaped(order.by()),
                Lecture.Channel.RELEASE,
                addressee);
        if (teacher.offer(lecture) == null) {
            LOG.warn("{} is released, but not learned as ham: too many are waiting", order.original());
        }
    }

    /** Beside the delivery, which has been done. */
    private void whitelist(Mail mail) {
        Optional<AddressKey> author = Author.of(surroundings.mime().view(mail));
        if (author.isEmpty()) {
            return;
        }
        Release order = order(mail);
        for (Path recipient : mail.envelope().rcptTo()) {
            var lesson = new Lesson(AddressKey.of(recipient), "release", false, List.of(author.get()), List.of());
            surroundings.correspondents().learn(lesson).whenComplete((done, failure) -> told(order, failure));
        }
    }

    private static void told(Release order, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn("{} is released, but its author is not remembered: {}", order.original(), failure.toString());
        }
    }
}
