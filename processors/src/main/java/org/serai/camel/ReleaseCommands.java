package org.serai.camel;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.serai.admin.AdminJson;
import org.serai.admin.CommandKey;
import org.serai.admin.Problem.Refusal;
import org.serai.admin.ReleaseResult;
import org.serai.admin.ReleaseResult.Outcome;
import org.serai.config.Size;

/**
 * {@code serai:release-command} of {@code routes/listeners/release-topic.camel.yaml}: carries out a signed command, once however often it
 * comes, and never as an administrator. What cannot be carried out is parked with the reason.
 */
final class ReleaseCommands implements Step.Now {

    static final String ROUTE = "release-topic";

    /** The header with the signature. */
    static final String HMAC = "hmac";

    private final CommandKey key;
    private final Releases releases;
    private final ParkedRecords parked;
    private final Size largest;

    ReleaseCommands(CommandKey key, Releases releases, ParkedRecords parked, Size largest) {
        this.key = key;
        this.releases = releases;
        this.parked = parked;
        this.largest = largest;
    }

    @Override
    public void take(Exchange exchange) {
        String reason;
        try {
            reason = reason(
                    exchange.getMessage().getBody(byte[].class),
                    exchange.getMessage().getHeader(HMAC));
        } catch (Refusal e) {
            reason = e.problem().title() + ": " + e.problem().detail();
        } catch (RuntimeException | StackOverflowError e) {
            reason = "Internal error: " + e;
        }
        if (reason.isEmpty()) {
            ParkedRecords.done(exchange);
        } else {
            parked.park(exchange, reason);
        }
    }

    /** Why it is not carried out; empty: it is. */
    private String reason(byte @Nullable [] value, @Nullable Object hmac) throws Refusal {
        if (value == null || value.length == 0) {
            return "It has no value";
        }
        if (value.length > largest.bytes()) {
            return "It is larger than release.max-command-size";
        }
        if (!(hmac instanceof byte[] signature) || !key.signed(value, new String(signature, StandardCharsets.UTF_8))) {
            return hmac == null ? "It has no header hmac" : "Its header hmac is not that of release.key-file";
        }
        ReleaseResult result = releases.release(AdminJson.command(value));
        return result.recipients().stream()
                .filter(each -> each.outcome() == Outcome.REFUSED)
                .map(each -> "The backend refuses " + each.address() + ": " + each.reply())
                .limit(3)
                .collect(Collectors.joining("; "));
    }
}
