package org.serai.camel;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.serai.config.Size;
import org.serai.filter.LocalDomains;
import org.serai.filter.report.Enclosed;
import org.serai.filter.report.ReportAddresses;
import org.serai.filter.report.ReportFilter;
import org.serai.learn.Addressee;
import org.serai.learn.DailyQuota;
import org.serai.learn.Label;
import org.serai.learn.Lecture;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.Sample;
import org.serai.learn.Teacher.Outcome;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.mail.Reply;
import org.serai.mime.MimeReader;
import org.serai.mime.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code serai:learn-report}: the messages in a report are learned, and the reply says what has become of each. A 250 comes when
 * that is on disk. The mail goes nowhere else. The user no longer trusts the authors of spam.
 */
final class LearnReportStep implements Step {

    private static final Logger LOG = LoggerFactory.getLogger(LearnReportStep.class);

    /** Whoever trains meanwhile may take an hour. */
    private static final long MOST_SECONDS = 45;

    private final ReportAddresses addresses;
    private final MimeReader mime;
    private final GuardedSamples samples;
    private final LocalDomains local;
    private final Distrust distrust;
    private final Size largest;
    private final Lessons lessons;
    private final Executor continuations;

    LearnReportStep(
            ReportAddresses addresses,
            MimeReader mime,
            GuardedSamples samples,
            LocalDomains local,
            Distrust distrust,
            Size largest,
            Lessons lessons,
            Executor continuations) {
        this.addresses = addresses;
        this.mime = mime;
        this.samples = samples;
        this.local = local;
        this.distrust = distrust;
        this.largest = largest;
        this.lessons = lessons;
        this.continuations = continuations;
    }

