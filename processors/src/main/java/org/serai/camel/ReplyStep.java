package org.serai.camel;

import java.util.Set;
import org.apache.camel.Exchange;
import org.serai.config.Option;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.mail.Verdict;

/** {@code serai:reply}: what the client is told. */
final class ReplyStep implements Step.Now {

    record Options(
            @Option(
                            value = "250",
                            doc =
                                    "Reply code, 250 or 400–599; a message that is refused with 550 for its size (5.3.4) gets 552 (RFC 1870).")
                    int code,
            @Option(value = "", doc = "Enhanced status code; empty: the one of the finding that decided.")
                    String status,
            @Option(value = "Ok", doc = "Text; {reason} is the deciding finding's sentence, {id} the mail id.")
                    String text) {

        Options {
            if (code != 250 && (code < 400 || code > 599)) {
                throw new IllegalArgumentException("code " + code + " is neither 250 nor 400–599");
            }
            if (!status.isEmpty() && !(Reply.isStatus(status) && status.charAt(0) == (char) ('0' + code / 100))) {
                throw new IllegalArgumentException("status " + status + " does not fit code " + code);
            }
        }
    }

    private final Options options;

    ReplyStep(Options options) {
        this.options = options;
    }

    @Override
    public Set<Course> courses(Course before) {
        if (options.code() >= 400) {
            return Set.of(before.replied(options.code() >= 500 ? Disposition.REJECT : Disposition.DEFER));
        }
        return Set.of(before.accepted());
    }

    @Override
    public void take(Exchange exchange) {
        Mail mail = PolicyExchange.mail(exchange);
        Verdict verdict = mail.verdict();
        String status = options.status().isEmpty() ? options.code() / 100 + "." + verdict.status() : options.status();
        String text = options.text().replace("{reason}", verdict.reason()).replace("{id}", mail.id());
        // To RCPT clients may take a 552 for a 452 (RFC 5321 section 4.5.3.1.10).
        boolean tooLarge = mail.phase() == Phase.DATA && options.code() == 550 && status.equals("5.3.4");
        PolicyExchange.reply(exchange, Reply.of(tooLarge ? 552 : options.code(), status, text));
        if (options.code() >= 400) {
            PolicyExchange.disposition(exchange, options.code() >= 500 ? Disposition.REJECT : Disposition.DEFER);
        }
    }
}
