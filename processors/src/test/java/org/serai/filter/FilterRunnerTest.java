package org.serai.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.mail.Deadline;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;

@Timeout(120)
class FilterRunnerTest {

    private static final Set<String> SYMBOLS = Set.of("DNS_LIST_HIT", "DNS_LIST_NOTE", "DNS_LIST_TEMPERROR");

    private record Checked(String filter, boolean failed) {}

    private final List<Checked> observed = new CopyOnWriteArrayList<>();
    private final List<Mail> late = new CopyOnWriteArrayList<>();
    private final AtomicInteger prepared = new AtomicInteger();
    private final Watchdog watchdog = new Watchdog();
    private Set<String> unconditional = Set.of();

    @TempDir
    Path temp;

    @AfterEach
    void stop() {
        watchdog.close();
    }

    private interface Check {
        List<Finding> of(Mail mail) throws Exception;
    }

    private FilterRunner runner(Mode mode, Check check) throws IOException {
        Path file = temp.resolve("scores.properties");
        Files.writeString(file, "DNS_LIST_HIT = 2.5\nDNS_LIST_NOTE = 0\nDNS_LIST_TEMPERROR = DEFER\n");
        MailFilter filter = new MailFilter() {
            @Override
            public void prepare(Mail mail) {
                prepared.incrementAndGet();
            }

            @Override
            public List<Finding> check(Mail mail) throws Exception {
                return check.of(mail);
            }
        };
        return new FilterRunner(
                "dns-list",
                filter,
                mode,
                Scores.load(file, SYMBOLS),
                SYMBOLS,
                unconditional,
                watchdog,
                (name, nanos, cpu, failed) -> observed.add(new Checked(name, failed)),
                Clock.systemUTC());
    }

    private static List<Finding> hit(Mail mail) {
        return List.of(Finding.of("DNS_LIST_HIT", "You are listed").withEvidence("zone", "zen.example"));
    }

    private Mail check(FilterRunner runner, Mail mail) {
        Mail checked = runner.check(mail, late::add);
        assertThat(checked).isNotNull();
        return checked == null ? mail : checked;
    }

