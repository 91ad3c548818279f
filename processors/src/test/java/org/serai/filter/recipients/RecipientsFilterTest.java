package org.serai.filter.recipients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.directory.Ldap;
import org.serai.directory.LdapSettings;
import org.serai.filter.AlreadyRefused;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.filter.policies.Policies;
import org.serai.filter.recipients.RecipientsFilter.Options;
import org.serai.history.DirectoryAnswers;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.mail.Weight;
import org.serai.store.MemoryTables;
import org.serai.store.StoreException;

class RecipientsFilterTest {

    private static final Reply OK = Reply.of(250, "2.1.5", "Ok");

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final DirectoryAnswers answers =
            new DirectoryAnswers(tables, Binder.defaults(DirectoryAnswers.Options.class), clock);
    private final List<String> callouts = new ArrayList<>();
    private Reply backend = OK;
    private Policies policies = Policies.none(Binder.defaults(Policies.Options.class));

    static List<FilterCase> cases() {
        return FilterCases.of("recipients");
    }

    private static Ldap none() {
        return new Ldap(Binder.defaults(LdapSettings.class), Path.of(""), Runnable::run);
    }

    private RecipientsFilter filter(Ldap ldap, String... options) {
        var said = new HashMap<String, String>();
        for (int i = 0; i < options.length; i += 2) {
            said.put(options[i], options[i + 1]);
        }
        return new RecipientsFilter(
                Binder.bind(Options.class, name -> name, said::get),
                FilterCases.localDomains(),
                new AlreadyRefused(policies),
                RecipientList.load(directory),
                ldap,
                answers,
                mail -> {
                    callouts.add(String.valueOf(mail.envelope().recipient()));
                    return CompletableFuture.completedFuture(backend);
                });
    }

    private static Mail asking(String recipient) {
        return Mails.asking(Mails.at(Phase.MAIL_FROM), recipient);
    }

