package org.serai.filter.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.directory.Ldap;
import org.serai.directory.LdapSettings;
import org.serai.filter.FilterCase;
import org.serai.filter.policies.Policies.Mixed;
import org.serai.filter.policies.Policies.Options;
import org.serai.history.DirectoryAnswers;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.mail.Weight;
import org.serai.store.MemoryTables;

class PoliciesFilterTest {

    private static final Clock CLOCK = Clock.fixed(Mails.NOW, ZoneOffset.UTC);
    private static final Weight DEFER = new Weight(0, Disposition.DEFER, Weight.Force.USUAL);
    private static final Reply OK = Reply.of(250, "2.1.5", "Ok");

    @TempDir
    private Path home;

    private final DirectoryAnswers answers =
            new DirectoryAnswers(new MemoryTables(CLOCK), Binder.defaults(DirectoryAnswers.Options.class), CLOCK);

    private Policies policies(String page, Mixed mixed) throws IOException {
        Path file = Files.writeString(home.resolve("policies.yaml"), page);
        return Policies.load(file, home, List.of("bayes"), false, new Options(mixed, List.of()));
    }

    private PoliciesFilter filter(Policies policies, int port) {
        var settings = Binder.bind(
                LdapSettings.class, name -> name, Map.of("uri", "ldap://127.0.0.1:" + port, "tls", "off")::get);
        return new PoliciesFilter(
                new PoliciesFilter.Options(), policies, new Ldap(settings, home, Runnable::run), answers);
    }

    private static Mail asking(long size, String recipient, String... before) {
        Mail mail = Mails.at(Phase.MAIL_FROM);
        var envelope = mail.envelope().from(Mails.path("a@sender.example"), new MailParameters(size, false, false));
        for (String accepted : before) {
            envelope = envelope.asking(Mails.path(accepted)).answered(OK);
        }
        return mail.at(Phase.RCPT_TO, envelope.asking(Mails.path(recipient)), Mails.soon());
    }

    @Test
    void aMessageThatIsTooLargeForARecipient() throws Exception {
        var filter = filter(policies("policies:\n- recipients: [anna@example.org]\n  max-size: 1MB\n", Mixed.COPY), 1);

        assertThat(FilterCase.symbols(filter.check(asking(2 << 20, "anna@example.org"))))
                .containsExactly("POLICIES_SIZE");
        assertThat(filter.check(asking(1 << 20, "anna@example.org"))).isEmpty();
        assertThat(filter.check(asking(2 << 20, "berta@example.org"))).isEmpty();
        assertThat(filter.check(asking(0, "anna@example.org"))).isEmpty();
    }

    @Test
    void whereMailsAreSplitARecipientWithOtherSettingsComesAgain() throws Exception {
        String page = "policies:\n- recipients: [anna@example.org]\n  thresholds: {quarantine: 12}\n";
        var split = filter(policies(page, Mixed.SPLIT), 1);
        var copy = filter(policies(page, Mixed.COPY), 1);
        Mail second = asking(0, "anna@example.org", "berta@example.org");

        assertThat(FilterCase.symbols(split.check(second))).containsExactly("POLICIES_SPLIT");
        assertThat(split.check(asking(0, "caesar@example.org", "berta@example.org")))
                .isEmpty();
        assertThat(split.check(asking(0, "anna@example.org"))).isEmpty();
        assertThat(copy.check(second)).isEmpty();
    }

    @Test
    void aGroupOfTheDirectoryIsAskedBeforeItsPolicyHolds() throws Exception {
        try (var server = new InMemoryDirectoryServer("dc=example,dc=org")) {
            server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
            server.add(
                    "dn: uid=anna,dc=example,dc=org",
                    "objectClass: inetOrgPerson",
                    "uid: anna",
                    "cn: anna",
                    "sn: anna",
                    "employeeType: board",
                    "mail: anna@example.org");
            server.startListening();
            Policies policies = policies(
                    """
                    groups:
                      board: {ldap: "(&(mail={address})(employeeType=board))"}
                    policies:
                    - recipients: [group:board]
                      filters: {bayes: off}
                    """,
                    Mixed.COPY);
            var filter = filter(policies, server.getListenPort());

            Mail anna = asking(0, "anna@example.org");
            Mail berta = asking(0, "*@example.org");
            assertThat(policies.of(anna, anna.envelope().recipient()).mode("bayes"))
                    .as("not asked yet")
                    .isNull();
            filter.prepare(anna);
            assertThat(filter.check(anna)).isEmpty();
            assertThat(filter.check(berta)).isEmpty();

            assertThat(policies.of(anna, anna.envelope().recipient()).mode("bayes"))
                    .isEqualTo(Mode.OFF);
            assertThat(policies.of(berta, berta.envelope().recipient()).mode("bayes"))
                    .isNull();
            server.shutDown(true);
            assertThat(filter.check(asking(0, "anna@example.org")))
                    .as("remembered")
                    .isEmpty();
            assertThatThrownBy(() -> filter.check(asking(0, "zoe@example.org"))).isInstanceOf(IOException.class);
            Mail tooMany = asking(0, "zoe@example.org")
                    .with(List.of(Finding.of("RATES_RECIPIENTS", "Too many")
                            .atOnce()
                            .judged("rates", Mode.SCORE, DEFER, "zoe@example.org", 0)));
            filter.prepare(tooMany);
            assertThat(filter.check(tooMany)).as("nobody is asked").isEmpty();
        }
    }
}
