package org.serai.filter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.serai.config.EntryFile;
import org.serai.dns.ReverseName;
import org.serai.mail.Network;

/** What lists in the DNS are asked for, each by a filter of that name and with a file of that name. */
public enum DnsListUse {
    /** Addresses that send what nobody wants. */
    DNSBL(Set.of("listed", "spam", "exploit", "policy"), 1, address("127.0.0.2"), address("127.0.0.1")),
    /** Addresses that send what somebody vouches for. */
    DNSWL(Set.of("listed", "low", "medium", "high"), -1, address("127.0.0.2"), address("127.0.0.1")),
    /** Domains to which messages lead that nobody wants. */
    URIBL(Set.of("listed", "spam", "phish", "malware", "abused"), 1, "test", "invalid");

    /** A list did not answer. */
    public static final String TEMPERROR = "temperror";

    private final Set<String> kinds;
    private final int sign;
    private final String listed;
    private final String unlisted;

    /**
     * @param kinds what an answer may mean; the symbols end with them
     * @param sign of all points
     * @param listed labels of what every such list has (RFC 5782 sections 5 and 3)
     * @param unlisted labels of what none has
     */
    DnsListUse(Set<String> kinds, int sign, String listed, String unlisted) {
        this.kinds = kinds;
        this.sign = sign;
        this.listed = listed;
        this.unlisted = unlisted;
    }

    private static String address(String text) {
        return ReverseName.labels(Network.literal(text));
    }

    /** {@code DNSBL_SPAM}. */
    public String symbol(String kind) {
        return name() + "_" + kind.toUpperCase(Locale.ROOT);
    }

    public Set<String> symbols() {
        return Stream.concat(kinds.stream(), Stream.of(TEMPERROR))
                .map(this::symbol)
                .collect(Collectors.toUnmodifiableSet());
    }

    String listed() {
        return listed;
    }

    String unlisted() {
        return unlisted;
    }

    /** @throws IllegalArgumentException when a list says what this use does not know */
    public void refuseOthers(DnsList list) {
        if (this == URIBL ? list.ipv4() : list.hosts() || list.addresses()) {
            throw new IllegalArgumentException(
                    "'ipv4' is a word for dnsbl and dnswl, 'hosts' and 'addresses' are words for uribl");
        }
        for (DnsList.Meaning meaning : list.meanings()) {
            if (!kinds.contains(meaning.kind())) {
                throw new IllegalArgumentException("'" + meaning.kind() + "' is no kind of "
                        + name().toLowerCase(Locale.ROOT) + "; there are "
                        + String.join(", ", kinds.stream().sorted().toList()));
            }
            if (Math.signum(meaning.points()) == -sign) {
                throw new IllegalArgumentException("points of " + name().toLowerCase(Locale.ROOT) + " are "
                        + (sign > 0 ? "positive" : "negative"));
            }
        }
    }

    /**
     * The lists of the file {@code dnsbl.txt} and the like; none where there is no file.
     *
     * @throws org.serai.config.ConfigException naming file and line of a wrong one
     */
    public List<DnsList> load(Path directory) {
        var out = new ArrayList<DnsList>();
        new EntryFile(directory.resolve(name().toLowerCase(Locale.ROOT) + ".txt")).forEachUncommented(line -> {
            DnsList list = DnsList.parse(line);
            refuseOthers(list);
            out.add(list);
        });
        return List.copyOf(out);
    }
}
