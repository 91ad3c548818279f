package org.serai.identity.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.dns.Zone;
import org.serai.identity.SpfResult;
import org.serai.identity.SpfResult.Identity;
import org.serai.identity.SpfResult.Result;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Network;
import org.serai.mail.Phase;

class SpfTest {

    private final Zone zone = new Zone();

    private static Spf spf(Dns dns) {
        return new Spf(mail -> dns, "mx.example.org", Clock.fixed(Mails.NOW, ZoneOffset.UTC));
    }

    static Mail mail(String client, String helo, String sender) {
        Mail mail = Mails.connected(Mails.client(client, false));
        return mail.at(
                Phase.MAIL_FROM,
                mail.envelope().greeted(helo, true).from(Mails.path(sender), MailParameters.NONE),
                mail.deadline());
    }

    private static Mail mail(String sender) {
        return mail("192.0.2.1", "mx.example.net", sender);
    }

    private SpfResult of(String sender) {
        return spf(zone).mailFrom(mail(sender)).join();
    }

    private void txt(String name, String text) {
        zone.with(name, RecordType.TXT, text);
    }

    private void a(String name, String address) {
        zone.with(name, RecordType.A, (Inet4Address) Network.literal(address));
    }

    @Test
    void aPassNamesTheMechanismThroughAllIncludes() {
        txt("example.com", "v=spf1 include:_spf.example.com ~all");
        txt("_spf.example.com", "v=spf1 ip4:198.51.100.0/24 redirect=_more.example.com");
        txt("_more.example.com", "v=spf1 ip4:192.0.2.0/24 -all");

        SpfResult result = of("a@example.com");

        assertThat(result.result()).isEqualTo(Result.PASS);
        assertThat(result.identity()).isEqualTo(Identity.MAILFROM);
        assertThat(result.domain()).isEqualTo("example.com");
        assertThat(result.cause())
                .isEqualTo("include:_spf.example.com of example.com: ip4:192.0.2.0/24 of _more.example.com");
        assertThat(result.lookups())
                .containsExactly(
                        "TXT example.com: v=spf1 include:_spf.example.com ~all",
                        "TXT _spf.example.com: v=spf1 ip4:198.51.100.0/24 redirect=_more.example.com",
                        "TXT _more.example.com: v=spf1 ip4:192.0.2.0/24 -all");
    }

    @Test
    void aFailureBringsTheDomainsExplanation() {
        txt("example.com", "v=spf1 -all exp=why.%{d}");
        txt("why.example.com", "See https://example.com/spf?from=%{S}&ip=%{c}&t=%{t}");

        SpfResult result = of("a b@example.com");

        assertThat(result.result()).isEqualTo(Result.FAIL);
        assertThat(result.cause()).isEqualTo("-all of example.com");
        assertThat(result.explanation())
                .isEqualTo("See https://example.com/spf?from=a%20b%40example.com&ip=192.0.2.1&t=1795521600");
    }

    @Test
    void anExplanationIsPrintableAndBounded() {
        txt("example.com", "v=spf1 -all exp=why.example.com");
        txt("why.example.com", "%{h} " + "x".repeat(1000));

        SpfResult result = spf(zone)
                .mailFrom(mail("192.0.2.1", "evil\r\nhelo", "a@example.com"))
                .join();

        assertThat(result.explanation())
                .startsWith("evil??helo xxx")
                .hasSize(403)
                .endsWith("x...");
    }

    @Test
    void anErrorNamesTermAndDomain() {
        txt("example.com", "v=spf1 a:mail.example.com include:inc.example.com -all");
        a("mail.example.com", "192.0.2.9");
        txt("inc.example.com", "v=spf1 a:%{x}.example.com");

        SpfResult result = of("a@example.com");

        assertThat(result.result()).isEqualTo(Result.PERMERROR);
        assertThat(result.cause())
                .isEqualTo(
                        "include:inc.example.com of example.com: inc.example.com: a:%{x}.example.com: an unknown macro");
    }

    @Test
    void aTemporaryErrorNamesTheLookup() {
        txt("example.com", "v=spf1 mx -all");
        zone.failing("example.com", RecordType.MX, "SERVFAIL");

        SpfResult result = of("a@example.com");

        assertThat(result.result()).isEqualTo(Result.TEMPERROR);
        assertThat(result.cause()).isEqualTo("mx of example.com: SERVFAIL");
        assertThat(result.lookups()).endsWith("MX example.com: failed, SERVFAIL");
    }

