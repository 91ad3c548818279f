package org.serai.filter.geo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.filter.MailFilter;
import org.serai.filter.ReservedAddress;
import org.serai.mail.Client;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

/**
 * Triggered by a client of whose address the operator's files know a country or a network owner; points by what he thinks of them. Not by trusted
 * clients and addresses of no public host.
 */
public final class GeoFilter implements MailFilter {

    private static final String CLIENT = "GEO_CLIENT";
    private static final String COUNTRY = "GEO_COUNTRY";
    private static final String NETWORK = "GEO_NETWORK";

    public static final Set<String> SYMBOLS = Set.of(CLIENT, COUNTRY, NETWORK);

    private static final int MAX_OWNER = 100;

    private final List<GeoFile> files;
    private final Map<String, Double> points = new HashMap<>();

    /** Properties under {@code filter.geo.}. */
    public record Options(
            @Option(
                            value = "",
                            doc =
                                    "A database of countries in MaxMind's format (.mmdb), relative to config.dir; empty: none.")
                    String countryFile,
            @Option(
                            value = "",
                            doc =
                                    "A database of network owners (ASN) in MaxMind's format, relative to config.dir; empty: none.")
                    String asnFile,
            @Option(
                            value = "",
                            doc =
                                    "Points for countries and networks, such as RU=2, AS64496=3, *=1, ?=1; they stand above those of"
                                            + " config/lists/geo.txt.")
                    List<GeoRule> points) {

        public Options {
            points = List.copyOf(points);
        }
    }

    /**
     * A filter.
     *
     * @param directory where relative files lie
     * @param listed those of {@code geo.txt}
     * @throws org.serai.config.ConfigException when a file cannot be read
     */
    public GeoFilter(Options options, Path directory, List<GeoRule> listed, Clock clock) {
        this.files = Stream.of(options.countryFile(), options.asnFile())
                .filter(name -> !name.isEmpty())
                .distinct()
                .map(name -> new GeoFile(directory.resolve(name), clock))
                .toList();
        listed.forEach(rule -> points.put(rule.place(), rule.points()));
        options.points().forEach(rule -> points.put(rule.place(), rule.points()));
    }

    @Override
    public List<Finding> check(Mail mail) throws IOException {
        Client client = mail.envelope().client();
        if (files.isEmpty() || client.trusted() || ReservedAddress.is(client.address())) {
            return List.of();
        }
        var known = new LinkedHashMap<Object, Object>();
        for (GeoFile file : files) {
            file.about(client.address()).forEach(known::putIfAbsent);
        }
        String country = country(known);
        String network = network(known);
        String owner = clipped(text(known, "autonomous_system_organization", "as_name", "name"));
        var findings = new ArrayList<Finding>();
        findings.add(told(Finding.of(CLIENT, "The place of your address is known."), client, country, network, owner));
        Double ofCountry = country.isEmpty()
                ? points.get(GeoRule.UNKNOWN)
                : points.getOrDefault(country, points.get(GeoRule.OTHER));
        if (ofCountry != null) {
            Finding finding =
                    Finding.of(COUNTRY, "Mail from the country of your address is judged more strictly here.");
            findings.add(told(finding, client, country, network, owner).withScore(ofCountry));
        }
        Double ofNetwork = points.get(network);
        if (ofNetwork != null) {
            Finding finding =
                    Finding.of(NETWORK, "Mail from the network of your address is judged more strictly here.");
            findings.add(told(finding, client, country, network, owner).withScore(ofNetwork));
        }
        return findings;
    }

    private static Finding told(Finding finding, Client client, String country, String network, String owner) {
        Finding out = finding.withEvidence("client", client.ip()).withEvidence("country", country);
        out = network.isEmpty() ? out : out.withEvidence("network", network);
        return owner.isEmpty() ? out : out.withEvidence("owner", owner);
    }

    /** MaxMind's and DB-IP's {@code {country: {iso_code: DE}}}, else where it is registered; others have {@code country: DE}. */
    private static String country(Map<?, ?> known) {
        for (String key : List.of("country", "registered_country")) {
            @Nullable Object value = known.get(key);
            if (value instanceof Map<?, ?> map && map.get("iso_code") instanceof String code) {
                return code;
            }
            if (value instanceof String code && code.length() == 2) {
                return code;
            }
        }
        return text(known, "country_code");
    }

    private static String network(Map<?, ?> known) {
        if (known.get("autonomous_system_number") instanceof Number number) {
            return GeoRule.NETWORK + number;
        }
        String text = text(known, "asn");
        return text.startsWith(GeoRule.NETWORK) ? text : "";
    }

    private static String text(Map<?, ?> known, String... keys) {
        for (String key : keys) {
            if (known.get(key) instanceof String text) {
                return text;
            }
        }
        return "";
    }

    private static String clipped(String text) {
        return text.length() <= MAX_OWNER ? text : text.substring(0, MAX_OWNER);
    }
}
