package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.camel.LearnRouteTest.SPAM;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.config.Settings;
import org.serai.learn.DailyQuota;
import org.serai.learn.Teacher;
import org.serai.learn.Teacher.Outcome;
import org.serai.learn.UnsavedException;
import org.serai.mail.Mail;

/** How much a user and a source may teach in a day, by the real routes. */
class LearnQuotaTest {

    @TempDir
    private Path home;

    private TestPolicy policy;

    @BeforeEach
    void load() throws Exception {
        policy = new TestPolicy(
                home,
                Map.of(
                        "learn.automatic.enabled",
                        "true",
                        "learn.automatic.per-source",
                        "2",
                        "learn.report.per-day",
                        "3"));
    }

    @AfterEach
    void stop() {
        policy.close();
    }

    private String report(String... messages) {
        return policy.decide(LearnRouteTest.user(LearnRouteTest.enclosing(messages), "spam@serai.local"))
                .reply()
                .toString();
    }

    @Test
    void aSourceTeachesNoMoreThanItsQuotaADay() {
        for (int i = 0; i < 5; i++) {
            policy.decide(LearnRouteTest.bad());
        }

        assertThat(policy.lectures).hasSize(2);
    }

    @Test
    void aUserReportsNoMoreThanADayAllows() {
        assertThat(policy.decide(LearnRouteTest.user(LearnRouteTest.enclosing(SPAM, SPAM, SPAM), "spam@serai.local"))
                        .reply()
                        .code())
                .isEqualTo(250);
        assertThat(policy.decide(LearnRouteTest.user(LearnRouteTest.enclosing(SPAM), "spam@serai.local"))
                        .reply()
                        .toString())
                .startsWith("451 4.7.1");
    }

    @Test
    void aUserHasOneQuotaHoweverHisLoginIsSpelled() {
        assertThat(policy.decide(LearnRouteTest.reported("ben@example.org", SPAM, SPAM, SPAM))
                        .reply()
                        .code())
                .isEqualTo(250);
        for (String login : List.of("Ben@Example.ORG", "BEN", "ben")) {
            assertThat(policy.decide(LearnRouteTest.reported(login, SPAM))
                            .reply()
                            .toString())
                    .startsWith("451 4.7.1");
        }
    }

    /** Who has one address of a /64 has all. */
    @Test
    void anIpv6NetworkHasOneQuota() {
        assertThat(reportFrom("2001:db8::1", SPAM, SPAM)).startsWith("250 ");
        assertThat(reportFrom("2001:db8::2", SPAM)).startsWith("250 ");
        assertThat(reportFrom("2001:db8::3", SPAM)).startsWith("451 4.7.1");
        assertThat(reportFrom("2001:db8:0:1::1", SPAM)).startsWith("250 ");
        assertThat(policy.lectures).extracting(each -> each.by()).contains("2001:db8:0:0:0:0:0:1");
    }

    private String reportFrom(String ip, String... messages) {
        Mail mail = Mails.at(
                Mails.connected(Mails.client(ip, true)), LearnRouteTest.enclosing(messages), "spam@serai.local");
        return policy.decide(mail).reply().toString();
    }

    @Test
    void allUsersTogetherReportNoMoreThanADayAllows() {
        Settings settings = Settings.load(Sections.all(), home.resolve("none"), Map.of(), new Properties());
        DailyQuota reports =
                Lessons.of(settings, Teacher.NOBODY, Clock.systemUTC()).reports();
        for (int i = 0; i < Lessons.REPORTS; i++) {
            assertThat(reports.take(List.of("user" + i), 1)).isNotNull();
        }

        assertThat(reports.take(List.of("one more"), 1)).isNull();
    }

    /** With a quota of three: what was told 451 takes nothing of it, and what was learned nevertheless is not counted twice. */
    @Test
    void whatIsTold451IsNotCounted() {
        policy.teacher = lecture -> null;
        for (int i = 0; i < 5; i++) {
            assertThat(report(SPAM, SPAM, SPAM)).startsWith("451 4.3.2");
        }
        policy.teacher = lecture -> CompletableFuture.failedFuture(new IllegalStateException("no disk"));
        assertThat(report(SPAM, SPAM, SPAM)).startsWith("451 4.3.2");
        var room = new AtomicInteger(2);
        policy.teacher =
                lecture -> room.getAndDecrement() > 0 ? CompletableFuture.completedFuture(Outcome.LEARNED) : null;
        assertThat(report(SPAM, SPAM, SPAM)).startsWith("451 4.3.2");
        var known = new AtomicInteger(2);
        policy.teacher = lecture ->
                CompletableFuture.completedFuture(known.getAndDecrement() > 0 ? Outcome.KNOWN : Outcome.LEARNED);
        assertThat(report(SPAM)).startsWith("250 2.0.0 Report taken: 1 known as spam before");
        assertThat(report(SPAM)).startsWith("250 2.0.0 Report taken: 1 known as spam before");
        assertThat(report(SPAM)).startsWith("250 2.0.0 Report taken: 1 learned as spam");

        assertThat(report(SPAM)).startsWith("451 4.7.1");
    }

