package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.filter.FilterRunner;
import org.serai.filter.MailFilter;
import org.serai.filter.Scores;
import org.serai.filter.Watchdog;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Question;

@Timeout(120)
class PrepareStepTest {

    private record Asked() implements Question<String> {}

    @TempDir
    Path temp;

    @Test
    void aPhaseEndsAtItsDeadlineWhateverAFilterDoesInPrepare() throws Exception {
        var release = new CountDownLatch(1);
        MailFilter endless = new MailFilter() {
            @Override
            public void prepare(Mail mail) {
                // Worst where others could wait for it.
                mail.ask(new Asked(), () -> mail.once(String.class, content -> waited(release)));
            }

            @Override
            public List<Finding> check(Mail mail) {
                return List.of();
            }
        };
        try (var watchdog = new Watchdog();
                var context = new DefaultCamelContext()) {
            Scores scores = Scores.load(
                    Files.writeString(temp.resolve("scores"), "X_TEMPERROR = DEFER\n"), Set.of("X_TEMPERROR"));
            var runner = new FilterRunner(
                    "x",
                    endless,
                    Mode.SCORE,
                    scores,
                    Set.of("X_TEMPERROR"),
                    Set.of(),
                    watchdog,
                    (name, nanos, cpu, failed) -> {},
                    Clock.systemUTC());
            var filter = new FilterStep(
                    runner,
                    Runnable::run,
                    () -> true,
                    new TrustedRelays(new PolicySettings.Trusted(List.of(), List.of(), true)),
                    mail -> false);
            var step = new PrepareStep(Runnable::run);
            step.connect("data", List.of(filter, filter));
            Mail at = Mails.at(Phase.DATA);
            Exchange exchange = new DefaultExchange(context);
            exchange.getExchangeExtension().setFromRouteId("data");
            PolicyExchange.mail(exchange, at.at(Phase.DATA, at.envelope(), Deadline.in(Duration.ofSeconds(2))));
            var done = new CompletableFuture<Boolean>();
            AsyncCallback callback = done::complete;

            var worker = CompletableFuture.supplyAsync(() -> step.take(exchange, callback));

            assertThat(done.get(60, TimeUnit.SECONDS)).isFalse();
            Mail mail = PolicyExchange.mail(exchange);
            assertThat(mail.answer(new Asked())).isNull();
            assertThat(mail.once(Integer.class, content -> 1)).isEqualTo(1);
            Mail checked = filter.check(mail, late -> {});
            assertThat(checked).extracting(each -> each.has("X_TEMPERROR")).isEqualTo(true);
            release.countDown();
            assertThat(worker.get()).isFalse();
        }
    }

    private static String waited(CountDownLatch release) {
        try {
            return "" + release.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
