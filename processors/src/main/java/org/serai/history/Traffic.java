package org.serai.history;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.serai.history.RateLimit.Per;
import org.serai.history.RateLimit.What;
import org.serai.mail.Client;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Question;
import org.serai.mail.Sha256;

/** What is counted of a mail, and for whom: the one place that knows both for those who count and those who ask. */
public final class Traffic {

    /** Longer names are hashed: they come from strangers. */
    private static final int MAX_NAME = 256;

    private final Rates rates;
    private final ClientNetworks networks;
    private final Predicate<InetAddress> hidden;

    /**
     * How full a limit is.
     *
     * @param counted so far, about
     */
    public record Fill(RateLimit limit, String subject, double counted) {

        /** One more would be too many. */
        public boolean full() {
            return limit.rate().count() > 0 && counted >= limit.rate().count();
        }
    }

    private record Asked(What what, String phase) implements Question<CompletableFuture<List<Fill>>> {}

    /** @param hidden addresses of strangers that say nothing of who they are */
    public Traffic(Rates rates, Predicate<InetAddress> hidden) {
        this.rates = rates;
        this.networks =
                new ClientNetworks(rates.options().ipv4Prefix(), rates.options().ipv6Prefix());
        this.hidden = hidden;
    }

    public Rates rates() {
        return rates;
    }

    /** Limits for a mail's client on what it is about to do; none where it is not known who that is. */
    public CompletableFuture<List<Fill>> fills(Mail mail, What what) {
        String about = mail.phase().id() + " " + mail.envelope().rcptTo().size();
        return mail.ask(new Asked(what, about), () -> ask(mail, what));
    }

    private CompletableFuture<List<Fill>> ask(Mail mail, What what) {
        var asked = new ArrayList<CompletableFuture<Fill>>();
        for (RateLimit limit : limits(mail)) {
            String subject = limit.what() == what ? subject(mail, limit.per()) : null;
            if (subject != null) {
                asked.add(rates.count(limit.key(subject), limit.rate().window())
                        .thenApply(counted -> new Fill(limit, subject, counted)));
            }
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(all -> asked.stream().map(CompletableFuture::join).toList());
    }

    /** Counts one. */
    void count(Mail mail, What what) {
        for (RateLimit limit : limits(mail)) {
            String subject = limit.what() == what ? subject(mail, limit.per()) : null;
            if (subject != null) {
                rates.add(limit.key(subject), limit.rate().window());
            }
        }
    }

    /** Counts a failure that belongs to no mail. */
    public void failed(Client client) {
        if (client.trusted() || hidden.test(client.address())) {
            return;
        }
        for (RateLimit limit : rates.options().limits()) {
            if (limit.what() == What.FAILURES && limit.per() == Per.CLIENT) {
                rates.add(
                        limit.key(networks.key(client.address())), limit.rate().window());
            }
        }
    }

    private List<RateLimit> limits(Mail mail) {
        Client client = mail.envelope().client();
        if (client.trusted()) {
            return rates.options().ownUsers();
        }
        return mail.envelope().via() != null || hidden.test(client.address())
                ? List.of()
                : rates.options().limits();
    }

    private @Nullable String subject(Mail mail, Per per) {
        Client client = mail.envelope().client();
        Path sender = mail.envelope().mailFrom();
        String name =
                switch (per) {
                    case CLIENT -> networks.key(client.address());
                    case USER -> client.login();
                    case SENDER -> sender == null ? "" : sender.address();
                    case DOMAIN -> sender == null ? "" : sender.domainKey();
                };
        return name.isEmpty() ? null : bounded(name.toLowerCase(Locale.ROOT));
    }

    private static String bounded(String name) {
        return name.length() <= MAX_NAME ? name : hash(name);
    }

    static String hash(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        var digest = new Sha256();
        digest.update(octets, 0, octets.length);
        return digest.hex();
    }
}