    private static List<String> found(RecipientsFilter filter, String recipient) throws Exception {
        Mail mail = asking(recipient);
        filter.prepare(mail);
        return filter.check(mail).stream()
                .map(finding -> finding.symbol() + " " + finding.evidence().get("source"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        each.writeLists(directory);
        RecipientsFilter filter = filter(none());

        List<Finding> findings = filter.check(each.mail());

        assertThat(FilterCase.symbols(findings)).isEqualTo(each.expected());
        assertThat(findings).allSatisfy(finding -> assertThat(finding.status()).isEqualTo("1.1"));
    }

    @Test
    void aWrongLineOfTheListIsToldWithFileAndLine() throws IOException {
        Files.writeString(directory.resolve("recipients.txt"), "# ours\nanna@example.org\nberta\n");

        assertThatThrownBy(() -> RecipientList.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("recipients.txt:3: 'berta' is neither");
    }

    @Test
    void whatTheDirectoryAnswersIsRemembered() throws Exception {
        try (var server = new InMemoryDirectoryServer("dc=example,dc=org")) {
            server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
            server.add(
                    "dn: uid=anna,dc=example,dc=org",
                    "objectClass: inetOrgPerson",
                    "uid: anna",
                    "cn: anna",
                    "sn: anna",
                    "mail: anna@example.org");
            server.startListening();
            var settings = Binder.bind(
                    LdapSettings.class,
                    name -> name,
                    Map.of("uri", "ldap://127.0.0.1:" + server.getListenPort(), "tls", "off")::get);
            var ldap = new Ldap(settings, directory, Runnable::run);
            var filter = filter(ldap, "ldap", "(mail={address})", "ldap-domains", "example.org");

            assertThat(found(filter, "anna@example.org")).isEmpty();
            assertThat(found(filter, "anna+x@example.org")).isEmpty();
            assertThat(found(filter, "caesar@example.org")).containsExactly("RECIPIENTS_UNKNOWN ldap");
            assertThat(found(filter, "*@example.org")).containsExactly("RECIPIENTS_UNKNOWN ldap");
            assertThat(found(filter, "caesar@bücher.example"))
                    .as("another domain")
                    .isEmpty();

            server.shutDown(true);
            assertThat(found(filter, "anna@example.org")).isEmpty();
            assertThat(found(filter, "CAESAR@example.org")).containsExactly("RECIPIENTS_UNKNOWN ldap");
            assertThatThrownBy(() -> found(filter, "berta@example.org")).isInstanceOf(IOException.class);

            clock.add(Duration.ofMinutes(11));
            assertThat(found(filter, "anna@example.org")).isEmpty();
            assertThatThrownBy(() -> found(filter, "caesar@example.org")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void listAndDirectoryAddUp() throws Exception {
        Files.writeString(directory.resolve("recipients.txt"), "alias@example.org\n");
        var ldap = new Ldap(
                Binder.bind(LdapSettings.class, name -> name, Map.of("uri", "ldap://127.0.0.1:1", "tls", "off")::get),
                directory,
                Runnable::run);
        var filter = filter(ldap, "ldap", "(mail={address})");

        assertThat(found(filter, "alias@example.org")).isEmpty();
        assertThatThrownBy(() -> found(filter, "anna@example.org")).isInstanceOf(IOException.class);
    }

    @Test
    void aFilterWithoutADirectoryIsRefused() {
        assertThatThrownBy(() -> filter(none(), "ldap", "(mail={address})")).hasMessageContaining("ldap.uri");
    }

    @ParameterizedTest
    @CsvSource({
        "550 5.1.1 no,           RECIPIENTS_UNKNOWN callout",
        "550 5.0.0 no,           RECIPIENTS_UNKNOWN callout",
        "550 5.1.8 bad sender,   ''",
        "550 5.7.1 not from you, ''",
        "250 2.1.5 ok,           ''"
    })
    void theBackendIsAskedOnce(String reply, String expected) throws Exception {
        backend = Reply.parse(reply);
        var filter = filter(none(), "backend", "callout");

        assertThat(String.join(",", found(filter, "anna@example.org"))).isEqualTo(expected);
        assertThat(String.join(",", found(filter, "anna@example.org"))).isEqualTo(expected);

        boolean clear = !reply.contains(".1.8") && !reply.contains(".7.1");
        assertThat(callouts).hasSize(clear ? 1 : 2).containsOnly("<anna@example.org>");
    }

    @Test
    void aBackendThatIsDownIsAFailure() {
        backend = Reply.of(451, "4.4.1", "down");

        assertThatThrownBy(() -> found(filter(none(), "backend", "callout"), "anna@example.org"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("451 4.4.1 down");
    }

    @Test
    void whoTheBackendRefusedIsRememberedForAWhile() throws Exception {
        var remembers = filter(none());
        var forgets = filter(none(), "backend", "off");
        Mail refused = asking("anna@example.org")
                .with(List.of(RecipientsFilter.unknown(DirectoryAnswers.BACKEND)
                        .judged("recipients", Mode.SCORE, Weight.NONE, "anna@example.org", 0)));
        assertThat(found(remembers, "anna@example.org")).isEmpty();

        answers.apply(refused, Disposition.REJECT);

        assertThat(found(remembers, "Anna@example.org")).containsExactly("RECIPIENTS_UNKNOWN backend");
        assertThat(found(forgets, "anna@example.org")).isEmpty();
        assertThat(found(remembers, "berta@example.org")).isEmpty();
        clock.add(Duration.ofMinutes(11));
        assertThat(found(remembers, "anna@example.org")).isEmpty();
        assertThat(callouts).isEmpty();
    }

    @Test
    void whatWasDecidedOtherwiseIsNotRemembered() throws Exception {
        Mail listed = asking("anna@example.org")
                .with(List.of(RecipientsFilter.unknown("list")
                        .judged("recipients", Mode.SCORE, Weight.NONE, "anna@example.org", 0)));

        answers.apply(listed, Disposition.REJECT);
        answers.apply(asking("anna@example.org"), Disposition.REJECT);

        assertThat(found(filter(none()), "anna@example.org")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "550 5.1.1 no, true",
        "550 5.1.10 no, true",
        "550 5.0.0 no status of its own, false",
        "550 5.1.0 sender unknown, false",
        "450 4.1.1 greylisted, false",
        "250 2.1.5 ok, false"
    })
    void onlyWhatHoldsForEachSenderSaysThatNobodyIsThere(String reply, boolean unknown) {
        assertThat(RecipientsFilter.saysUnknown(Reply.parse(reply))).isEqualTo(unknown);
    }

    @Test
    void aStoreThatIsDownIsAFailure() {
        tables.down(true);

        assertThatThrownBy(() -> found(filter(none()), "anna@example.org")).isInstanceOf(StoreException.class);
    }

    @Test
    void aLongAddressFitsIntoAKey() throws Exception {
        backend = Reply.of(550, "5.1.1", "no");
        var filter = filter(none(), "backend", "callout");
        String monster = "a".repeat(3000) + "@example.org";

        assertThat(found(filter, monster)).hasSize(1);
        assertThat(found(filter, monster)).hasSize(1);
        assertThat(callouts).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"SCORE, true, USUAL, 0", "SCORE, false, ALWAYS, 0", "SCORE, false, USUAL, 1", "MONITOR, true, USUAL, 1"
    })
    void whoIsRefusedAnywayIsNotAskedAbout(Mode mode, boolean atOnce, Weight.Force force, int asked) throws Exception {
        var filter = filter(none(), "backend", "callout");
        Finding found = Finding.of("RATES_RECIPIENTS", "Too many");
        Mail mail = asking("anna@example.org")
                .with(List.of((atOnce ? found.atOnce() : found)
                        .judged("rates", mode, new Weight(0, Disposition.DEFER, force), "anna@example.org", 0)));

        filter.prepare(mail);
        assertThat(filter.check(mail)).isEmpty();
        assertThat(callouts).hasSize(asked);
    }

    private static Finding tooMany(Weight.Force force, Disposition decides) {
        return Finding.of("RATES_RECIPIENTS", "Too many")
                .atOnce()
                .judged("rates", Mode.SCORE, new Weight(0, decides, force), "anna@example.org", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "off,     anna@example.org,  USUAL,  1",
        "monitor, anna@example.org,  USUAL,  1",
        "enforce, anna@example.org,  USUAL,  0",
        "off,     berta@example.org, USUAL,  0",
        "off,     anna@example.org,  ALWAYS, 0"
    })
    void whomHisPolicySparesIsAskedAbout(String mode, String recipient, Weight.Force force, int asked)
            throws Exception {
        Path page = Files.writeString(
                directory.resolve("policies.yaml"),
                "policies:\n- recipients: [" + recipient + "]\n  filters: {rates: " + mode + "}\n");
        policies = Policies.load(page, directory, List.of("rates"), false, Binder.defaults(Policies.Options.class));
        var filter = filter(none(), "backend", "callout");
        backend = Reply.of(550, "5.1.1", "no");
        Mail mail = asking("anna@example.org").with(List.of(tooMany(force, Disposition.DEFER)));

        filter.prepare(mail);
        assertThat(filter.check(mail)).hasSize(asked);
        assertThat(callouts).hasSize(asked);
    }

    @ParameterizedTest
    @CsvSource({"ACCEPT, USUAL, USUAL, 1", "ACCEPT, USUAL, ALWAYS, 0", "QUARANTINE, ALWAYS, USUAL, 1"})
    void whomAnotherFindingAcceptsIsAskedAbout(
            Disposition other, Weight.Force itsForce, Weight.Force refusal, int asked) throws Exception {
        var filter = filter(none(), "backend", "callout");
        Finding listed =
                Finding.of("LISTS_BYPASS", "").judged("lists", Mode.SCORE, new Weight(0, other, itsForce), "", 0);

        filter.check(asking("anna@example.org").with(List.of(listed, tooMany(refusal, Disposition.DEFER))));

        assertThat(callouts).hasSize(asked);
    }
}
