package org.serai.camel;

import java.nio.file.Path;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.kafka.TopicUri;

/** Properties about what leaves quarantine. */
interface ReleaseSettings {

    record Release(
            @Option(value = "true", doc = "A released message is learned as ham, unless the command says otherwise.")
                    boolean train,
            @Option(
                            value = "false",
                            doc = "The author of a released message becomes a correspondent of those who get it.")
                    boolean whitelist,
            @Option(value = "", doc = "Topic of commands to release messages, kafka:mail.release; empty: none.")
                    String uri,
            @Option(
                            value = "",
                            doc =
                                    "File with the key of the commands' header hmac, 32 octets at least, which nobody else may read"
                                            + " (0600). Relative to SERAI_HOME.")
                    Path keyFile,
            @Option(value = "serai-release", doc = "Group of consumers that share the commands.") String group,
            @Option(
                            value = "64KB",
                            least = "1KB",
                            most = "1MB",
                            doc = "The largest command, on the topic and as the body of a request to the admin API.")
                    Size maxCommandSize,
            @Option(
                            value = "kafka:mail.parked",
                            doc =
                                    "Topic of records of mail.release and mail.training that nobody can carry out, cut, with the"
                                            + " reason; empty: the log has them alone.")
                    String parkedUri) {

        public Release {
            TopicUri.require("release.uri", uri);
            TopicUri.require("release.parked-uri", parkedUri);
            if (!uri.isEmpty() && !TopicUri.is(uri)) {
                throw new IllegalArgumentException("release.uri is kafka:<topic> or empty");
            }
            if (!parkedUri.isEmpty() && !TopicUri.is(parkedUri)) {
                throw new IllegalArgumentException("release.parked-uri is kafka:<topic> or empty");
            }
            if (!uri.isEmpty() && keyFile.toString().isEmpty()) {
                throw new IllegalArgumentException(
                        "release.uri needs release.key-file: commands that nobody signs could be anybody's");
            }
        }
    }
}
