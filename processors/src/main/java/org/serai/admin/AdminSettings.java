package org.serai.admin;

import java.util.List;
import org.serai.config.Option;

/** The properties {@code admin.*}. */
public record AdminSettings(
        @Option(value = "127.0.0.1", doc = "Address of the admin API.") String host,
        @Option(
                        value = "8081",
                        least = "0",
                        most = "65535",
                        doc = "Port of the admin API, by which bin/serai quarantine works; 0: none.")
                int port,
        @Option(
                        value = "false",
                        doc =
                                "Let admin.host be other than a loopback address. Token and mail then go over the network in the"
                                        + " clear: put a proxy with TLS in front.")
                boolean allowRemote,
        @Option(
                        value = "",
                        doc = "Names by which others reach the API, as requests name them in Host, beside its address"
                                + " and localhost.")
                List<String> names) {

    public AdminSettings {
        names = List.copyOf(names);
    }

    /** There is one. */
    public boolean on() {
        return port != 0;
    }

    /** An address as a URI has it, IPv6 in brackets (RFC 3986 section 3.2.2). */
    static String named(String host) {
        return host.indexOf(':') < 0 || host.startsWith("[") ? host : "[" + host + "]";
    }

    /** Where it is reached on this machine, as a URI has it. */
    String local() {
        String named = named(host);
        return switch (named) {
            case "0.0.0.0" -> "127.0.0.1";
            case "[::]" -> "[::1]";
            default -> named;
        };
    }
}
