package org.serai.camel;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this machine. */
final class OwnAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

    private OwnAddresses() {}

    static Set<InetAddress> all() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            LOG.warn("The addresses of this machine are not known: {}", e.getMessage());
            return Set.of();
        }
    }
}
