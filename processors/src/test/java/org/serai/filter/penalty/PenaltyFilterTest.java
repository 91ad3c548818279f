package org.serai.filter.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.filter.SharedClients;
import org.serai.history.PenaltyBox;
import org.serai.identity.iprev.Iprev;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Network;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.store.MemoryTables;
import org.serai.store.StoreException;

class PenaltyFilterTest {

    private static final InetAddress CLIENT = Network.literal("192.0.2.1");

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final PenaltyBox box = new PenaltyBox(Binder.defaults(PenaltyBox.Options.class), tables, clock);
    private final Zone zone = Mails.zone();

    private PenaltyFilter filter(String sharedAddress, String sharedName, Map<String, String> options) {
        return new PenaltyFilter(
                Binder.bind(PenaltyFilter.Options.class, name -> name, options::get),
                box,
                new SharedClients(
                        address -> address.getHostAddress().equals(sharedAddress),
                        name -> name.equals(sharedName),
                        new Iprev(mail -> zone)));
    }

    private List<Finding> check(Mail mail) throws Exception {
        return check(filter("", "", Map.of()), mail);
    }

    private static List<Finding> check(PenaltyFilter filter, Mail mail) throws Exception {
        filter.prepare(mail);
        return filter.check(mail);
    }

    private void points(double points) {
        box.add(CLIENT, points).toCompletableFuture().join();
    }

    private static List<String> symbols(List<Finding> findings) {
        return findings.stream().map(Finding::symbol).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0, ''",
        "19.9, ''",
        "20, PENALTY_LOW",
        "60, PENALTY_LOW PENALTY_HIGH",
        "150, PENALTY_LOW PENALTY_HIGH PENALTY_EXTREME",
        "100000, PENALTY_LOW PENALTY_HIGH PENALTY_EXTREME"
    })
    void pointsHaveThreeLimits(double points, String expected) throws Exception {
        points(points);

        List<Finding> found = check(Mails.at(Phase.CONNECT));

        assertThat(String.join(" ", symbols(found))).isEqualTo(expected);
        assertThat(found).allSatisfy(finding -> {
            assertThat(finding.immediate()).isEqualTo(finding.symbol().equals("PENALTY_EXTREME"));
            assertThat(finding.evidence())
                    .containsEntry("network", "192.0.2.1/32")
                    .containsKey("points");
            assertThat(finding.reason()).doesNotContain("point");
        });
    }

    @ParameterizedTest
    @CsvSource({"99, false", "100, true"})
    void byPropertyThereIsAFourth(double points, boolean severe) throws Exception {
        points(points);

        List<Finding> found = check(filter("", "", Map.of("severe", "100")), Mails.at(Phase.CONNECT));

        assertThat(symbols(found).contains("PENALTY_SEVERE")).isEqualTo(severe);
        assertThat(found).as("said at RCPT").noneMatch(Finding::immediate);
    }

    @Test
    void atMailOnlyWhatHasBeenEarnedSince() throws Exception {
        points(30);
        Mail connected = Mails.at(Phase.CONNECT);
        Mail known = connected.with(check(connected));
        points(50);

        Mail mail = known.at(Phase.MAIL_FROM, known.envelope(), known.deadline());
        assertThat(symbols(check(mail))).containsExactly("PENALTY_HIGH");
        assertThat(check(mail.at(Phase.RCPT_TO, mail.envelope(), mail.deadline())))
                .isEmpty();
    }

    @Test
    void ourOwnUsersAreNotAsked() throws Exception {
        points(1000);
        assertThat(check(Mails.connected(Mails.client("192.0.2.1", true)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, ''", "'', mx.sender.example"})
    void whatManyShareIsLowAtMost(String address, String name) throws Exception {
        points(1000);
        assertThat(symbols(check(filter(address, name, Map.of("severe", "100")), Mails.at(Phase.CONNECT))))
                .containsExactly("PENALTY_LOW");
    }

    @Test
    void aNameThatDoesNotLeadBackIsAnybodys() throws Exception {
        zone.with("1.2.0.192.in-addr.arpa", RecordType.PTR, "mx.provider.example");
        points(1000);
        assertThat(symbols(check(filter("", "mx.provider.example", Map.of()), Mails.at(Phase.CONNECT))))
                .contains("PENALTY_EXTREME");
    }

    @Test
    void whileTheNameCannotBeLookedUpNobodyIsRefused() throws Exception {
        zone.failing("7.100.51.198.in-addr.arpa", null, "SERVFAIL");
        box.add(Network.literal("198.51.100.7"), 1000).toCompletableFuture().join();
        Mail mail = Mails.connected(Mails.client("198.51.100.7", false));
        assertThat(symbols(check(filter("", "", Map.of("severe", "100")), mail)))
                .containsExactly("PENALTY_LOW", "PENALTY_HIGH");
    }

    @ParameterizedTest
    @CsvSource({"SCORE, -2, false", "MONITOR, -2, true", "SCORE, 0, true"})
    void whomAListVouchesForIsLowAtMost(Mode mode, double score, boolean refused) throws Exception {
        points(1000);
        Finding vouched = Finding.of("DNSWL_MEDIUM", "").judged("dnswl", mode, Weight.points(score), "", 0);
        Mail mail = Mails.at(Phase.CONNECT).with(List.of(vouched));
        assertThat(symbols(check(mail)).contains("PENALTY_EXTREME")).isEqualTo(refused);
    }

    @Test
    void aLimitOfZeroIsNone() throws Exception {
        points(1000);
        assertThat(symbols(check(filter("", "", Map.of("low", "0", "high", "0")), Mails.at(Phase.CONNECT))))
                .containsExactly("PENALTY_EXTREME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"low=70", "high=200", "severe=30", "severe=160", "extreme=30"})
    void limitsRise(String option) {
        String[] words = option.split("=");
        assertThatThrownBy(() -> filter("", "", Map.of(words[0], words[1])))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must rise");
    }

    @Test
    void aStoreThatDoesNotAnswerIsAFailure() {
        tables.down(true);
        assertThatThrownBy(() -> check(Mails.at(Phase.CONNECT))).isInstanceOf(StoreException.class);
    }
}