    @ParameterizedTest
    @CsvSource({
        "MONITOR, DNS_LIST_HIT, 0, ",
        "SCORE, DNS_LIST_HIT, 2.5, ",
        "ENFORCE, DNS_LIST_HIT, 2.5, REJECT",
        "ENFORCE, DNS_LIST_NOTE, 0, "
    })
    void theModeSaysWhatAHitWeighs(Mode mode, String symbol, double score, @Nullable Disposition decides)
            throws IOException {
        Mail mail = check(runner(mode, each -> List.of(Finding.of(symbol, "reason"))), Mails.at(Phase.CONNECT));

        assertThat(mail.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.filter()).isEqualTo("dns-list");
            assertThat(finding.symbol()).isEqualTo(symbol);
            assertThat(finding.mode()).isEqualTo(mode);
            assertThat(finding.score()).isEqualTo(score);
            assertThat(finding.decides()).isEqualTo(decides);
            assertThat(finding.recipient()).isEmpty();
        });
        assertThat(mail.checks()).extracting(Mail.Check::filter).containsExactly("dns-list");
        assertThat(observed).containsExactly(new Checked("dns-list", false));
    }

    @Test
    void offDoesNotEvenAsk() throws IOException {
        Mail mail = Mails.at(Phase.CONNECT);
        FilterRunner runner = runner(Mode.OFF, each -> {
            throw new IllegalStateException("asked");
        });
        runner.prepare(mail, () -> {});

        assertThat(runner.check(mail, late::add)).isSameAs(mail);
        assertThat(prepared).hasValue(0);
        assertThat(observed).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"OFF, SCORE", "MONITOR, SCORE", "SCORE, SCORE", "ENFORCE, ENFORCE"})
    void anUnconditionalSymbolDecidesInEachModeAndTheOthersAsTheModeSays(Mode mode, Mode judged) throws IOException {
        unconditional = Set.of("DNS_LIST_TEMPERROR");
        FilterRunner runner =
                runner(mode, each -> List.of(Finding.of("DNS_LIST_TEMPERROR", ""), Finding.of("DNS_LIST_HIT", "")));

        List<Finding> findings = check(runner, Mails.at(Phase.DATA)).findings();

        assertThat(findings.get(0).mode()).isEqualTo(judged);
        assertThat(findings.get(0).decides()).isEqualTo(Disposition.DEFER);
        assertThat(findings.subList(1, findings.size()))
                .extracting(Finding::mode)
                .containsExactlyElementsOf(mode == Mode.OFF ? List.of() : List.of(mode));
    }

    @Test
    void aFindingAtRcptIsAboutTheRecipientAsked() throws IOException {
        Mail mail = check(
                runner(Mode.SCORE, FilterRunnerTest::hit), Mails.asking(Mails.at(Phase.MAIL_FROM), "B@Example.ORG"));

        assertThat(mail.findings()).extracting(Finding::recipient).containsExactly("B@example.org");
    }

    @Test
    void nothingFoundIsStillACheck() throws IOException {
        Mail mail = check(runner(Mode.SCORE, each -> List.of()), Mails.at(Phase.DATA));

        assertThat(mail.findings()).isEmpty();
        assertThat(mail.checks()).hasSize(1);
    }

    @Test
    void aSymbolThatIsNotDeclaredIsTheFiltersFailure() throws IOException {
        assertFailed(runner(Mode.SCORE, each -> List.of(Finding.of("DNS_LIST_TYPO", ""))), "IllegalStateException");
    }

    @Test
    void aFilterThatThrowsCannotAnswer() throws IOException {
        assertFailed(
                runner(Mode.SCORE, each -> {
                    throw new IOException("secret detail");
                }),
                "IOException");
    }

    @Test
    void anErrorInAFilterIsItsFailureToo() throws IOException {
        assertFailed(
                runner(Mode.SCORE, each -> {
                    throw new NoClassDefFoundError("x");
                }),
                "NoClassDefFoundError");
        assertFailed(runner(Mode.SCORE, FilterRunnerTest::endless), "StackOverflowError");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static List<Finding> endless(Mail mail) {
        return endless(mail);
    }

    private void assertFailed(FilterRunner runner, String cause) {
        observed.clear();
        Mail mail = check(runner, Mails.at(Phase.DATA));

        assertThat(mail.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.symbol()).isEqualTo("DNS_LIST_TEMPERROR");
            assertThat(finding.decides()).isEqualTo(Disposition.DEFER);
            assertThat(finding.status()).isEqualTo("3.0");
            assertThat(finding.reason()).doesNotContain("secret");
            assertThat(finding.evidence()).containsExactly(Map.entry("cause", cause));
        });
        assertThat(observed).containsExactly(new Checked("dns-list", true));
        assertThat(late).isEmpty();
    }

    @Test
    void whenTheDeadlineHasPassedBeforeNothingIsAsked() throws IOException {
        Mail mail = Mails.at(Phase.DATA);
        Mail past = mail.at(Phase.DATA, mail.envelope(), Deadline.in(Duration.ZERO));
        Mail checked = check(
                runner(Mode.SCORE, each -> {
                    throw new IllegalStateException("asked");
                }),
                past);

        assertThat(checked.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.symbol()).isEqualTo("DNS_LIST_TEMPERROR");
            assertThat(finding.status()).isEqualTo("4.7");
            assertThat(finding.evidence()).containsEntry("cause", "deadline");
        });
    }

    @Test
    void whatIsLateIsAnsweredForAtTheDeadlineAndItsResultDropped() throws Exception {
        var release = new CountDownLatch(1);
        FilterRunner runner = runner(Mode.SCORE, mail -> {
            release.await();
            return hit(mail);
        });
        Mail mail = Mails.at(Phase.DATA);
        long start = System.nanoTime();
        Mail hurried = mail.at(Phase.DATA, mail.envelope(), Deadline.in(Duration.ofMillis(200)));

        var stuck = CompletableFuture.supplyAsync(() -> runner.check(hurried, late::add));
        await().until(() -> !late.isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(late).singleElement().satisfies(answered -> {
            assertThat(answered.findings()).extracting(Finding::symbol).containsExactly("DNS_LIST_TEMPERROR");
            assertThat(answered.checks()).hasSize(1);
        });
        assertThat(stuck).isNotDone();

        release.countDown();
        assertThat(stuck.get()).isNull();
        assertThat(late).hasSize(1);
        assertThat(observed).containsExactly(new Checked("dns-list", true));
    }

    @Test
    void aPreparationThatThrowsLeavesTheRestToTheCheck() throws IOException {
        MailFilter filter = new MailFilter() {
            @Override
            public void prepare(Mail mail) {
                throw new IllegalStateException("no socket");
            }

            @Override
            public List<Finding> check(Mail mail) {
                return List.of();
            }
        };
        Path empty = Files.writeString(temp.resolve("empty"), "");
        var runner = new FilterRunner(
                "x",
                filter,
                Mode.SCORE,
                Scores.load(empty, SYMBOLS),
                Set.of(),
                Set.of(),
                watchdog,
                (n, t, c, f) -> {},
                Clock.systemUTC());

        assertThat(runner.prepare(Mails.at(Phase.DATA), () -> {})).isTrue();

        assertThat(check(runner, Mails.at(Phase.DATA)).findings()).isEmpty();
    }
}
