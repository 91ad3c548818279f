package org.serai.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.serai.config.ConfigException;
import org.serai.config.Settings;

/** Finds out before the start whether all ports can be had, since Camel tells it late or, for HTTP, not at all. */
final class FreePorts {

    private static final int FIRST_FOR_ANYBODY = 1024;

    private final Settings settings;
    private final List<Taken> taken = new ArrayList<>();

    private record Taken(String property, InetSocketAddress address) {

        boolean clashes(InetSocketAddress other) {
            return address.getPort() == other.getPort()
                    && (address.getAddress().isAnyLocalAddress()
                            || other.getAddress().isAnyLocalAddress()
                            || address.equals(other));
        }
    }

    FreePorts(Settings settings) {
        this.settings = settings;
    }

    /**
     * Looks whether one can be had, and remembers it.
     *
     * @param hostProperty says which address
     * @param portProperty says which port
     * @throws ConfigException naming the property at fault
     */
    void take(String hostProperty, String host, String portProperty, int port) {
        if (host.indexOf(':') >= 0 && !host.startsWith("[")) {
            throw new ConfigException(settings.where(hostProperty) + " = '" + host
                    + "': an IPv6 address stands in brackets, [" + host + "]");
        }
        var address = new InetSocketAddress(host, port);
        if (host.isEmpty() || address.isUnresolved() || !ours(address)) {
            throw new ConfigException(settings.where(hostProperty) + " = '" + host
                    + "': this machine has no such address; 0.0.0.0 listens on all");
        }
        for (Taken other : taken) {
            if (other.clashes(address)) {
                throw new ConfigException(settings.where(portProperty) + " = " + port + ": this is the port of "
                        + other.property() + " too");
            }
        }
        taken.add(new Taken(portProperty, address));
        // Bound and not listening: nobody can connect to it meanwhile and take us for started.
        try (var socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new ConfigException(
                    settings.where(portProperty) + " = " + port + ": cannot listen on " + host + ":" + port + ": "
                            + e.getMessage() + "; "
                            + (port < FIRST_FOR_ANYBODY
                                    ? "free the port, and let Serai open ports below 1024 (CAP_NET_BIND_SERVICE)"
                                    : "free the port or set another one with -D" + portProperty + "=..."),
                    e);
        }
    }

    private static boolean ours(InetSocketAddress address) {
        try {
            return address.getAddress().isAnyLocalAddress()
                    || address.getAddress().isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address.getAddress()) != null;
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
