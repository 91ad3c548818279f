package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.custody.ClaimStore;
import org.serai.custody.GoneException;
import org.serai.custody.Stored;
import org.serai.mail.BytesContent;
import org.serai.mail.Content;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.verdict.VerdictEvent;

class TopicRecordsTest {

    private final Mail mail = Mails.data(Mails.MESSAGE);
    private final String json =
            new VerdictEvent(Clock.fixed(Mails.NOW, ZoneOffset.UTC)).line(mail, Disposition.QUARANTINE, "");

    @Test
    void whatTheTopicDoesNotTakeGoesToTheClaimStore() throws IOException {
        var claimed = new AtomicReference<String>();
        var records = new TopicRecords("serai.quarantined.v1", "mx.example.org", 1 << 20, new ClaimStore() {
            @Override
            public void put(String id, Content content, String line) {
                claimed.set(line);
            }

            @Override
            public Stored open(String id) throws IOException {
                throw new GoneException(id);
            }
        });
        byte[] octets = "text".getBytes(StandardCharsets.UTF_8);

        var inline = records.of(mail.id(), new BytesContent(octets), json, 100_000);
        assertThat(inline.claim()).isFalse();
        assertThat(inline.value()).isEqualTo(octets);
        assertThat(inline.headers()).containsKeys("envelope", "verdict");
        assertThat(claimed.get()).isNull();

        // The topic takes the headers, but not the message beside them.
        var large = records.of(mail.id(), new BytesContent(new byte[99_000]), json, 100_000);
        assertThat(large.claim()).isTrue();
        assertThat(large.value()).isEmpty();
        assertThat(large.headers()).containsKey("verdict");
        assertThat(claimed.get()).isEqualTo(json);

        var tiny = records.of(mail.id(), new BytesContent(octets), json, 800);
        assertThat(tiny.claim()).isTrue();
        assertThat(tiny.headers()).doesNotContainKey("failure");
        assertThat(tiny.headers()).containsKeys("sha256", "size", "ce_id").doesNotContainKeys("verdict", "envelope");
    }
}
