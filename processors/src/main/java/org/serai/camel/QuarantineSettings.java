package org.serai.camel;

import java.time.Duration;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.kafka.TopicUri;

/** Properties about quarantined messages. */
interface QuarantineSettings {

    /** What happens to a message while its topic cannot be written to. */
    enum Fallback {
        FILE,
        DEFER
    }

    /** What the sender of a quarantined message is told; route {@code quarantine} has both. */
    enum Told {
        ACCEPT,
        REJECT
    }

    record Quarantine(
            @Option(
                            value = "",
                            doc =
                                    "Where quarantined messages lie, file:<directory> or kafka:<topic>; empty: file:<data.dir>/quarantine.")
                    String uri,
            @Option(
                            value = "accept",
                            doc =
                                    "What the sender of a quarantined message is told: accept, 250; reject, 550, though it is kept.")
                    Told reply,
            @Option(
                            value = "10s",
                            least = "1s",
                            most = "5m",
                            doc = "Time for the topic of quarantine to confirm a message.")
                    Duration timeout,
            @Option(
                            value = "file",
                            doc =
                                    "While the topic does not confirm: file, messages wait on disk in <data.dir>/outbox/quarantine and"
                                            + " the sender is told the same; defer, he is told 451.")
                    Fallback fallback,
            @Option(
                            value = "30d",
                            least = "1h",
                            most = "3650d",
                            doc =
                                    "Time for which messages stay in the quarantine of files, claims, and on a topic that Serai makes.")
                    Duration retention,
            @Option(
                            value = "1d",
                            least = "1m",
                            most = "3650d",
                            doc =
                                    "Time after which brokers begin to remove from a topic that Serai makes what was deleted there"
                                            + " (max.compaction.lag.ms).")
                    Duration forgetting,
            @Option(
                            value = "10GB",
                            doc =
                                    "Octets of the quarantine of files, and of the claims; beyond that the oldest go. 0: no limit.")
                    Size maxSize,
            @Option(
                            value = "50000",
                            least = "1",
                            most = "10000000",
                            doc =
                                    "Messages that the index of quarantine knows; beyond that the oldest are not listed, though kept.")
                    int maxEntries) {

        public Quarantine {
            TopicUri.require("quarantine.uri", uri);
        }

        boolean onTopic() {
            return TopicUri.is(uri);
        }

        String topic() {
            return TopicUri.topic(uri);
        }
    }

    record Claims(
            @Option(
                            value = "",
                            doc =
                                    "Where messages lie that a record of Kafka cannot hold, file:<directory>, which several nodes"
                                            + " may share, or an endpoint of Camel, sftp:, ftp:, ftps: or aws2-s3:; empty: file:<data.dir>/claims.")
                    String uri) {

        public Claims {
            if (!uri.isEmpty() && uri.indexOf(':') <= 0) {
                throw new IllegalArgumentException(
                        "claim-store.uri = file:<directory>, or <scheme>:<place> as an endpoint of Camel is written");
            }
        }

        /** In a directory, not at an endpoint of Camel. */
        boolean inFiles() {
            return uri.isEmpty() || uri.startsWith("file:");
        }

        /** An object store that speaks S3. */
        private boolean inObjects() {
            return uri.startsWith("aws2-s3:");
        }

        /** The file of the routes that go there. */
        String routes() {
            return inObjects() ? RoutedClaims.OBJECTS_ROUTE : RoutedClaims.ROUTE;
        }

        /** What names the directory, or the bucket, to those who read or remove one file there; further options may follow. */
        String pollUri() {
            return uri
                    + (uri.indexOf('?') < 0 ? '?' : '&')
                    + (inObjects() ? "autoCreateBucket=false" : "throwExceptionOnConnectFailed=true");
        }
    }
}
