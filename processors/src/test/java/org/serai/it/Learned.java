package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.serai.config.Binder;
import org.serai.learn.Lessons;
import org.serai.learn.Model;
import org.serai.learn.Model.Change;
import org.serai.learn.ModelFile;

/** What a Serai under test has learned, and messages to teach it. */
final class Learned {

    private Learned() {}

    /** A message with 8-bit octets, a long line and a header that would steer Camel. */
    static String message(int number) {
        return "From: a" + number + "@sender.example\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nSubject: offer "
                + number
                + "\r\nMessage-ID: <" + number + "@sender.example>\r\nCamelFileName: ../../x\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                + "Pr\u00e9miers pills, cheap casino \u00fc " + "winner ".repeat(300) + "\r\n.\r\n\r\nend\r\n";
    }

    /** Waits until so many were learned by this way. */
    static void await(SeraiProcess serai, String channel, String label, String outcome, int count) {
        String name = "serai_learn_messages_total{channel=\"" + channel + "\",label=\"" + label + "\",outcome=\""
                + outcome + "\"}";
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(serai.metric(name)).isEqualTo(count));
    }

    /** What is on disk. */
    static Model model(SeraiProcess serai) {
        return new ModelFile(serai.data()).load(Binder.defaults(Model.Options.class));
    }

    /** The very message was learned as this: the label is right and its features are the same to the last one. */
    static void assertLearned(Model model, String message, boolean spam) {
        var sample = Lessons.READER.of(Wire.bytes(message));
        assertThat(model.learn(sample, spam)).isEqualTo(Change.KNOWN);
        assertThat(model.learn(sample, !spam)).isEqualTo(Change.RELABELLED);
    }
}
