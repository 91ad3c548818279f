package org.serai.camel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.delivery.BackendAddress;
import org.serai.kafka.TopicUri;
import org.serai.mail.Network;

/** The properties that belong to the application as a whole, by their prefix. */
interface PolicySettings {

    enum GlobalMode {
        NORMAL,
        MONITOR
    }

    record Global(
            @Option(
                            value = "normal",
                            doc =
                                    "monitor: filters only record, for a safe first week; relay control and mail loops go on deciding.")
                    GlobalMode mode) {}

    record Routes(
            @Option(value = "routes", doc = "Directory of the policy, *.camel.yaml; relative to SERAI_HOME.")
                    Path dir) {}

    record LastGood(
            @Option(
                            value = "true",
                            doc =
                                    "A start whose routes, lists, scores or policies are refused goes on with those that were in force"
                                            + " last, kept in data.dir/policy, and says so; false: it ends, and nothing is kept.")
                    boolean lastGood,
            @Option(value = "64MB", least = "1KB", doc = "Octets of all these files; beyond it none is kept.")
                    Size lastGoodMaxSize) {}

    record Config(
            @Option(value = "config", doc = "Directory of serai.properties, scores.properties, lists/ and dkim/.")
                    Path dir) {}

    record Data(
            @Option(value = "data", doc = "Directory of everything that Serai writes.") Path dir,
            @Option(
                            value = "60s",
                            least = "1ms",
                            doc = "Time for all filters of a message; what is late becomes *_TEMPERROR.")
                    Duration deadline,
            @Option(
                            value = "580s",
                            least = "1ms",
                            doc =
                                    "Time for DATA to end in a reply, whatever its route does; then 451 4.3.0. More than deadline and"
                                            + " backend.data-done-timeout together; clients wait for 600 s.")
                    Duration replyDeadline) {}

    record Http(
            @Option(value = "127.0.0.1", doc = "Address of health and metrics.") String host,
            @Option(
                            value = "8080",
                            least = "1",
                            most = "65535",
                            doc = "Port of health and metrics, /observe/health and /observe/metrics.")
                    int port,
            @Option(
                            value = "false",
                            doc =
                                    "Metrics tell the CPU time of each filter as well (serai_filter_cpu). Costs two system calls a filter.")
                    boolean filterCpu) {}

    record Alerts(
            @Option(
                            value = "20",
                            least = "0",
                            doc =
                                    "So many mails in a row by private or loopback addresses that are neither in trusted.networks nor"
                                            + " in trusted.relays are told in log and health, while SPF, DMARC or lists are on: a balancer or"
                                            + " relay hides who sends; 0: never.")
                    int privateClients) {}

    record DeadLetter(
            @Option(
                            value = "",
                            doc =
                                    "Where copies of messages lie over which a route failed, file:<directory> or kafka:<topic>;"
                                            + " empty: file:<data.dir>/dead-letter.")
                    String uri,
            @Option(
                            value = "defer",
                            doc =
                                    "What becomes of a message over which a route failed: defer, 451 and a copy; deliver, to the"
                                            + " backend with X-Serai-Failed, when clamav lets it pass; quarantine.")
                    DeadLetterStep.Policy policy,
            @Option(
                            value = "3",
                            least = "1",
                            most = "1000",
                            doc = "So many failures over the same content, and it goes into quarantine.")
                    int attempts,
            @Option(
                            value = "100",
                            least = "0",
                            most = "1000000",
                            doc = "Copies an hour, of each node; further ones are told in the log alone.")
                    int copies) {

        public DeadLetter {
            TopicUri.require("dead-letter.uri", uri);
        }

        boolean onTopic() {
            return TopicUri.is(uri);
        }
    }

    record Audit(
            @Option(
                            value = "",
                            doc =
                                    "Where verdict events go, file:<directory> or kafka:<topic>; empty: file:<data.dir>/audit.")
                    String uri) {

        public Audit {
            TopicUri.require("audit.uri", uri);
        }
    }

    record DmarcReports(
            @Option(
                            value = "false",
                            doc = "Send aggregate reports (RFC 9990) once a day to the domains that ask for them.")
                    boolean enabled,
            @Option(
                            value = "",
                            doc =
                                    "Where reports are handed in, smtp://host:port; empty: the first of outbound.uri, else of"
                                            + " backend.uri.")
                    List<BackendAddress> uri,
            @Option(
                            value = "",
                            doc =
                                    "Sender of reports, and whom to ask about them; empty: postmaster@ with smtp.hostname.")
                    String from,
            @Option(value = "", doc = "Who reports, in words; empty: smtp.hostname.") String organization,
            @Option(
                            value = "100000",
                            least = "1",
                            doc =
                                    "Rows of all reports of a day, one for each client and outcome; what comes beyond is left"
                                            + " out.")
                    int maxRows) {}

    record Mailbox(
            @Option(
                            value = "2526",
                            least = "1",
                            most = "65535",
                            doc = "Loopback port of the built-in mailbox, the backend when backend.uri is empty.")
                    int port) {}

    record Trusted(
            @Option(value = "", doc = "Clients of our own, which may relay: addresses and CIDR networks.")
                    List<Network> networks,
            @Option(
                            value = "",
                            doc =
                                    "Servers that hand on mail of others to us, such as a secondary MX: addresses and CIDR networks."
                                            + " Who gave it to them is judged.")
                    List<Network> relays,
            @Option(
                            value = "true",
                            doc =
                                    "Mail by trusted.relays that filters would refuse goes to quarantine, so that the relay"
                                            + " bounces nothing.")
                    boolean relaysQuarantine) {}
}
