package org.serai.identity.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.mime.Messages;

class SignedMessageTest {

    private static final BodyPart SHORT = new BodyPart(Canonicalization.RELAXED, 3L);
    private static final BodyPart LONGER = new BodyPart(Canonicalization.RELAXED, 5L);

    /** DKIM waits for its keys while ARC asks for another part. */
    @Test
    void whatWasReadBeforeStaysKnown() {
        SignedMessage message = SignedMessage.of(Mails.data("\r\nHello\r\n"), Messages.READER);

        message.read(List.of(SHORT));
        byte[] before = message.hash(SHORT);
        message.read(List.of(LONGER));

        assertThat(before).isNotNull();
        assertThat(message.hash(SHORT)).isEqualTo(before);
        assertThat(message.hash(LONGER)).isNotNull().isNotEqualTo(before);
    }
}
