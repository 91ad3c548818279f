package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.serai.LogCapture;
import org.serai.Mails;
import org.serai.mail.Phase;

/** What a step log says of a mail. */
class PlainLogTest extends PolicyFixture {

    @Test
    void whatASenderWroteIsOneLineWithoutControls() {
        policy.edit(
                policy.route("helo"),
                "        - to:\n            id: helo-lists",
                "        - log: { id: helo-log, logName: org.serai.camel.PlainLogTest, message: '${body.envelope.helo}!' }\n"
                        + "        - to:\n            id: helo-lists");
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNull();
        var mail = Mails.at(Phase.HELO);
        try (var log = LogCapture.of(PlainLogTest.class)) {
            policy.decide(mail.at(
                    Phase.HELO, mail.envelope().greeted("a\r\n2026 FAKE \u001b[31m\u202eä", true), mail.deadline()));

            assertThat(log.lines()).containsExactly("INFO a\\u000d\\u000a2026 FAKE \\u001b[31m\\u202eä!");
        }
    }
}
