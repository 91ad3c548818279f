package org.serai.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.dns.Resolvers.ask;
import static org.serai.dns.Resolvers.settings;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.mail.Phase;

class BudgetedDnsTest {

    private static final Answer<?> SPENT = new Answer.ServFail<>("budget of the mail is spent");

    private final Zone zone = new Zone().with("a.example", RecordType.TXT, "hello");

    private static Mail mail() {
        var client = new Client(Network.literal("192.0.2.1"), 25, "", false);
        return Mail.connected("id", Clock.systemUTC().instant(), client, Deadline.in(Duration.ofMinutes(1)));
    }

    @Test
    void aMailHasSoManyLookUpsInAllItsPhases() {
        var dns = new BudgetedDns(zone, settings("mail-lookups", "3"));
        Mail mail = mail();
        ask(dns.of(mail), "a.example", RecordType.TXT);
        Mail later = mail.at(Phase.HELO, mail.envelope(), mail.deadline());
        ask(dns.of(later), "a.example", RecordType.TXT);
        Mail data = later.received(new BytesContent(new byte[0]), mail.envelope(), mail.deadline());

        assertThat(ask(dns.of(data), "a.example", RecordType.TXT).records()).containsExactly("hello");
        assertThat(ask(dns.of(data), "a.example", RecordType.TXT)).isEqualTo(SPENT);
        assertThat(ask(dns.of(mail()), "a.example", RecordType.TXT).records()).hasSize(1);
    }

    @Test
    void whatOneCheckSpendsAnotherHas() {
        var dns = new BudgetedDns(zone, settings("mail-lookups", "1"));
        Mail mail = mail();
        ask(dns.of(mail, "spf"), "a.example", RecordType.TXT);

        assertThat(ask(dns.of(mail, "spf"), "a.example", RecordType.TXT)).isEqualTo(SPENT);
        assertThat(ask(dns.of(mail, "dmarc"), "a.example", RecordType.TXT).records())
                .hasSize(1);
        assertThat(ask(dns.of(mail), "a.example", RecordType.TXT).records()).hasSize(1);
    }

    /** Nothing ever comes. */
    private static final class Silence implements Dns {
        private int asked;

        @Override
        public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
            asked++;
            return new CompletableFuture<>();
        }
    }

    @Test
    void timeIsCountedOnceForLookUpsSideBySideAndThenSpent() {
        var silence = new Silence();
        Dns dns = new BudgetedDns(silence, settings("mail-time", "300ms")).of(mail());
        long begun = System.nanoTime();
        var first = dns.lookup("a.example", RecordType.TXT);
        var second = dns.lookup("b.example", RecordType.TXT);

        assertThat(first.join()).isEqualTo(SPENT);
        assertThat(second.join()).isEqualTo(SPENT);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isGreaterThanOrEqualTo(290);
        assertThat(ask(dns, "c.example", RecordType.TXT)).isEqualTo(SPENT);
        assertThat(silence.asked).isEqualTo(2);
    }

    @Test
    void aCancelledLookUpCountsNoTimeAfterwards() {
        Dns dns = new BudgetedDns(new Silence(), settings("mail-time", "60s")).of(mail());
        dns.lookup("a.example", RecordType.TXT).cancel(true);

        assertThat(dns.lookup("b.example", RecordType.TXT)).isNotDone();
    }
}
