package org.serai.camel;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;
import org.serai.mail.Network;

/** Who asks for a page: who has connected, or whom a reverse proxy of ours names. */
final class DigestClients {

    private static final String FORWARDED = "X-Forwarded-For";

    private final List<Network> proxies;

    /** @param proxies whose word counts */
    DigestClients(List<Network> proxies) {
        this.proxies = List.copyOf(proxies);
    }

    InetAddress of(Message request) {
        InetAddress connected = request.getHeader(VertxPlatformHttpConstants.REMOTE_ADDRESS) instanceof SocketAddress at
                ? address(at.hostAddress(), InetAddress.getLoopbackAddress())
                : InetAddress.getLoopbackAddress();
        return Network.anyContains(proxies, connected)
                ? address(last(request.getHeader(FORWARDED)), connected)
                : connected;
    }

    /** The proxy has added the last; those before are whatever the client likes. */
    private static String last(Object said) {
        String text = said instanceof List<?> several
                ? String.valueOf(several.get(several.size() - 1))
                : String.valueOf(said);
        return text.substring(text.lastIndexOf(',') + 1).strip();
    }

    private static InetAddress address(String text, InetAddress otherwise) {
        try {
            return Network.literal(text);
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }
}
