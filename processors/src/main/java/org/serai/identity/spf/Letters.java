package org.serai.identity.spf;

import java.net.InetAddress;
import org.serai.dns.Addresses;

/**
 * What macro letters stand for (RFC 7208 section 7.2), but those that change during an evaluation: {@code d} and {@code p}.
 *
 * @param receiver our own host name
 * @param seconds since 1970
 */
record Letters(InetAddress client, String localPart, String senderDomain, String helo, String receiver, long seconds) {

    /** @param p the client's name, {@code unknown} where it has none */
    String value(char letter, String d, String p) {
        return switch (letter) {
            case 's' -> localPart + "@" + senderDomain;
            case 'l' -> localPart;
            case 'o' -> senderDomain;
            case 'd' -> d;
            case 'i' -> Addresses.dotted(client);
            case 'p' -> p;
            case 'v' -> client.getAddress().length == 4 ? "in-addr" : "ip6";
            case 'h' -> helo;
            case 'c' -> Addresses.text(client);
            case 'r' -> receiver;
            case 't' -> String.valueOf(seconds);
            default -> throw new IllegalArgumentException("no macro letter: " + letter);
        };
    }

    /** False for an internationalized local part: no name can be made of it (RFC 8616 section 4). */
    boolean asciiLocalPart() {
        return localPart.chars().allMatch(c -> c <= '~');
    }
}
