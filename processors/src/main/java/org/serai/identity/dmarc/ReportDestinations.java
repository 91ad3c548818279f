package org.serai.identity.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.DomainName;

/**
 * Who gets the reports that a record asks for: addresses of the same organization, and others that agreed to it in the DNS
 * (RFC 9990 section 4). Without that agreement anybody could have strangers flooded.
 */
public final class ReportDestinations {

    /** RFC 9990 leaves the number to the sender of reports. */
    private static final int MAX_ADDRESSES = 5;

    private final Dns dns;
    private final PublicSuffixes suffixes;
    private final Dmarc.Options options;

    public ReportDestinations(Dns dns, PublicSuffixes suffixes, Dmarc.Options options) {
        this.dns = dns;
        this.suffixes = suffixes;
        this.options = options;
    }

    /** The addresses, in the order of the record; at most five. What cannot be asked for now is left out. */
    public CompletableFuture<List<ReportAddress>> of(DomainName policyDomain, List<String> uris) {
        var checks = new ArrayList<CompletableFuture<List<ReportAddress>>>();
        var discovery = new Discovery(dns, options.discovery(), suffixes);
        for (String uri : uris) {
            ReportAddress address = ReportAddress.of(uri);
            if (address != null && checks.size() < MAX_ADDRESSES) {
                checks.add(check(discovery, policyDomain, address));
            }
        }
        return CompletableFuture.allOf(checks.toArray(CompletableFuture[]::new)).thenApply(all -> {
            var out = new ArrayList<ReportAddress>();
            checks.forEach(each -> out.addAll(each.join()));
            return out.stream().distinct().limit(MAX_ADDRESSES).toList();
        });
    }

    private CompletableFuture<List<ReportAddress>> check(
            Discovery discovery, DomainName policyDomain, ReportAddress address) {
        if (address.host().equals(policyDomain)) {
            return CompletableFuture.completedFuture(List.of(address));
        }
        return discovery
                .of(policyDomain)
                .thenCombine(discovery.of(address.host()), ReportDestinations::sameOrganization)
                .thenCompose(ours -> ours
                        ? CompletableFuture.completedFuture(List.of(address))
                        : dns.lookup(policyDomain + "._report._dmarc." + address.host(), RecordType.TXT)
                                .thenApply(answer -> agreed(answer, address)));
    }

    private static boolean sameOrganization(Standing one, Standing other) {
        DomainName organization = one.organization();
        return organization != null && organization.equals(other.organization());
    }

    /** Steps 6 to 9: one well-formed record is enough, and its own {@code rua=} at the same host goes before. */
    private static List<ReportAddress> agreed(Answer<String> answer, ReportAddress address) {
        boolean agreed = false;
        for (String text : answer.records()) {
            DmarcRecord record = DmarcRecord.parse(text);
            if (record == null || !record.errors().isEmpty()) {
                continue;
            }
            agreed = true;
            if (!record.reports().isEmpty()) {
                return record.reports().stream()
                        .map(ReportAddress::of)
                        .flatMap(other -> other != null && other.host().equals(address.host())
                                ? List.of(other).stream()
                                : List.<ReportAddress>of().stream())
                        .toList();
            }
        }
        return agreed ? List.of(address) : List.of();
    }
}
