package org.serai.camel;

import java.util.List;
import org.apache.camel.component.mail.DefaultAuthenticator;
import org.apache.camel.component.mail.MailAuthenticator;
import org.serai.config.Option;
import org.serai.config.Settings;

/** Properties about what is learned from where. */
interface LearnSettings {

    /** For the training mailbox: an endpoint's address would show the password to whoever looks at routes by JMX. */
    static MailAuthenticator login(Settings settings) {
        var mailbox = settings.bind("learn.imap.", Mailbox.class);
        return new DefaultAuthenticator(mailbox.user(), mailbox.password());
    }

    record Automatic(
            @Option(
                            value = "false",
                            doc =
                                    "Learn from mail that is decided about without anybody's word, as routes/learn.camel.yaml says.")
                    boolean enabled,
            @Option(
                            value = "12",
                            least = "1",
                            doc =
                                    "Score, without what classifiers say, from which refused and quarantined mail is learned as"
                                            + " spam.")
                    double spamScore,
            @Option(
                            value = "1",
                            least = "0",
                            doc =
                                    "Points against it, without what classifiers say, up to which accepted mail is learned as ham.")
                    double hamScore,
            @Option(
                            value =
                                    "ptr dnsbl geo helo, spf dkim arc dmarc envelope sender-domain, uribl phishing, header attachment clamav patterns",
                            doc =
                                    "Families of filters that look at the same thing: families separated by commas, filters by"
                                            + " blanks.")
                    List<String> families,
            @Option(
                            value = "20",
                            least = "1",
                            doc =
                                    "Messages learned in a day from one source, traps among them: the client's network, IPv4 /24"
                                            + " or IPv6 /64, and the author's domain where DMARC proves it.")
                    int perSource,
            @Option(value = "2000", least = "1", most = "1000000", doc = "The same from all sources.") int perDay) {}

    record Topic(
            @Option(value = "mail.training", doc = "Topic of messages to learn, where kafka.brokers is set.")
                    String topic,
            @Option(
                            value = "serai-training",
                            doc = "Consumer group: the nodes of a group share the messages, each node learns its own.")
                    String group) {}

    record Mailbox(
            @Option(
                            value = "",
                            doc =
                                    "Server of the training mailbox, imaps://host:port or, in a network of your own, imap://host:port;"
                                            + " empty: none.")
                    String uri,
            @Option(value = "", doc = "Its user.") String user,
            @Option(value = "", doc = "The user's password.") String password,
            @Option(value = "Junk", doc = "Folder of spam.") String spamFolder,
            @Option(value = "Not-Junk", doc = "Folder of ham.") String hamFolder,
            @Option(
                            value = "Learned",
                            doc =
                                    "Folder that messages are moved into when they are learned; is made when there is none.")
                    String doneFolder,
            @Option(value = "60000", least = "1000", doc = "Milliseconds between two looks.") long delay) {

        public Mailbox {
            boolean plain = uri.startsWith("imap://");
            if (!uri.isEmpty() && !plain && !uri.startsWith("imaps://")) {
                throw new IllegalArgumentException("learn.imap.uri begins with imaps:// or imap://");
            }
            if (!uri.isEmpty() && (uri.indexOf('?') >= 0 || uri.indexOf('@') >= 0)) {
                throw new IllegalArgumentException(
                        "learn.imap.uri is imaps://host:port and no more; learn.imap.user and learn.imap.password say the rest");
            }
        }
    }
}