    @Override
    public Set<Course> courses(Course before) {
        return Set.of(
                before.inOtherHands().replied(Disposition.ACCEPT),
                before.replied(Disposition.DEFER),
                before.replied(Disposition.REJECT));
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) throws IOException {
        Mail mail = PolicyExchange.mail(exchange);
        Label label = requireNonNull(ReportFilter.label(mail, addresses), "no report: serai:report has found none");
        Client client = mail.envelope().client();
        Addressee addressee = Addressee.ofLogin(client.login(), local.only());
        String by = reporter(client, addressee);
        List<Part> parts = Enclosed.of(mail, mime);
        var messages = new ArrayList<byte[]>();
        var reported = new ArrayList<Reported>();
        int tooLarge = 0;
        for (Part part : parts) {
            byte[] message = read(part);
            Sample sample = message == null ? null : samples.of(message, by);
            tooLarge += message == null ? 1 : 0;
            if (message != null && sample != null) {
                messages.add(message);
                var lecture = new Lecture(sample, label, by, Channel.REPORT, addressee).withoutTokens();
                reported.add(new Reported(lecture, lessons.teacher().wouldChange(lecture)));
            }
        }
        int counted = (int) reported.stream().filter(Reported::counts).count();
        DailyQuota.Share share =
                counted == 0 ? DailyQuota.free() : lessons.reports().take(List.of(source(client, by)), counted);
        if (share == null) {
            tooMany(exchange, counted, lessons.reports().most());
            callback.done(true);
            return true;
        }
        var outcomes = new ArrayList<CompletableFuture<Outcome>>();
        for (Reported each : reported) {
            var outcome = lessons.offer(each.lecture(), each.counts() ? share : DailyQuota.free());
            counted -= each.counts() ? 1 : 0;
            if (outcome == null) {
                share.giveBack(counted);
                answer(exchange, Disposition.DEFER, busy());
                callback.done(true);
                return true;
            }
            outcomes.add(outcome);
        }
        var left = new Left(tooLarge, parts.size() - messages.size() - tooLarge);
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture<?>[]::new))
                // It reads the messages, for which the thread that learns has no time.
                .thenComposeAsync(
                        all -> label == Label.SPAM ? distrust.of(mail, messages) : CompletableFuture.completedFuture(0),
                        continuations)
                .orTimeout(MOST_SECONDS, TimeUnit.SECONDS)
                .whenCompleteAsync(
                        (forgotten, failure) -> {
                            if (failure == null) {
                                learned(exchange, label, outcomes, left, forgotten);
                            } else {
                                LOG.warn("{}: the report of {} is not learned: {}", mail.id(), by, failure.toString());
                                answer(exchange, Disposition.DEFER, busy());
                            }
                            callback.done(false);
                        },
                        continuations);
        return false;
    }

    /** @param counts whether it would change something, and so takes a share of the day */
    private record Reported(Lecture lecture, boolean counts) {}

    /** How many messages of a report are not learned, and why. */
    private record Left(int tooLarge, int unreadable) {}

    private static void tooMany(Exchange exchange, int counted, int most) {
        if (counted > most) {
            tooMuch(
                    exchange,
                    "you may teach " + most + " messages a day, this report has " + counted
                            + "; please send fewer at once");
        } else {
            answer(
                    exchange,
                    Disposition.DEFER,
                    Reply.of(451, "4.7.1", "You have reported as much as a day allows; please try again tomorrow"));
        }
    }

    private static void tooMuch(Exchange exchange, String why) {
        answer(exchange, Disposition.REJECT, Reply.of(552, "5.3.4", "Nothing is learned: " + why));
    }

    /** Whom a report counts for: never From, which anybody can write. The same for all spellings of a login. */
    private static String reporter(Client client, Addressee addressee) {
        if (client.login().isEmpty()) {
            return client.ip();
        }
        String user = addressee.user();
        return LogLine.escaped(user.isEmpty() ? client.login().toLowerCase(Locale.ROOT) : user);
    }

    /** Whose share of the day a report takes: of IPv6 the /64, all of which who has one address of it has. */
    private static String source(Client client, String by) {
        return client.login().isEmpty() && client.address() instanceof Inet6Address
                ? Network.around(client.address(), 64).toString()
                : by;
    }

    private static Reply busy() {
        return Reply.of(451, "4.3.2", "Not all is learned now, since something else is; please send the report again");
    }

    private byte @Nullable [] read(Part part) throws IOException {
        try (InputStream in = part.open()) {
            byte[] message = in.readNBytes(largest.intBytes() + 1);
            return message.length > largest.bytes() ? null : message;
        }
    }

    private void learned(
            Exchange exchange, Label label, List<CompletableFuture<Outcome>> outcomes, Left left, int forgotten) {
        if (outcomes.isEmpty() && left.unreadable() > 0) {
            answer(
                    exchange,
                    Disposition.REJECT,
                    Reply.of(554, "5.6.0", "Nothing is learned: no message in this report can be read"));
            return;
        }
        if (outcomes.isEmpty()) {
            tooMuch(exchange, "messages beyond " + largest.bytes() + " octets are not");
            return;
        }
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        outcomes.forEach(each -> counts.merge(each.join(), 1, Integer::sum));
        var text = new StringJoiner(", ", "Report taken: ", "");
        counts.forEach((outcome, count) -> text.add(count + " " + told(outcome, label)));
        if (left.tooLarge() > 0) {
            text.add(left.tooLarge() + " too large and left out");
        }
        if (left.unreadable() > 0) {
            text.add(left.unreadable() + " that cannot be read left out");
        }
        if (forgotten > 0) {
            text.add(forgotten + " of the authors trusted no longer");
        }
        // What was learned is learned, whatever fails from now on.
        answer(exchange, Disposition.ACCEPT, Reply.of(250, "2.0.0", text.toString()));
        PolicyExchange.handedOver(exchange);
    }

    private static String told(Outcome outcome, Label label) {
        String name = label == Label.SPAM ? "spam" : "ham";
        return switch (outcome) {
            case LEARNED -> "learned as " + name;
            case RELABELLED -> "learned as " + name + ", no longer as " + (label == Label.SPAM ? "ham" : "spam");
            case KNOWN -> "known as " + name + " before";
            case FORGOTTEN -> "forgotten";
            case UNKNOWN -> "never learned";
            case INEXACT -> "learned before in another form, which stays as it was";
        };
    }

    private static void answer(Exchange exchange, Disposition disposition, Reply reply) {
        PolicyExchange.disposition(exchange, disposition);
        PolicyExchange.reply(exchange, reply.about(PolicyExchange.mail(exchange).id()));
    }
}
