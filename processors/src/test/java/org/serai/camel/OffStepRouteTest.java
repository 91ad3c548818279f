package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.filter.Filters;
import org.serai.history.PenaltyBox;
import org.serai.history.Rates;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.store.Tally;

/** A filter that the routes do not run has no effects either, whether by the step, by the property or for want of a step. */
class OffStepRouteTest {

    private static final List<String> ROUTES = List.of("connect", "mail-from", "rcpt-to", "data");

    @TempDir
    Path home;

    /** Tables that a session with a bad message has written to. */
    private static TreeSet<String> written(TestPolicy policy) {
        Mail session = policy.decide(Mails.at(Phase.CONNECT)).mail();
        Mail mail = policy.decide(session.at(Phase.HELO, Mails.at(Phase.HELO).envelope(), Mails.soon()))
                .mail();
        mail = policy.decide(mail.at(Phase.MAIL_FROM, Mails.at(Phase.MAIL_FROM).envelope(), Mails.soon()))
                .mail();
        mail = Mails.at(mail, Mails.MESSAGE, "b@example.org");
        policy.decide(mail.with(List.of(Finding.of("X", "").withScore(20))));
        policy.tallies.forEach(Tally::flush);
        var tables = new TreeSet<String>();
        policy.tables
                .table(PenaltyBox.spec(Binder.defaults(PenaltyBox.Options.class)))
                .forEach((key, penalty) -> tables.add("penalties"));
        policy.traffic.rates().flush();
        policy.tables
                .table(Rates.spec(Binder.defaults(Rates.Options.class)))
                .forEach((key, window) -> tables.add("rates"));
        return tables;
    }

    private static void replace(TestPolicy policy, String what, String by) throws IOException {
        for (String route : ROUTES) {
            Path file = policy.route(route);
            Files.writeString(file, Files.readString(file).replace(what, by));
        }
        policy.generations.reload();
    }

    @Test
    void whatRunsIsRemembered() throws Exception {
        try (var policy = new TestPolicy(home)) {
            assertThat(written(policy)).containsExactly("penalties", "rates");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"penalty", "rates"})
    void aStepThatIsOffHasNoEffects(String filter) throws Exception {
        try (var policy = new TestPolicy(home)) {
            String step = "            uri: serai:" + filter + "\n";
            replace(policy, step, step + "            parameters:\n              mode: off\n");

            assertThat(written(policy)).hasSize(1).noneMatch(table -> table.startsWith(filter.substring(0, 4)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"penalty", "rates"})
    void norHasAStepThatIsGone(String filter) throws Exception {
        try (var policy = new TestPolicy(home)) {
            replace(policy, "uri: serai:" + filter + "\n", "uri: serai:geo\n");

            assertThat(written(policy)).hasSize(1).noneMatch(table -> table.startsWith(filter.substring(0, 4)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"penalty", "rates"})
    void norHasAFilterThatIsOffEverywhere(String filter) throws Exception {
        try (var policy = new TestPolicy(home, Map.of(Filters.prefix(filter) + "mode", "off"))) {
            assertThat(written(policy)).hasSize(1).noneMatch(table -> table.startsWith(filter.substring(0, 4)));
        }
    }
}
