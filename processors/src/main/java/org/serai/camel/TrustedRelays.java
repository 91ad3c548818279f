package org.serai.camel;

import java.net.InetAddress;
import java.util.List;
import org.serai.mail.Client;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.mail.Phase;

/**
 * Servers that take mail for us and hand it on: a secondary MX, a provider's relay. They are not judged; who handed the mail
 * to them is, at DATA.
 *
 * @param quarantine what would be refused is kept instead
 */
record TrustedRelays(List<Network> networks, boolean quarantine) {

    TrustedRelays(PolicySettings.Trusted settings) {
        this(settings.relays(), settings.relaysQuarantine());
    }

    /** One of the relays, or a program on its host. */
    boolean contain(InetAddress address) {
        return !networks.isEmpty() && (address.isLoopbackAddress() || Network.anyContains(networks, address));
    }

    /** It comes from a relay, and who is behind that is not known. */
    boolean connected(Mail mail) {
        Client client = mail.envelope().client();
        return !client.trusted() && Network.anyContains(networks, client.address());
    }

    /** A relay has taken it already, and would only come again with it. */
    boolean handedOn(Mail mail) {
        return mail.envelope().via() != null || connected(mail);
    }

    /** What there is to be said of the client has to wait for its Received field. */
    boolean defer(Mail mail) {
        return switch (mail.phase()) {
            case CONNECT, HELO, MAIL_FROM -> connected(mail);
            case RCPT_TO, DATA -> false;
        };
    }

    /** A refusal would make the relay bounce to a sender who may be forged. */
    boolean keep(Mail mail) {
        return quarantine && mail.phase() == Phase.DATA && handedOn(mail);
    }
}
