package org.serai.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/** Where a mail goes for a recipient: the login of its session, the smarthost, the backend of the recipient's domain. */
final class Routing {

    private final Map<BackendAddress, Pool> pools = new LinkedHashMap<>();
    private final Failover usual;
    private final Map<String, Failover> byDomain = new LinkedHashMap<>();
    private final @Nullable Failover outbound;
    private final BackendAuthenticator logins;

    /**
     * @param pool makes the pool of a server; asked once for each
     */
    Routing(Destinations destinations, Function<BackendAddress, Pool> pool, BackendSettings settings, Alerts alerts) {
        // One for all that name the same servers: a mail for two of them needs no second transaction.
        var groups = new HashMap<List<BackendAddress>, Failover>();
        Function<List<BackendAddress>, Failover> group = named -> groups.computeIfAbsent(
                named.stream().distinct().toList(),
                addresses -> new Failover(
                        addresses.stream()
                                .map(address -> pools.computeIfAbsent(address, pool))
                                .toList(),
                        alerts));
        this.usual = group.apply(destinations.usual());
        destinations.byDomain().forEach((domain, addresses) -> byDomain.put(domain, group.apply(addresses)));
        this.outbound = destinations.outbound().isEmpty() ? null : group.apply(destinations.outbound());
        this.logins = new BackendAuthenticator(usual, settings.maxLogins(), outbound == null, alerts);
    }

    /** All servers, each once, in the order in which they were named. */
    List<Pool> pools() {
        return new ArrayList<>(pools.values());
    }

    /** All destinations, those that share their servers too. */
    List<Group> groups() {
        var groups = new ArrayList<Group>();
        groups.add(new Group("mail to all other domains", true, usual.health()));
        byDomain.forEach((domain, servers) -> groups.add(new Group("mail to " + domain, true, servers.health())));
        if (outbound != null) {
            groups.add(new Group("mail of our own users", false, outbound.health()));
        }
        return groups;
    }

    BackendAuthenticator logins() {
        return logins;
    }

    Source of(Mail mail, Path recipient, Delivery.Target target) {
        Source login = logins.of(mail.session());
        if (login != null) {
            return login;
        }
        if (outbound != null && target == Delivery.Target.OUTBOUND) {
            return outbound;
        }
        return byDomain.getOrDefault(recipient.domainKey(), usual);
    }
}
