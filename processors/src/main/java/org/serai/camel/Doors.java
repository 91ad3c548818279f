package org.serai.camel;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.delivery.SmtpDelivery;
import org.serai.mail.Capabilities;
import org.serai.mail.Finding;
import org.serai.mail.MailId;
import org.serai.mail.Network;
import org.serai.smtp.Conduct;
import org.serai.smtp.Guesses;
import org.serai.smtp.LostReplies;
import org.serai.smtp.SmtpServer;
import org.serai.smtp.SmtpSettings;
import org.serai.smtp.SmtpSetup;
import org.serai.smtp.Spool;
import org.serai.smtp.SpoolSettings;
import org.serai.smtp.Submission;
import org.serai.smtp.SubmissionSettings;
import org.serai.smtp.TlsIdentity;
import org.serai.smtp.TlsSettings;
import org.serai.tracing.MailTraces;

/** Makes the SMTP servers behind the listeners: for the internet, for our own users, for the built-in mailbox. */
final class Doors {

    /** What files can hold. */
    private static final Capabilities MAILBOX = new Capabilities(true, true, false);

    private final SmtpSetup internet;
    private final Guesses guesses;
    private final Duration authTimeout;
    private final SmtpDelivery delivery;
    private final WorkerPool workers;
    private final Metrics metrics;
    private final MailTraces traces;

    /**
     * @param directories where the spool, a self-made certificate and lost replies lie
     * @param files threads that may wait for the disk
     * @param judge gives the door's own findings their points
     * @param conduct hears of what no route is told
     */
    Doors(
            Settings settings,
            Directories directories,
            ScheduledExecutorService files,
            UnaryOperator<Finding> judge,
            Conduct conduct,
            SmtpDelivery delivery,
            WorkerPool workers,
            Metrics metrics,
            MailTraces traces,
            Clock clock) {
        var smtp = settings.bind("smtp.", SmtpSettings.class);
        var tls = settings.bind("smtp.tls.", TlsSettings.class);
        var submission = settings.bind("outbound.", SubmissionSettings.class);
        if (submission.enabled() && !tls.enabled()) {
            throw new ConfigException(settings.where("outbound.enabled")
                    + " = true: needs smtp.tls.enabled = true, since passwords are taken under TLS only");
        }
        List<Network> trusted =
                settings.bind("trusted.", PolicySettings.Trusted.class).networks();
        var spool = settings.bind("spool.", SpoolSettings.class);
        var data = settings.bind("data.", PolicySettings.Data.class);
        this.internet = new SmtpSetup(
                smtp,
                directories.data("spool", directory -> new Spool(spool, directory, files)),
                tls.enabled()
                        ? directories.data(
                                "tls",
                                made -> TlsIdentity.of(
                                        tls, directories.home(), settings::where, made, smtp.ownName(), clock, files))
                        : null,
                null,
                smtp.rememberLostReplies()
                        ? directories.data("lost-replies", directory -> new LostReplies(directory, files, clock))
                        : null,
                client -> Network.anyContains(trusted, client),
                judge,
                conduct,
                delivery::capabilities,
                data.deadline(),
                data.replyDeadline(),
                new MailId(clock),
                clock);
        this.guesses = new Guesses(submission, clock);
        this.authTimeout = submission.authTimeout();
        this.delivery = delivery;
        this.workers = workers;
        this.metrics = metrics;
        this.traces = traces;
    }

    Door internet() {
        return filtered("smtp", () -> internet);
    }

    /** @param implicitTls the handshake comes first */
    Door ownUsers(boolean implicitTls) {
        return filtered(
                implicitTls ? "outbound-tls" : "outbound",
                () -> internet.forOwnUsers(
                        new Submission(delivery.authenticator(), guesses, authTimeout, implicitTls)));
    }

    private Door filtered(String name, Supplier<SmtpSetup> setup) {
        return new Door(consumer -> {
            var policy = new CamelPolicy(consumer, workers, mail -> delivery.end(mail.id()), true, traces, name);
            var server = new SmtpServer(setup.get(), policy);
            metrics.watch(name, server);
            return server;
        });
    }

    Door mailbox() {
        return new Door(consumer -> new SmtpServer(
                internet.inside(mailboxSettings(internet.settings()), MAILBOX),
                new CamelPolicy(consumer, workers, mail -> {}, false, MailTraces.OFF, "mailbox")));
    }

    /** The mailbox serves one client, us, and takes what the door takes and our fields in front of it. */
    private static SmtpSettings mailboxSettings(SmtpSettings smtp) {
        Map<String, String> own = Map.of(
                "hostname",
                smtp.hostname().isLiteral() ? smtp.ownName() : "mailbox." + smtp.ownName(),
                "max-connections-per-client",
                String.valueOf(smtp.maxConnections()),
                "max-message-size",
                String.valueOf(smtp.maxMessageSize().bytes() + (1 << 20)));
        return Binder.bind(SmtpSettings.class, name -> "mailbox's " + name, own::get);
    }
}
