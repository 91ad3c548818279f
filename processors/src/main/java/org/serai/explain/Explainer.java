package org.serai.explain;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.camel.Rehearsal;
import org.serai.config.Settings;
import org.serai.dns.Dns;
import org.serai.dns.DnsSettings;
import org.serai.dns.RecordType;
import org.serai.dns.Resolver;
import org.serai.mail.BytesContent;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailId;
import org.serai.mail.MailParameters;
import org.serai.mail.PathException;
import org.serai.mail.PathParser;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.serai.verdict.Facts;

/**
 * Walks a session through the policy, phase by phase. Unlike a real session it goes on after a refusal, so that all filters
 * have their say; the disposition and the reply are those of the first refusal. One question at a time.
 */
final class Explainer implements AutoCloseable {

    /** All that was found, what the client would have been told, and the URLs in the message. */
    record Answer(Mail mail, Disposition disposition, Reply reply, Collection<String> urls) {}

    private static final Duration TIME = Duration.ofMinutes(10);
    private static final Reply NOTHING_REFUSED = Reply.of(250, "2.1.5", "Ok");

    private final SettableClock clock = new SettableClock();
    private final MailId ids = new MailId(clock);
    private final Resolver live;
    private final SettableDns dns;
    private final Rehearsal policy;
    private @Nullable Set<String> filters;

    Explainer(Settings settings, Path home) {
        live = new Resolver(settings.bind("dns.", DnsSettings.class), Clock.systemUTC());
        dns = new SettableDns(live);
        policy = new Rehearsal(settings, home, dns, clock, name -> filters == null || filters.contains(name));
    }

    Answer explain(Question question) throws PathException {
        clock.fixed = question.now();
        filters = question.filters();
        dns.current = question.zone() == null ? live : question.zone();
        var walk = new Walk(question);
        walk.connect();
        if (!question.helo().isEmpty()) {
            walk.helo();
        }
        walk.mailFrom();
        for (String recipient : question.rcptTo()) {
            walk.rcptTo(recipient);
        }
        byte[] message = question.message();
        if (message != null) {
            walk.data(message);
        }
        return walk.answer();
    }

    @Override
    public void close() {
        policy.close();
        live.close();
    }

    private final class Walk {

        private final Question question;
        private Mail mail;
        private @Nullable Decision refused;
        private @Nullable Decision last;
        private final List<Decision> refusedRecipients = new ArrayList<>();
        private final List<Finding> aboutRefused = new ArrayList<>();

        Walk(Question question) {
            this.question = question;
            this.mail = Mail.connected(ids.next(), clock.instant(), question.client(), Deadline.in(TIME));
            if (question.facts() != null) {
                Facts.assume(question.facts(), mail);
            }
        }

        void connect() {
            decide(mail);
        }

        void helo() {
            decide(mail.at(Phase.HELO, mail.envelope().greeted(question.helo(), true), Deadline.in(TIME)));
        }

        void mailFrom() throws PathException {
            var path = PathParser.reverse("<" + question.mailFrom() + ">", true).path();
            decide(mail.at(
                    Phase.MAIL_FROM, mail.envelope().from(path, new MailParameters(0, true, true)), Deadline.in(TIME)));
        }

        void rcptTo(String recipient) throws PathException {
            var path = PathParser.forward("<" + recipient + ">", true).path();
            Decision decision =
                    policy.decide(mail.at(Phase.RCPT_TO, mail.envelope().asking(path), Deadline.in(TIME)));
            last = decision;
            Envelope answered = mail.envelope().asking(path).answered(decision.reply());
            if (decision.reply().positive()) {
                mail = decision.mail();
            } else {
                // As in a session: what is found about a refused recipient does not concern the others.
                refusedRecipients.add(decision);
                List<Finding> all = decision.mail().findings();
                aboutRefused.addAll(all.subList(mail.findings().size(), all.size()));
            }
            mail = mail.at(Phase.RCPT_TO, answered, mail.deadline());
        }

        void data(byte[] message) {
            if (mail.envelope().rcptTo().isEmpty()) {
                // Goes on as if they were accepted, so that the content is looked at.
                for (Decision decision : refusedRecipients) {
                    Envelope asked = decision.mail().envelope();
                    if (asked.recipient() != null) {
                        Envelope accepted =
                                mail.envelope().asking(asked.recipient()).answered(NOTHING_REFUSED);
                        mail = mail.at(Phase.RCPT_TO, accepted, mail.deadline());
                    }
                }
            }
            decide(mail.received(BytesContent.withCrlf(message), mail.envelope(), Deadline.in(TIME)));
        }

        private void decide(Mail asked) {
            Decision decision = policy.decide(asked);
            last = decision;
            mail = decision.mail();
            if (!decision.reply().positive() && refused == null) {
                refused = decision;
            }
        }

        Answer answer() {
            boolean allRecipientsRefused = !refusedRecipients.isEmpty()
                    && refusedRecipients.size() == question.rcptTo().size();
            Decision said = refused != null && refused.mail().phase() != Phase.DATA
                    ? refused
                    : allRecipientsRefused ? refusedRecipients.get(0) : refused != null ? refused : last;
            if (said == null) {
                throw new IllegalStateException("no phase was asked");
            }
            Collection<String> urls = mail.content() == Content.NONE
                    ? List.of()
                    : policy.links(mail).urls();
            return new Answer(mail.with(aboutRefused), said.disposition(), said.reply(), urls);
        }
    }

    private static final class SettableDns implements Dns {

        private volatile Dns current;

        SettableDns(Dns first) {
            current = first;
        }

        @Override
        public <T> CompletableFuture<org.serai.dns.Answer<T>> lookup(String name, RecordType<T> type) {
            return current.lookup(name, type);
        }
    }

    private static final class SettableClock extends Clock {

        private volatile @Nullable Instant fixed;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("always UTC");
        }

        @Override
        public Instant instant() {
            Instant said = fixed;
            return said == null ? Instant.now() : said;
        }
    }
}
