package org.serai.camel;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.serai.config.Settings;
import org.serai.filter.Filters;
import org.serai.filter.ReservedAddress;
import org.serai.filter.dmarc.DmarcFilter;
import org.serai.filter.spf.SpfFilter;
import org.serai.history.Effects;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when mail comes from private and loopback addresses alone: then a balancer or relay hides who sends, and the filters of
 * the client find nothing without anybody's noticing. Trusted clients and {@code trusted.relays} do not count.
 */
final class PrivateClients implements Effects {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateClients.class);

    private final int limit;
    private final TrustedRelays relays;
    private final AtomicInteger inRow = new AtomicInteger();
    private final AtomicBoolean told = new AtomicBoolean();

    /** @param limit so many mails in a row are told of; 0: none */
    PrivateClients(int limit, TrustedRelays relays) {
        this.limit = limit;
        this.relays = relays;
    }

    /** Counts nothing where no filter would have found more. */
    static PrivateClients of(Settings settings) {
        int limit = settings.bind("health.", PolicySettings.Alerts.class).privateClients();
        boolean blind = on(settings, "spf")
                        && !settings.bind(Filters.prefix("spf"), SpfFilter.Options.class)
                                .privateClients()
                || on(settings, "dmarc")
                        && !settings.bind(Filters.prefix("dmarc"), DmarcFilter.Options.class)
                                .privateClients()
                || on(settings, "ptr")
                || on(settings, "dnsbl");
        return new PrivateClients(
                blind ? limit : 0, new TrustedRelays(settings.bind("trusted.", PolicySettings.Trusted.class)));
    }

    private static boolean on(Settings settings, String filter) {
        return settings.bind(Filters.prefix(filter), Filters.Common.class).mode() != Mode.OFF;
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        Client client = mail.envelope().client();
        if (limit == 0 || mail.phase() != Phase.MAIL_FROM || client.trusted() || relays.connected(mail)) {
            return DONE;
        }
        if (!ReservedAddress.is(client.address())) {
            inRow.set(0);
        } else if (inRow.updateAndGet(before -> Math.min(before + 1, limit)) == limit && !told.getAndSet(true)) {
            LOG.warn("{}; the last is {}. {}", words(), client.ip(), "Told once; health goes on telling it.");
        }
        return DONE;
    }

    /** What is wrong, empty while nothing is. */
    String problem() {
        return limit > 0 && inRow.get() >= limit ? words() : "";
    }

    private String words() {
        return "the last " + limit
                + " mails came from private addresses, about which SPF, DMARC and lists find nothing: name"
                + " the balancer in smtp.proxy-networks or the relay in trusted.relays, see docs/doors.md";
    }
}
