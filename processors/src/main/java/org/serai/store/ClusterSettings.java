package org.serai.store;

import java.nio.file.Path;
import java.util.List;
import org.serai.config.Option;

/** The properties {@code store.cluster.*}, for {@code store.uri=cluster:}. */
public record ClusterSettings(
        @Option(value = "serai", doc = "Name of the cluster; nodes of another name are not let in.") String name,
        @Option(
                        value = "127.0.0.1",
                        doc =
                                "Address of this node that the others reach it by. Off loopback store.cluster.keystore must be set.")
                String bindAddress,
        @Option(value = "7800", least = "1", most = "65535", doc = "TCP port of this node.") int port,
        @Option(
                        value = "",
                        doc =
                                "Some or all nodes, host:port, this one included or not. One that runs is enough to find the others.")
                List<Member> members,
        @Option(
                        value = "",
                        doc =
                                "Instead of members: a name whose A records are the nodes, such as that of a headless service in"
                                        + " Kubernetes; all use the same port.")
                String dns,
        @Option(
                        value = "",
                        doc =
                                "Server, host:port, that is asked for store.cluster.dns, such as a Consul of this machine; empty: the"
                                        + " system's.")
                String dnsServer,
        @Option(
                        value = "",
                        doc =
                                "PKCS #12 file with key and certificate of this node and the certificate of the authority that signed"
                                        + " those of all nodes. Then nodes speak TLS and each must show its certificate. Relative to SERAI_HOME.")
                Path keystore,
        @Option(value = "", doc = "File whose first line is the password of keystore. Relative to SERAI_HOME.")
                Path keystorePasswordFile) {

    /** Another node, or a server. */
    public record Member(String host, int port) {

        /** Reads {@code host:port}. */
        public static Member parse(String text) {
            int colon = text.lastIndexOf(':');
            String host = colon < 0 ? "" : text.substring(0, colon);
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (!host.isEmpty() && port > 0 && port < 65536) {
                    return new Member(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not of the form host:port", e);
            }
            throw new IllegalArgumentException("'" + text + "' is not of the form host:port");
        }

        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    boolean encrypted() {
        return !keystore.toString().isEmpty();
    }
}
