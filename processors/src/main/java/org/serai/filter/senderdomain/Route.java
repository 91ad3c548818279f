package org.serai.filter.senderdomain;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.filter.ReservedAddress;

/** Finds where mail to a domain goes (RFC 5321 section 5.1). */
final class Route {

    /** What was found out. */
    enum Result {
        /** An MX record leads to an address of a public host. */
        MX,
        /** There is no MX record, but an address. */
        ADDRESS,
        /** The domain takes no mail (RFC 7505). */
        NULL_MX,
        /** There is no such name. */
        UNKNOWN,
        /** There is neither MX nor address. */
        NOWHERE,
        /** No MX leads to an address. */
        DEAD_MX,
        /** All addresses are of no public host. */
        RESERVED,
        /** Nobody can tell now. */
        TEMPERROR
    }

    /** @param evidence what was asked and answered */
    record Found(Result result, List<String> evidence) {}

    /** Of the exchangers, so many with the lowest preferences are looked at. */
    private static final int MAX_EXCHANGERS = 4;

    private final Dns dns;
    private final String domain;
    private final List<String> evidence = new ArrayList<>();

    private Route(Dns dns, String domain) {
        this.dns = dns;
        this.domain = domain;
    }

    /** Never fails. */
    static CompletableFuture<Found> to(String domain, Dns dns) {
        return new Route(dns, domain).find();
    }

    private CompletableFuture<Found> find() {
        // The address is needed only where there is no MX, which is rare.
        return dns.lookup(domain, RecordType.MX).thenCompose(answer -> {
            List<MailExchanger> exchangers = answer.records().stream()
                    .sorted(Comparator.comparingInt(MailExchanger::preference))
                    .toList();
            if (exchangers.isEmpty()) {
                evidence.add(domain + " MX: " + answer.words());
                if (answer.temporary()) {
                    return found(Result.TEMPERROR);
                }
                return answer instanceof Answer.NxDomain
                        ? found(Result.UNKNOWN)
                        : addresses(List.of(domain), Result.ADDRESS, Result.NOWHERE);
            }
            evidence.add(domain + " MX: " + exchangers.get(0).exchange());
            if (exchangers.size() == 1 && exchangers.get(0).exchange().isEmpty()) {
                return found(Result.NULL_MX);
            }
            List<String> hosts = exchangers.stream()
                    .map(MailExchanger::exchange)
                    .limit(MAX_EXCHANGERS)
                    .toList();
            return addresses(hosts, Result.MX, Result.DEAD_MX);
        });
    }

    private CompletableFuture<Found> found(Result result) {
        return CompletableFuture.completedFuture(new Found(result, evidence));
    }

    /** Asks for IPv4 and IPv6 addresses of all hosts at once. */
    private CompletableFuture<Found> addresses(List<String> hosts, Result some, Result none) {
        var asked = new ArrayList<CompletableFuture<? extends Answer<? extends InetAddress>>>();
        for (String host : hosts) {
            asked.add(dns.lookup(host, RecordType.A));
            asked.add(dns.lookup(host, RecordType.AAAA));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            boolean temporary = false;
            boolean reserved = false;
            for (int i = 0; i < asked.size(); i++) {
                Answer<? extends InetAddress> answer = asked.get(i).join();
                for (InetAddress address : answer.records()) {
                    if (!ReservedAddress.is(address)) {
                        return new Found(some, evidence);
                    }
                    reserved = true;
                }
                temporary |= answer.temporary();
                evidence.add(hosts.get(i / 2) + (i % 2 == 0 ? " A: " : " AAAA: ") + text(answer));
            }
            return new Found(temporary ? Result.TEMPERROR : reserved ? Result.RESERVED : none, evidence);
        });
    }

    private static String text(Answer<? extends InetAddress> answer) {
        return answer.records().isEmpty()
                ? answer.words()
                : answer.records().get(0).getHostAddress();
    }
}
