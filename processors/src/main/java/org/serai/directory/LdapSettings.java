package org.serai.directory;

import java.time.Duration;
import java.util.List;
import org.serai.config.Authorities;
import org.serai.config.Option;

/** The properties {@code ldap.*}. */
public record LdapSettings(
        @Option(
                        value = "",
                        doc =
                                "The directory, ldap://host:port or ldaps://host:port; several, separated by commas, stand for"
                                        + " each other in this order; empty: none.")
                List<LdapServer> uri,
        @Option(
                        value = "starttls",
                        doc =
                                "How ldap:// is secured: starttls (required, name and chain are checked, as for ldaps://), or off"
                                        + " for a directory on this machine.")
                Tls tls,
        @Option(value = "", doc = "PEM file of the authorities of the directory; empty: those of the Java runtime.")
                Authorities caFile,
        @Option(value = "", doc = "DN to bind as; empty: anonymous.") String bindDn,
        @Option(value = "", doc = "File that holds the password of ldap.bind-dn, in its first line.")
                String passwordFile,
        @Option(value = "", doc = "DN below which entries are looked for; empty: the root of the directory.")
                String base,
        @Option(
                        value = "3s",
                        least = "1ms",
                        most = "1m",
                        doc = "Time for a connection with TLS and bind, and for one to become free.")
                Duration connectTimeout,
        @Option(
                        value = "5s",
                        least = "1ms",
                        most = "1m",
                        doc =
                                "Time for an answer; what is later is a failure: RECIPIENTS_TEMPERROR, POLICIES_TEMPERROR.")
                Duration timeout,
        @Option(value = "4", least = "1", most = "100", doc = "Connections to the directory at most.") int connections,
        @Option(
                        value = "1000",
                        least = "1",
                        doc = "Questions that wait for a connection at most; one more is a failure.")
                int queue) {

    /** How {@code ldap://} is secured. */
    public enum Tls {
        OFF,
        STARTTLS
    }

    public LdapSettings {
        if (uri.isEmpty() && !(bindDn.isEmpty() && passwordFile.isEmpty() && base.isEmpty())) {
            throw new IllegalArgumentException("is of no use without ldap.uri");
        }
        if (bindDn.isEmpty() != passwordFile.isEmpty()) {
            throw new IllegalArgumentException("bind-dn and password-file go together");
        }
        if (uri.stream().map(LdapServer::secure).distinct().count() > 1) {
            throw new IllegalArgumentException("servers that stand for each other are all ldap:// or all ldaps://");
        }
    }
}