    @Test
    void nothingSaidIsNeutralAndNoRecordIsNone() {
        txt("example.com", "v=spf1 ip4:198.51.100.1");
        zone.empty("example.net");

        assertThat(of("a@example.com").cause()).isEqualTo("no term of example.com matches");
        assertThat(of("a@example.com").result()).isEqualTo(Result.NEUTRAL);
        assertThat(of("a@example.net").cause()).isEqualTo("example.net has no SPF record");
        assertThat(of("a@example.net").result()).isEqualTo(Result.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "[192.0.2.1]", "192.0.2.1", "a..example.com", "", "ex ample.com"})
    void whatIsNoDomainHasNoPolicy(String helo) {
        var dns = CountingDns.atOnce(zone);

        SpfResult result =
                spf(dns).helo(mail("192.0.2.1", helo, "a@example.com")).join();

        assertThat(result.result()).isEqualTo(Result.NONE);
        assertThat(result.domain()).isEmpty();
        assertThat(dns.asked).isEmpty();
    }

    @Test
    void theNullReversePathIsThatOfTheHelosPostmaster() {
        txt("mx.example.net", "v=spf1 exists:%{l}.%{o}");
        a("postmaster.mx.example.net", "127.0.0.1");

        SpfResult result = spf(zone).mailFrom(mail("")).join();

        assertThat(result.result()).isEqualTo(Result.PASS);
        assertThat(result.identity()).isEqualTo(Identity.MAILFROM);
        assertThat(spf(zone).helo(mail("")).join().identity()).isEqualTo(Identity.HELO);
    }

    @Test
    void aDomainInItsOwnLettersIsAskedForInItsAsciiForm() {
        txt("xn--bcher-kva.example", "v=spf1 -all");

        assertThat(of("a@Bücher.example").domain()).isEqualTo("xn--bcher-kva.example");
        assertThat(of("a@Bücher.example").result()).isEqualTo(Result.FAIL);
    }

    /** RFC 8616 section 4. */
    @Test
    void aLocalPartThatIsNotAsciiMakesNoName() {
        txt("example.com", "v=spf1 exists:%{l}.example.com ~all");
        a("bücher.example.com", "127.0.0.1");

        assertThat(of("bücher@example.com").result()).isEqualTo(Result.SOFTFAIL);
    }

    @Test
    void aTransactionIsEvaluatedOnce() {
        txt("example.com", "v=spf1 -all");
        var dns = CountingDns.atOnce(zone);
        Spf spf = spf(dns);
        Mail mail = mail("a@example.com");

        assertThat(spf.mailFrom(mail).join()).isSameAs(spf.mailFrom(mail).join());
        assertThat(dns.asked).containsExactly("TXT example.com");
    }

    @Test
    void theLookupsOfARecordRunTogether() {
        txt("example.com", "v=spf1 include:a.example.com mx a:%{h} exists:%{i}.example.com redirect=b.example.com");
        txt("a.example.com", "v=spf1 -all");
        zone.with("example.com", RecordType.MX, new MailExchanger(1, "mx1.example.com"));
        zone.with("example.com", RecordType.MX, new MailExchanger(2, "mx2.example.com"));
        a("mx1.example.com", "198.51.100.1");
        a("mx2.example.com", "198.51.100.2");
        a("mx.example.net", "198.51.100.3");
        txt("b.example.com", "v=spf1 -all");
        var dns = CountingDns.onDemand(zone);

        CompletableFuture<SpfResult> result = spf(dns).mailFrom(mail("a@example.com"));
        int rounds = 0;
        while (!result.isDone() && dns.answer()) {
            rounds++;
        }

        assertThat(result.join().result()).isEqualTo(Result.FAIL);
        assertThat(rounds).isEqualTo(3);
        assertThat(dns.asked).doesNotHaveDuplicates().hasSize(8);
    }

    @Test
    void whatWillNotBeNeededIsNotAskedFor() {
        txt("example.com", "v=spf1 ip4:192.0.2.0/24 include:a.example.com");
        txt("example.net", "v=spf1 all include:a.example.com redirect=b.example.com");
        var dns = CountingDns.atOnce(zone);

        assertThat(spf(dns).mailFrom(mail("a@example.com")).join().result()).isEqualTo(Result.PASS);
        assertThat(spf(dns).mailFrom(mail("a@example.net")).join().result()).isEqualTo(Result.PASS);
        assertThat(dns.asked).containsExactly("TXT example.com", "TXT example.net");
    }

    @Test
    void mailServersOfTheOtherFamilyCountAsOneThatFoundNothing() {
        txt("example.com", "v=spf1 mx a:six.example.com -all");
        for (int i = 0; i < 5; i++) {
            zone.with("example.com", RecordType.MX, new MailExchanger(1, "mx" + i + ".example.com"));
            a("mx" + i + ".example.com", "198.51.100.1");
        }
        zone.with("six.example.com", RecordType.AAAA, (Inet6Address) Network.literal("2001:db8::1"));

        assertThat(spf(zone)
                        .mailFrom(mail("2001:db8::1", "mx.example.net", "a@example.com"))
                        .join()
                        .result())
                .isEqualTo(Result.PASS);
    }
}