    /** With a quota of three. Later, it would be known: the same again takes nothing. */
    @Test
    void whatIsLearnedAndNotSavedIsCountedAtOnce() {
        policy.teacher = lecture -> {
            policy.known.add(lecture.sample().fingerprint());
            return CompletableFuture.failedFuture(new UnsavedException(Outcome.LEARNED, new IOException("disk full")));
        };
        for (String subject : List.of("One", "Two", "Three")) {
            assertThat(report(SPAM.replace("Cheap", subject))).startsWith("451 4.3.2");
        }

        assertThat(report(SPAM.replace("Cheap", "Four"))).startsWith("451 4.7.1");
        policy.teacher = lecture -> CompletableFuture.completedFuture(Outcome.KNOWN);
        assertThat(report(SPAM.replace("Cheap", "Three"))).startsWith("250 2.0.0 Report taken: 1 known as spam");
    }

    @Test
    void whatIsKnownTakesNothingWhileItWaitsAndWhenNothingIsLeft() {
        report(SPAM);
        policy.known.add(policy.lectures.get(0).sample().fingerprint());
        var waiting = new ArrayList<CompletableFuture<Outcome>>();
        policy.teacher = lecture -> {
            var outcome = new CompletableFuture<Outcome>();
            if (policy.known.contains(lecture.sample().fingerprint())) {
                waiting.add(outcome);
                // Those of another report come between.
                policy.teacher = other -> CompletableFuture.completedFuture(Outcome.LEARNED);
                assertThat(report(SPAM.replace("Cheap", "New"), SPAM.replace("Cheap", "Newer")))
                        .startsWith("250 2.0.0");
                outcome.complete(Outcome.KNOWN);
            }
            return outcome;
        };

        assertThat(report(SPAM)).startsWith("250 2.0.0 Report taken: 1 known as spam before");

        assertThat(waiting).hasSize(1);
        assertThat(report(SPAM.replace("Cheap", "Last"))).startsWith("451 4.7.1");
        policy.teacher = lecture -> CompletableFuture.completedFuture(Outcome.KNOWN);
        assertThat(report(SPAM, SPAM, SPAM, SPAM)).startsWith("250 2.0.0 Report taken: 4 known as spam before");
    }

    @Test
    void moreThanADayAllowsInOneReportIsRefusedForGood() {
        assertThat(report(SPAM, SPAM, SPAM, SPAM))
                .startsWith("552 5.3.4 Nothing is learned: you may teach 3 messages a day, this report has 4");
        assertThat(policy.lectures).isEmpty();
        assertThat(report(SPAM, SPAM, SPAM)).startsWith("250 ");
    }

    @Test
    void ofASourceWhatIsKnownTakesNothingAndDoesNotWait() {
        policy.decide(LearnRouteTest.bad());
        policy.known.add(policy.lectures.get(0).sample().fingerprint());
        for (int i = 0; i < 5; i++) {
            policy.decide(LearnRouteTest.bad());
        }

        assertThat(policy.lectures).hasSize(1);
        policy.known.clear();
        for (int i = 0; i < 5; i++) {
            policy.decide(LearnRouteTest.bad());
        }
        assertThat(policy.lectures).hasSize(2);
    }

    @Test
    void whatIsNotTakenOfASourceIsNotCounted() {
        policy.teacher = lecture -> null;
        for (int i = 0; i < 5; i++) {
            policy.decide(LearnRouteTest.bad());
        }
        policy.teacher = lecture -> {
            policy.lectures.add(lecture);
            return CompletableFuture.completedFuture(Outcome.LEARNED);
        };
        for (int i = 0; i < 5; i++) {
            policy.decide(LearnRouteTest.bad());
        }

        assertThat(policy.lectures).hasSize(2);
    }
}
