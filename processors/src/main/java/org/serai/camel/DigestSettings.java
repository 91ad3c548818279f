package org.serai.camel;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.delivery.BackendAddress;
import org.serai.mail.Network;

/** Properties about what users are told of quarantine. */
interface DigestSettings {

    record Digest(
            @Option(value = "07:00", doc = "When digests go out, each day, in digest.zone.") String at,
            @Option(
                            value = "",
                            doc =
                                    "Time zone of digest.at and of the times in digests, such as Europe/Berlin; empty: that of"
                                            + " the system.")
                    String zone,
            @Option(
                            value = "5d",
                            least = "1h",
                            most = "3650d",
                            doc = "How far back a user's first digest looks, and one that he asks for.")
                    Duration window,
            @Option(
                            value = "100",
                            least = "1",
                            most = "1000",
                            doc = "Messages that a digest tells of; further ones are counted.")
                    int maxMessages,
            @Option(value = "20", least = "1", most = "10000", doc = "Digests that a user may ask for in a day (UTC).")
                    int requestsPerDay,
            @Option(
                            value = "200000",
                            least = "1",
                            most = "10000000",
                            doc = "Entries of the table digest: users, those who want none, and links that were used.")
                    int maxEntries,
            @Option(
                            value = "",
                            doc =
                                    "Where digests are handed in, smtp://host:port; empty: the first SMTP server of backend.uri.")
                    List<BackendAddress> uri,
            @Option(value = "", doc = "Who sends digests, in From; empty: postmaster@ with smtp.hostname.") String from,
            @Option(
                            value = "Quarantine: {count} held back for you",
                            doc = "Subject of a digest; {count} is how many messages it is about.")
                    String subject,
            @Option(
                            value = "digest",
                            doc =
                                    "Directory of the templates digest.txt.mustache, digest.html.mustache and page.html.mustache."
                                            + " Relative to config.dir.")
                    Path templates,
            @Option(
                            value = "",
                            doc =
                                    "What links in digests begin with, https://quarantine.example.org, which leads to digest.port;"
                                            + " empty: digests have no links.")
                    String linkUri,
            @Option(value = "7d", least = "1h", most = "90d", doc = "Time for which a link is good.")
                    Duration linkValidity,
            @Option(
                            value = "",
                            doc =
                                    "File with the key of links, 32 octets at least, which nobody else may read (0600); the same on"
                                            + " all nodes. Relative to SERAI_HOME. Empty: <data.dir>/digest.key, made at the first start.")
                    Path keyFile,
            @Option(value = "127.0.0.1", doc = "Address of the pages that links lead to.") String host,
            @Option(value = "0", least = "0", most = "65535", doc = "Port of the pages that links lead to; 0: none.")
                    int port,
            @Option(
                            value = "",
                            doc =
                                    "Reverse proxies in front of the pages, addresses and CIDR networks: the last address of their"
                                            + " X-Forwarded-For is the client.")
                    List<Network> proxies,
            @Option(
                            value = "60",
                            least = "1",
                            most = "1000000",
                            doc = "Requests of a client for pages in a minute; further ones get 429.")
                    int requestsPerClient,
            @Option(value = "4KB", least = "1KB", most = "1MB", doc = "The largest request for a page, its body.")
                    Size maxRequestSize) {

        public Digest {
            proxies = List.copyOf(proxies);
            try {
                LocalTime.parse(at);
                zoneOf(zone);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("a time is 07:00, a zone Europe/Berlin: " + e.getMessage(), e);
            }
            if (!linkUri.isEmpty() && !linkUri.startsWith("https://") && !linkUri.startsWith("http://")) {
                throw new IllegalArgumentException("digest.link-uri begins with https:// or http://");
            }
            if (linkUri.endsWith("/")) {
                linkUri = linkUri.substring(0, linkUri.length() - 1);
            }
            if (linkUri.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '"' || c == '<' || c == '>')) {
                throw new IllegalArgumentException("digest.link-uri has characters that no URI has");
            }
            if (linkUri.isEmpty() && port != 0) {
                throw new IllegalArgumentException(
                        "digest.port needs digest.link-uri: nothing would lead to its pages");
            }
            if (uri.stream().anyMatch(each -> each.protocol() != BackendAddress.Protocol.SMTP)) {
                throw new IllegalArgumentException("digest.uri is smtp://host:port");
            }
        }

        private static ZoneId zoneOf(String zone) {
            return zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone);
        }

        LocalTime time() {
            return LocalTime.parse(at);
        }

        ZoneId zoneId() {
            return zoneOf(zone);
        }

        /** Pages are served by this node. */
        boolean pages() {
            return port != 0;
        }
    }
}
