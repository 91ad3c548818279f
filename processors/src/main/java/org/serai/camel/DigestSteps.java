package org.serai.camel;

import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.serai.config.Option;
import org.serai.digest.Digest;
import org.serai.digest.Digests;
import org.serai.digest.Notes;
import org.serai.filter.LocalDomains;
import org.serai.mail.AddressKey;
import org.serai.mail.MailId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code routes/listeners/digest.camel.yaml}: {@code serai:digest-due} makes the list of what is due, {@code serai:digest-claim}
 * takes one on, {@code serai:digest-model} gives the templates what they tell, {@code serai:digest-mail} makes the mail, {@code
 * serai:digest-done} and {@code serai:digest-failed} note what became of it.
 */
final class DigestSteps {

    private static final Logger LOG = LoggerFactory.getLogger(DigestSteps.class);

    private static final String DIGEST = "serai.digest";

    /** A message that was kept a moment before enters the index a moment later. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** What failed is tried again, also by another node. */
    private static final Duration AGAIN = Duration.ofMinutes(15);

    record DueOptions(
            @Option(value = "", doc = "Findings with which an administrator alone may release.")
                    List<String> withhold) {

        DueOptions {
            ReleaseSteps.requireKnown(withhold);
        }
    }

    /** Gathers digests, whatever findings are withheld. */
    interface Gathering {
        Digests without(List<String> withheld);
    }

    private final DigestSettings.Digest settings;
    private final String hostname;
    private final String from;
    private final String offAddress;
    private final DigestModel model;
    private final Notes notes;
    private final Supplier<LocalDomains> local;
    private final Gathering gathering;
    private final Clock clock;
    private final MailId ids;
    private Instant next = Instant.EPOCH;

    DigestSteps(
            DigestSettings.Digest settings,
            String hostname,
            String offAddress,
            DigestModel model,
            Notes notes,
            Supplier<LocalDomains> local,
            Gathering gathering,
            Clock clock) {
        this.settings = settings;
        this.hostname = hostname;
        this.from = settings.from().isEmpty() ? "postmaster@" + hostname : settings.from();
        this.offAddress = offAddress;
        this.model = model;
        this.notes = notes;
        this.local = local;
        this.gathering = gathering;
        this.clock = clock;
        this.ids = new MailId(clock);
    }

    Map<String, Function<SeraiComponent.Options, Step>> table() {
        return Map.of(
                "digest-due",
                options -> {
                    var withheld = options.bind(DueOptions.class).withhold();
                    return (Step.Now) exchange -> exchange.getMessage().setBody(due(gathering.without(withheld)));
                },
                "digest-for",
                options -> {
                    var withheld = options.bind(DueOptions.class).withhold();
                    return (Step.Now) exchange -> asked(exchange, gathering.without(withheld));
                },
                "digest-claim",
                Steps.plain((Step.Now) this::claim),
                "digest-model",
                Steps.plain((Step.Now) this::model),
                "digest-mail",
                Steps.plain((Step.Now) this::mail),
                "digest-done",
                Steps.plain((Step.Now) exchange -> {
                    Digest digest = digest(exchange);
                    notes.done(digest.user(), digest.until());
                }),
                "digest-failed",
                Steps.plain((Step.Now) exchange -> notes.free(digest(exchange).user())));
    }

    /** Those of the last time that digests were due; none when that was looked at. */
    private synchronized List<Digest> due(Digests digests) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return List.of();
        }
        Instant slot = slot(now.minus(MARGIN));
        LocalDomains ours = local.get();
        Instant first = slot.minus(settings.window());
        List<Digest> due = digests.gather(new Digests.Span(
                user -> ours.contains(user.domain()) && notes.told(user).isBefore(slot) && !notes.isOff(user),
                user -> since(notes.told(user), first),
                slot,
                first));
        next = due.isEmpty()
                ? after(slot).plus(MARGIN)
                : earlier(now.plus(AGAIN), after(slot).plus(MARGIN));
        if (!due.isEmpty()) {
            LOG.info("{} digests are due", due.size());
        }
        return due;
    }

    /** When digests were due last. */
    private Instant slot(Instant now) {
        ZonedDateTime local = now.atZone(settings.zoneId());
        ZonedDateTime today = local.with(settings.time());
        return (today.isAfter(local) ? local.minusDays(1).with(settings.time()) : today).toInstant();
    }

    private Instant after(Instant slot) {
        return slot.atZone(settings.zoneId()).plusDays(1).with(settings.time()).toInstant();
    }

    private static Instant since(Instant told, Instant first) {
        return told.equals(Instant.EPOCH) ? first : told;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** What is held back for the user whom the body names; nothing is noted, so that he is told in the morning as always. */
    private void asked(Exchange exchange, Digests digests) throws InvalidPayloadException {
        AddressKey user = exchange.getMessage().getMandatoryBody(AddressKey.class);
        Instant now = clock.instant();
        Instant first = now.minus(settings.window());
        List<Digest> found = digests.gather(new Digests.Span(user::equals, any -> first, now, first));
        Digest digest = found.isEmpty() ? new Digest(user, user.toString(), now, List.of(), 0, 0) : found.get(0);
        exchange.getMessage().setBody(digest);
    }

    private void claim(Exchange exchange) throws InvalidPayloadException {
        Digest digest = exchange.getMessage().getMandatoryBody(Digest.class);
        exchange.setProperty(DIGEST, digest);
        if (!notes.claim(digest.user(), digest.until(), clock.instant())) {
            exchange.setRouteStop(true); // Another node sends it.
        }
    }

    private void model(Exchange exchange) throws InvalidPayloadException {
        Digest digest = exchange.getMessage().getMandatoryBody(Digest.class);
        exchange.setProperty(DIGEST, digest);
        exchange.getMessage().setBody(model.of(digest));
    }

    private void mail(Exchange exchange) throws MessagingException {
        Digest digest = digest(exchange);
        int count = digest.held().size() + digest.more() + digest.withheld();
        exchange.getMessage()
                .setBody(DigestMail.of(new DigestMail.Parts(
                        "digest." + ids.next(),
                        hostname,
                        from,
                        digest.recipient(),
                        settings.subject().replace("{count}", String.valueOf(count)),
                        clock.instant(),
                        exchange.getVariable("text", String.class),
                        exchange.getVariable("html", String.class),
                        model.off(digest.recipient()),
                        offAddress)));
    }

    private static Digest digest(Exchange exchange) {
        return exchange.getProperty(DIGEST, Digest.class);
    }
}
