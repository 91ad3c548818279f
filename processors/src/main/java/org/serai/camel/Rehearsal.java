package org.serai.camel;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.serai.config.Settings;
import org.serai.content.LinkReader;
import org.serai.content.Links;
import org.serai.dns.Dns;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;

/** The policy as a function: the same routes, filters, scores and lists, but nothing is sent, kept, counted or learned. */
public final class Rehearsal implements AutoCloseable {

    private final Stage stage;
    private final Generation generation;
    private final LinkReader links;

    /**
     * Loads the policy as {@code serai run} would.
     *
     * @param dns what is asked instead of the servers of {@code dns.servers}
     * @param selected names of the filters that run
     * @throws org.serai.config.ConfigException when the policy would not start
     */
    public Rehearsal(Settings settings, Path home, Dns dns, Clock clock, Predicate<String> selected) {
        stage = new Stage(settings, home, dns, clock, selected);
        RouteSources sources = PolicyLoader.sources(home, settings);
        links = ContentReaders.of(settings, sources).links();
        generation = stage.loader().load(sources, 1, () -> {});
    }

    /** The links of a mail, as filters see them. */
    public Links links(Mail mail) {
        return links.of(mail);
    }

    /** Decides one phase, for our own users as the shipped doors do, and waits for it. */
    public Decision decide(Mail mail) {
        if (!generation.enter()) {
            throw new IllegalStateException("closed");
        }
        var result = new CompletableFuture<Decision>();
        Exchange exchange = new DefaultExchange(generation.context());
        PolicyExchange.start(exchange, mail, mail.phase().id());
        boolean ours = mail.envelope().client().trusted();
        generation.process(ours ? Generation.OUTBOUND : mail.phase().id(), exchange, sync -> {
            Exception failure = exchange.getException();
            Reply reply = PolicyExchange.reply(exchange);
            Disposition disposition = PolicyExchange.disposition(exchange);
            if (failure == null && reply != null && disposition != null) {
                result.complete(new Decision(PolicyExchange.mail(exchange), disposition, reply));
            } else {
                result.completeExceptionally(
                        failure == null ? new IllegalStateException("the route ended without a reply") : failure);
            }
        });
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("route " + mail.phase().id() + " failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        generation.retire();
        stage.close();
    }
}
