package org.serai.camel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;
import org.serai.admin.AdminJson;
import org.serai.admin.CommandKey;
import org.serai.admin.Problem.Kind;
import org.serai.admin.Problem.Refusal;
import org.serai.admin.ReleaseResult;
import org.serai.admin.ReleaseResult.Outcome;
import org.serai.config.Size;

/**
 * The steps of {@code routes/listeners/release-topic.camel.yaml}: {@code serai:release-command} carries out a signed command, once however often it
 * comes, and never as an administrator. What cannot be carried out is parked with the reason; what may work in a moment fails as
 * {@link PostponedException}, and {@code serai:release-postponed} parks it in the end.
 */
final class ReleaseCommands {

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

    Map<String, Function<SeraiComponent.Options, Step>> table() {
        return Map.of(
                "release-command", Steps.plain((Step.Now) this::command), "release-postponed", Steps.plain((Step.Now)
                        this::postponed));
    }

    private void command(Exchange exchange) throws PostponedException {
        String reason;
        try {
            reason = reason(
                    exchange.getMessage().getBody(byte[].class),
                    exchange.getMessage().getHeader(HMAC));
        } catch (Refusal e) {
            reason = e.problem().title() + ": " + e.problem().detail();
            if (e.problem().kind() == Kind.UNAVAILABLE || e.problem().kind() == Kind.CONFLICT) {
                throw new PostponedException(LogLine.escaped(reason));
            }
        } catch (RuntimeException | StackOverflowError e) {
            reason = "Internal error: " + e;
        }
        if (reason.isEmpty()) {
            ParkedRecords.done(exchange);
        } else {
            parked.park(exchange, reason);
        }
    }

    /** After the last try. */
    private void postponed(Exchange exchange) {
        Throwable why = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        parked.park(exchange, "Tried again and again: " + (why == null ? "" : why.getMessage()));
    }

    /** Why it is not carried out; empty: it is. */
    private String reason(byte @Nullable [] value, @Nullable Object hmac) throws Refusal, PostponedException {
        if (value == null || value.length == 0) {
            return "It has no value";
        }
        if (value.length > largest.bytes()) {
            return "It is larger than release.max-command-size";
        }
        if (!(hmac instanceof byte[] signature) || !key.signed(value, new String(signature, StandardCharsets.UTF_8))) {
            return hmac == null ? "It has no header hmac" : "Its header hmac is not that of release.key-file";
        }
        List<ReleaseResult.Recipient> refused = releases.release(AdminJson.command(value)).recipients().stream()
                .filter(each -> each.outcome() == Outcome.REFUSED)
                .toList();
        String reason = refused.stream()
                .map(each -> "The backend refuses " + each.address() + ": " + each.reply())
                .limit(3)
                .collect(Collectors.joining("; "));
        if (refused.stream().anyMatch(each -> ofTheMoment(each.reply()))) {
            throw new PostponedException(LogLine.escaped(reason));
        }
        return reason;
    }

    /**
     * The backend cannot be reached, or takes nothing now (RFC 3463, 4.4.1 and 4.3.2). Not where its reply was lost: it may have the message, and each
     * try would be another copy; and nothing about the recipient, whose full mailbox may stay so.
     */
    private static boolean ofTheMoment(String reply) {
        return reply.startsWith("4") && (reply.startsWith("4.4.1 ", 4) || reply.startsWith("4.3.2 ", 4));
    }
}
