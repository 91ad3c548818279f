package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.serai.config.Binder;
import org.serai.content.Texts;
import org.serai.filter.patterns.PatternLists;
import org.serai.filter.patterns.PatternsFilter;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

/** The patterns that come with Serai cost good mail nothing. */
class PatternsCorpusIT {

    @Test
    void noGoodMailHasMoreThanTwoPoints() throws Exception {
        List<Path> messages = SharedData.find().goodTrainMessages();
        assertThat(messages).hasSize(4886);
        var filter = new PatternsFilter(
                Binder.defaults(PatternsFilter.Options.class),
                Messages.READER,
                Texts.READER,
                PatternLists.load(Repository.root().resolve("config/lists")));
        var over = new TreeMap<String, List<Map<String, Object>>>();

        for (Path message : messages) {
            List<Finding> findings = filter.check(mail(message));
            if (findings.stream().mapToDouble(Finding::score).sum() > 2) {
                over.put(
                        message.getFileName().toString(),
                        findings.stream().map(Finding::evidence).toList());
            }
        }

        assertThat(over).isEmpty();
    }

    private static Mail mail(Path message) throws IOException {
        String text = Files.readString(message, StandardCharsets.ISO_8859_1);
        byte[] bytes = text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        var deadline = Deadline.in(Duration.ofMinutes(1));
        var client = Client.of(new InetSocketAddress("192.0.2.1", 25000), false);
        Mail connected = Mail.connected("0000000000000000", Instant.EPOCH, client, deadline);
        return connected.received(new BytesContent(bytes), connected.envelope(), deadline);
    }
}
